"""A correction after handing in: harmless facts at once, who somebody is after a look; both sides see what happened."""

from datetime import date

import pytest
from django.core import signing
from django.core.exceptions import ValidationError
from django.urls import reverse

from ish.nominations import correcting_rules as rules
from ish.nominations import queries, services
from ish.nominations.correcting_forms import SALT
from ish.nominations.models import Correction, Nomination
from ish.nominations.services import correcting
from ish.nominations.states import CorrectionState
from ish.nominations.views import difference
from ish.outbox.models import Message
from ish.people import account_services
from ish.people import services as people
from ish.people.models import Guardian, Participation, Person
from tests.nominations import makers

PROPOSED, APPLIED, REFUSED, RETRACTED = (
    CorrectionState.PROPOSED, CorrectionState.APPLIED, CorrectionState.REFUSED, CorrectionState.RETRACTED,
)  # fmt: skip


@pytest.fixture
def mio(cast):
    """A student whom Kumamoto has handed in."""
    cast.mio = makers.submitted(cast.edition, cast.kumamoto, "Mio", school="Old School")
    return cast


def propose(row, role="coordinator", by=None, **values):
    return correcting.propose(nomination=row, values=values, by=by, role=role)


def person_of(row):
    return Person.objects.get(participations__nomination=row)


# ---------------------------------------------------------------- AT ONCE, OR AFTER A LOOK


def test_what_is_harmless_applies_at_once_and_who_somebody_is_waits(mio):
    made = propose(
        mio.mio, by=mio.cem, school="New School", birth_date=date(2009, 4, 21), phone="+81963112233"
    )
    row = Nomination.objects.get(pk=mio.mio.pk)
    assert row.school == "New School"
    assert person_of(row).phone.as_e164 == "+81963112233"
    assert person_of(row).birth_date == date(2009, 4, 12)
    assert made.state == PROPOSED
    assert made.changes == {"birth_date": ["2009-04-12", "2009-04-21"]}
    applied = Correction.objects.get(state=APPLIED)
    assert applied.changes == {"phone": ["", "+81963112233"], "school": ["Old School", "New School"]}
    assert (applied.proposed_by, applied.role) == (mio.cem, "coordinator")
    assert not Message.objects.filter(kind="correction_outcome").exists()


def test_an_organiser_corrects_at_once(mio):
    made = propose(mio.mio, role="organiser", by=mio.olga, family_name="Hayasida")
    assert made.state == APPLIED
    assert made.decided_by == mio.olga
    assert person_of(mio.mio).family_name == "Hayasida"


def test_nothing_differs_nothing_is_kept(mio):
    assert propose(mio.mio, school="Old School", given_names="Mio", email=person_of(mio.mio).email) is None
    assert not Correction.objects.exists()


def test_only_what_is_handed_in_and_counts_is_corrected(mio):
    draft = makers.draft(mio.edition, mio.kumamoto, "Rin")
    services.withdraw(nomination=mio.mio, by=mio.cem)
    for row in (draft, mio.mio):
        with pytest.raises(correcting.NotCorrectable):
            propose(row, school="X")


def test_each_role_corrects_its_own_fields(mio):
    with pytest.raises(TypeError):
        propose(mio.mio, badge_name="Mimi")
    with pytest.raises(TypeError):
        propose(mio.mio, role="participant", rank=1)
    makers.at(mio.mio, receiver_state="waiting_list")
    with pytest.raises(TypeError):
        propose(mio.mio, rank=1)


def test_an_address_of_another_student_is_refused(mio):
    other = makers.submitted(mio.edition, mio.kumamoto, "Ren", family="Kuroda", birth_date=date(2008, 1, 1))
    with pytest.raises(ValidationError):
        propose(mio.mio, email=person_of(other).email)


def test_what_is_frozen_waits(mio, on_day):
    on_day(mio.edition.phases.get(code="documents").closes.replace(year=2028).isoformat())
    assert "native_name" not in rules.at_once(mio.edition, "coordinator")
    assert "school" in rules.at_once(mio.edition, "coordinator")
    assert "native_name" in rules.at_once(mio.edition, "organiser")


# ---------------------------------------------------------------- ONE PROPOSAL FOR A FIELD


