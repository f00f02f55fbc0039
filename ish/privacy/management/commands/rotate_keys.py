"""`manage.py rotate_keys`: a new key in front of `FIELD_KEYS`, everything sealed anew with it, and which old keys may go."""

import os
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from cryptography.fernet import Fernet
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from ish.privacy import rotation


class Command(BaseCommand):
    help = (
        "Changes the keys of encrypted columns and files. First --new, which puts a new key in front (restart the servers then), "
        "then without options: everything is sealed anew, while people work. It may be stopped and begun again at any time."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        either = parser.add_mutually_exclusive_group()
        either.add_argument("--new", action="store_true", help="Make a new key and put it in front.")
        either.add_argument("--check", action="store_true", help="Say what is sealed with which key.")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["new"]:
            self._put_in_front(Fernet.generate_key().decode())
            return
        self._chatty = options["verbosity"] > 1
        work = rotation.check if options["check"] else rotation.rotate
        tally = work(self._tell)
        if not options["check"]:
            self.stdout.write(f"{tally.anew} sealed anew.")
        self._sum_up(tally)
        if tally.old:
            raise CommandError(self._what_is_left(tally))

    def _put_in_front(self, key: str) -> None:
        path = Path(settings.DATA_DIR) / "field_keys"
        if os.environ.get("FIELD_KEYS") or not path.exists():
            self.stdout.write(
                "The keys are given by the environment. Put this one in front, and a comma after it:"
            )
            self.stdout.write(key)
        else:
            aside = path.with_name(".field_keys.new")
            descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(descriptor, "w") as file:
                file.write("\n".join([key, *path.read_text().replace(",", " ").split()]) + "\n")
                file.flush()
                os.fsync(file.fileno())
            aside.replace(path)
            self.stdout.write(f"A new key stands in front in {path}.")
        self.stdout.write(
            "Restart web servers and workers: they read the keys when they start. Then: manage.py rotate_keys"
        )

    def _tell(self, name: str, tally: rotation.Tally) -> None:
        if self._chatty or tally.anew or tally.old:
            self.stdout.write(f"{name}: {sum(tally.by_key.values())}, sealed anew {tally.anew}")

    def _sum_up(self, tally: rotation.Tally) -> None:
        for number, mark in enumerate(rotation.fingerprints(), start=1):
            count = tally.by_key[mark]
            end = "" if number == 1 else " It may go." if not count else " It is still needed."
            self.stdout.write(f"Key {number} in FIELD_KEYS ({mark}): {count} values and files.{end}")
        if not tally.old and len(settings.FIELD_KEYS) > 1:
            self.stdout.write(
                "Before you take old keys away, keep them beside the backups made until now: those need them to open."
            )

    def _what_is_left(self, tally: rotation.Tally) -> str:
        if lost := tally.by_key[rotation.LOST]:
            return f"{lost} values or files fit no key in FIELD_KEYS. Put the key that sealed them back at the end."
        return (
            f"{tally.old} values or files are not sealed with the first key. Run rotate_keys; "
            "if some come back, a server that was not restarted still writes with an old key."
        )
