"""Signed out in the middle of a form, and phases that close while a form is open: words are kept, the page says what holds."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from playwright.sync_api import expect

from ish import clock
from ish.nominations.models import Nomination
from ish.people.models import Participation
from ish.people.states import State
from ish.placements.models import WishList
from ish.profiles.models import NoticeRead
from ish.profiles.notice import NOTICE_VERSION
from ish.programme.models import Phase
from ish.programme.states import PhaseCode
from logistics.models import Journey
from tests.access import world as worlds
from tests.logistics.test_journeys import posted

MOTIVATION = "Motivated by stars.\nAnd by rivers."


@pytest.mark.once
@pytest.mark.django_db(transaction=True)
def test_a_long_form_comes_back_after_signing_in(page: Any, site: str, signed_in: Any, settings: Any) -> None:
    world = worlds.build()
    cem = world.users["coordinator"]
    signed_in(page, cem)
    address = reverse("nominations:add", args=[world.body.pk])
    page.goto(site + address)
    page.get_by_label("Given names").fill("Mio")
    page.get_by_label("Motivation").fill(MOTIVATION)
    page.get_by_label("For the waiting list").check()
    Session.objects.all().delete()
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page).to_have_url(re.compile("/login/"))
    assert not Nomination.objects.filter(participation__person__given_names="Mio").exists()
    signed_in(page, cem)
    page.goto(site + address)
    expect(page.locator("#main .notice")).to_have_text("We brought back what you had typed.")
    expect(page.get_by_label("Motivation")).to_have_value(MOTIVATION)
    expect(page.get_by_label("For the waiting list")).to_be_checked()
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("heading", name="Mio")).to_be_visible()
    row = Nomination.objects.get(participation__person__given_names="Mio")
    assert (row.motivation.replace("\r", ""), row.reserve) == (MOTIVATION, True)
    # What has arrived does not come back into the next form, nor into somebody else's.
    page.goto(site + address)
    expect(page.get_by_label("Motivation")).to_have_value("")


def _as(world: Any, actor: str) -> Client:
    client = Client()
    client.force_login(world.users[actor])
    return client


def _close(world: Any, *codes: str) -> None:
    today = clock.today()
    Phase.objects.filter(edition=world.edition, code__in=codes).update(
        opens=today - timedelta(days=30), closes=today - timedelta(days=1)
    )


@pytest.mark.parametrize("fragment", [False, True])
def test_wishes_that_come_after_the_last_day(fragment: bool, world: Any) -> None:
    """They are not taken, the list stays as it was, and the page says so."""
    NoticeRead.objects.create(
        person=world.person, edition_id=world.edition.pk, version=NOTICE_VERSION, language="en"
    )
    pia, address = _as(world, "participant"), reverse("placements:wishes", args=[world.participation.pk])
    assert pia.get(address).status_code == 200
    _close(world, PhaseCode.WISHES)
    row = WishList.objects.get(participation=world.participation)
    headers = {"HX-Request": "true"} if fragment else {}
    data = {"order": [world.project_other.pk], "note": "Please!", "version": row.version}
    answer = pia.post(address, data, headers=headers, follow=True)
    assert answer.status_code == 200
    assert "saved at" not in answer.content.decode().lower()
    row.refresh_from_db()
    assert [wish.project_id for wish in row.wishes.all()] == [world.project.pk]


def test_a_journey_that_comes_after_the_last_day_is_taken(world: Any) -> None:
    """Tickets are bought late: nothing locks, what comes counts."""
    pia = _as(world, "participant")
    address = reverse("logistics:journey", args=[world.participation.pk, "departure"])
    assert pia.get(address).status_code == 200
    _close(world, PhaseCode.TRAVEL)
    assert pia.post(address, posted()).status_code == 302
    assert Journey.objects.filter(participation=world.participation, direction="departure").exists()


def test_a_profile_that_comes_after_the_last_day_is_taken(world: Any) -> None:
    NoticeRead.objects.create(
        person=world.person, edition_id=world.edition.pk, version=NOTICE_VERSION, language="en"
    )
    pia = _as(world, "participant")
    address = reverse("profiles:section", args=[world.participation.pk, "health"])
    assert pia.get(address).status_code == 200
    _close(world, PhaseCode.PROFILE, PhaseCode.DOCUMENTS)
    pia.post(address, {"allergies_what": "Nuts", "version": 0})
    world.participation.health.refresh_from_db()
    assert world.participation.health.allergies[0]["what"] == "Nuts"


def test_naming_after_the_last_day_is_taken_or_told(world: Any) -> None:
    """Whoever sends the form a moment too late loses no word: it is taken, and late is a mark, not a lock."""
    cem, address = _as(world, "coordinator"), reverse("nominations:add", args=[world.body.pk])
    assert cem.get(address).status_code == 200
    _close(world, PhaseCode.NOMINATIONS)
    answer = cem.post(address, {"given_names": "Mio", "language": "en"})
    assert answer.status_code == 302
    assert Nomination.objects.filter(participation__person__given_names="Mio").exists()


def test_accepting_after_the_last_day(world: Any) -> None:
    """The place was offered until yesterday: the page says what holds, and nothing breaks."""
    rows = Participation.objects.filter(pk=world.participation.pk)
    rows.update(state=State.OFFERED, confirmed_at=None, accept_by=clock.today() - timedelta(days=1))
    answer = _as(world, "participant").post(
        reverse("people:accept", args=[world.participation.pk]), follow=True
    )
    assert answer.status_code == 200
    assert rows.get().state in (State.CONFIRMED, State.OFFERED)