def test_a_later_proposal_takes_the_place_of_the_earlier_one_visibly(mio):
    first = propose(mio.mio, by=mio.cem, given_names="Mia", family_name="Hayasida")
    second = propose(mio.mio, role="participant", by=mio.dana, given_names="Myo")
    first.refresh_from_db()
    assert first.state == PROPOSED
    assert set(first.changes) == {"family_name"}
    replaced = Correction.objects.get(state=RETRACTED)
    assert replaced.changes == {"given_names": ["Mio", "Mia"]}
    assert replaced.proposed_by == mio.cem
    assert replaced.answer == str(correcting.REPLACED)
    assert second.changes == {"given_names": ["Mio", "Myo"]}


def test_who_says_that_it_is_right_as_it_is_takes_a_proposal_away(mio, as_user):
    student = makers.user("mio@example.org")
    Person.objects.filter(pk=person_of(mio.mio).pk).update(user=student)
    first = propose(mio.mio, by=mio.cem, birth_date=date(2010, 4, 12), given_names="Mia")
    client = as_user(student)
    url = reverse("nominations:correct_own", args=[mio.mio.participation_id])
    page = client.get(url)
    assert "Until then: 12 April 2009" in page.content.decode()
    data = {k: v for k, v in page.context["form"].initial.items() if v} | {"birth_date": "12.04.2010"}
    assert "Nothing was changed" in client.post(url, data, follow=True).content.decode()
    page = client.post(url, {**data, "birth_date": "12.04.2009"}, follow=True)
    assert "taken away again" in page.content.decode()
    first.refresh_from_db()
    assert (first.state, list(first.changes)) == (PROPOSED, ["given_names"])
    settled = Correction.objects.get(state=RETRACTED)
    assert settled.changes == {"birth_date": ["2009-04-12", "2010-04-12"]}
    assert settled.answer == str(correcting.AS_IT_IS)
    assert person_of(mio.mio).birth_date == date(2009, 4, 12)


def test_an_organiser_who_corrects_the_same_settles_what_waits(mio):
    first = propose(mio.mio, by=mio.cem, given_names="Mia")
    assert propose(mio.mio, role="organiser", by=mio.olga, given_names="Mia").state == APPLIED
    first.refresh_from_db()
    assert (first.state, person_of(mio.mio).given_names) == (RETRACTED, "Mia")


def test_the_same_proposal_twice_is_one(mio):
    propose(mio.mio, by=mio.cem, given_names="Mia")
    assert propose(mio.mio, by=mio.cem, given_names="Mia") is None
    assert Correction.objects.count() == 1


# ---------------------------------------------------------------- DECIDE


def approve(row, fields, by, **more):
    more.setdefault("seen", correcting.mark_of(row))
    return correcting.approve(correction=row, fields=fields, by=by, **more)


def test_one_field_is_taken_over_and_the_other_refused(mio):
    row = propose(mio.mio, by=mio.cem, given_names="Mia", birth_date=date(2010, 9, 1))
    done = approve(row, ["birth_date"], mio.olga)
    assert person_of(mio.mio).birth_date == date(2010, 9, 1)
    assert person_of(mio.mio).given_names == "Mio"
    assert (done.state, done.decided_by) == (APPLIED, mio.olga)
    row.refresh_from_db()
    assert (row.state, list(row.changes)) == (PROPOSED, ["given_names"])
    with pytest.raises(ValueError, match="Say why"):
        correcting.refuse(correction=row, fields=["given_names"], by=mio.olga, answer=" ")
    correcting.refuse(correction=row, fields=["given_names"], by=mio.olga, answer="The passport says Mio.")
    told = Message.objects.filter(kind="correction_outcome")
    assert [m.to_email for m in told] == [mio.cem.email] * 2
    with pytest.raises(correcting.Settled):
        approve(row, ["given_names"], mio.olga)


def test_what_moved_meanwhile_is_looked_at_again(mio, as_user):
    row = propose(mio.mio, by=mio.cem, given_names="Mia")
    seen = correcting.mark_of(row)
    people.save_person(person=person_of(mio.mio), values={"given_names": "Mioko"}, by=None)
    with pytest.raises(correcting.Moved):
        approve(row, ["given_names"], mio.olga, seen=seen)
    assert person_of(mio.mio).given_names == "Mioko"
    page = as_user(mio.olga).get(reverse("nominations:decide", args=[row.pk])).content.decode()
    assert "Mioko" in page
    assert "You see it three times" in page
    row = Correction.objects.select_related("nomination__participation__person", "nomination__edition").get()
    done = approve(row, ["given_names"], mio.olga)
    assert done.changes == {"given_names": ["Mioko", "Mia"]}


