"""`manage.py restore FILE`: an archive made by `backup` becomes database and files again."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from ish.desk import archive


class Command(BaseCommand):
    help = "Fills database and uploads from an archive made by `backup`, also one made on another database."
    requires_system_checks = ()  # data must be saved also from a house in disorder

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--force", action="store_true", help="Replace what is in the database.")
        parser.add_argument(
            "--with-keys", action="store_true", help="Take over the keys in the archive, too."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            manifest = archive.read_archive(
                source=options["file"], force=options["force"], with_keys=options["with_keys"]
            )
        except archive.CannotRestore as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"Restored {sum(manifest.rows.values())} rows and {len(manifest.files)} files.")
        if manifest.replayed:
            self.stdout.write(
                f"Erased again what was erased since the archive was made ({manifest.replayed} entries)."
            )
        if manifest.forgot:
            self.stderr.write(
                "The journal of erasures here is older than the archive. What the rules say is erased again in the night; what "
                "somebody asked for since the archive was made has to be erased again by hand."
            )
        if options["with_keys"]:
            self.stdout.write("The keys were taken over; start the servers anew.")
