"""`make pictures`: takes the README's screenshots from the product as it is, in a data directory of its own.

The demonstration is loaded at two stages, served, and photographed with the system's Chromium.
"""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "docs" / "screenshots"
DESK, PHONE = {"width": 1280, "height": 860}, {"width": 390, "height": 844}
# stage → [(file, who on the sign-in page, address, screen)]
PICTURES: dict[str, list[tuple[str, str, str, dict[str, int]]]] = {
    "profiles": [
        ("organiser-desk", "Organiser", "/", DESK),
        ("your-students", "Coordinator, Kumamoto", "/nominations/", DESK),
        ("todo-phone", "Participant under 18", "/people/to-do/", PHONE),
    ],
    "travel": [
        ("board", "Organiser", "/placements/plans/", DESK),
        ("arrivals", "Organiser", "/travel/arrivals/", DESK),
    ],
}


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def served(stage: str) -> Iterator[str]:
    """Serve the demonstration as of a stage; yield its address."""
    port = free_port()
    with tempfile.TemporaryDirectory() as folder:
        base = f"http://localhost:{port}"
        environment = {**os.environ, "DATA_DIR": folder, "BASE_URL": base, "IGNORE_ENV_FILE": "1"}
        for command in (["migrate", "-v0"], ["demo", "--stage", stage]):
            subprocess.run([sys.executable, "manage.py", *command], cwd=ROOT, env=environment, check=True)  # noqa: S603 - our own command
        web = [
            sys.executable,
            "-m",
            "gunicorn",
            "ish.wsgi:application",
            "--bind",
            f"127.0.0.1:{port}",
            "--threads",
            "4",
        ]
        process = subprocess.Popen(web, cwd=ROOT, env=environment, stderr=subprocess.DEVNULL)  # noqa: S603 - our own command
        try:
            _wait(f"{base}/healthz")
            yield base
        finally:
            process.terminate()
            process.wait(20)


def _wait(url: str) -> None:
    for _attempt in range(100):
        try:
            urllib.request.urlopen(url, timeout=2).close()  # noqa: S310 - our own server
            return
        except OSError:
            time.sleep(0.2)
    raise SystemExit(f"{url} does not answer.")


def photograph(browser: Any, base: str, name: str, who: str, address: str, screen: dict[str, int]) -> None:
    """Sign in as a member of the cast, open the page, keep its picture."""
    context = browser.new_context(viewport=screen, locale="en-GB", color_scheme="light")
    page: Page = context.new_page()
    page.goto(f"{base}/accounts/login/")
    page.get_by_role("button", name=who).first.click()
    page.wait_for_load_state("networkidle")
    page.goto(base + address)
    if name == "board":
        page.get_by_role("link", name="Lab places 2027").first.click()
    page.wait_for_load_state("networkidle")
    page.screenshot(path=str(TARGET / f"{name}.png"))
    context.close()


def main() -> None:
    """Take every picture anew."""
    TARGET.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"),
            args=["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"],
        )
        for stage, pictures in PICTURES.items():
            with served(stage) as base:
                for name, who, address, screen in pictures:
                    photograph(browser, base, name, who, address, screen)
                    print(f"docs/screenshots/{name}.png")
        browser.close()


if __name__ == "__main__":
    main()
