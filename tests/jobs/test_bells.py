"""Every name that is rung anywhere in the source is a task that the worker knows."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from celery import current_app
from django.conf import settings

from ish.jobs import registry, services

ROOT = Path(settings.BASE_DIR)


def calls() -> Iterator[tuple[str, ast.Call]]:
    for package in ("accounts", "ish", "logistics"):
        for path in (ROOT / package).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text())):
                if isinstance(node, ast.Call) and _name(node.func) == "ring":
                    yield f"{path.relative_to(ROOT)}:{node.lineno}", node


def _name(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")


def registered() -> set[str]:
    current_app.loader.import_default_modules()
    return set(current_app.tasks)


def test_every_bell_has_a_task() -> None:
    known, found = registered(), {}
    for where, call in calls():
        first = call.args[0] if call.args else None
        assert isinstance(first, ast.Constant) and isinstance(first.value, str), (
            f"{where}: ring by a plain name"
        )
        found[first.value] = where
    assert {"jobs.run", "outbox.deliver", "outbox.deliver_batch"} <= set(found)
    assert {name: where for name, where in found.items() if name not in known} == {}


def test_the_schedule_rings_known_tasks() -> None:
    names = {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}
    assert {"outbox.sweep", "jobs.sweep"} <= names
    assert names - registered() == set()


@pytest.mark.django_db
def test_what_was_rung_is_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services, "_send", lambda name, args: None)
    services.ring("outbox.sweep")
    assert "outbox.sweep" in registry.tasks_rung()


@pytest.mark.parametrize(
    "name", ["outbox.deliver", "outbox.deliver_batch", "outbox.sweep", "jobs.run", "jobs.sweep"]
)
@pytest.mark.django_db
def test_an_argument_of_a_newer_release_is_tolerated(name: str) -> None:
    registered()
    first = [] if name.endswith("sweep") else [[] if name.endswith("batch") else 0]
    current_app.tasks[name](*first, "later", also="this")
