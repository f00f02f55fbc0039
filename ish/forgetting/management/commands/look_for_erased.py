"""`manage.py look_for_erased [--also FOLDER]`: whether anything that was erased can still be found."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from ish.forgetting import evidence, scanning, showing


class Command(BaseCommand):
    help = "Looks for every value erased since the report was opened: in the database, the data directory and further folders."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--also",
            type=Path,
            action="append",
            default=[],
            help="A folder (of logs, of exports), or a file.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if missing := [path for path in options["also"] if not path.exists()]:
            raise CommandError(f"There is no {missing[0]}.")
        scan = scanning.scan(report=evidence.current(), also=options["also"])
        self.stdout.write(showing.looked_at(scan))
        for one in scan.found:
            self.stdout.write(
                f"{one['kind']:9} {one['place']} {one['part']} {one['key']} ({', '.join(one['of'])})"
            )
        if scan.faults:
            raise CommandError(f"Found in {scan.faults} places where it should not be.")
        self.stdout.write("Nothing was found that should be gone.")
