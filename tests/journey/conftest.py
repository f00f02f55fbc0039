"""What the walks need: the demonstration as of a stage, windows of a browser, and the mail as it really went out."""

import re
from collections.abc import Callable, Iterator
from datetime import datetime
from email.message import EmailMessage
from importlib import import_module
from typing import Any

import pytest
from django.core.management import call_command

from accounts import demo
from accounts.models import DemoMark
from ish import clock
from logistics.demo.season import BERLIN
from logistics.models import Place
from tests.journey.visitor import Visitor
from tests.outbox import sink as sinks
from tests.worker import Worker


class Letters:
    """The mails that a real worker has handed to a real mail server."""

    def __init__(self, server: sinks.Sink) -> None:
        self.server = server

    def to(self, address: str) -> list[EmailMessage]:
        """Return what went to an address, oldest first."""
        found = zip(list(self.server.mails), self.server.parsed(), strict=False)
        return [mail for (recipient, _raw), mail in found if recipient == address]

    def link(self, address: str, beginning: str = "/account/invitation/") -> str:
        """Return the newest link of a kind that went to an address; "" while there is none."""
        texts = [body.get_content() for mail in self.to(address) if (body := mail.get_body(("plain",)))]
        found = re.findall(rf"^https?://[^/\s]+{beginning}\S*", "\n".join(texts), re.MULTILINE)
        return found[-1] if found else ""


@pytest.fixture
def letters(monkeypatch: pytest.MonkeyPatch) -> Iterator[Letters]:
    """A mail server, and the address of it for the worker."""
    with sinks.running() as server:
        monkeypatch.setenv("EMAIL_URL", f"smtp://127.0.0.1:{server.port}")
        yield Letters(server)


@pytest.fixture
def worker(letters: Letters, worker: Worker) -> Worker:
    """The worker, started where it finds the mail server."""
    return worker


@pytest.fixture
def places(transactional_db: None) -> None:
    """The places of the world, which earlier tests may have swept away with everything else."""
    if not Place.objects.exists():
        rows = import_module("logistics.migrations.0002_places").PLACES
        Place.objects.bulk_create(Place(iata=i, name=n, time_zone=z, country=c) for i, n, z, c in rows)


@pytest.fixture
def stage(places: None) -> Callable[[str], None]:
    """`stage("nominations")` loads the demonstration as of that stage."""

    def load(name: str) -> None:
        call_command("demo", stage=name, verbosity=0)
        clock.forget()
        demo.forget()

    return load


@pytest.fixture
def on_day() -> Callable[[int, int], None]:
    """`on_day(4, 23)` looks at the demonstration on that day of 2027, at ten in the morning."""

    def move(month: int, day: int) -> None:
        mark = DemoMark.objects.get()
        at = datetime(2027, month, day, 10, tzinfo=BERLIN)
        DemoMark.objects.filter(pk=mark.pk).update(now=at)
        clock.forget()

    return move


@pytest.fixture
def visitor(
    page: Any, site: str, browser: Any, browser_context_args: dict[str, Any], complaints: list[str]
) -> Iterator[Callable[..., Visitor]]:
    """`visitor("de")` opens a window of a browser that nobody has used; complaints of all windows are collected."""
    contexts: list[Any] = []

    def window(language: str, **options: Any) -> Visitor:
        locale = {"en": "en-GB", "de": "de-DE"}[language]
        context = browser.new_context(**{**browser_context_args, "locale": locale, **options})
        contexts.append(context)
        context.on("weberror", lambda error: complaints.append(str(error.error)))
        context.on("console", lambda line: _listen(complaints, line.text))
        context.set_default_timeout(30_000)
        return Visitor(context.new_page(), site, language)

    yield window
    for context in contexts:
        for last in context.pages:  # pytest shows it when the walk came to nothing
            print(f"\n{last.url}\n{last.locator('body').inner_text()[:3000]}")
        context.close()


def _listen(complaints: list[str], text: str) -> None:
    if "Content Security Policy" in text:
        complaints.append(text)
