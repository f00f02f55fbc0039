"""When everybody has left, an edition is read by its partners, and no longer written."""

from datetime import timedelta

import pytest
from django.urls import reverse

from ish.nominations import rules, services
from ish.nominations.models import Correction, Nomination
from ish.nominations.services import correcting
from ish.nominations.states import Sender
from ish.people.models import Person
from ish.people.states import State
from ish.programme.models import Quota
from tests.nominations import makers
from tests.people import makers as people
from tests.people.makers import ARRIVAL, DEPARTURE


@pytest.fixture
def named(cast):
    """A draft, and a student who was handed in and has come."""
    draft = makers.draft(cast.edition, cast.kumamoto, "Aoi")
    handed_in = makers.submitted(cast.edition, cast.kumamoto, "Mio")
    handed_in.participation.state = State.OFFERED
    handed_in.participation.save(update_fields=["state"])
    return draft, handed_in


def left(on_day, days):
    """Make it a day so many days after the departure."""
    on_day((DEPARTURE + timedelta(days=days)).isoformat())


def test_a_coordinator_reads_an_old_edition_and_writes_nothing(cast, named, as_user, on_day, mailbox):
    client = as_user(cast.cem)
    left(on_day, 1)
    before = (list(Nomination.objects.values()), Person.objects.count(), len(mailbox()))
    listed = client.get(reverse("nominations:mine")).content.decode()
    assert "Aoi" in listed and "This school is over" in listed and "Add a student" not in listed
    for row in named:
        page = client.get(reverse("nominations:student", args=[row.pk]))
        assert page.status_code == 200 and not any(page.context["may"].values())
        assert all(card["task"].done for card in page.context["tasks"])
        for name in ("edit", "hand_in", "withdraw", "correct", "nudge"):
            answer = client.post(
                reverse(f"nominations:{name}", args=[row.pk]),
                {"confirmed": "1", "given_names": "Changed", "version": "0"},
            )
            assert answer.status_code in (200, 302, 405), name
    client.post(reverse("nominations:add", args=[cast.kumamoto.pk]), {"given_names": "New"})
    assert (list(Nomination.objects.values()), Person.objects.count(), len(mailbox())) == before
    assert not Correction.objects.exists()


def test_the_services_refuse_it_too(cast, named, on_day):
    draft, handed_in = named
    left(on_day, 1)
    with pytest.raises(services.NotAllowed):
        services.save(nomination=draft, values={"school": "Another"}, version=0, by=cast.cem)
    assert services.submit(nominations=[draft], by=cast.cem) == []
    with pytest.raises(services.NotAllowed):
        services.withdraw(nomination=handed_in, by=cast.cem)
    with pytest.raises(correcting.NotCorrectable):
        correcting.propose(nomination=handed_in, values={"school": "X"}, by=cast.cem, role="coordinator")


def test_on_the_last_day_everything_still_works(cast, named, on_day):
    draft, _handed_in = named
    left(on_day, 0)
    services.withdraw(nomination=draft, by=cast.cem)
    draft.refresh_from_db()
    assert draft.sender_state == Sender.WITHDRAWN


def test_a_coordinator_is_invited_to_the_edition_that_comes_first(cast, on_day):
    nxt = people.edition(31, arrival=ARRIVAL + timedelta(days=364))
    Quota.objects.create(edition=nxt, body=cast.kumamoto, places=1)
    assert rules.edition_of(cast.kumamoto) == cast.edition
    left(on_day, 1)
    assert rules.edition_of(cast.kumamoto) == nxt
    left(on_day, 600)
    assert rules.edition_of(cast.kumamoto) == nxt
