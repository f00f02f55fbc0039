"""Solve a placement problem from a JSON file; needs no database."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from ish.placements.instance import UnreadableInstance, read_instance
from ish.placements.matching import DEFAULT_PRESET, PRESETS, solve, verify

UNREADABLE = 2


class Command(BaseCommand):
    """`manage.py solve_placement FILE`: JSON in, JSON out; exit 2 and one line when it cannot be read."""

    help = "Reads a placement problem as JSON and writes the best plan, with its proof, as JSON."
    requires_system_checks: list[str] = []
    requires_migrations_checks = False

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", help="a JSON file, or - for standard input")
        parser.add_argument("--preset", choices=PRESETS, default=DEFAULT_PRESET, help="what counts most")
        parser.add_argument("--seed", default="0", help="the seed of the lottery among equal plans")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            instance = read_instance(_text_of(options["file"]))
        except UnreadableInstance as error:
            raise CommandError(f"{_one_line(options['file'])}: {error}", returncode=UNREADABLE) from None
        result = solve(instance, preset=options["preset"], seed=options["seed"])
        data = result.as_json()
        if data["certificate"] is not None:
            verdict = verify(instance, result)
            data["certificate"] |= {"verified": verdict.proven, "arcs": verdict.arcs}
        self.stdout.write(json.dumps(data, indent=2))


def _text_of(file: str) -> str:
    """The text of a file or of standard input; raises UnreadableInstance."""
    try:
        raw = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        raise UnreadableInstance("not a text in UTF-8") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "no such file"
        raise UnreadableInstance(f"cannot be read: {reason}") from None


def _one_line(text: str) -> str:
    return " ".join(text.split())[:200]
