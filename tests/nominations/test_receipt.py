"""What a partner handed in, as a paper for its file."""

from types import SimpleNamespace
from typing import Any

from django.urls import reverse

from ish import clock
from ish.nominations import receipt_queries, services
from ish.nominations.states import Sender
from ish.nominations.views import receipt
from ish.outbox import rendering
from ish.outbox.models import Message
from tests.nominations import makers


def test_the_paper_is_for_the_partner_and_nobody_else(cast: SimpleNamespace, as_user: Any) -> None:
    makers.submitted(cast.edition, cast.kumamoto, "Mio", native_name="林田 澪")
    url = reverse("nominations:receipt", args=[cast.kumamoto.pk])
    answer = as_user(cast.cem).get(url)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["Cache-Control"] == "no-store"
    assert answer.content.startswith(b"%PDF-")
    assert as_user(cast.dana).get(url).status_code == 404


def test_it_holds_what_was_handed_in_and_by_whom(cast: SimpleNamespace, as_user: Any, rf: Any) -> None:
    first = makers.draft(cast.edition, cast.kumamoto, "Mio", nationalities=["JP"], school="Kita High School")
    as_user(cast.cem).post(reverse("nominations:hand_in", args=[first.pk]), {"confirmed": "1"})
    makers.draft(cast.edition, cast.kumamoto, "Draft")
    gone = makers.submitted(cast.edition, cast.kumamoto, "Gone")
    services.withdraw(nomination=gone, by=cast.cem)
    rows = receipt_queries.handed_in(cast.cem, "coordinator", edition=cast.edition, body=cast.kumamoto)
    assert [row.pk for row in rows] == [first.pk]
    request = rf.get("/")
    request.user = cast.cem
    facts = receipt._facts(request, rows, body=cast.kumamoto, edition=cast.edition, role="coordinator")
    (line,) = facts["rows"]
    assert line[1:5] == ["Hayashida, Mio", "12 April 2009", "Japan", "Kita High School"]
    assert cast.cem.get_full_name() in line[5]
    printed = dict(facts["facts"])["Printed"]
    assert str(clock.now().year) in printed  # the day of the house, which a demonstration sets


def test_sent_back_ones_are_marked(cast: SimpleNamespace, rf: Any) -> None:
    row = makers.submitted(cast.edition, cast.kumamoto, "Mio")
    services.send_back(nomination=row, comment="Which school?", by=cast.olga)
    row.refresh_from_db()
    assert row.sender_state == Sender.SENT_BACK
    assert "sent back" in receipt._handed_in(row, "")


def test_the_mail_that_says_they_arrived_leads_to_it(cast: SimpleNamespace) -> None:
    makers.submitted(cast.edition, cast.kumamoto, "Mio")
    message = Message.objects.get(kind="nomination_received")
    text = rendering.live(message).text
    assert reverse("nominations:receipt", args=[cast.kumamoto.pk]) in text
