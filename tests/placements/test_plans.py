"""Plans: the engine around pins, moves with warnings, two editors, publication."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection

from ish.outbox import registry
from ish.people.states import State
from ish.placements import explaining, mails, queries, services
from ish.placements.models import Plan
from ish.placements.states import PLAN_NEXT, PlanState
from tests.placements import makers


@pytest.fixture
def edition(db: None) -> Any:
    return makers.edition()


@pytest.fixture
def olga(edition: Any) -> Any:
    return makers.organiser(edition)


def test_a_proposal_keeps_pins(edition: Any, olga: Any) -> None:
    rivers, stars = makers.lab(edition, "Rivers"), makers.lab(edition, "Stars")
    pia, mei = makers.student(edition, "Pia", rivers, stars), makers.student(edition, "Mei", rivers, stars)
    plan = makers.plan(edition)
    services.place(plan=plan, participation=mei, project=rivers, by=olga)
    result = services.propose(plan=plan, by=olga)
    assert makers.where(plan) == {"Mei": "Rivers", "Pia": "Stars"}
    assert (result.unplaced, plan.placements.get(participation=pia).pinned) == (0, False)
    proof = explaining.proof(Plan.objects.get(pk=plan.pk))
    assert proof is not None and proof.proven and proof.unchanged


def test_all_conflicting_pins_are_told_and_nothing_changes(edition: Any, olga: Any) -> None:
    rivers, stars = makers.lab(edition, "Rivers"), makers.lab(edition, "Stars", min_age=30)
    people = [makers.student(edition, name, rivers) for name in ("Pia", "Mei", "Tom")]
    plan = makers.plan(edition)
    for person, project in zip(people, (rivers, rivers, stars), strict=True):
        services.place(plan=plan, participation=person, project=project, by=olga, reason="agreed")
    before = makers.where(plan)
    result = services.propose(plan=plan, by=olga)
    told = explaining.conflicts(result)
    assert {c["kind"] for c in result.conflicts} == {"pin_ineligible", "pins_over_capacity"}
    assert len(told) == 2 and makers.where(plan) == before
    plan.refresh_from_db()
    services.unplace(plan=plan, participation=people[2], by=olga)
    assert len(explaining.standing_conflicts(plan)) == 1


def test_a_broken_rule_asks_for_a_reason(edition: Any, olga: Any) -> None:
    lab = makers.lab(edition, min_age=30)
    pia, plan = makers.student(edition, "Pia"), makers.plan(edition)
    with pytest.raises(services.Warned) as warned:
        services.place(plan=plan, participation=pia, project=lab, by=olga)
    assert "30" in str(warned.value) and not plan.placements.exists()
    row = services.place(plan=plan, participation=pia, project=lab, by=olga, reason="The lab agreed.")
    assert row.reason == "The lab agreed."


def test_a_full_lab_warns(edition: Any, olga: Any) -> None:
    lab = makers.lab(edition)
    pia, mei, plan = makers.student(edition, "Pia"), makers.student(edition, "Mei"), makers.plan(edition)
    services.place(plan=plan, participation=pia, project=lab, by=olga)
    with pytest.raises(services.Warned):
        services.place(plan=plan, participation=mei, project=lab, by=olga)


def test_two_editors(edition: Any, olga: Any) -> None:
    lab, pia, plan = makers.lab(edition), makers.student(edition, "Pia"), makers.plan(edition)
    services.place(plan=plan, participation=pia, project=lab, by=olga, version=0)
    for late in (
        lambda: services.place(plan=plan, participation=pia, project=lab, by=olga, version=0),
        lambda: services.unplace(plan=plan, participation=pia, by=olga, version=0),
        lambda: services.pin(plan=plan, participation=pia, pinned=False, by=olga, version=0),
        lambda: services.publish(plan=plan, by=olga, version=0),
    ):
        with pytest.raises(services.ChangedMeanwhile):
            late()
    assert makers.where(plan) == {"Pia": "Rivers"}


def test_another_editions_project_or_person_is_refused(edition: Any, olga: Any) -> None:
    other = makers.edition(number=31, arrival=makers.makers.ARRIVAL.replace(year=2028))
    foreign = makers.lab(other, "Foreign")
    pia, stranger = makers.student(edition, "Pia"), makers.student(other, "Sam")
    plan, lab = makers.plan(edition), makers.lab(edition)
    for person, project in ((pia, foreign), (stranger, lab)):
        with pytest.raises(services.NotAllowed):
            services.place(plan=plan, participation=person, project=project, by=olga, reason="x")
    with pytest.raises(services.NotAllowed):
        services.save_wishes(participation=pia, projects=[foreign.pk], any_suitable=True, by=olga)


@pytest.mark.parametrize("old", PlanState.values)
@pytest.mark.parametrize("new", PlanState.values)
def test_every_pair_of_states(edition: Any, old: str, new: str) -> None:
    plan = makers.plan(edition)
    Plan.objects.filter(pk=plan.pk).update(state=old)
    plan.refresh_from_db()
    if new in PLAN_NEXT[old]:
        services.move_plan(plan=plan, to=new)
        assert Plan.objects.get(pk=plan.pk).state == new
    else:
        with pytest.raises(services.NotAllowed):
            services.move_plan(plan=plan, to=new)
        assert Plan.objects.get(pk=plan.pk).state == old


@pytest.mark.parametrize("state", [PlanState.PUBLISHED, PlanState.RETIRED])
def test_what_was_published_is_not_changed(edition: Any, olga: Any, state: str) -> None:
    lab, pia, plan = makers.lab(edition), makers.student(edition, "Pia"), makers.plan(edition)
    Plan.objects.filter(pk=plan.pk).update(state=state)
    for change in (
        lambda: services.place(plan=plan, participation=pia, project=lab, by=olga),
        lambda: services.unplace(plan=plan, participation=pia, by=olga),
        lambda: services.pin(plan=plan, participation=pia, pinned=True, by=olga),
        lambda: services.propose(plan=plan, by=olga),
        lambda: services.set_aim(plan=plan, preset="greedy", same_body_max=None, by=olga),
        lambda: services.discard_plan(plan=plan, by=olga),
        lambda: services.publish(plan=plan, by=olga),
    ):
        with pytest.raises(services.NotAllowed):
            change()


def test_publishing_retires_the_old_plan_and_writes_only_about_new_labs(
    edition: Any, olga: Any, mailbox: Any
) -> None:
    rivers, stars = makers.lab(edition, "Rivers"), makers.lab(edition, "Stars", capacity=2)
    makers.host(stars)
    pia, mei = makers.student(edition, "Pia"), makers.student(edition, "Mei")
    first = makers.plan(edition)
    services.place(plan=first, participation=pia, project=rivers, by=olga)
    services.place(plan=first, participation=mei, project=stars, by=olga)
    assert services.publish(plan=first, by=olga) == 2
    second = services.new_plan(edition=edition, title="Second", by=olga, copy_of=first)
    services.place(plan=second, participation=pia, project=stars, by=olga)
    told = queries.announcement(second)
    assert (told.people, told.hosts, told.replaces) == (1, 1, first)
    assert services.publish(plan=second, by=olga) == 1
    first.refresh_from_db()
    assert (first.state, second.state) == (PlanState.RETIRED, PlanState.PUBLISHED)
    rows = mailbox(kind=mails.LAB)
    assert [row.to_email for row in rows] == ["pia@example.org", "mei@example.org", "pia@example.org"]
    still = registry.get(mails.LAB).still_wanted
    assert [still(row) for row in rows] == [False, False, True]
    assert len(mailbox(kind=mails.HOST_PEOPLE)) == 2


def test_nobody_is_told_of_a_lab_after_they_withdrew(edition: Any, olga: Any, mailbox: Any) -> None:
    pia, lab, plan = makers.student(edition, "Pia"), makers.lab(edition), makers.plan(edition)
    services.place(plan=plan, participation=pia, project=lab, by=olga)
    services.publish(plan=plan, by=olga)
    (row,) = mailbox(kind=mails.LAB)
    still = registry.get(mails.LAB).still_wanted
    assert still(row)
    type(pia).objects.filter(pk=pia.pk).update(state=State.WITHDREW)
    assert not still(row)


@pytest.mark.django_db(transaction=True)
def test_two_publish_at_once_and_one_plan_is_in_force(mailbox: Any) -> None:
    edition = makers.edition()
    olga = makers.organiser(edition)
    lab, pia = makers.lab(edition, capacity=2), makers.student(edition, "Pia")
    plans = [makers.plan(edition, title) for title in ("One", "Two")]
    for plan in plans:
        services.place(plan=plan, participation=pia, project=lab, by=olga)

    def publish(plan: Plan) -> str:
        try:
            services.publish(plan=plan, by=olga)
            return "done"
        except services.NotAllowed:
            return "refused"
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        assert list(pool.map(publish, plans)) == ["done", "done"]
    states = sorted(Plan.objects.values_list("state", flat=True))
    assert states == [PlanState.PUBLISHED, PlanState.RETIRED]
    assert len(mailbox(kind=mails.LAB)) == 1


def test_why_not_in_sentences(edition: Any, olga: Any) -> None:
    rivers, stars = makers.lab(edition, "Rivers"), makers.lab(edition, "Stars")
    old = makers.lab(edition, "Old", min_age=30)
    pia = makers.student(edition, "Pia", rivers, stars, old)
    mei = makers.student(edition, "Mei", rivers, any_suitable=False)
    plan = makers.plan(edition)
    assert "proposal" in explaining.why_not(plan, pia, rivers).sentence
    services.propose(plan=plan, by=olga)
    plan.refresh_from_db()
    assert makers.where(plan) == {"Mei": "Rivers", "Pia": "Stars"}
    assert explaining.why_not(plan, mei, rivers).sentence == "They are in this lab."
    assert "not on their list" in explaining.why_not(plan, mei, stars).sentence
    assert "from 30 years" in explaining.why_not(plan, pia, old).sentence
    priced = explaining.why_not(plan, pia, rivers)
    assert any(step.startswith("Pia Example moves from") for step in priced.steps)
    assert "1 person more without a lab" in priced.effects
