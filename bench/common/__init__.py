"""What the benches share: an installation of their own in a temporary folder, times, and the table they print."""

import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT))


@contextmanager
def installation(**environment: str) -> Iterator[Path]:
    """Set Django up on an empty SQLite database in a temporary data directory, and yield the directory. Once a process."""
    with tempfile.TemporaryDirectory(prefix="ish-bench-") as folder:
        for name in ("DATABASE_URL", "REDIS_URL", "EMAIL_URL", "BASE_URL", "STATIC_ROOT", "DEBUG"):
            os.environ.pop(name, None)
        mine = {
            "DATA_DIR": folder,
            "IGNORE_ENV_FILE": "1",
            "LOG_LEVEL": "CRITICAL",
            "REQUIRE_SECOND_FACTOR": "0",
        }
        os.environ.update({**mine, "DJANGO_SETTINGS_MODULE": "ish.settings", **environment})
        import django  # noqa: PLC0415 - the environment must be complete first
        from django.conf import settings  # noqa: PLC0415 - the same
        from django.core.management import call_command  # noqa: PLC0415 - the same

        django.setup()
        settings.ALLOWED_HOSTS.append("testserver")
        call_command("migrate", verbosity=0)
        yield Path(folder)


def cpu(work: Callable[[], object], repeats: int = 5) -> float:
    """Return the seconds of CPU that the best of some runs took."""
    return _best(work, repeats, time.process_time)


def wall(work: Callable[[], object], repeats: int = 1) -> float:
    """Return the seconds that the best of some runs took."""
    return _best(work, repeats, time.perf_counter)


def _best(work: Callable[[], object], repeats: int, clock: Callable[[], float]) -> float:
    times = []
    for _ in range(repeats):
        began = clock()
        work()
        times.append(clock() - began)
    return min(times)


def heading(title: str, *columns: str) -> None:
    """Print the head of a table."""
    print(f"\n{title:<58}" + "".join(f"{column:>12}" for column in columns), flush=True)


def row(label: str, *cells: str, note: str = "") -> None:
    """Print a line of a table."""
    print(
        f"  {label:<56}" + "".join(f"{cell:>12}" for cell in cells) + (f"   {note}" if note else ""),
        flush=True,
    )


def verdict(found: float, aim: float, unit: str = "×", *, at_least: bool = False) -> str:
    """Say how a number stands to its aim: "aim ≤ 3 ×: 2.1 ×  met"."""
    met = found >= aim if at_least else found <= aim
    return f"aim {'≥' if at_least else '≤'} {aim:g} {unit}: {found:.3g} {unit}  {'met' if met else 'MISSED'}"