def test_who_withdraws_or_is_erased_leaves_nothing_to_decide(mio):
    row = propose(mio.mio, by=mio.cem, given_names="Mia")
    services.withdraw(nomination=mio.mio, by=mio.cem)
    row.refresh_from_db()
    assert row.state == RETRACTED
    other = makers.submitted(mio.edition, mio.kumamoto, "Ren", family="Kuroda", birth_date=date(2008, 1, 1))
    row = propose(other, by=mio.cem, given_names="Rena")
    people.erase_person(person=person_of(other), by=mio.olga, reason="asked")
    row.refresh_from_db()
    assert (row.state, row.changes) == (RETRACTED, None)
    with pytest.raises(correcting.Settled):
        correcting.approve(correction=row, fields=["given_names"], by=mio.olga, seen="")


def test_before_it_is_taken_over_it_is_said_what_follows(mio):
    twin = makers.submitted(
        mio.edition, mio.kumamoto, "Mia", birth_date=date(2009, 8, 1), email="mia@example.org"
    )
    propose(twin, role="organiser", birth_date=date(2006, 4, 12))
    propose(mio.mio, role="organiser", birth_date=date(2010, 4, 12))
    row = propose(
        twin, given_names="Mio", birth_date=date(2010, 4, 12), nationalities=["IL"], email="new@example.org"
    )
    said = " ".join(correcting.preview(row))
    assert "under 18" in said
    assert "new nationality" in said
    assert "new address" in said
    assert "Another student of this partner" in said
    assert "under 18" not in " ".join(correcting.preview(row, ["email"]))


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (date(2008, 1, 1), date(2012, 1, 1), ["is under 18", "stays accepted"]),
        (date(2008, 1, 1), None, ["As long as", "stays accepted"]),
        (None, date(2008, 1, 1), ["no parent or guardian has to agree any more"]),
        (None, date(2012, 1, 1), []),
    ],
)
def test_what_a_date_of_birth_means_for_a_place_that_was_accepted(mio, old, new, said):
    Person.objects.filter(pk=person_of(mio.mio).pk).update(birth_date=old)
    Participation.objects.filter(pk=mio.mio.participation_id).update(state="confirmed")
    row = propose(Nomination.objects.get(pk=mio.mio.pk), birth_date=new)
    told = correcting.preview(Correction.objects.get(pk=row.pk))
    assert len(told) == len(said)
    assert all(words in line for words, line in zip(said, told, strict=True))


def test_a_new_address_takes_the_link_with_it(mio):
    account_services.invite_person(participation=mio.mio.participation, by=mio.olga)
    row = propose(mio.mio, by=mio.cem, email="mio.new@example.org")
    approve(row, ["email"], mio.olga)
    invitation = Message.objects.filter(kind="person_invitation").latest("pk")
    assert invitation.to_email == "mio.new@example.org"


def test_a_guardian_is_corrected_with_the_student(mio):
    propose(mio.mio, by=mio.cem, guardian_phone="+81963112244")
    assert not Guardian.objects.exists() or Guardian.objects.get().phone.as_e164 == "+81963112244"
    row = propose(mio.mio, by=mio.cem, guardian_name="Aya Hayashida", guardian_email="aya@example.org")
    approve(row, list(row.changes), mio.olga)
    guardian = queries.guardian_of(mio.mio)
    assert (guardian.name, guardian.email) == ("Aya Hayashida", "aya@example.org")


def test_a_partner_changes_no_address_behind_the_schools_back(mio, as_user):
    url = reverse("people:contact", args=[mio.mio.participation_id])
    person = person_of(mio.mio)
    data = {"email": "elsewhere@example.org", "phone": "+81963112233", "language": "en",
            "time_zone": "Asia/Tokyo", "version": person.version}  # fmt: skip
    page = as_user(mio.cem).post(url, data, follow=True).content.decode()
    assert "looks at the new address first" in page
    after = person_of(mio.mio)
    assert (after.email, after.phone.as_e164) == (person.email, "+81963112233")
    assert Correction.objects.get().changes == {"email": [person.email, "elsewhere@example.org"]}


# ---------------------------------------------------------------- PAGES


