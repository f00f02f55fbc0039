"""The way in while there is nobody yet."""

from typing import Any

from django.core.management.base import BaseCommand

from accounts import first_visit


class Command(BaseCommand):
    help = "Print the one-time link by which the first organiser is created; nothing if there is one already."

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the link to standard output, or say on standard error why there is none."""
        if first_visit.needed():
            self.stdout.write(first_visit.link())
        else:
            self.stderr.write("There is an organiser already (or this is the demonstration): nothing to do.")
