"""A list column whose field the reader may not read is withheld, on the page and in its export.

Lists read ordinary values from the rows that the reader sees; what keeps a column back is the declaration of its fields. So each
field that a list shows is narrowed here, one by one, to readers whom the page does not have, and has to go.
"""

from dataclasses import replace
from typing import Any

import pytest
from django.urls import reverse

from tests.canary.walking import Walk, where

LISTS = {
    "people": ("organiser", "people:list", ()),
    "nominations": ("organiser", "nominations:list", ()),
    "partner": ("coordinator", "nominations:body", ("body",)),
    "roster": ("organiser", "logistics:roster", ()),
    "arrivals": ("organiser", "logistics:arrivals", ()),
}
SHOWN_AT_LEAST = {
    "people": {"people.person.family_name", "people.person.email"},
    "nominations": {
        "people.person.family_name",
        "people.person.given_names",
        "people.person.email",
        "nominations.nomination.school",
        "nominations.nomination.reason_staff",
    },
    "partner": {"people.person.family_name", "people.person.given_names"},
    "roster": {"people.person.native_name", "people.person.email", "logistics.leg.number"},
    "arrivals": {"people.person.family_name", "people.person.phone", "logistics.journey.note"},
}


def _seen(walk: Walk, name: str) -> set[str]:
    """Return the fields whose values stand on the list or in its exports."""
    actor, view, args = LISTS[name]
    return _fields(walk, actor, reverse(view, args=[getattr(walk.world, arg).pk for arg in args]))


def _fields(walk: Walk, actor: str, url: str) -> set[str]:
    texts = [walk.fetch(actor, url)]
    kinds = ("csv", "xlsx") if "_export=" in walk.raw else ()
    texts += [walk.fetch(actor, f"{url}?_export={kind}") for kind in kinds]
    return {c.name for c in walk.canaries if any(where(c, found, url) for found in texts)}


@pytest.mark.parametrize("name", LISTS)
def test_a_column_narrower_than_its_page_is_withheld(
    walk: Walk, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = _seen(walk, name)
    assert shown >= SHOWN_AT_LEAST[name]
    still: dict[str, Any] = {}
    for canary in walk.canaries:
        if canary.name not in shown:
            continue
        label, _dot, field = canary.name.rpartition(".")
        with monkeypatch.context() as patch:
            narrower = replace(canary.policy, reads=("participant",))
            patch.setitem(_catalogue(label), field, narrower)
            still[canary.name] = canary.name in _seen(walk, name)
    assert [field for field, seen in still.items() if seen] == []


def _catalogue(label: str) -> Any:
    from ish.privacy import catalogue  # noqa: PLC0415 - apps: models need the settings first

    return catalogue.declared(label).fields
