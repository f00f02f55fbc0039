"""The programs that the tests need beside Python: found, installed where that is possible, or named."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from tests import servers


@dataclass(frozen=True)
class Need:
    """One program: what for, how it is found, what Debian and Homebrew call it."""

    name: str
    why: str
    programs: tuple[str, ...]
    debian: str
    homebrew: str
    parts: tuple[str, ...] = ("embedded", "servers")  # of `tests.everything`

    def is_met(self) -> bool:
        """Tell whether one of the programs is installed."""
        if self.programs == ("initdb",):
            try:
                return bool(servers.postgres_program("initdb"))
            except servers.Missing:
                return False
        return any(shutil.which(program) or Path(program).exists() for program in self.programs)


NEEDS = [
    Need(
        "Chromium",
        "drives the pages as people do",
        (
            "chromium",
            "chromium-browser",
            "google-chrome",
            "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
        ),
        "chromium",
        "--cask google-chrome",
    ),
    Need(
        "PostgreSQL", "is the database in production", ("initdb",), "postgresql", "postgresql", ("servers",)
    ),
    Need(
        "Redis",
        "is the broker in production",
        ("redis-server", "valkey-server"),
        "redis-server",
        "redis",
        ("servers",),
    ),
    Need("Poppler", "reads the papers that are set", ("pdftotext",), "poppler-utils", "poppler"),
    Need("gettext", "checks the translations", ("msgfmt",), "gettext", "gettext", ("lint",)),
]


def missing(parts: Iterable[str]) -> list[Need]:
    """Return what these parts need and is not installed."""
    wanted = set(parts)
    return [need for need in NEEDS if wanted.intersection(need.parts) and not need.is_met()]


def ensure(parts: Iterable[str]) -> bool:
    """Install what is missing for these parts on Debian as root; elsewhere say what is missing. Returns whether all is there."""
    parts = tuple(parts)
    lacking = missing(parts)
    if lacking and shutil.which("apt-get") and os.geteuid() == 0:
        _install([need.debian for need in lacking])
        lacking = missing(parts)
    for need in lacking:
        print(
            f"Missing: {need.name}, which {need.why}. Debian: apt-get install {need.debian};"
            f" macOS: brew install {need.homebrew}",
            file=sys.stderr,
        )
    return not lacking


def _install(packages: list[str]) -> None:
    print(f"Installing {', '.join(packages)} …", flush=True)
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (
        ["apt-get", "-qq", "update"],
        ["apt-get", "-qq", "install", "-y", "--no-install-recommends", *packages],
    ):
        subprocess.run(command, env=quiet, check=False, stdout=subprocess.DEVNULL)  # noqa: S603 - fixed arguments
