"""Forgetting a person reaches what was written to them, also what is on its way."""

from collections.abc import Callable

import pytest

from ish.outbox import delivery, erasing
from ish.outbox.models import Message
from ish.outbox.states import State
from ish.privacy import registry, services
from tests.outbox.sink import Sink

pytestmark = pytest.mark.django_db
EMPTY = {
    "to_email": "",
    "to_name": "",
    "subject": "",
    "body_text": "",
    "body_html": "",
    "context": {},
    "reason": "",
}


def test_everything_personal_is_emptied_and_the_rest_stays(write: Callable[..., Message], sink: Sink) -> None:
    mine, other = write(person_id=7, reason="Pia asked"), write(person_id=8)
    delivery.deliver_batch([mine.pk, other.pk])
    held = write(person_id=7, hold=True)
    assert erasing.erase(7) == {"outbox.Message": 2}
    for row in (mine, held):
        row.refresh_from_db()
        assert {name: getattr(row, name) for name in EMPTY} == EMPTY
    assert (mine.state, held.state) == (State.SENT, State.DISCARDED)
    other.refresh_from_db()
    assert other.to_email == "pia@example.org"


def test_a_deliverer_at_work_writes_nothing_back(write: Callable[..., Message], sink: Sink) -> None:
    message = write(person_id=7)
    sink.on_mail = None
    rows, claim = delivery._claim([message.pk])
    erasing.erase(7)
    assert delivery._mark(rows[0], claim, delivery._words(rows[0])[0]) == 1
    message.refresh_from_db()
    assert (message.state, message.body_text) == (State.DROPPED, "")


def test_privacy_knows_this_store(write: Callable[..., Message]) -> None:
    assert "outbox" in registry.erasers()
    write(person_id=7)
    erasure = services.erase(person_id=7, by=None, reason="asked")
    assert erasure.report["outbox"] == {"outbox.Message": 1}
    assert Message.objects.get().to_email == ""
