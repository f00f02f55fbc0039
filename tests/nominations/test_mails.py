"""What is written, in the recipient's language alone."""

from datetime import timedelta

import pytest
from django.utils import translation

from accounts import roles
from ish import clock
from ish.nominations import services
from ish.nominations.models import Coordinator, Nomination
from ish.nominations.states import Receiver
from ish.outbox import delivery, rendering
from ish.outbox.models import Message
from ish.outbox.states import State
from tests.nominations import makers


@pytest.mark.parametrize("language", ["en", "de"])
def test_every_kind_renders(cast, mailbox, language):
    type(cast.cem).objects.update(language=language)
    rows = [
        makers.submitted(cast.edition, cast.kumamoto, name, language=language)
        for name in ("Mio", "Ryu", "Hina")
    ]
    services.invite_coordinator(
        body=cast.kumamoto, name="Yuki", email="yuki@example.org", by=cast.olga, language=language
    )
    services.send_back(nomination=rows[0], comment="Which grade is it?", by=cast.olga)
    services.resubmit(nomination=Nomination.objects.get(pk=rows[0].pk), by=cast.cem)
    decisions = (Receiver.SELECTED, Receiver.WAITING_LIST, Receiver.NOT_SELECTED)
    for row, decision in zip(rows, decisions, strict=True):
        services.set_pending(nominations=[row], decision=decision, by=cast.olga)
    services.release(edition=cast.edition, keys=[r.pk for r in rows], by=cast.olga, batch="b")
    wanted = {
        "coordinator_invitation": "Kumamoto",
        "nomination_received": "Mio Hayashida",
        "nomination_sent_back": "Which grade is it?",
        "body_result": "Ryu Hayashida",
        "not_selected": "Kumamoto",
        "waiting_list": "Kumamoto",
    }
    with translation.override("fr"):
        for kind, words in wanted.items():
            message = mailbox(kind=kind)[0]
            shown = rendering.live(message)
            assert message.language == language, kind
            assert words in shown.text, kind
            assert shown.subject.strip(), kind
            assert "{{" not in shown.text + shown.html, kind
            assert "&#" not in shown.text, kind


def test_letters_keep_keys_and_no_names(cast, mailbox):
    makers.submitted(cast.edition, cast.kumamoto)
    (message,) = mailbox(kind="nomination_received")
    assert "Mio" not in str(message.context)


@pytest.mark.parametrize(("days", "wanted"), [(None, True), (0, True), (30, True), (-1, False)])
def test_an_invitation_with_a_last_day_goes_out_until_that_day(cast, mailbox, days, wanted):
    services.invite_coordinator(body=cast.kumamoto, name="Yuki", email="yuki@example.org", by=cast.olga)
    (message,) = mailbox(kind="coordinator_invitation")
    last = None if days is None else clock.today() + timedelta(days=days)
    Coordinator.objects.filter(email="yuki@example.org").update(active_to=last)
    delivery.deliver(message.pk)
    message.refresh_from_db()
    assert message.state == (State.SENT if wanted else State.DROPPED)


def test_organisers_see_the_invitations_they_write(cast, mailbox):
    services.invite_coordinator(body=cast.kumamoto, name="Yuki", email="yuki@example.org", by=cast.olga)
    (message,) = mailbox(kind="coordinator_invitation")
    assert message.edition_id == cast.edition.pk
    assert roles.visible_to(Message.objects.all(), cast.olga).filter(pk=message.pk).exists()
