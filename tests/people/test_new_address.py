"""A corrected e-mail address: the link that went to the old one opens nothing, and what waits goes to the new one."""

import pytest

from accounts import services as accounts
from accounts.models import Invitation
from ish.outbox import services as outbox
from ish.outbox.models import Message
from ish.outbox.states import State as MessageState
from ish.people import services
from tests.people import makers

OLD, NEW = "pai@example.org", "pia@example.org"


@pytest.fixture
def pia(edition):
    row = makers.participation(edition, makers.person(email=OLD))
    services.invite_person(participation=row, by=None)
    return row


def _token(invitation):
    return accounts.invitation_link(invitation).rstrip("/").rpartition("/")[2]


def _correct(row, email=NEW):
    return services.save_person(person=row.person, values={"email": email}, by=None)


def test_the_old_link_opens_nothing_and_a_waiting_letter_takes_a_new_one(pia):
    message = Message.objects.get(person_id=pia.person_id)
    old = message.context["invitation"]
    token = _token(old)
    _correct(pia)
    with pytest.raises(accounts.Refused):
        accounts.accept(token=token)
    message.refresh_from_db()
    assert message.to_email == NEW
    user = accounts.accept(token=_token(message.context["invitation"]))
    pia.person.refresh_from_db()
    assert (user.email, pia.person.user) == (NEW, user)


def test_letters_that_are_gone_or_to_others_stay_as_they_are(pia):
    sent = Message.objects.get(person_id=pia.person_id)
    Message.objects.filter(pk=sent.pk).update(state=MessageState.SENT)
    Message.objects.create(
        kind="x", key="x", message_id="<x@example.org>", to_email="cem@example.org", person_id=pia.person_id
    )
    _correct(pia)
    assert sorted(Message.objects.values_list("to_email", flat=True)) == ["cem@example.org", OLD]


def test_without_a_new_address_what_waits_is_discarded(pia):
    _correct(pia, "")
    assert Message.objects.get(person_id=pia.person_id).state == MessageState.DISCARDED
    assert not Invitation.objects.filter(accepted_at=None, revoked_at=None).exists()


def test_the_same_address_in_other_letters_changes_nothing(pia):
    before = Invitation.objects.get().pk
    _correct(pia, OLD.upper())
    assert Invitation.objects.get(revoked_at=None).pk == before


@pytest.mark.parametrize("state", [MessageState.HELD, MessageState.QUEUED, MessageState.FAILED])
def test_readdress_takes_everything_that_has_not_gone_out(pia, state):
    Message.objects.update(state=state)
    assert outbox.readdress(person_id=pia.person_id, old=OLD, new=NEW) == 1
    assert Message.objects.get().to_email == NEW
