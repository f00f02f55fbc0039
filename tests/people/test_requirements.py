"""Requirements: one query for everybody says the same as looking at each person; due days; totals; filters; waivers."""

import random
from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db.models import Case, DateField, Q, Value, When
from django.utils import timezone

from ish.people import deadlines, readiness, requirements, services
from ish.people.models import Participation
from ish.people.requirements import DONE, NOT, OPEN, WAIVED, Requirement, Season, Sheet
from ish.people.states import Actor, State
from ish.programme.states import PhaseCode, Stage
from tests.counting import counting
from tests.people import makers
from tests.people.makers import BERLIN

OWN = date(2027, 5, 21)


def simple(code, **fields):
    values = {
        "label": code,
        "actor": Actor.PARTICIPANT,
        "phase": PhaseCode.PROFILE,
        "applies": lambda at: Q(state__in=["confirmed", "offered"]),
        "satisfied": lambda at: Q(person__native_name__gt=""),
        "link": lambda row: f"/{row.pk}/",
        **fields,
    }
    return Requirement(code=code, **values)


@pytest.fixture
def registry(monkeypatch):
    """A registry of the test's own: four requirements of different shapes, and partners' own dates."""
    known = {}
    monkeypatch.setattr("ish.people.requirements.known._requirements", known)
    own = Case(When(person__family_name="Own", then=Value(OWN)), default=None, output_field=DateField())
    monkeypatch.setattr("ish.people.requirements.known._own_date", [own])
    requirements.register(simple("profile", days_after_offer=21))
    requirements.register(simple("names", actor=Actor.COORDINATOR, satisfied=lambda at: ~Q(person__email="")))
    requirements.register(simple("place", due_column="accept_by", satisfied=lambda at: Q(state="confirmed")))
    requirements.register(
        simple("travel", phase=PhaseCode.TRAVEL, applies=lambda at: Q(person__birth_date__lt=at))
    )
    return known


def everybody(at):
    """Everybody, with a column for each requirement."""
    rows = Participation.objects.all()
    return Sheet.over(rows, at).annotate(rows)


def generated(edition, count=60, seed=7):
    """People of every mixture of the facts that the four requirements ask about."""
    chance = random.Random(seed)
    rows = []
    for i in range(count):
        who = makers.person(
            f"P{i}",
            chance.choice(["Own", "Plain"]),
            email=chance.choice(["", f"p{i}@example.org"]),
            native_name=chance.choice(["", "名"]),
            birth_date=chance.choice([None, date(2008, 1, 1), date(2030, 1, 1)]),
        )
        offered = chance.choice(
            [None, datetime(2027, 4, 3, 23, 30, tzinfo=BERLIN), datetime(2027, 5, 1, 0, 30, tzinfo=BERLIN)]
        )
        state = chance.choice([State.OFFERED, State.CONFIRMED, State.WITHDREW, State.PROSPECTIVE])
        row = makers.participation(
            edition,
            who,
            state,
            offered_at=offered,
            accept_by=chance.choice([None, date(2027, 5, 10), date(2027, 5, 30)]),
        )
        if chance.random() < 0.2:
            services.waive(participation=row, requirement="profile", reason="test", by=None)
        rows.append(row)
    return rows


def by_hand(code, row, at):
    """The four requirements once more, in plain Python."""
    applies = row.state in ("confirmed", "offered")
    if code == "travel":
        applies = bool(row.person.birth_date and row.person.birth_date < at)
    if not applies:
        return NOT
    satisfied = {
        "profile": row.person.native_name > "",
        "names": row.person.email != "",
        "place": row.state == "confirmed",
        "travel": row.person.native_name > "",
    }[code]
    if satisfied:
        return DONE
    return WAIVED if row.waivers.filter(requirement=code).exists() else OPEN


def due_by_hand(code, row, spans):
    if code == "place" and row.accept_by:
        return row.accept_by
    days = [spans["travel" if code == "travel" else "profile"][1]]
    if row.person.family_name == "Own":
        days.append(OWN)
    if code == "profile" and row.offered_at:
        days.append(row.offered_at.astimezone(BERLIN).date() + timedelta(days=21))
    return max(days)


DAYS = [
    date(2027, 3, 1),
    date(2027, 4, 10),
    date(2027, 5, 1),
    date(2027, 5, 21),
    date(2027, 5, 22),
    date(2027, 7, 1),
]


