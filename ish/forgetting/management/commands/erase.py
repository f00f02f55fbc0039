"""`manage.py erase [--at DATE] [--dry-run]`: everything that is due."""

from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from ish import clock
from ish.forgetting import services
from ish.forgetting.states import Trigger
from ish.privacy.emptying import Emptied


def _day(text: str) -> date:
    return date.fromisoformat(text)


class Command(BaseCommand):
    help = "Erases what is due by the rules of keeping, as happens every night. Killed in between, it goes on next time."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--at", type=_day, default=None, help="As of this day (2027-12-31) instead of today."
        )
        parser.add_argument(
            "--dry-run", action="store_true", help="Only say in numbers what would be erased."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        day = options["at"] or clock.today()
        if options["dry_run"]:
            self._tell(services.preview(day=day))
            self.stdout.write("Nothing was erased.")
            return
        try:
            run = services.run(day=day, trigger=Trigger.COMMAND)
        except services.Busy as error:
            raise CommandError("Another run is at work. Try again when it is done.") from error
        self._tell(Emptied(run.emptied, run.stores))
        if run.waiting:
            self.stdout.write("Waiting for the decision on the archive:")
            for edition, codes in run.waiting.items():
                told = ", ".join(f"{code} of {count}" for code, count in sorted(codes.items()))
                self.stdout.write(f"  edition {edition or '(none)'}: {told}")
        if run.held:
            self.stdout.write(f"Kept because of a legal hold: {run.held} people.")

    def _tell(self, emptied: Emptied) -> None:
        for label, codes in sorted(emptied.rows.items()):
            for code, count in sorted(codes.items()):
                self.stdout.write(f"{label:32} {code:12} {count:6}")
        for name, counts in sorted(emptied.stores.items()):
            for what, count in sorted(counts.items()):
                self.stdout.write(f"{name:32} {what:12} {count:6}")
        if not emptied.rows:
            self.stdout.write("Nothing is due.")
