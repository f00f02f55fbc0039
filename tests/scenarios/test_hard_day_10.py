"""Hard day 10: a coordinator leaves in the middle of the season, another stays silent at the deadline."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.urls import reverse

from ish.applications import services as applications
from ish.nominations import asking_queries as asking
from ish.nominations import forecast_queries, services
from ish.nominations.models import Coordinator, Nomination, SeasonReply
from ish.nominations.states import Sender
from ish.outbox import hours, registry, rendering
from ish.outbox.models import Message
from tests.nominations import makers


def _client(user):
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def asked(cast):
    """Both partners were asked; Kumamoto answered through Cem, Montpellier did not."""
    services.ask(edition=cast.edition, bodies=[cast.kumamoto, cast.montpellier], by=cast.olga)
    rows = {r.body_id: r for r in SeasonReply.objects.select_related("edition__programme", "body")}
    cast.reply, cast.silent = rows[cast.kumamoto.pk], rows[cast.montpellier.pk]
    who = asking.addresses(cast.edition, [cast.kumamoto])[cast.kumamoto.pk][0]
    cast.link = reverse("nominations:answer", args=[asking.sign(cast.reply, who)])
    services.answer(
        reply=cast.reply, version=0,
        values={"taking_part": "yes", "places": 2, "answered_by": "Cem", "responsible_name": "Rei",
                "responsible_email": "rei@example.org"},
    )  # fmt: skip
    return cast


def test_the_coordinator_changes_and_the_old_one_sees_nothing_from_then_on(asked):
    mio = makers.submitted(asked.edition, asked.kumamoto)
    old, organiser = _client(asked.cem), _client(asked.olga)
    assert old.get(reverse("nominations:student", args=[mio.pk])).status_code == 200
    organiser.post(reverse("nominations:agree", args=[asked.kumamoto.pk]), {"version": 1})
    row = Coordinator.objects.get(email="rei@example.org")
    services.bind_coordinator(coordinator_id=row.pk, user=makers.user("rei@example.org"))
    waiting = Message.objects.filter(to_email=asked.cem.email, kind="nomination_received").get()
    organiser.post(
        reverse("nominations:end", args=[Coordinator.objects.get(user=asked.cem).pk]), {"confirmed": "1"}
    )
    for url in (
        reverse("nominations:mine"),
        reverse("nominations:student", args=[mio.pk]),
        reverse("nominations:body", args=[asked.kumamoto.pk]),
        reverse("nominations:nudge", args=[mio.pk]),
    ):
        assert old.get(url).status_code == 404, url
    assert Client().get(asked.link).status_code == 404
    assert not registry.get("nomination_received").still_wanted(waiting)
    new = _client(makers.user("rei@example.org"))
    assert "Mio" in new.get(reverse("nominations:mine")).content.decode()
    assert new.post(reverse("nominations:nudge", args=[mio.pk]), {"confirmed": "1"}).status_code == 302


def test_a_deputy_acts_from_the_first_day_to_the_last_and_not_a_day_longer(asked, on_day):
    mio = makers.draft(asked.edition, asked.kumamoto)
    first, last = asked.phase.opens + timedelta(days=2), asked.phase.opens + timedelta(days=9)
    days = {"active_from": first.isoformat(), "active_to": last.isoformat()}
    _client(asked.cem).post(
        reverse("nominations:invite_deputy", args=[asked.kumamoto.pk]),
        {"name": "Yui", "email": "yui@example.org", "language": "en", **days},
    )
    row = Coordinator.objects.get(email="yui@example.org")
    yui = makers.user("yui@example.org")
    services.bind_coordinator(coordinator_id=row.pk, user=yui)
    page, deputy = reverse("nominations:student", args=[mio.pk]), _client(yui)
    assert deputy.get(page).status_code == 404  # not yet
    on_day(first.isoformat())
    assert deputy.get(page).status_code == 200
    deputy.post(reverse("nominations:hand_in", args=[mio.pk]), {"confirmed": "1"})
    mio.refresh_from_db()
    assert mio.sender_state == Sender.SUBMITTED
    assert deputy.get(reverse("nominations:hand_over", args=[asked.kumamoto.pk])).status_code == 404
    on_day((last + timedelta(days=1)).isoformat())
    assert deputy.get(page).status_code == 404
    assert _client(asked.cem).get(page).status_code == 200


def test_a_student_finishes_alone_while_the_partner_is_silent(asked):
    by_post = {"confirmed": "1", "on_behalf": "letter of 1 April"}
    student = {"given_names": "Zoé", "family_name": "Blanc", "language": "en", "email": "zoe@example.org"}
    organiser = _client(asked.olga)
    organiser.post(reverse("nominations:add", args=[asked.montpellier.pk]), student | by_post)
    organiser.post(reverse("nominations:hand_in_all", args=[asked.montpellier.pk]), by_post)
    row = Nomination.objects.select_related("participation").get(body=asked.montpellier)
    told = rendering.live(Message.objects.get(to_email="zoe@example.org")).text
    link = next(line for line in told.splitlines() if "/application/" in line).strip()
    zoe, own = Client(), applications.of(row.participation)
    page = f"/{link.split('/', 3)[3]}"
    assert zoe.get(page).status_code == 200
    said = {"do": "save", "version": applications.mark_of(own), "motivation": "Rivers.", "field0": "biology"}
    zoe.post(page, said)
    assert applications.of(row.participation).motivation == "Rivers."
    shown = organiser.get(reverse("applications:own", args=[row.participation_id])).content.decode()
    assert "Rivers." in shown


def test_a_reminder_comes_at_a_decent_hour_where_the_partner_is(asked, settings, monkeypatch):
    settings.OUTBOX_QUIET_HOURS = True
    # Whoever accepts an invitation has the partner's time at first.
    asked.cem.name = ""
    Coordinator.objects.filter(user=asked.cem).update(user=None)
    services.bind_coordinator(
        coordinator_id=Coordinator.objects.get(email=asked.cem.email).pk, user=asked.cem
    )
    noon = datetime(2027, 3, 1, 12, 5, tzinfo=UTC)  # in Berlin; in Kumamoto it is evening
    monkeypatch.setattr(hours, "timezone", SimpleNamespace(now=lambda: noon))
    Message.objects.all().delete()
    SeasonReply.objects.filter(body=asked.kumamoto).update(taking_part="", answered_at=None)
    for body in (asked.kumamoto, asked.montpellier):
        _client(asked.olga).post(reverse("nominations:remind", args=[body.pk]))
    mails = {row.to_email: row.not_before for row in Message.objects.filter(kind="season_question")}
    in_the_morning = datetime(2027, 3, 2, 8, tzinfo=ZoneInfo("Asia/Tokyo"))
    assert mails == {asked.cem.email: in_the_morning, asked.dana.email: None}


def test_a_silent_partner_is_seen_reminded_and_named_for(asked, on_day):
    organiser = _client(asked.olga)
    page = reverse("nominations:asking")
    on_day(asked.phase.closes.isoformat())
    shown = organiser.get(page, {"state": "silent"}).content.decode()
    assert "Montpellier" in shown.split("<tbody")[1]
    assert "Kumamoto" not in shown.split("<tbody")[1]
    organiser.post(reverse("nominations:remind", args=[asked.montpellier.pk]))
    assert Message.objects.filter(kind="season_question", to_email="dana@example.org").count() == 2
    # Their places are still expected; nobody forgets them because nobody is named.
    assert forecast_queries.forecast_of(asked.edition, [asked.montpellier])[asked.montpellier.pk].unnamed == 2
    on_day((asked.phase.closes + timedelta(days=1)).isoformat())
    student = {
        "given_names": "Zoé",
        "family_name": "Blanc",
        "language": "en",
        "on_behalf": "letter of 1 April",
    }
    organiser.post(reverse("nominations:add", args=[asked.montpellier.pk]), student)
    row = Nomination.objects.get(body=asked.montpellier)
    assert row.on_behalf == "letter of 1 April"
    organiser.post(
        reverse("nominations:hand_in_all", args=[asked.montpellier.pk]),
        {"confirmed": "1", "on_behalf": "letter of 1 April"},
    )
    row.refresh_from_db()
    assert (row.sender_state, row.late) == (Sender.SUBMITTED, True)
    assert "Zoé" in _client(asked.dana).get(reverse("nominations:mine")).content.decode()
    assert forecast_queries.forecast_of(asked.edition, [asked.montpellier])[asked.montpellier.pk].unnamed == 1
