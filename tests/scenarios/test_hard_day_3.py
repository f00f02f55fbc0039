"""Hard day 3: somebody under 16, somebody under 15, and somebody who turns 18 during the stay: age is a function of the day."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from ish import clock
from ish.consents import age_mails, counting, queries, seat
from ish.outbox import rendering
from ish.outbox.models import Message
from ish.people import requirements, rules, young
from ish.people.models import Participation, Waiver
from ish.people.states import Actor, State
from ish.placements import board as boards
from ish.placements import hosting
from ish.placements import rules as labs
from ish.placements import services as placements
from ish.programme.states import Part
from tests.consents import makers
from tests.people import makers as people
from tests.placements import makers as lab_makers
from tests.scenarios import family
from tests.scenarios.family import signed_in

ARRIVAL = people.ARRIVAL
FIRST_LAB_DAY = date(2027, 7, 26)
BIRTHDAY = date(2027, 7, 24)  # in the stay, before the first day in the lab
DAY = timedelta(days=1)


@pytest.fixture
def day(monkeypatch: pytest.MonkeyPatch, settings: Any) -> Any:
    """`day(date)` makes rules see the morning of that day."""
    settings.REQUIRE_SECOND_FACTOR = False

    def travel(on: date) -> None:
        moment = datetime.combine(on, datetime.min.time(), makers.BERLIN).replace(hour=9)
        monkeypatch.setattr(clock, "now", lambda: moment)

    travel(date(2027, 6, 20))
    return travel


@pytest.fixture
def pia(db: None, day: Any) -> Participation:
    """Pia turns 18 on the Saturday after her arrival; one parent has custody, and both said yes to everything."""
    row = makers.pia(makers.edition(("medical", "swimming", "photo_web")), BIRTHDAY.replace(year=2009))
    mother = makers.guardian(row, "Marie", "sole")
    makers.say(row, mother, medical=True, swimming=True, photo_web=True)
    makers.say(row, None, medical=True, photo_web=True)
    return row


def _open(row: Participation, at: date) -> dict[str, str]:
    return {t.requirement.code: t.actor for t in requirements.tasks(row, at) if t.open}


def test_until_the_birthday_the_parents_word_counts_and_from_that_day_ones_own(
    pia: Participation, day: Any
) -> None:
    Participation.objects.filter(pk=pia.pk).update(state=State.ARRIVED)
    pia.refresh_from_db()
    eve = BIRTHDAY - DAY
    for at in (ARRIVAL, eve):
        day(at)
        assert makers.state(pia, "medical") == counting.AGREED and queries.may(pia, "swimming")
        assert "own_consents" not in _open(pia, at) and age_mails.write_of_age() == 0
    day(BIRTHDAY)
    assert makers.state(pia, "medical") == counting.SUPERSEDED
    assert queries.may(pia, "swimming")  # asked of guardians alone: of age, one decides oneself
    assert _open(pia, BIRTHDAY)["own_consents"] == Actor.PARTICIPANT
    # A letter asks on the day, once, and not once it is answered.
    assert age_mails.write_of_age() == age_mails.write_of_age() == 1
    (letter,) = Message.objects.filter(kind=age_mails.OF_AGE)
    written = rendering.live(letter)
    assert letter.to_email == pia.person.email and reverse("consents:own", args=[pia.pk]) in written.text
    olga = signed_in(people.organiser(pia.edition))
    shown = olga.get(reverse("people:readiness") + "?requirement=own_consents&only=open").content.decode()
    assert "Petit" in shown
    makers.say(pia, None, medical=True)
    assert makers.state(pia, "medical") == counting.AGREED and age_mails.write_of_age() == 0
    assert "own_consents" not in _open(pia, BIRTHDAY)


def test_the_place_itself_needs_a_parent_although_the_birthday_comes(pia: Participation) -> None:
    Participation.objects.filter(pk=pia.pk).update(state=State.OFFERED)
    pia.refresh_from_db()
    assert rules.is_minor_on(pia, ARRIVAL) is True
    assert _open(pia, date(2027, 4, 20))["guardian_agrees"] == Actor.GUARDIAN
    # Whoever is 18 on the day of arrival needs nobody's word.
    pia.person.birth_date = ARRIVAL.replace(year=2009)
    pia.person.save()
    assert "guardian_agrees" not in _open(pia, date(2027, 4, 20))


def test_whoever_looks_after_them_reads_the_band_of_the_day(pia: Participation, day: Any) -> None:
    olga = people.organiser(pia.edition)
    toni = signed_in(family.tutor(pia, olga).person.user)
    for at, band, other in (
        (BIRTHDAY - DAY, "16 or 17", "18 or older"),
        (BIRTHDAY, "18 or older", "16 or 17"),
    ):
        day(at)
        page = toni.get(reverse("logistics:in_care")).content.decode()
        assert band in page and other not in page, at
        url = reverse("logistics:card", args=[pia.pk])
        toni.post(url, {"cause": "accident"})
        years = 17 if at < BIRTHDAY else 18
        assert f"{years} years old" in toni.get(url).content.decode()


def test_a_lab_counts_the_age_on_its_own_first_day(pia: Participation, day: Any) -> None:
    assert labs.usual_days(pia.edition)[0] == FIRST_LAB_DAY
    laser = lab_makers.lab(pia.edition, "Lasers", min_age=18)
    plan = lab_makers.plan(pia.edition)
    assert placements.warnings_for(plan=plan, participation=pia, project=laser) == []
    placements.place(plan=plan, participation=pia, project=laser, by=None)
    assert _warnings(plan) == []
    # Somebody begins earlier than the others: on that day she is still 17.
    plan.placements.update(starts_on=BIRTHDAY - 2 * DAY)
    assert _warnings(plan) == ["The lab takes people from 18 years; at the start they are 17."]


def _warnings(plan: Any) -> list[str]:
    (column,) = boards.board(plan).columns
    return [str(words) for card in column.cards for words in card.warnings]


def test_a_supervisor_sees_a_minor_until_the_birthday(pia: Participation, day: Any) -> None:
    pia.person.birth_date = date(2009, 7, 29)  # in the first week in the lab
    pia.person.save()
    lab = lab_makers.lab(pia.edition)
    hana = lab_makers.host(lab)
    plan = lab_makers.plan(pia.edition)
    placements.place(plan=plan, participation=pia, project=lab, by=None)
    plan.refresh_from_db()
    placements.publish(plan=plan, by=people.organiser(pia.edition), version=plan.version)
    for at, minor in ((date(2027, 7, 28), True), (date(2027, 7, 29), False)):
        day(at)
        (project,), _page = hosting.projects_of(hana.user, pia.edition)
        assert project["students"][0]["minor"] is minor


# ---------------------------------------------------------------- UNDER 16, UNDER 15


@pytest.mark.parametrize(
    ("fields", "warned"),
    [({}, True), ({"computer_only": True}, False), ({"min_age": 15}, False), ({"min_age": 16}, True)],
)
def test_under_16_only_harmless_labs_are_without_a_warning(
    pia: Participation, fields: dict[str, Any], warned: bool
) -> None:
    pia.person.birth_date = date(2011, 9, 1)
    pia.person.save()
    lab = lab_makers.lab(pia.edition, **fields)
    found = placements.warnings_for(plan=lab_makers.plan(pia.edition), participation=pia, project=lab)
    assert bool(found) is warned
    pia.person.birth_date = date(2011, 7, 26)  # 16 on the first day in the lab
    pia.person.save()
    assert (
        placements.warnings_for(plan=lab_makers.plan(pia.edition, "B"), participation=pia, project=lab) == []
    )


def test_under_15_an_organiser_decides_by_name_and_nothing_is_blocked(pia: Participation, day: Any) -> None:
    olga = people.organiser(pia.edition, part=Part.LEAD)
    for born, young_one in ((ARRIVAL.replace(year=2012) + DAY, True), (ARRIVAL.replace(year=2012), False)):
        pia.person.birth_date = born
        pia.person.save()
        assert (young.CODE in _open(pia, clock.today())) is young_one, born
        assert (pia in Participation.objects.filter(rules.younger(15))) is (pia.person.age_on(ARRIVAL) < 15)
    pia.person.birth_date = ARRIVAL.replace(year=2012) + DAY
    pia.person.save()
    client, page = signed_in(olga), reverse("people:person", args=[pia.person_id])
    assert "Under 15 on arrival: decide on an exception" in client.get(page).content.decode()
    url = reverse("people:waive", args=[pia.pk, young.CODE])
    client.post(url, {"reason": ""})
    assert not Waiver.objects.exists()  # no exception without a reason
    client.post(url, {"reason": "Programme at the computer, sister comes along", "confirmed": "1"})
    row = Waiver.objects.get()
    assert (row.requirement, row.by, row.reason[:9]) == (young.CODE, olga, "Programme")
    assert young.CODE not in _open(pia, clock.today())
    assert "sister comes along" in client.get(page).content.decode()
    guardian = pia.person.guardians.get()
    assert Client().get(reverse("consents:seat", args=[seat.link(pia, guardian)])).status_code == 200
