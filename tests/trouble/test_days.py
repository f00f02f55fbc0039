"""Impossible days in each field for a day: told beside the field, what was typed is kept, nothing is written, nothing breaks."""

import html
from dataclasses import dataclass
from typing import Any

import pytest
from django.forms import BaseForm
from django.urls import reverse

from ish.people.models import Guardian, Person
from ish.profiles.models import NoticeRead, TravelDocument
from ish.profiles.notice import NOTICE_VERSION
from ish.programme.models import Edition, Phase, Quota
from logistics.models import Journey
from tests.logistics.test_journeys import posted as ticket

# Each field is tried with these; all ways of writing a day are in `tests/desk/test_days.py`, odd ones below.
NO_DAYS = ("31.02.2027", "01.01.0001", "31.12.9999")
ODD = (
    "29.02.2027",
    "00.00.0000",
    "12.13.2027",
    "yesterday",
    "٣١.٠٢.٢٠٢٧",
    "9" * 60,
    "²².²².²²²²",
    "1e3.1.2027",
)
KEPT = (Edition, Phase, Quota, Person, TravelDocument, Journey, Guardian)


@dataclass(frozen=True)
class Place:
    """A field for a day: who fills it in, where, under which name, with what beside it."""

    actor: str
    name: str
    field: str
    arg: str = ""
    more: Any = ()
    extra: tuple[str, ...] = ()

    def address(self, world: Any) -> str:
        args = [getattr(world, self.arg).pk] if self.arg else []
        return reverse(self.name, args=[*args, *self.extra])


STUDENT = {"given_names": "Mio", "language": "en", "on_behalf": "phone"}
PLACES = {
    "birth_of_a_nominee": Place("organiser", "nominations:add", "birth_date", "body", STUDENT),
    "coordinator_from": Place(
        "organiser", "nominations:invite", "active_from", "body", {"name": "Yuki", "email": "y@example.org"}
    ),
    "coordinator_until": Place("organiser", "nominations:invite", "active_to", "body", {"name": "Yuki"}),
    "own_birth": Place(
        "participant", "profiles:section", "birth_date", "participation", {"version": 0}, ("about_me",)
    ),
    "passport_issued": Place(
        "participant", "profiles:section", "issued_on", "participation", {"version": 0}, ("passport",)
    ),
    "passport_ends": Place(
        "participant", "profiles:section", "expires_on", "participation", {"version": 0}, ("passport",)
    ),
    "edition_begins": Place("organiser", "programme:edit_edition", "arrival_day"),
    "edition_ends": Place("organiser", "programme:edit_edition", "departure_day"),
    "new_edition_begins": Place("organiser", "programme:new_edition", "arrival_day"),
    "new_edition_ends": Place("organiser", "programme:new_edition", "departure_day"),
    "phase_opens": Place("organiser", "programme:phases", "wishes_opens"),
    "phase_closes": Place("organiser", "programme:phases", "wishes_closes"),
    "partner_from": Place("organiser", "programme:edit_body", "active_from", "body"),
    "partner_until": Place("organiser", "programme:edit_body", "active_to", "body"),
    "partner_names_by": Place("organiser", "programme:places", "nominations_by"),
    "organiser_ends": Place(
        "organiser", "programme:end_organiser", "last_day", "organiser_row", {"confirmed": "1"}
    ),
    "departs": Place(
        "participant", "logistics:journey", "legs-0-departs_day", "participation", ticket(), ("arrival",)
    ),
    "arrives": Place(
        "participant", "logistics:journey", "legs-0-arrives_day", "participation", ticket(), ("arrival",)
    ),
}


@pytest.fixture
def enter(client: Any, world: Any) -> Any:
    """`enter(place, text)` fills the form as it stands, with `text` in the field, and returns the answer."""
    NoticeRead.objects.create(
        person=world.person, edition_id=world.edition.pk, version=NOTICE_VERSION, language="en"
    )

    forms: dict[str, dict[str, str]] = {}

    def fill(place: Place, text: str) -> Any:
        address = place.address(world)
        if place.field not in forms:
            client.force_login(world.users[place.actor])
            shown = client.get(address)
            assert shown.status_code == 200
            forms[place.field] = _as_shown(shown)
        data = {**forms[place.field], **dict(place.more)}
        name = place.field
        if place.name == "programme:places":
            name = f"b{world.body.pk}-{place.field}"
        return client.post(address, {**data, name: text})

    return fill


def _forms(answer: Any) -> list[BaseForm]:
    found = []
    for context in answer.context or []:
        for values in context:
            for value in values.values() if isinstance(values, dict) else []:
                several = value if isinstance(value, (list, tuple)) else [value]
                found += [form for form in several if isinstance(form, BaseForm)]
                found += list(getattr(value, "forms", [])) if hasattr(value, "management_form") else []
    return found


def _as_shown(answer: Any) -> dict[str, str]:
    """Return what the browser would send if nothing was typed."""
    data = {}
    for form in _forms(answer):
        for bound in form:
            value = bound.value()
            if isinstance(value, (str, int)) and not isinstance(value, bool) or hasattr(value, "isoformat"):
                data[bound.html_name] = str(value)
    return data


def _rows() -> list[Any]:
    return [list(model.objects.order_by("pk").values()) for model in KEPT]


@pytest.mark.in_turns
@pytest.mark.parametrize("place", PLACES)
def test_a_day_that_cannot_be_is_told(place: str, enter: Any, world: Any) -> None:
    before = _rows()
    for text in (*NO_DAYS, *(ODD if place == "birth_of_a_nominee" else ())):
        answer = enter(PLACES[place], text)
        page = answer.content.decode()
        assert answer.status_code == 200, text
        assert html.escape(text) in page, text
        assert any(word in page for word in ("This day ", "Write the day like this")), text
    after = _rows()
    # A profile keeps what is right although something else is wrong; its version may grow, the day does not come in.
    for old, new in zip(before, after, strict=True):
        assert [_days(row) for row in old] == [_days(row) for row in new]


def _days(row: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name not in ("version", "saved_at", "saved_by_id")}


def test_a_birth_in_the_future_is_told(enter: Any) -> None:
    for place in ("birth_of_a_nominee", "own_birth"):
        assert "This day is too late" in enter(PLACES[place], "24.07.2060").content.decode()


@pytest.mark.parametrize("text", ["0001-01-01", "9999-12-31", "2027-02-31", "x", "", "٢٠٢٧-٠٧-١٨"])
def test_days_in_addresses(text: str, client: Any, world: Any) -> None:
    client.force_login(world.users["organiser"])
    for name in ("logistics:arrivals", "logistics:departures"):
        for extra in ({}, {"_export": "csv"}):
            assert client.get(reverse(name), {"day": text, **extra}).status_code == 200
