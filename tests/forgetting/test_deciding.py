"""Rules, holds, the archive, and what organisers and students read of it."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from ish import clock
from ish.contacts import morning
from ish.forgetting import evidence, queries, scanning, services
from ish.forgetting.models import Figure, LegalHold, Report, Rule, Run, Trace
from ish.forgetting.states import Trigger, Working
from ish.people.models import Participation, Person, Step
from ish.people.states import State
from ish.privacy import registry
from ish.privacy import services as privacy
from ish.privacy.models import Erased
from ish.profiles.models import Health
from ish.programme.models import Edition
from tests.people import makers

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
HEALTH_DUE = makers.DEPARTURE + timedelta(days=14)
SEASON_DUE = date(2028, 2, 14)


@pytest.fixture
def edition(data: Path, settings: Any) -> Edition:
    """ISH 2027."""
    settings.REQUIRE_SECOND_FACTOR = False
    return makers.edition()


@pytest.fixture
def pia(edition: Edition) -> Participation:
    """Somebody who comes, with health facts."""
    row = makers.participant(edition, state=State.COMPLETED)
    Health.objects.create(participation=row, allergies="Haselnusskerne")
    return row


def night(day: date) -> Run:
    return services.run(day=day, trigger=Trigger.NIGHT)


def test_each_class_goes_on_its_day_and_not_before(pia: Participation) -> None:
    assert night(HEALTH_DUE - DAY).emptied == {}
    assert night(HEALTH_DUE).emptied == {"profiles.health": {"health": 1}}
    assert Health.objects.get().allergies is None and Health.objects.get().erased_at
    assert set(privacy.erased_on(pia.person_id)) == {"health"}
    pia.person.refresh_from_db()
    assert pia.person.email and pia.person.erased_at is None


def test_what_waits_for_the_archive_goes_after_the_decision(pia: Participation) -> None:
    olga = makers.organiser(pia.edition)
    run = night(SEASON_DUE)
    assert "people.person" not in run.emptied and run.waiting[str(pia.edition_id)]["season"] == 1
    with pytest.raises(services.NotDecided):
        services.decide(edition=pia.edition, day=SEASON_DUE, by=olga)
    services.save_offer(edition=pia.edition, values={"archive": "Town archive", "answer": "nothing"})
    offer = services.decide(edition=pia.edition, day=SEASON_DUE, by=olga)
    assert offer.decided_by == olga
    assert night(SEASON_DUE).emptied["people.person"] == {"season": 1}
    pia.person.refresh_from_db()
    assert (pia.person.email, pia.person.family_name, pia.person.erased_at) == ("", "Petit", None)


def test_who_never_came_waits_for_nobody(edition: Edition) -> None:
    row = makers.participation(edition, state=State.WITHDREW)
    left = date(2027, 3, 1)
    Step.objects.create(
        participation=row, old="prospective", new=State.WITHDREW, at=clock.now().replace(2027, 3, 1)
    )
    assert night(left + 100 * DAY).emptied == {}
    night(date(2027, 9, 2))
    row.person.refresh_from_db()
    assert row.person.full_name == "" and row.person.erased_at


def test_who_comes_again_is_kept_until_then(pia: Participation) -> None:
    later = makers.edition(31, arrival=date(2028, 7, 16))
    again = makers.participation(later, pia.person, State.CONFIRMED)
    Health.objects.create(participation=again, allergies="Sellerie")
    for one in (pia.edition, later):
        services.save_offer(edition=one, values={"answer": "nothing", "decided_on": SEASON_DUE})
    run = night(SEASON_DUE)
    assert run.emptied["profiles.health"] == {"health": 1} and "people.person" not in run.emptied
    assert Health.objects.get(participation=again).allergies == "Sellerie"
    assert night(date(2029, 3, 1)).emptied["people.person"] == {"season": 1}


def test_a_rule_of_the_edition_goes_before_the_rule_for_all(pia: Participation) -> None:
    olga, today = makers.organiser(pia.edition), date(2027, 1, 1)
    common = {"code": "health", "anchor": "departure", "months": 0, "reason": "Shorter", "by": olga}
    services.set_rule(edition=None, days=5, valid_from=today, **common)
    services.set_rule(edition=pia.edition, days=3, valid_from=today, **common)
    services.set_rule(edition=pia.edition, days=1, valid_from=date(2030, 1, 1), **common)
    assert night(makers.DEPARTURE + 2 * DAY).emptied == {}
    assert night(makers.DEPARTURE + 3 * DAY).emptied == {"profiles.health": {"health": 1}}
    assert registry.rules_of(None)["health"].days == 14  # nothing holds before 2027


def test_a_hold_stops_schedule_and_hand_and_ends_with_a_reason(pia: Participation) -> None:
    olga = makers.organiser(pia.edition)
    hold = services.hold(person=pia.person, reason="An accident", until=None, by=olga)
    run = night(date(2040, 1, 1))
    assert "profiles.health" not in run.emptied and run.held == 1
    with pytest.raises(privacy.OnHold):
        privacy.erase(person_id=pia.person_id, by=olga, reason="asked")
    services.end_hold(hold=hold, reason="Settled", by=olga)
    assert night(HEALTH_DUE).emptied == {"profiles.health": {"health": 1}}
    assert LegalHold.objects.get().ended_reason == "Settled"


def test_what_is_written_after_the_night_goes_with_the_next(pia: Participation) -> None:
    night(HEALTH_DUE)
    health = Health.objects.get()
    health.allergies = "again"
    health.save()
    assert night(HEALTH_DUE + DAY).emptied == {"profiles.health": {"health": 1}}


def test_a_night_that_broke_off_is_carried_on(pia: Participation, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services.others, "empty", lambda plan: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        night(HEALTH_DUE)
    assert Run.objects.get().state == Working.FAILED
    lines = {
        line.line.key: line.count
        for line in morning.told(pia.edition, clock.now(), makers.organiser(pia.edition))
    }
    assert lines["forgetting-failed"] == 1
    monkeypatch.undo()
    assert night(HEALTH_DUE).state == Working.DONE
    assert Erased.objects.filter(code="health", edition_id=pia.edition_id).count() == 1


def test_two_do_not_run_at_once(pia: Participation) -> None:
    Run.objects.create(report=evidence.current(), day=HEALTH_DUE, trigger=Trigger.NIGHT)
    with pytest.raises(services.Busy):
        night(HEALTH_DUE)


def test_the_number_of_queries_does_not_depend_on_people(edition: Edition) -> None:
    many = makers.edition(31, arrival=date(2028, 7, 16))
    makers.crowd(edition, 10)
    for one in (edition, many):
        services.save_offer(edition=one, values={"answer": "nothing", "decided_on": makers.DEPARTURE})
    with CaptureQueriesContext(connection) as few:
        night(date(2038, 1, 1))
    makers.crowd(many, 70)
    with CaptureQueriesContext(connection) as more:
        run = night(date(2040, 1, 1))
    assert run.people == 70 and Person.objects.exclude(family_name="").count() == 0
    assert len(more) < len(few) + 60


def test_closing_a_report_destroys_what_could_tell_values(pia: Participation) -> None:
    olga = makers.organiser(pia.edition)
    night(HEALTH_DUE)
    report = Report.objects.get()
    assert Trace.objects.filter(field="allergies").count() == 1
    assert scanning.scan(report=report).faults == 0
    services.close(report=report, by=olga)
    report.refresh_from_db()
    assert report.key is None and not Trace.objects.exists() and report.closed_by == olga
    with pytest.raises(ValueError, match="closed"):
        scanning.scan(report=report)
    assert evidence.current().pk != report.pk


def test_pages_say_it(pia: Participation) -> None:
    olga, client = makers.organiser(pia.edition), Client()
    night(SEASON_DUE)
    client.force_login(olga)
    page = client.get(reverse("forgetting:overview")).content.decode()
    assert "Kept until" in page
    for name in ("rules", "archive", "run"):
        assert client.get(reverse(f"forgetting:{name}")).status_code == 200, name
    values = {"keep_months": "0", "keep_days": "7", "anchor": "departure", "scope": "edition",
              "valid_from": "2027-01-01", "reason": "Agreed with the doctor"}  # fmt: skip
    answer = client.post(reverse("forgetting:rule", args=["health"]), values)
    assert answer.status_code == 302, answer.content.decode()
    assert (Rule.objects.get().days, Rule.objects.get().edition) == (7, pia.edition)
    report = Report.objects.get()
    assert "Allergies" not in client.get(reverse("forgetting:report", args=[report.pk])).content.decode()
    paper = client.get(reverse("forgetting:report_paper", args=[report.pk]))
    assert paper.content.startswith(b"%PDF")
    hold = client.post(
        reverse("forgetting:hold", args=[pia.person_id]), {"reason": "An accident", "until": ""}
    )
    assert hold.status_code == 302 and LegalHold.objects.get().reason == "An accident"
    person = client.get(reverse("people:person", args=[pia.person_id])).content.decode()
    assert "An accident" in person and "Legal hold" in person
    mine = Client()
    mine.force_login(pia.person.user)
    assert "erased on" in mine.get(reverse("forgetting:mine")).content.decode()


def test_numbers_stay(edition: Edition) -> None:
    makers.crowd(edition, 12)
    night(date(2027, 9, 1))
    came = Participation.objects.filter(state__in=queries.CAME).count()
    assert Figure.objects.get(table="total").number == came > 3
    assert sum(Figure.objects.filter(table="age").values_list("number", flat=True)) == came
    night(date(2027, 9, 2))
    assert Figure.objects.filter(table="total").count() == 1


def test_until_when_is_told_of_each_class(pia: Participation) -> None:
    rows = {row["code"]: row["day"] for row in queries.until_when(pia.person_id, date(2027, 1, 1))}
    assert (rows["health"], rows["season"]) == (HEALTH_DUE, SEASON_DUE)