@pytest.mark.parametrize("at", DAYS, ids=str)
@pytest.mark.parametrize("seed", [1, 2])
def test_one_query_says_what_looking_at_each_says(at, seed, edition, registry):
    rows = generated(edition, seed=seed)
    spans = Season.of(edition).spans
    late = dict.fromkeys(registry, 0)
    open_now = dict.fromkeys(registry, 0)
    annotated = {row.pk: row for row in everybody(at)}
    for row in rows:
        tasks = {t.requirement.code: t for t in requirements.tasks(row, at)}
        for code, requirement in registry.items():
            begun = spans[requirement.phase][0] <= at
            expected = by_hand(code, row, at)
            assert getattr(annotated[row.pk], requirement.column) == (expected if begun else NOT)
            if expected == NOT:
                assert code not in tasks
                continue
            task = tasks[code]
            due = due_by_hand(code, row, spans)
            assert (task.done, task.waived) == (expected == DONE, expected == WAIVED)
            assert task.open == (expected == OPEN and begun)
            assert task.due == due
            assert task.overdue == (task.open and due < at)
            open_now[code] += task.open
            late[code] += task.overdue
    totals = requirements.totals(Participation.objects.all(), at)
    sheet = Sheet.over(Participation.objects.all(), at)
    for code in registry:
        counts = totals.get(code, {"open": 0, "overdue": 0})
        assert (counts["open"], counts["overdue"]) == (open_now[code], late[code])
        narrowed = sheet.with_open(Participation.objects.all(), requirement=code)
        assert narrowed.count() == open_now[code]
        assert (
            sheet.with_open(Participation.objects.all(), requirement=code, overdue=True).count() == late[code]
        )
    busy = sheet.with_open(Participation.objects.all())
    free = sheet.without_open(Participation.objects.all())
    assert busy.count() + free.count() == len(rows)


def test_the_query_is_put_together_once_and_anew_when_a_phase_moves(edition, registry, monkeypatch):
    registry["profile"] = replace(registry["profile"], offered=lambda at: Q(state="prospective"))
    here, there = (makers.participation(edition, makers.person(), State.PROSPECTIVE) for _ in range(2))
    at = date(2027, 5, 1)
    built, prepared = [], Sheet._prepared
    monkeypatch.setattr(Sheet, "_prepared", lambda sheet: built.append(1) or prepared(sheet))
    for row in (here, there, here):
        assert "profile" in [t.requirement.code for t in requirements.tasks(row, at) if t.optional]
    assert len(built) == 1
    later = at + timedelta(days=1)
    edition.phases.filter(code=PhaseCode.PROFILE).update(opens=later, closes=later)
    fresh = Participation.objects.get(pk=here.pk)
    assert not any(t.optional for t in requirements.tasks(fresh, at))
    assert requirements.tasks_for([], at) == {}
    assert len(built) > 1


def test_several_editions_in_one_query(edition, registry):
    """Each edition counts by its own phases, its own zone and its own stages."""
    later = makers.edition(31, arrival=date(2028, 7, 16), time_zone="Asia/Tokyo")
    here = makers.participation(edition, makers.person("A", native_name=""), State.CONFIRMED)
    there = makers.participation(later, makers.person("B", native_name=""), State.CONFIRMED)
    at = date(2027, 5, 1)
    rows = {r.pk: r.need_profile for r in everybody(at)}
    assert rows == {here.pk: OPEN, there.pk: NOT}


def test_a_stage_that_the_kind_lacks_asks_nothing(registry, db):
    exchange = makers.edition(1, short="EX", kind="exchange")
    requirements.register(simple("wishes", phase=PhaseCode.WISHES))
    requirements.register(simple("lab", stage=Stage.PLACEMENT))
    row = makers.participation(exchange, state=State.CONFIRMED)
    codes = {t.requirement.code for t in requirements.tasks(row, date(2027, 6, 1))}
    assert "wishes" not in codes and "lab" not in codes and "profile" in codes


