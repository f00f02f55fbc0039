"""A corrected e-mail address: the link that went to the old one opens nothing, and what waits goes to the new one."""

import pytest

from accounts import services as accounts
from accounts.models import Invitation
from ish.outbox import registry
from ish.outbox import services as outbox
from ish.outbox.models import Message
from ish.outbox.states import State as MessageState
from ish.people import account_services, services
from ish.people.states import State
from tests.people import makers

OLD, NEW = "pai@example.org", "pia@example.org"


@pytest.fixture
def pia(edition):
    row = makers.participation(edition, makers.person(email=OLD))
    account_services.invite_person(participation=row, by=None)
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


def _letters(*states):
    """Kind and address of the letters in these states (all without any), the oldest first."""
    rows = Message.objects.filter(state__in=states) if states else Message.objects.all()
    return list(rows.order_by("pk").values_list("kind", "to_email"))


def test_letters_that_are_gone_or_to_others_stay_as_they_are(pia):
    sent = Message.objects.get(person_id=pia.person_id)
    Message.objects.filter(pk=sent.pk).update(state=MessageState.SENT)
    Message.objects.create(
        kind="x", key="x", message_id="<x@example.org>", to_email="cem@example.org", person_id=pia.person_id
    )
    _correct(pia)
    assert _letters()[:2] == [("person_invitation", OLD), ("x", "cem@example.org")]


def test_an_invitation_that_had_gone_out_goes_to_the_new_address_once(pia):
    Message.objects.update(state=MessageState.SENT)
    for _time in range(2):
        _correct(pia)
    assert _letters(MessageState.QUEUED) == [("person_invitation", NEW)]
    # Corrected once more before it left: it is the same letter, and nothing more goes to the addresses before.
    _correct(pia, "pia.petit@example.org")
    assert _letters(MessageState.QUEUED) == [("person_invitation", "pia.petit@example.org")]
    message = Message.objects.get(state=MessageState.QUEUED)
    assert registry.get(message.kind).still_wanted(message)
    user = accounts.accept(token=_token(message.context["invitation"]))
    pia.person.refresh_from_db()
    assert (user.email, pia.person.user) == ("pia.petit@example.org", user)


def test_an_offer_that_had_gone_out_is_told_again_with_its_last_day(edition):
    row = makers.participation(edition, makers.person(email=OLD))
    services.offer(participation=row, by=None)
    first = Message.objects.get(kind="place_offered")
    Message.objects.filter(pk=first.pk).update(state=MessageState.SENT)
    _correct(row)
    again = Message.objects.get(kind="place_offered", to_email=NEW)
    assert (again.state, again.context["accept_by"]) == (MessageState.QUEUED, first.context["accept_by"])
    assert again.context["invitation"] != first.context["invitation"]
    assert [kind for kind, _email in _letters() if kind != "privacy_notice"] == ["place_offered"] * 2


def test_an_address_taken_away_and_given_again_is_invited_then(pia):
    Message.objects.update(state=MessageState.SENT)
    _correct(pia, "")
    assert _letters(MessageState.QUEUED) == []
    _correct(pia)
    assert _letters(MessageState.QUEUED) == [("person_invitation", NEW)]


def test_nobody_is_invited_by_a_correction_who_was_not_or_has_left_or_is_in(edition):
    fresh = makers.participation(edition, makers.person("Ada", email="ada@example.org"))
    gone = makers.participation(edition, makers.person("Ben", email="ben@example.org"), state=State.WITHDREW)
    within = makers.participant(edition, "eva@example.org")
    sent = {"kind": "person_invitation", "state": MessageState.SENT, "context": {"invitation": 1}}
    for row in (gone, within):
        key = f"k{row.pk}"
        Message.objects.create(**sent, key=key, message_id=key, to_email=OLD, person_id=row.person_id)
    for row in (fresh, gone, within):
        _correct(row, f"new{row.pk}@example.org")
    assert _letters(MessageState.QUEUED) == []
    assert not Invitation.objects.filter(accepted_at=None, revoked_at=None).exists()


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
