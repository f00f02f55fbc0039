"""From `make run` to the first page, the environment being there: a first start in an empty data directory, and a later one.

Also the size of the sign-in page with what it loads, and how long a demonstration of 5,000 people takes to load.
"""

import gzip
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.common import ROOT, heading, row, verdict

PATIENCE = 120
PEOPLE = 5_000


def main() -> None:
    """Print the times."""
    with tempfile.TemporaryDirectory(prefix="ish-bench-") as folder:
        first, size, parts = _start(folder)
        later, _, _ = _start(folder)
    with tempfile.TemporaryDirectory(prefix="ish-bench-") as folder:
        _manage(folder, "migrate", "--verbosity", "0")
        loading = _manage(folder, "demo", "--people", str(PEOPLE))
    heading("From make run to the first page", "wall")
    row("first start, with database and demonstration", f"{first:.1f} s", note=verdict(first, 60, "s"))
    row("later start", f"{later:.1f} s", note=verdict(later, 60, "s"))
    row(f"sign-in page with {parts} files of our own", note=verdict(size / 1000, 30, "kB compressed"))
    row(f"manage.py demo --people {PEOPLE}", f"{loading:.1f} s", note=verdict(loading, 120, "s"))


def _environment(folder: str, port: int = 0) -> dict[str, str]:
    outside = ("DATABASE_URL", "REDIS_URL", "EMAIL_URL", "BASE_URL", "STATIC_ROOT", "DEBUG")
    kept = {name: value for name, value in os.environ.items() if name not in outside}
    return {**kept, "DATA_DIR": folder, "IGNORE_ENV_FILE": "1", "PORT": str(port)}


def _manage(folder: str, *arguments: str) -> float:
    began = time.perf_counter()
    subprocess.run(  # noqa: S603 - fixed arguments
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env=_environment(folder),
        check=True,
        stdout=subprocess.DEVNULL,
    )
    return time.perf_counter() - began


def _start(folder: str) -> tuple[float, int, int]:
    """Start everything, wait for the sign-in page, stop; return seconds, bytes on the wire, and how many files it loads."""
    port = _free_port()
    began = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-m", "ish.launch"],
        cwd=ROOT,
        env=_environment(folder, port),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        page = _wait_for(f"http://localhost:{port}/accounts/login/", process)
        seconds = time.perf_counter() - began
        size, parts = _weigh(f"http://localhost:{port}", page)
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(30)
    return seconds, size, parts


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def _wait_for(url: str, process: "subprocess.Popen[bytes]") -> bytes:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise SystemExit(f"The start ended with status {process.returncode}.")
        try:
            with urllib.request.urlopen(url, timeout=5) as answer:  # noqa: S310 - our own address
                return bytes(answer.read())
        except (urllib.error.URLError, OSError):
            time.sleep(0.05)
    raise SystemExit("The first page did not come.")


def _weigh(site: str, page: bytes) -> tuple[int, int]:
    """Return the compressed bytes of a page with our own styles and scripts that it names, and how many those are."""
    files = sorted(set(re.findall(r'(?:src|href)="(/static/[^"]+\.(?:css|js))"', page.decode())))
    own = [path for path in files if "/vendor/" not in path]
    return sum(_bytes_of(site + path) for path in ["/accounts/login/", *own]), len(own)


def _bytes_of(url: str) -> int:

    request = urllib.request.Request(url, headers={"Accept-Encoding": "gzip"})  # noqa: S310 - our own address
    with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310 - the same
        body = answer.read()
        return len(body) if answer.headers.get("Content-Encoding") else len(gzip.compress(body))


if __name__ == "__main__":
    main()
