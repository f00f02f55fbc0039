"""What the tests of the outbox share: kinds of message of their own, a mail server, people to write to."""

from collections.abc import Callable, Iterator
from itertools import count
from typing import Any

import pytest
from django.conf import settings as django_settings

from ish.outbox import registry, services
from ish.outbox.models import Message
from tests.outbox import sink as sinks

_numbers = count(1)


class World:
    """What the kinds of the tests know of the world: who is still wanted, which links were minted."""

    def __init__(self) -> None:
        self.wanted = True
        self.minted: list[str] = []
        self.broken: set[str] = set()

    def still_wanted(self, message: Message) -> bool:
        return self.wanted

    def link(self, message: Message) -> str:
        self.minted.append(f"https://example.org/l/{len(self.minted) + 1}?a=1&b=2")
        return self.minted[-1]

    def context(self, message: Message) -> dict[str, Any]:
        if message.to_email in self.broken:
            raise RuntimeError("This one cannot be written.")
        return {}


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Any) -> Iterator[World]:
    """Two kinds of message ("test.hello" and the sign-in mail "test.code") with templates of their own."""
    folder = tmp_path / "templates" / "test" / "mails"
    folder.mkdir(parents=True)
    (folder / "hello.subject.txt").write_text("Hello {{ word }}\n")
    (folder / "hello.txt").write_text(
        '{% extends "outbox/base.txt" %}{% block content %}{{ word }} & more\n\n{{ link }}\n{% endblock %}'
    )
    (folder / "rich.subject.txt").write_text("Rich\n")
    (folder / "rich.txt").write_text(
        '{% extends "outbox/base.txt" %}{% block content %}{{ word }}{% endblock %}'
    )
    (folder / "rich.html").write_text(
        '{% extends "outbox/base.html" %}{% block content %}<b>{{ word }}</b>'
        '{% include "outbox/button.html" with link=link label="Go" only %}{% endblock %}'
    )
    templates = [{**django_settings.TEMPLATES[0]}]
    templates[0]["DIRS"] = [*templates[0]["DIRS"], tmp_path / "templates"]
    settings.TEMPLATES = templates
    world = World()
    monkeypatch.setattr(registry, "_kinds", dict(registry._kinds))
    common: dict[str, Any] = {"still_wanted": world.still_wanted, "context": world.context}
    registry.register(
        registry.Kind(
            "test.hello", "Hello", "test/mails/hello", links={"link": world.link}, why="Because.", **common
        )
    )
    registry.register(
        registry.Kind("test.rich", "Rich", "test/mails/rich", links={"link": world.link}, **common)
    )
    registry.register(registry.Kind("test.code", "Code", "test/mails/hello", transient=True, **common))
    yield world


@pytest.fixture
def sink(settings: Any) -> Iterator[sinks.Sink]:
    """A mail server that listens, and settings that point to it."""
    with sinks.running() as server:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
        settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
        settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
        settings.EMAIL_TIMEOUT = 5
        yield server


@pytest.fixture
def write(world: World) -> Callable[..., Message]:
    """`write(to_email=…)` enqueues one message of the kind "test.hello"."""

    def enqueue(**given: Any) -> Message:
        number = next(_numbers)
        values: dict[str, Any] = {
            "kind": "test.hello",
            "to_email": "pia@example.org",
            "to_name": "Pia Lind",
            "language": "en",
            "context": {"word": "world"},
            "key": f"test:{number}",
        }
        return services.enqueue(**{**values, **given})

    return enqueue


@pytest.fixture
def rung(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, tuple[Any, ...]]]:
    """The doorbells rung, instead of a broker."""
    bells: list[tuple[str, tuple[Any, ...]]] = []
    monkeypatch.setattr("ish.jobs.services._send", lambda name, args: bells.append((name, args)))
    return bells