def test_a_students_own_new_address_waits_as_well(mio, as_user):
    student = makers.user("mio@example.org")
    person = person_of(mio.mio)
    Person.objects.filter(pk=person.pk).update(user=student)
    url = reverse("people:contact", args=[mio.mio.participation_id])
    data = {"email": "elsewhere@example.org", "phone": "+81963112233", "language": "en",
            "time_zone": "Asia/Tokyo", "version": person.version}  # fmt: skip
    client = as_user(student)
    assert "looks at the new address first" in client.post(url, data, follow=True).content.decode()
    assert person_of(mio.mio).email == person.email
    assert person_of(mio.mio).phone.as_e164 == "+81963112233"
    row = Correction.objects.get()
    assert (row.role, row.changes) == ("participant", {"email": [person.email, "elsewhere@example.org"]})
    assert "in the meantime" in client.post(url, data, follow=True).content.decode()
    client.post(url, {**data, "email": person.email, "version": person_of(mio.mio).version})
    assert Correction.objects.get().state == PROPOSED  # the page showed the address as it is


def test_what_merely_stood_on_the_page_undoes_nothing(mio, as_user):
    client, url = as_user(mio.cem), reverse("nominations:correct", args=[mio.mio.pk])
    form = client.get(url).context["form"]
    shown = form.initial["shown"]
    Nomination.objects.filter(pk=mio.mio.pk).update(grade="12")  # somebody else, meanwhile
    data = {"given_names": "Mia", "family_name": "Hayashida", "birth_date": "12.04.2009", "grade": "",
            "school": "Old School", "email": person_of(mio.mio).email, "shown": shown}  # fmt: skip
    assert client.post(url, data).status_code == 302
    row = Correction.objects.get()
    assert list(row.changes) == ["given_names"]
    assert Nomination.objects.get(pk=mio.mio.pk).grade == "12"
    assert signing.loads(shown, salt=SALT)["school"] == "Old School"


def test_the_student_corrects_on_a_page_of_their_own_and_takes_it_back(mio, as_user):
    student = makers.user("mio@example.org")
    Person.objects.filter(pk=person_of(mio.mio).pk).update(user=student)
    client = as_user(student)
    url = reverse("nominations:correct_own", args=[mio.mio.participation_id])
    page = client.get(url)
    assert "rank" not in page.context["form"].fields
    data = {**{k: v for k, v in page.context["form"].initial.items() if v}, "birth_date": "13.04.2009"}
    assert client.post(url, data).status_code == 302
    row = Correction.objects.get()
    assert (row.role, row.changes) == ("participant", {"birth_date": ["2009-04-12", "2009-04-13"]})
    back = reverse("nominations:retract", args=[row.pk])
    assert as_user(mio.cem).post(back).status_code == 404
    assert client.post(back).status_code == 302
    row.refresh_from_db()
    assert row.state == RETRACTED
    assert b"taken back" in client.get(url).content


def test_both_sides_see_the_history_and_no_other_partner_does(mio, as_user):
    row = propose(mio.mio, by=mio.cem, family_name="Hayasida")
    approve(row, ["family_name"], mio.olga, answer="Thank you, Cem.")
    url = reverse("nominations:student", args=[mio.mio.pk])
    for who in (mio.cem, mio.olga):
        page = as_user(who).get(url).content.decode()
        assert "Thank you, Cem." in page
        assert "Hayas<del>h</del>ida" in page
    dana = as_user(mio.dana)
    assert dana.get(url).status_code == 404
    assert dana.get(reverse("nominations:correct", args=[mio.mio.pk])).status_code == 404


def test_the_queue_is_decided_on_its_pages(mio, as_user):
    row = propose(mio.mio, by=mio.cem, given_names="Mia")
    client, url = as_user(mio.olga), reverse("nominations:decide", args=[row.pk])
    assert b"Mi<mark>a</mark>" in client.get(reverse("nominations:corrections")).content
    seen = client.get(url).context["seen"]
    answer = client.post(url, {"do": "approve", "seen": seen})
    assert "Tick at least one" in answer.content.decode()
    answer = client.post(url, {"do": "approve", "seen": seen, "fields_chosen": ["given_names"]})
    assert answer.status_code == 302
    assert person_of(mio.mio).given_names == "Mia"


def test_changed_letters_are_marked_with_their_accents():
    was, now = difference.marked("Dvorakova", "Dvořáková")
    assert [p["text"] for p in now if p["changed"]] == ["řá", "á"]
    assert "".join(p["text"] for p in was) == "Dvorakova"
    assert difference.clusters("e\u0301a") == ["e\u0301", "a"]
