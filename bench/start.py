"""From `make run` to the first page, the environment being there: a first start in an empty data directory, and a later one.

Also the size of the sign-in page with what it loads, when a slow phone first paints it (static files collected and compressed, as
in production), and how long a demonstration of 5,000 people takes to load.
"""

import gzip
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.common import ROOT, heading, row, verdict

PAGE = "/accounts/login/"
PATIENCE = 120
Found = TypeVar("Found")
PEOPLE = 5_000
CPU_SLOWER = 4
# What is commonly called Fast 3G: 150 ms there and back, 1.6 Mbit a second down, half of it up.
NETWORK = {"offline": False, "latency": 150, "downloadThroughput": 200_000, "uploadThroughput": 94_000}
PAINTS = 7


def main() -> None:
    """Print the times."""
    with tempfile.TemporaryDirectory(prefix="ish-bench-") as folder:
        first, (size, parts) = _started(folder, _weigh)
        later, _ = _started(folder, _weigh)
        _manage(folder, "collectstatic", "--noinput", static=True)
        _, (fast, slow) = _started(folder, _paints, static=True)
    with tempfile.TemporaryDirectory(prefix="ish-bench-") as folder:
        _manage(folder, "migrate", "--verbosity", "0")
        loading = _manage(folder, "demo", "--people", str(PEOPLE))
    heading("From make run to the first page", "wall")
    row("first start, with database and demonstration", f"{first:.1f} s", note=verdict(first, 60, "s"))
    row("later start", f"{later:.1f} s", note=verdict(later, 5, "s"))
    row(f"sign-in page with {parts} files of our own", note=verdict(size / 1000, 30, "kB compressed"))
    heading("First paint of the sign-in page", "wall")
    if slow is None:
        row("no Chromium here: not measured")
    else:
        row(f"phone {CPU_SLOWER} times slower, files at hand", f"{fast:.2f} s")
        row("the same on Fast 3G, nothing cached", f"{slow:.2f} s", note=verdict(slow, 1, "s"))
    heading("Demonstration", "wall")
    row(f"manage.py demo --people {PEOPLE}", f"{loading:.1f} s", note=verdict(loading, 120, "s"))


def _environment(folder: str, port: int = 0, *, static: bool = False) -> dict[str, str]:
    outside = ("DATABASE_URL", "REDIS_URL", "EMAIL_URL", "BASE_URL", "STATIC_ROOT", "DEBUG")
    kept = {name: value for name, value in os.environ.items() if name not in outside}
    served = {"STATIC_ROOT": f"{folder}/static"} if static else {}
    return {**kept, **served, "DATA_DIR": folder, "IGNORE_ENV_FILE": "1", "PORT": str(port)}


def _manage(folder: str, *arguments: str, static: bool = False) -> float:
    began = time.perf_counter()
    subprocess.run(  # noqa: S603 - fixed arguments
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env=_environment(folder, static=static),
        check=True,
        stdout=subprocess.DEVNULL,
    )
    return time.perf_counter() - began


def _started(
    folder: str, look: Callable[[str, bytes], Found], *, static: bool = False
) -> tuple[float, Found]:
    """Start everything, wait for the sign-in page, look at it (site, page), stop; return the seconds and what was found."""
    port = _free_port()
    began = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-m", "ish.launch"],
        cwd=ROOT,
        env=_environment(folder, port, static=static),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        page = _wait_for(f"http://localhost:{port}{PAGE}", process)
        seconds = time.perf_counter() - began
        found = look(f"http://localhost:{port}", page)
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(30)
    return seconds, found


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
    return sum(_bytes_of(site + path) for path in [PAGE, *own]), len(own)


def _bytes_of(url: str) -> int:
    request = urllib.request.Request(url, headers={"Accept-Encoding": "gzip"})  # noqa: S310 - our own address
    with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310 - the same
        body = answer.read()
        return len(body) if answer.headers.get("Content-Encoding") else len(gzip.compress(body))


def _paints(site: str, page: bytes) -> tuple[float | None, float | None]:
    """Return the seconds to the first paint in a new browser window, best of some: with a quick network and on Fast 3G."""
    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if found is None:
        return None, None
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - of no use without a browser

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        quick, slow = (
            min(_paint(browser, site + PAGE, network) for _ in range(PAINTS)) for network in ({}, NETWORK)
        )
        browser.close()
    return quick, slow


def _paint(browser: Any, url: str, network: dict[str, Any]) -> float:
    """Return the seconds from asking for the page to its first contentful paint, in a window that has nothing cached."""
    window = browser.new_context(viewport={"width": 390, "height": 844})
    page = window.new_page()
    wire = window.new_cdp_session(page)
    wire.send("Network.enable")
    if network:
        wire.send("Network.emulateNetworkConditions", network)
    wire.send("Emulation.setCPUThrottlingRate", {"rate": CPU_SLOWER})
    page.goto(url)
    page.wait_for_function(f"{_ENTRIES}.length > 0")
    milliseconds = page.evaluate(f"{_ENTRIES}[0].startTime")
    window.close()
    return float(milliseconds) / 1000


_ENTRIES = "performance.getEntriesByName('first-contentful-paint')"


if __name__ == "__main__":
    main()
