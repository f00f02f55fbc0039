"""The one writer of sections: who may write what, two editors, the same values again, what is complete."""

import re
from datetime import date
from typing import Any

import pytest
from auditlog.context import set_actor
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.urls import reverse

from accounts.models import User
from ish.nominations.models import Coordinator, Correction, Nomination
from ish.nominations.services import correcting
from ish.people import requirements
from ish.people import services as people
from ish.people.models import Guardian, Participation, Person
from ish.people.states import State
from ish.privacy.models import Look
from ish.profiles import notes, sections
from ish.profiles.models import AboutMe, Education, Health, NoticeRead, TravelDocument
from ish.profiles.notice import NOTICE_VERSION
from ish.profiles.sections import NONE
from ish.profiles.services import ChangedMeanwhile, acknowledge_notice, save_section, version_of
from ish.programme.models import NominatingBody
from tests.profiles.conftest import TODAY, make

SECRET = "Zanzibar-4711-nuts"


def save(
    pia: Participation, section: str, values: dict[str, Any], *, by: Any = None, version: int | None = None
) -> Any:
    if version is None:
        version = version_of(pia, sections.get(section))
    return save_section(
        participation=pia, section=section, values=values, version=version, by=by or pia.person.user
    )


def tasks(pia: Participation) -> dict[str, Any]:
    return {task.requirement.code: task for task in requirements.tasks(pia, TODAY)}


def test_a_student_saves_a_section_and_its_version_grows(pia):
    saved = save(pia, "education", {"kind": "school", "institution": "Lyceum"})
    assert (saved.version, saved.changed) == (1, {"kind", "institution"})
    row = Education.objects.get()
    assert (row.institution, row.saved_by) == ("Lyceum", pia.person.user)


def test_facts_of_the_person_go_through_people_and_count_in_the_version(pia):
    saved = save(pia, "about_me", {"given_names": "Pia Maria", "city": "Kumamoto"})
    pia.person.refresh_from_db()
    assert (pia.person.given_names, pia.person.version, AboutMe.objects.get().version) == ("Pia Maria", 1, 1)
    assert saved.version == 2


@pytest.fixture
def handed_in(pia, edition):
    """Pia's nomination: a partner has handed her in."""
    body = NominatingBody.objects.create(name="Kumamoto", kind="twin_city", country="JP")
    return Nomination.objects.create(edition=edition, body=body, participation=pia, sender_state="submitted")


def _facts(pia):
    person = Person.objects.get(pk=pia.person_id)
    return person.given_names, person.family_name, person.birth_date


def test_who_one_is_waits_for_the_school_and_the_rest_counts_at_once(pia, edition, handed_in, as_user):
    row, body = handed_in, handed_in.body
    before = _facts(pia)
    correcting.propose(nomination=row, values={"birth_date": date(2009, 1, 2)}, by=None, role="coordinator")
    for day in (3, 4):  # the page saves itself while one types
        saved = save(pia, "about_me", {"birth_date": date(2008, 1, day), "phone": "+81963112233"})
    assert _facts(pia) == before
    assert saved.version == version_of(pia, sections.get("about_me"))
    own, replaced = Correction.objects.order_by("state")
    assert (own.state, replaced.state) == ("proposed", "retracted")
    assert own.changes == {"birth_date": ["2008-01-02", "2008-01-04"]}
    assert (own.proposed_by, own.role) == (pia.person.user, "participant")
    again = save(pia, "about_me", {"birth_date": date(2008, 1, 4)}, version=0)
    assert again.changed == set()
    cem = User.objects.create_user("cem@example.org", name="Cem")
    Coordinator.objects.create(body=body, user=cem, name="Cem", email=cem.email)
    for user, page in (
        (cem, reverse("nominations:student", args=[row.pk])),
        (pia.person.user, reverse("nominations:correct_own", args=[pia.pk])),
    ):
        told = as_user(user).get(page).content.decode()
        assert "2 January 2008" in told, page
        assert "4 January 2008" in told, page
    save(pia, "about_me", {"birth_date": date(2008, 1, 2)})
    assert list(Correction.objects.all()) == [replaced]


