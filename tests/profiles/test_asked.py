"""Who is asked for what: the table holds together; pages, tasks and forms follow it; nothing is asked before its phase."""

from datetime import date

import pytest
from django.urls import reverse

from ish.people import requirements
from ish.people.models import Participation, Person
from ish.people.states import Capacity
from ish.privacy import catalogue
from ish.profiles import asked, rules, sections
from ish.profiles.models import Health, NoticeRead, Proof
from ish.profiles.notice import NOTICE_VERSION
from tests.profiles.conftest import TODAY, make

OWN = {section.code: (*section.person_fields, *section.fields) for section in sections.every()}
DAYS = [
    date(2027, 1, 1),
    date(2027, 4, 9),
    date(2027, 4, 10),
    date(2027, 5, 9),
    date(2027, 5, 10),
    date(2027, 8, 14),
]


def test_the_table_speaks_of_all_capacities_and_of_facts_that_exist():
    assert set(asked.ASKED) == set(Capacity.values)
    assert list(asked.NEEDED) == list(OWN)
    for table in (asked.ASKED, asked.BY_CHOICE, asked.FOR_A_BED, asked.ALSO_NEEDED):
        for capacity, by_section in table.items():
            for code, names in by_section.items():
                assert set(names) <= set(OWN[code]), (capacity, code)
    for code, names in OWN.items():
        assert set(names) == set(asked.facts("participant", True, code)), code


@pytest.mark.parametrize("pair", list(asked.everybody()))
def test_at_home_less_is_asked_and_what_is_needed_is_asked(pair):
    capacity, _resident = pair
    for code in OWN:
        assert set(asked.facts(capacity, False, code)) <= set(asked.facts(capacity, True, code))
        assert set(asked.needed(*pair, code)) <= set(asked.facts(*pair, code))
        by_choice = asked.BY_CHOICE.get(capacity, {}).get(code, ())
        assert not set(by_choice) & set(asked.needed(*pair, code))


def test_each_capacity_is_asked_for_what_concerns_it():
    assert asked.sections("day_guest", False) == ("emergency", "health")
    assert asked.needed("day_guest", False, "health") == ("diet",)
    assert asked.sections("invited_guest", True) == ("about_me", "health")
    assert asked.facts("invited_guest", True, "health") == ("diet",)
    chaperone = asked.sections("chaperone", True)
    assert "insurance" in chaperone and not {"education", "interests"} & set(chaperone)
    assert "passport" not in asked.sections("chaperone", False)
    assert {"about_me", "emergency", "insurance"} <= set(asked.sections("tutor", False))
    assert "street" not in asked.facts("participant", False, "about_me")


def _in(edition, capacity, *, resident=True):
    row = make(edition, capacity)
    Participation.objects.filter(pk=row.pk).update(capacity=capacity, resident=resident)
    row.refresh_from_db()
    return row


@pytest.mark.parametrize("capacity", Capacity.values)
def test_pages_tasks_and_forms_follow_the_table(edition, as_user, capacity):
    row = _in(edition, capacity)
    client = as_user(row.person.user)
    mine = set(asked.sections(capacity, True))
    profile = client.get(reverse("profiles:profile", args=[row.pk])).content.decode()
    for code in OWN:
        url = reverse("profiles:section", args=[row.pk, code])
        assert (url in profile) == (code in mine), code
        answer = client.get(url)
        assert answer.status_code == (200 if code in mine else 404), code
        if code in mine:
            fields = {name.removesuffix("_none") for name in answer.context["form"].fields}
            assert {name for name in fields if not name.startswith("guardian")} == set(
                asked.facts(capacity, True, code)
            )
    tasks = {task.requirement.code for task in requirements.tasks(row, TODAY)}
    assert tasks & set(OWN) == {code for code in OWN if asked.waits_for(capacity, True, code)}
    assert ("criminal_record" in tasks) == (capacity == "tutor")


def test_a_day_guest_is_done_with_a_number_to_call_and_what_they_eat(edition, as_user):
    row = _in(edition, "day_guest", resident=False)
    client = as_user(row.person.user)
    for code, data in (
        ("emergency", {"contacts_name": "Ana", "contacts_phone": "+49 6221 5550100"}),
        ("health", {"diet_none": "on"}),
    ):
        client.post(reverse("profiles:section", args=[row.pk, code]), {"version": 0, **data})
    tasks = {task.requirement.code: task for task in requirements.tasks(row, TODAY)}
    assert tasks["emergency"].done and tasks["health"].done
    assert Health.objects.get().allergies is None


@pytest.mark.parametrize("day", DAYS)
def test_nothing_is_asked_before_its_phase(pia, as_user, today, day):
    """Each field, on the first and last day of each phase: a student's form has it from its phase on, and never before."""
    today(day)
    phases = {phase.code: phase for phase in pia.edition.phases.all()}
    declared = catalogue.every()
    client = as_user(pia.person.user)
    for section in sections.every():
        answer = client.get(reverse("profiles:section", args=[pia.pk, section.code]))
        form = answer.context.get("form")
        begun = phases[section.phase].opens <= day
        for name in section.fields:
            policy = declared[section.label.lower()].fields[name]
            assert policy.phase == section.phase, f"{section.code}.{name} is declared for another phase"
            assert (form is not None and name in form.fields) == begun, f"{name} on {day}"
        for name in section.person_fields:
            kept = phases[declared["people.person"].fields[name].phase].opens <= day
            if form is not None and name in form.fields:
                assert begun and kept, f"{name} on {day}"
        if not begun:
            assert not client.post(
                reverse("profiles:section", args=[pia.pk, section.code]), {"version": 0}
            ).context.get("form")


def test_a_tutor_is_ready_once_the_certificate_was_seen_and_holds(edition, organiser):
    row = _in(edition, "tutor")
    for until, done in ((date(2027, 8, 1), False), (date(2027, 8, 14), True), (None, True)):
        Proof.objects.update_or_create(
            participation=row,
            kind="criminal_record",
            defaults={"seen_on": TODAY, "valid_until": until, "seen_by": None},
        )
        tasks = {task.requirement.code: task for task in requirements.tasks(row, TODAY)}
        assert tasks["criminal_record"].done is done, until


def test_tasks_of_all_capacities_cost_the_same(edition, django_assert_num_queries):
    rows = []
    for number, capacity in enumerate([*Capacity.values, *Capacity.values]):
        person = Person.objects.create(given_names=f"P{number}", birth_date=date(1990, 1, 1))
        rows.append(
            Participation.objects.create(person=person, edition=edition, capacity=capacity, state="confirmed")
        )
        NoticeRead.objects.create(person=person, edition_id=edition.pk, version=NOTICE_VERSION, language="en")
    requirements.tasks_for(rows, TODAY, edition)
    for some in (rows[:1], rows):
        with django_assert_num_queries(1):
            requirements.tasks_for(some, TODAY, edition)
    assert rules.asks_for_guardian(rows[1], TODAY) is False
