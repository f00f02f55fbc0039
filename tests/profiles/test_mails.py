"""The message "what we know about you": once, at the first contact, to people with an address."""

import pytest

from ish.outbox import rendering
from ish.outbox.models import Message
from ish.people import consequences
from ish.people import services as people
from ish.people.consequences import Change
from ish.people.states import State
from ish.profiles import mails
from ish.profiles.services import acknowledge_notice
from tests.profiles.conftest import make


@pytest.fixture
def quinn(edition):
    return make(edition, "Quinn", state=State.PROSPECTIVE, read=False)


def written():
    return list(Message.objects.filter(kind="privacy_notice"))


def test_it_is_written_once_when_somebody_is_named(quinn):
    for _time in range(2):
        consequences.apply(Change("named", quinn, {"by": None}))
    assert [m.to_email for m in written()] == ["quinn@example.org"]


def test_the_offer_is_the_latest_moment_and_the_message_does_not_overtake_it(quinn):
    people.offer(participation=quinn, by=None)
    assert [m.state for m in written()] == ["held"]


def test_nobody_without_an_address_is_written_to(quinn):
    quinn.person.email = ""
    assert mails.first_contact(participation=quinn, by=None) is None


def test_it_says_what_from_whom_and_where_to_read_more(quinn):
    message = mails.first_contact(participation=quinn, by=None)
    text = str(rendering.preview(message))
    for words in (
        "What we know about you",
        "how to reach you",
        "named for International Summer Science School",
    ):
        assert words in text


@pytest.mark.parametrize("reason", ["read", "gone"])
def test_it_is_no_longer_wanted_after_reading_or_leaving(quinn, reason):
    message = mails.first_contact(participation=quinn, by=None)
    assert mails._still_wanted(message)
    if reason == "read":
        acknowledge_notice(participation=quinn, language="en", by=quinn.person.user)
    else:
        people.withdraw(participation=quinn, by=None)
    assert not mails._still_wanted(message)


def test_what_went_to_a_wrong_address_is_said_again_at_the_right_one_once(quinn):
    mails.first_contact(participation=quinn, by=None)
    Message.objects.update(state="sent")
    for address in ("quinn.sato@example.org", "quinn.sato@example.org", "q.sato@example.org"):
        people.save_person(person=quinn.person, values={"email": address}, by=None)
    assert sorted(m.to_email for m in written()) == ["q.sato@example.org", "quinn@example.org"]
    acknowledge_notice(participation=quinn, language="en", by=quinn.person.user)
    Message.objects.update(state="sent")
    people.save_person(person=quinn.person, values={"email": "quinn@example.org"}, by=None)
    assert len(written()) == 2
