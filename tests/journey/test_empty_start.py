"""An installation without a demonstration: from the one-time link to a coordinator at work, with nothing prepared by anybody."""

import io
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import translation
from playwright.sync_api import expect

from ish import clock
from ish.desk import names
from tests.journey.conftest import Letters
from tests.journey.visitor import Visitor
from tests.worker import Worker

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(180)]
PARTNER, MAIL = "Hiroshima", "naoko.mori@example.org"


@pytest.mark.in_turns
@pytest.mark.parametrize("language", ["en", "de"])
def test_from_nothing_to_a_coordinator(
    language: str, visitor: Callable[..., Visitor], places: None, worker: Worker, letters: Letters
) -> None:
    first, naoko = visitor(language), visitor(language)
    _comes_in(first)
    _begins(first)
    _adds_a_partner(first)
    _gives_places(first)
    _invites(first)
    worker.wait_for(lambda: letters.link(MAIL))
    _accepts(naoko, letters.link(MAIL))
    first.go("Coordinators")
    expect(first.row(MAIL)).to_contain_text(first.say("active"))


def _first_link(site: str) -> str:
    said = io.StringIO()
    call_command("first_visit", stdout=said)
    return next(word for word in said.getvalue().split() if word.startswith(site))


def _comes_in(first: Visitor) -> None:
    """The link printed at the start makes the first organiser, once."""
    link = _first_link(first.site)
    first.page.goto(link)
    first.speak()
    first.fill("Your name", "Ada Hofer")
    first.fill("Your e-mail address", "ada.hofer@example.org")
    first.press(first.say("Begin"))
    first.is_at(first.say("Welcome. What do you run?"))


def _begins(first: Visitor) -> None:
    """Programme and first edition on one page; all phases follow from two days."""
    arrival = clock.today() + timedelta(days=240)
    first.main.get_by_label(first.say("name").capitalize(), exact=True).fill("Summer school of the rivers")
    first.fill("short name", "Rivers")
    first.fill("Number of the edition", "1")
    first.fill("day of arrival", arrival.isoformat())
    first.fill("day of departure", (arrival + timedelta(days=20)).isoformat())
    first.fill("Places in all", "12")
    first.fill("Contact address", "rivers@example.org")
    first.press(first.say("Create programme and edition"))
    expect(first.page.locator(".edition-name").first).to_contain_text("Rivers")


def _adds_a_partner(first: Visitor) -> None:
    first.go("Partners and places")
    first.follow(first.say("Add the first partner"))
    with translation.override(first.language):
        japan = names.name_of("country", "JP")
    first.main.get_by_label(first.say("name").capitalize(), exact=True).fill(PARTNER)
    first.tick("twin city")
    first.fill("Country", japan)
    first.fill("Time zone", "Asia/Tokyo")
    first.press(first.say("Save"), exact=True)
    expect(first.page.locator("#messages")).not_to_be_empty()


def _gives_places(first: Visitor) -> None:
    first.go("Partners and places")
    first.row(PARTNER).get_by_role("spinbutton").first.fill("2")
    first.press(first.say("Save all"))
    expect(first.row(PARTNER).get_by_role("spinbutton").first).to_have_value("2")


def _invites(first: Visitor) -> None:
    first.go("Coordinators")
    first.follow(first.say("Invite"))
    first.fill("name", "Naoko Mori")
    first.fill("e-mail address", MAIL)
    first.press(first.say("Invite"), exact=True)
    first.is_told(first.say("%(name)s was invited.", name="Naoko Mori"))


def _accepts(naoko: Visitor, link: str) -> None:
    """In a browser of her own: the link in the mail, one button, her partner's page."""
    naoko.page.goto(link)
    naoko.speak()
    naoko.sees(MAIL)
    naoko.press(naoko.say("Accept the invitation"))
    naoko.speak()
    naoko.go("Your students")
    naoko.sees(PARTNER, naoko.say("No students yet"))