def test_another_address_of_the_parent_stays_in_both_sides_history(pia, handed_in, as_user):
    parent = Guardian.objects.create(person=pia.person, name="Ana", email="ana@example.org")
    other = Guardian.objects.create(person=pia.person, name="Ben", email="ben@example.org")
    save(pia, "about_me", {"guardian0_email": "new@example.org", "guardian1_email": "b@example.org"})
    parent.refresh_from_db()
    other.refresh_from_db()
    assert (parent.email, other.email) == ("new@example.org", "b@example.org")
    (kept,) = Correction.objects.all()
    assert (kept.state, kept.role, kept.changes) == (
        "applied",
        "participant",
        {"guardian_email": ["ana@example.org", "new@example.org"]},
    )
    cem = User.objects.create_user("cem@example.org", name="Cem")
    Coordinator.objects.create(body=handed_in.body, user=cem, name="Cem", email=cem.email)
    page = as_user(cem).get(reverse("nominations:correct", args=[handed_in.pk])).content.decode()
    told = " ".join(re.sub("<[^>]+>", "", page).split())  # what differs is marked letter by letter
    assert "ana@example.org" in told and "new@example.org" in told


def test_who_has_just_gone_changes_nothing_any_more(pia, handed_in):
    Participation.objects.filter(pk=pia.pk).update(state=State.WITHDREW)  # while the page is being saved
    with pytest.raises(PermissionDenied):
        save(pia, "about_me", {"family_name": "Other"})
    assert not Correction.objects.exists()


def test_nobody_makes_themselves_of_age(edition, today, organiser):
    today(date(2027, 4, 20))
    mina = make(edition, "Mina", state=State.OFFERED)
    people.save_person(person=mina.person, values={"birth_date": date(2009, 12, 24)}, by=None)
    mina.person.refresh_from_db()
    body = NominatingBody.objects.create(name="Kumamoto", kind="twin_city", country="JP")
    row = Nomination.objects.create(edition=edition, body=body, participation=mina, sender_state="submitted")
    before = _facts(mina)
    people.accept_place(participation=mina, by=mina.person.user)
    told = {"birth_date": date(2008, 1, 1), "family_name": "Other", "email": "m2@example.org", "sex": "F"}
    save(mina, "about_me", {**told, "badge_name": "Mi", "nationalities": ["FR"]})
    assert _facts(mina) == before
    assert Participation.objects.get(pk=mina.pk).state == State.OFFERED
    waits = Correction.objects.get(state="proposed")
    assert set(waits.changes) == {"birth_date", "family_name", "email"}  # what was empty is filled in
    olga = organiser()
    seen = correcting.mark_of(waits)
    correcting.approve(correction=waits, fields=["birth_date"], by=olga, seen=seen)
    assert Participation.objects.get(pk=mina.pk).state == State.CONFIRMED
    assert row.corrections.filter(state="proposed").count() == 1


def test_a_date_of_birth_that_was_empty_is_filled_in_unless_it_takes_the_parents_word_away(pia, handed_in):
    for told, written in ((date(2008, 1, 1), None), (None, None), (date(2011, 1, 1), date(2011, 1, 1))):
        Person.objects.filter(pk=pia.person_id).update(birth_date=None)
        pia.person.refresh_from_db()
        save(pia, "about_me", {"birth_date": told})
        assert _facts(pia)[2] == written
        waiting = [row.changes for row in Correction.objects.filter(state="proposed")]
        assert waiting == ([{"birth_date": ["", "2008-01-01"]}] if told and not written else [])


def test_the_page_shows_what_waits_and_a_stale_one_takes_nothing_back(pia, handed_in, as_user, organiser):
    client = as_user(pia.person.user)
    url = reverse("profiles:section", args=[pia.pk, "about_me"])
    data = {"given_names": "Pia Maria", "family_name": pia.person.family_name, "birth_date": "02.01.2008"}
    posted = {**data, "email": pia.person.email, "version": version_of(pia, sections.get("about_me"))}
    answer = client.post(url, posted, headers={"HX-Request": "true"}).content.decode()
    assert "The school looks at this first" in answer
    page = client.get(url)
    assert page.context["form"].initial["given_names"] == "Pia Maria"
    assert "The school looks at this first" in page.content.decode()
    stale = client.post(url, {**posted, "given_names": pia.person.given_names}).content.decode()
    assert "Pia Maria" in stale and "changed this in the meantime" in stale
    waits = Correction.objects.get(state="proposed")
    assert waits.changes == {"given_names": [pia.person.given_names, "Pia Maria"]}
    version = page.context["version"]
    correcting.refuse(
        correction=waits, fields=["given_names"], by=organiser(), answer="The passport says Pia."
    )
    answer = client.post(url, {**data, "email": pia.person.email, "version": version}).content.decode()
    assert "changed this in the meantime" in answer
    assert not Correction.objects.filter(state="proposed").exists()


def test_unknown_and_foreign_names_are_ignored(pia):
    saved = save(pia, "education", {"kind": "school", "participation": 99, "version": 99, "number": "x"})
    assert (saved.changed, saved.version) == ({"kind"}, 1)


