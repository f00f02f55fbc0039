"""The table of states: every pair old × new, and that a forbidden one leaves no trace."""

from collections.abc import Callable

import pytest
from django.db import IntegrityError, transaction

from ish.outbox.door import Forbidden, move
from ish.outbox.models import Message
from ish.outbox.states import NEXT, State

PAIRS = [(old, new) for old in State for new in State]
pytestmark = pytest.mark.django_db


def put(message: Message, state: str) -> None:
    Message.objects.filter(pk=message.pk).update(state=state)


@pytest.mark.parametrize(("old", "new"), PAIRS)
def test_every_pair(old: State, new: State, write: Callable[..., Message]) -> None:
    message = write()
    put(message, old)
    if new in NEXT[old]:
        assert move(pks=[message.pk], old=old, new=new, error="moved") == 1
        expected = (new, "moved")
    else:
        with pytest.raises(Forbidden):
            move(pks=[message.pk], old=old, new=new, error="moved")
        expected = (old, "")
    message.refresh_from_db()
    assert (message.state, message.error) == expected


def test_the_table_names_every_state() -> None:
    assert set(NEXT) == set(State)
    assert {state for state, following in NEXT.items() if not following} == {
        State.SENT,
        State.DROPPED,
        State.DISCARDED,
    }


def test_a_row_that_is_elsewhere_is_left_alone(write: Callable[..., Message]) -> None:
    message = write()
    put(message, State.SENT)
    assert move(pks=[message.pk], old=State.QUEUED, new=State.SENDING) == 0
    message.refresh_from_db()
    assert message.state == State.SENT


def test_a_lost_claim_moves_nothing(write: Callable[..., Message]) -> None:
    message = write()
    move(pks=[message.pk], old=State.QUEUED, new=State.SENDING, claim_as="mine")
    assert move(pks=[message.pk], old=State.SENDING, new=State.SENT, claim="theirs") == 0
    assert move(pks=[message.pk], old=State.SENDING, new=State.SENT, claim="mine") == 1


def test_the_database_knows_the_states_too(write: Callable[..., Message]) -> None:
    message = write()
    with pytest.raises(IntegrityError), transaction.atomic():
        put(message, "lost")
