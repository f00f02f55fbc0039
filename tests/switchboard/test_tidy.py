"""The harness itself: a test run leaves nothing behind, however it ends."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from tests import servers
from tests.architecture.tree import ROOT

RUN = """
import os, subprocess, sys, time
from pathlib import Path
from tests import servers
base = servers.watched(Path(sys.argv[1]))
os.environ[servers.BASE] = str(base)
child = subprocess.Popen(["sleep", "600"], start_new_session=True)
servers.note(child)
print(child.pid, flush=True)
time.sleep(600)
"""


def test_a_run_that_was_killed_leaves_nothing(tmp_path: Path) -> None:
    base = tmp_path / "base"
    (base / "main").mkdir(parents=True)
    command = [sys.executable, "-c", RUN, str(base)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE) as run:  # noqa: S603 - fixed arguments
        assert run.stdout is not None
        child = int(run.stdout.readline())
        os.kill(run.pid, signal.SIGKILL)
        run.wait(30)
    deadline = time.monotonic() + 20
    while (base.exists() or lives(child)) and time.monotonic() < deadline:
        time.sleep(0.2)
    assert not base.exists()
    assert not lives(child)


def lives(pid: int) -> bool:
    """Whether the process is there and not merely unburied."""
    found = subprocess.run(  # noqa: S603 - fixed arguments
        ["/bin/ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True, check=False
    )
    return bool(found.stdout.strip()) and not found.stdout.startswith("Z")


def test_what_older_runs_left_is_swept(tmp_path: Path) -> None:
    for name, days in (("ish-tests-old", 2), ("ish-tests-new", 0), ("something-else", 2)):
        folder = tmp_path / name
        folder.mkdir()
        then = time.time() - days * servers.A_DAY
        os.utime(folder, (then, then))
    servers.sweep(tmp_path)
    assert sorted(one.name for one in tmp_path.iterdir()) == ["ish-tests-new", "something-else"]