def test_the_same_values_again_are_saved_whatever_the_version(pia):
    save(pia, "education", {"institution": "Lyceum"})
    again = save(pia, "education", {"institution": "Lyceum", "grade": ""}, version=0)
    assert (again.version, again.changed) == (1, set())


def test_two_editors_meet(pia, organiser):
    save(pia, "education", {"institution": "Lyceum"}, by=organiser())
    with pytest.raises(ChangedMeanwhile) as caught:
        save(pia, "education", {"institution": "Gymnasium"}, version=0)
    assert (caught.value.version, caught.value.by.name) == (1, "Olga lead")
    assert Education.objects.get().institution == "Lyceum"


def test_a_conflict_about_the_person_names_who_changed_the_person(pia):
    save(pia, "about_me", {"city": "Kumamoto"})
    seen = version_of(pia, sections.get("about_me"))
    olga = User.objects.create(email="olga.conflict@example.org", name="Olga")
    with set_actor(olga):
        people.save_person(person=pia.person, values={"family_name": "Corrected"}, by=olga)
    with pytest.raises(ChangedMeanwhile) as caught:
        save(pia, "about_me", {"city": "Metz"}, version=seen)
    assert caught.value.by == olga


def test_a_correction_of_the_person_elsewhere_is_a_conflict_too(pia):
    version = version_of(pia, sections.ABOUT_ME)
    people.save_person(person=pia.person, values={"given_names": "Pya"}, by=None)
    with pytest.raises(ChangedMeanwhile):
        save(pia, "about_me", {"given_names": "Pia Maria"}, version=version)


def test_an_organiser_records_on_behalf(pia, organiser):
    save(pia, "health", {"diet": SECRET}, by=organiser())
    assert Health.objects.get().saved_by.name == "Olga lead"


def test_an_organiser_of_another_part_writes_nothing_sealed(pia, organiser):
    olga = organiser("selection")
    for section in ("health", "passport"):
        with pytest.raises(PermissionDenied):
            save(pia, section, {"diet": SECRET, "number": SECRET}, by=olga)


def test_strangers_coordinators_and_other_students_write_nothing(pia, edition):
    body = NominatingBody.objects.create(name="Kumamoto", kind="twin_city", country="JP")
    cem = User.objects.create_user("cem@example.org")
    Coordinator.objects.create(body=body, user=cem, name="Cem", email=cem.email)
    Nomination.objects.create(edition=edition, body=body, participation=pia)
    for user in (cem, make(edition, "Paul").person.user, User.objects.create_user("nobody@example.org")):
        with pytest.raises(PermissionDenied):
            save(pia, "education", {"institution": "x"}, by=user)
    assert not Education.objects.exists()


def test_after_the_stay_only_the_way_to_reach_somebody_is_written(pia, today, organiser):
    today(date(2027, 8, 15))
    for code in ("education", "passport", "health"):
        assert save(pia, code, {"institution": "x"}).changed == set()
    assert save(pia, "about_me", {"city": "Oslo", "phone": "+4962215550100"}).changed == {"phone"}
    today(date(2027, 8, 29))  # nor asked for, when the first of it is erased
    for code in ("education", "passport", "health"):
        with pytest.raises(PermissionDenied):
            save(pia, code, {"institution": "x"})
    assert save(pia, "education", {"institution": "x"}, by=organiser()).changed == {"institution"}


def test_names_are_frozen_after_the_documents_but_not_for_organisers(pia, today, organiser):
    today(date(2027, 6, 16))
    assert save(pia, "about_me", {"given_names": "Other", "city": "Oslo"}).changed == {"city"}
    assert save(pia, "about_me", {"given_names": "Other"}, by=organiser()).changed == {"given_names"}


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        (State.PROSPECTIVE, set()),
        (State.OFFERED, {"notice", "about_me", "education"}),
        (State.CONFIRMED, {"notice", "about_me", "education", "passport", "health"}),
        (State.WITHDREW, set()),
    ],
)
def test_what_is_asked_depends_on_the_place(edition, state, expected):
    row = make(edition, "Quinn", state=state)
    mine = {"notice", "about_me", "education", "passport", "health"}
    assert set(tasks(row)) & mine == expected


def test_due_days_are_the_latest_of_phase_and_offer(pia):
    task = tasks(pia)["about_me"]
    assert task.requirement.days_after_offer == 14
    assert task.due >= date(2027, 5, 31)


# ---------------------------------------------------------------- COMPLETE

