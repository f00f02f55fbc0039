"""`manage.py backup FILE`: everything in one archive."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from ish.desk import archive


class Command(BaseCommand):
    help = "Writes database and uploaded files to one archive (.tar.gz). Encrypted values stay encrypted."
    requires_system_checks = ()  # data must be saved also from a house in disorder

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--with-keys",
            action="store_true",
            help="Include FIELD_KEYS: whoever has the file can read everything.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        target: Path = options["file"]
        try:
            manifest = archive.write_archive(target=target, with_keys=options["with_keys"])
        except FileExistsError as error:
            raise CommandError(f"{target} exists already.") from error
        except OSError as error:
            raise CommandError(f"{target} cannot be written: {error.strerror}.") from error
        self.stdout.write(f"{target}: {sum(manifest.rows.values())} rows, {len(manifest.files)} files.")
        if not options["with_keys"]:
            self.stdout.write("The keys are not in it. Keep FIELD_KEYS somewhere else, and keep them.")