@pytest.mark.parametrize("zone", ["Europe/Berlin", "Asia/Tokyo", "America/Santiago", "Pacific/Auckland"])
def test_days_after_the_offer_are_counted_in_the_zone_of_the_edition(zone, registry, db):
    """Also over a change of the clocks: the last of so many days is late from the next midnight on, there."""
    edition = makers.edition(time_zone=zone, arrival=date(2027, 4, 20))
    here = ZoneInfo(zone)
    registry["profile"] = replace(registry["profile"], days_after_offer=10, phase=PhaseCode.NOMINATIONS)
    for offered in (
        datetime(2027, 3, 24, 23, 59, tzinfo=here),
        datetime(2027, 3, 25, 0, 0, tzinfo=here),
        datetime(2027, 3, 31, 2, 30, tzinfo=here),
    ):
        who = makers.person(native_name="")
        row = makers.participation(edition, who, State.OFFERED, offered_at=offered, accept_by=None)
        last = offered.date() + timedelta(days=10)
        for at in (last, last + timedelta(days=1)):
            task = next(t for t in requirements.tasks(row, at) if t.requirement.code == "profile")
            assert task.due == last
            assert task.overdue == (at > last)
            sheet = Sheet.over(Participation.objects.filter(pk=row.pk), at)
            found = sheet.with_open(
                Participation.objects.filter(pk=row.pk), requirement="profile", overdue=True
            )
            assert found.exists() == task.overdue


def test_a_due_day_in_the_readers_zone():
    berlin = ZoneInfo("Europe/Berlin")
    with timezone.override(ZoneInfo("Asia/Tokyo")):
        assert "15 May 2027, 06:59" in deadlines.due_elsewhere(date(2027, 5, 14), berlin)
        assert "15 January 2027, 07:59" in deadlines.due_elsewhere(date(2027, 1, 14), berlin)
    with timezone.override(berlin):
        assert deadlines.due_elsewhere(date(2027, 5, 14), berlin) == ""


def test_place_is_due_on_its_own_day(edition):
    row = makers.participation(edition, state=State.OFFERED, accept_by=date(2027, 6, 30))
    task = next(t for t in requirements.tasks(row, date(2027, 6, 1)) if t.requirement.code == "accept_place")
    assert (task.due, task.overdue, task.open) == (date(2027, 6, 30), False, True)


def test_a_waiver_counts_as_not_open(edition):
    row = makers.participation(edition, makers.person(email=""))
    at = date(2027, 3, 1)
    assert [t.requirement.code for t in requirements.tasks(row, at) if t.open] == ["contact"]
    services.waive(participation=row, requirement="contact", reason="reached through the school", by=None)
    found = requirements.tasks(row, at)
    assert [t.requirement.code for t in found if t.open] == []
    assert [t.requirement.code for t in found if t.waived] == ["contact"]


@pytest.mark.parametrize("size", [3, 60])
def test_the_cost_of_the_numbers_does_not_grow(size, edition):
    makers.crowd(edition, size)
    at = date(2027, 5, 20)
    with counting() as count:
        requirements.totals(Participation.objects.filter(edition=edition), at, edition)
    assert count.queries == 2, count.told()
    with counting() as count:
        sheet = Sheet.over(Participation.objects.all(), at, edition)
        rows = {row.pk: row for row in Participation.objects.select_related("person")}
        [sheet.tasks(rows[key], columns) for key, columns in sheet.columns(list(rows)).items()]
    assert count.queries == 2, count.told()


def test_the_filter_of_the_readiness_list(edition):
    who = makers.organiser(edition)
    silent = makers.participation(edition, makers.person("Sam", "Silent", email=""), State.CONFIRMED)
    waiting = makers.participation(
        edition, makers.person("Wen", "Waiting"), State.OFFERED, accept_by=date(2027, 5, 14)
    )
    ready = makers.participation(edition, makers.person("Rea", "Ready"), State.CONFIRMED)
    gone = makers.participation(edition, makers.person("Gil", "Gone"), State.WITHDREW)

    def found(at=date(2027, 5, 1), **chosen):
        _sheet, rows = readiness.found(edition=edition, user=who, at=at, chosen=readiness.Filter(**chosen))
        return set(rows)

    # What other apps ask of them does not matter here: only our two requirements are looked at.
    assert found() == {silent, waiting, ready}
    assert found(requirement="contact") == {silent}
    assert found(requirement="accept_place") == {waiting}
    assert found(requirement="contact", actor="participant") == set()
    assert found(requirement="accept_place", only="overdue") == set()
    assert found(at=date(2027, 5, 15), requirement="accept_place", only="overdue") == {waiting}
    assert found(requirement="contact", only="ready") == {waiting, ready}
    assert found(words="wen wait") == {waiting}
    assert found(state="withdrew") == {gone}
    stranger = makers.organiser(makers.edition(31, arrival=date(2028, 7, 16)), "stranger@example.org")
    _sheet, rows = readiness.found(
        edition=edition, user=stranger, at=date(2027, 5, 1), chosen=readiness.Filter()
    )
    assert set(rows) == set()