_ABOUT = {
    "nationalities": ["JP"],
    "city": "Kumamoto",
    "residence_country": "JP",
}
_MOTHER = {"name": "A. Sato", "relation": "", "phone": "", "language": "", "hours": "", "time_zone": ""}
_COVER = dict.fromkeys(("insurer", "number", "phone", "starts", "ends", "territory", "repatriation"), "")
_PASSPORT = {"kind": "passport", "number": "TK1", "issuing_country": "JP", "expires_on": date(2031, 1, 1)}
_ANSWERS = dict.fromkeys(sections.QUESTIONS, NONE)
_COMPLETE = [
    ("about_me", _ABOUT),
    ("education", {"kind": "gap", "languages": [{"language": "ja", "level": ""}]}),
    ("education", {"kind": "school", "institution": "L", "languages": [{"language": "ja", "level": "C2"}]}),
    ("passport", _PASSPORT),
    ("emergency", [{"contacts": [_MOTHER]}, {"contacts": [{**_MOTHER, "phone": "+4962215550100"}]}]),
    ("health", {"nothing_to_declare": "yes"}),
    ("insurance", [{"covers": [{**_COVER, "kind": "health"}]}, {"covers": [{**_COVER, "kind": "card"}]}]),
    ("health", _ANSWERS),
]


@pytest.mark.parametrize(("section", "values"), _COMPLETE)
def test_complete_and_missing_say_the_same_at_every_step(pia, section, values):
    chosen = sections.get(section)
    given: dict[str, Any] = {}
    for step in values if isinstance(values, list) else [{name: value} for name, value in values.items()]:
        assert not tasks(pia)[section].done
        assert notes.missing(pia, chosen, chosen.row(pia), TODAY) != []
        given |= step
        save(pia, section, given)
    assert tasks(pia)[section].done
    assert notes.missing(pia, chosen, chosen.row(pia), TODAY) == []


def test_under_eighteen_a_parent_is_needed_who_can_be_reached(pia):
    pia.person.birth_date = date(2009, 5, 19)
    pia.person.save()
    save(pia, "about_me", {**_ABOUT, "guardian0_name": "Mother"})
    assert not tasks(pia)["about_me"].done
    assert notes.missing(pia, sections.ABOUT_ME, AboutMe.objects.get(), TODAY)
    save(pia, "about_me", {"guardian0_email": "mother@example.org"})
    assert tasks(pia)["about_me"].done
    pia.person.guardians.all().delete()
    pia.person.birth_date = date(2009, 5, 18)
    pia.person.save()
    assert tasks(pia)["about_me"].done


def test_a_second_parent_is_added_and_the_first_is_kept(pia):
    Guardian.objects.create(person=pia.person, name="Mother", email="m@example.org")
    save(pia, "about_me", {"guardian1_name": "Father", "guardian0_phone": "+4962215550100"})
    assert [(g.name, g.phone and g.phone.as_e164) for g in Guardian.objects.order_by("pk")] == [
        ("Mother", "+4962215550100"),
        ("Father", ""),
    ]


# ---------------------------------------------------------------- SEALED


def test_sealed_facts_do_not_stand_in_the_database_in_clear(pia):
    save(pia, "health", {name: f"{SECRET} {name}" for name in sections.QUESTIONS})
    save(pia, "passport", {"number": SECRET, "issued_at_place": SECRET})
    dump = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608 - names from the database itself
            dump.append(repr(cursor.fetchall()))
    assert TravelDocument.objects.get().number == SECRET
    assert SECRET not in "".join(dump)


def test_saving_is_no_look(pia, organiser):
    save(pia, "health", {"diet": SECRET}, by=organiser())
    assert not Look.objects.exists()


# ---------------------------------------------------------------- WHAT PEOPLE WRITE


@pytest.mark.parametrize("text", ["𝔘𝔫𝔦", "ﷺ עברית", "🧪" * 50, "a" * 200, "line\nbreak", "<b>&amp;</b>"])
def test_any_script_survives(pia, text):
    save(pia, "education", {"institution": text})
    assert Education.objects.get().institution == text


def test_a_name_of_200_letters_fits_and_one_more_is_refused(pia):
    save(pia, "about_me", {"given_names": "Ж" * 200})
    pia.person.refresh_from_db()
    assert pia.person.given_names == "Ж" * 200


# ---------------------------------------------------------------- THE NOTICE


def test_the_notice_is_kept_once_a_version(edition):
    row = make(edition, "Nora", read=False)
    assert not tasks(row)["notice"].done
    for language in ("de", "en"):
        acknowledge_notice(participation=row, language=language, by=row.person.user)
    found = NoticeRead.objects.get()
    assert (found.version, found.language) == (NOTICE_VERSION, "de")
    assert tasks(row)["notice"].done


def test_nobody_reads_the_notice_for_somebody_else(edition, organiser):
    row = make(edition, "Nora", read=False)
    with pytest.raises(PermissionDenied):
        acknowledge_notice(participation=row, language="en", by=organiser())
