"""What is written, in the recipient's language alone."""

import pytest
from django.utils import translation

from ish.nominations import services
from ish.nominations.models import Nomination
from ish.nominations.states import Receiver
from ish.outbox import rendering
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
