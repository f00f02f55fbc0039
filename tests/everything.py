"""`make test`: first what is quick to say no, then the tests on both columns of servers, then one closing line.

`python -m tests.everything [lint|embedded|servers]…` runs parts of it.
"""

import contextlib
import os
import subprocess
import sys
import time
import xml.etree.ElementTree as ET
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests import needs, servers

ROOT = Path(__file__).resolve().parent.parent
RESULTS = ROOT / "var" / "results"  # "test-results" is swept by the browser tests
PARTS = ("lint", "embedded", "servers")


def python(*arguments: str) -> list[str]:
    """Return a command that runs a module with this very Python."""
    return [sys.executable, "-m", *arguments]


CHECKS = {
    "style": python("ruff", "check", "--quiet", "."),
    "form": python("ruff", "format", "--check", "--quiet", "."),
    "imports": [str(Path(sys.executable).parent / "lint-imports"), "--no-cache"],
    "types": python("mypy"),
    "templates": python("djlint", "templates", "--lint", "--quiet"),
    "migrations": [sys.executable, "manage.py", "makemigrations", "--check", "--dry-run"],
    "system check": [sys.executable, "manage.py", "check", "--fail-level", "WARNING"],
    "translations": python("tests.translations"),
}


def environment() -> dict[str, str]:
    """Return the environment of the checks: a data directory of their own, no settings from outside."""
    mine = {"DATA_DIR": str(ROOT / "var" / "checks"), "IGNORE_ENV_FILE": "1", "LOG_LEVEL": "WARNING"}
    kept = {k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "REDIS_URL", "EMAIL_URL")}
    return {**kept, **mine, "PYTHONWARNINGS": "default"}


def lint() -> bool:
    """Run every check, print what the failing ones say, and return whether all passed."""
    fine = True
    with ThreadPoolExecutor(2) as two:  # the longest first, beside it one after the other
        runs = {name: two.submit(_checked, CHECKS[name]) for name in sorted(CHECKS, key="types".__ne__)}
        for name in CHECKS:
            passed, said, seconds = runs[name].result()
            print(f"{name:<14} {'ok' if passed else 'FAILED'}  ({seconds:.1f} s)", flush=True)
            if not passed:
                fine = False
                print(said, flush=True)
    return fine


def _checked(command: list[str]) -> tuple[bool, str, float]:
    """Return whether a check passed, what it said, and how long it took."""
    began = time.monotonic()
    run = subprocess.run(  # noqa: S603 - fixed arguments
        command, cwd=ROOT, env=environment(), capture_output=True, text=True, check=False
    )
    return run.returncode == 0, (run.stdout + run.stderr).strip(), time.monotonic() - began


def warm_up(parts: list[str]) -> Callable[[], None]:
    """Do beforehand, beside the checks, what the workers of the tests would wait for or each do by itself: start the servers,
    migrate the databases, compile the tests. Returns what waits for the end of it. What fails here fails where it is needed.
    """
    if "servers" in parts:
        with contextlib.suppress(servers.Missing, RuntimeError, OSError, subprocess.CalledProcessError):
            _start_servers()
    commands = [
        (name, command)
        for name in PARTS
        if name in parts and name != "lint"
        for command in (python("tests.prepared"), python("pytest", "--collect-only", "-qq"))
    ]
    pool = ThreadPoolExecutor(1)
    for name, command in commands:
        pool.submit(_quietly, command, name)
    return pool.shutdown


def _start_servers() -> None:
    """Start PostgreSQL and Redis for the whole run: the columns find their ports in the environment, and nothing else."""
    before = {**os.environ}
    os.environ[servers.COLUMN] = "servers"
    try:
        servers.prepare()
    finally:
        ports = {name: os.environ[name] for name in (servers.POSTGRES, servers.REDIS) if name in os.environ}
        os.environ.clear()
        os.environ.update({**before, **ports})


def _quietly(command: list[str], name: str) -> None:
    env = {**os.environ, servers.COLUMN: name}
    subprocess.run(command, cwd=ROOT, env=env, capture_output=True, check=False)  # noqa: S603 - fixed arguments


def column(name: str, *, turns: bool) -> bool:
    """Run the tests on one column of servers and return whether they passed; `turns`: long walks are shared out between both."""
    print(f"\nTests, {name}", flush=True)
    RESULTS.mkdir(exist_ok=True)
    report = RESULTS / f"{name}.xml"
    report.unlink(missing_ok=True)
    # One more than there are processors, because tests wait for browsers and workers, too; handed out one by one, in the order
    # of tests/conftest.py.
    workers = os.environ.get("TEST_WORKERS", str((os.cpu_count() or 2) + 1))
    command = python("pytest", "-q", "-n", workers, "--dist", "load", "--maxschedchunk", "1")
    command.append(f"--junitxml={report}")
    more = {"ISH_TEST_TURNS": "1"} if turns else {}
    run = subprocess.run(  # noqa: S603 - fixed arguments
        command, cwd=ROOT, env={**os.environ, "ISH_TEST_SERVERS": name, **more}, check=False
    )
    return run.returncode == 0


def closing_line(reports: list[Path]) -> str:
    """Return pytest's own last line over several runs, such as `===== 12 passed in 3.45s =====`."""
    counts = dict.fromkeys(("failed", "passed", "skipped", "errors"), 0)
    seconds = 0.0
    for report in reports:
        suite = ET.parse(report).getroot().find("testsuite")  # noqa: S314 - written by pytest a moment ago
        if suite is None:
            continue
        number = {key: int(suite.get(key, "0")) for key in ("tests", "failures", "errors", "skipped")}
        counts["failed"] += number["failures"]
        counts["errors"] += number["errors"]
        counts["skipped"] += number["skipped"]
        counts["passed"] += number["tests"] - number["failures"] - number["errors"] - number["skipped"]
        seconds += float(suite.get("time", "0"))
    said = ", ".join(f"{count} {word}" for word, count in counts.items() if count) or "no tests ran"
    return f" {said} in {seconds:.2f}s ".center(80, "=")


def main(parts: list[str]) -> int:
    """Run the named parts, all of them when none is named; return the exit status."""
    unknown = set(parts) - set(PARTS)
    if unknown:
        print(f"Unknown: {', '.join(sorted(unknown))}. There are: {', '.join(PARTS)}.", file=sys.stderr)
        return 2
    chosen = parts or list(PARTS)
    if not needs.ensure(chosen):
        return 1
    steps: dict[str, Callable[[], bool]] = {
        "lint": lint,
        "embedded": lambda: column("embedded", turns="servers" in chosen),
        "servers": lambda: column("servers", turns="embedded" in chosen),
    }
    warm = warm_up(chosen) if "lint" in chosen else None
    passed = {}
    for part in (part for part in PARTS if part in chosen):
        if part != "lint" and warm:
            warm()
        passed[part] = steps[part]()
    reports = [RESULTS / f"{part}.xml" for part in chosen if part != "lint"]
    print()
    for part, fine in passed.items():
        print(f"{part:<14} {'ok' if fine else 'FAILED'}")
    if found := [report for report in reports if report.exists()]:
        print(closing_line(found), flush=True)
    return 0 if all(passed.values()) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
