"""Handing in writes to each student with an address once what we know of them; drafts are told nobody."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from ish.nominations import services
from ish.nominations.models import Nomination
from ish.outbox.models import Message
from ish.people import consequences
from ish.people.consequences import Change
from ish.people.models import Participation
from tests.nominations import makers
from tests.nominations.test_importing import _upload

NOTICE = "privacy_notice"


def written() -> list[str]:
    return sorted(Message.objects.filter(kind=NOTICE).values_list("to_email", flat=True))


def test_by_form_only_when_handed_in_and_once(cast, as_user):
    row = makers.draft(cast.edition, cast.kumamoto)
    makers.draft(cast.edition, cast.kumamoto, "Ryu", email="")
    client = as_user(cast.cem)
    address = reverse("nominations:hand_in_all", args=[cast.kumamoto.pk])
    assert b"told what we know about them" in client.post(address).content
    assert written() == []
    for _time in range(2):
        client.post(address, {"confirmed": 1})
    assert written() == ["mio.hayashida@example.org"]
    message = Message.objects.get(kind=NOTICE)
    assert (message.state, message.context["source"]) == ("queued", "Kumamoto")
    assert message.about == f"people.participation:{row.participation_id}"


def test_a_list_is_told_when_it_is_handed_in(cast, as_user):
    client = as_user(cast.cem)
    client.post(_upload(client, cast.kumamoto).url)
    assert written() == []
    client.post(reverse("nominations:hand_in_all", args=[cast.kumamoto.pk]), {"confirmed": 1})
    persons = Nomination.objects.values_list("participation__person__email", flat=True)
    assert written() == sorted(filter(None, persons))


def test_who_got_an_address_by_the_correction_is_told_then(cast):
    row = makers.submitted(cast.edition, cast.kumamoto, email="")
    services.send_back(nomination=row, comment="Which address?", by=cast.olga)
    services.save(nomination=row, values={"email": "mio@example.org"}, version=row.version, by=cast.cem)
    assert written() == []
    row = Nomination.objects.get(pk=row.pk)
    services.resubmit(nomination=row, by=cast.cem)
    assert written() == ["mio@example.org"]


def test_the_offer_says_it_to_nobody_twice(cast):
    row = makers.submitted(cast.edition, cast.kumamoto)
    services.set_pending(nominations=[row], decision="selected", by=cast.olga)
    services.release(edition=cast.edition, keys=[row.pk], by=cast.olga, batch="b")
    assert written() == ["mio.hayashida@example.org"]


@pytest.mark.parametrize("count", [10, 600])
def test_the_cost_does_not_grow(cast, count):
    makers.crowd(cast.edition, cast.kumamoto, count)
    rows = list(Participation.objects.select_related("person__user", "edition__programme"))
    with CaptureQueriesContext(connection) as queries:
        consequences.apply_many([Change("named", row, {"by": None}) for row in rows])
    assert len(written()) == count
    assert len(queries) <= 8 + count / 30  # SQLite takes so many rows in a statement
