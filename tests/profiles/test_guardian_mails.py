"""Parents are told once what we keep of them, at an address of their own; organisers see when that could not be done."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from ish.outbox import rendering
from ish.outbox.models import Message
from ish.people import consequences
from ish.people import services as people
from ish.people.consequences import Change
from ish.people.models import Guardian, Participation
from ish.people.states import State
from ish.profiles import guardian_mails
from tests.profiles.conftest import make

MUM = "keiko@example.org"


@pytest.fixture
def quinn(edition):
    row = make(edition, "Quinn", state=State.PROSPECTIVE, read=False)
    Guardian.objects.create(person=row.person, name="Keiko Sato", email=MUM, language="de")
    return row


def written():
    return list(Message.objects.filter(kind=guardian_mails.KIND).order_by("pk"))


def named(row):
    consequences.apply(Change("named", row, {"by": None}))


def test_each_parent_with_an_address_is_told_once_in_their_language(quinn):
    Guardian.objects.create(person=quinn.person, name="Ken", phone="+496221777001")
    Guardian.objects.create(person=quinn.person, name="Ken Sato", email="ken@example.org", language="en")
    for _time in range(2):
        named(quinn)
    people.offer(participation=quinn, by=None)
    assert [(m.to_email, m.to_name, m.language) for m in written()] == [
        (MUM, "Keiko Sato", "de"),
        ("ken@example.org", "Ken Sato", "en"),
    ]
    assert {m.person_id for m in written()} == {quinn.person_id}  # erasing the student empties them, too


def test_it_says_what_we_keep_about_whom_and_where_to_read_more(quinn):
    named(quinn)
    message = written()[0]
    message.language = "en"
    text = rendering.preview(message).text
    for words in ("Quinn Sato", "parent or guardian", "your name, this address", "school@example.org"):
        assert words in text
    assert guardian_mails._link(message).endswith(reverse("desk:privacy"))
    assert "Quinn" not in str(message.context)


def test_an_offer_that_is_held_is_not_overtaken(quinn):
    people.offer(participation=quinn, by=None)
    assert [m.state for m in written()] == ["held"]


def test_an_address_written_down_or_corrected_later_is_told_then(edition):
    pia = make(edition, "Pia")
    mum = people.add_guardian(person=pia.person, name="Keiko")
    assert written() == []
    for address in ("kieko@example.org", MUM, MUM.upper()):
        people.save_guardian(guardian=mum, values={"email": address}, by=pia.person.user)
    people.save_guardian(guardian=mum, values={"phone": "+496221777001"}, by=pia.person.user)
    wrong, right = written()
    assert (wrong.to_email, right.to_email) == ("kieko@example.org", MUM)
    assert right.not_before is not None  # it may still be corrected
    assert not guardian_mails._still_wanted(wrong)
    assert guardian_mails._still_wanted(right)


def test_nobody_is_written_to_at_the_students_own_address_and_organisers_see_it(edition, organiser, as_user):
    pia = make(edition, "Pia")
    page = reverse("people:person", args=[pia.person_id])
    mum = people.add_guardian(person=pia.person, name="Keiko", email="Pia@example.org")
    assert written() == []
    client = as_user(organiser())
    assert "A parent has not been told" in client.get(page).content.decode()
    people.save_guardian(guardian=mum, values={"email": MUM}, by=None)
    assert [m.to_email for m in written()] == [MUM]
    assert "A parent has not been told" not in client.get(page).content.decode()


def test_a_parent_is_told_when_the_student_gets_an_address_of_their_own(quinn):
    quinn.person.user = None
    quinn.person.email = MUM
    quinn.person.save()
    named(quinn)
    assert written() == []
    people.save_person(person=quinn.person, values={"email": "quinn@example.org"}, by=None)
    assert [m.to_email for m in written()] == [MUM]


def test_it_is_not_wanted_any_more_when_the_student_has_left(quinn):
    named(quinn)
    assert guardian_mails._still_wanted(written()[0])
    people.withdraw(participation=quinn, by=None)
    assert not guardian_mails._still_wanted(written()[0])


def test_the_cost_does_not_grow(edition):
    rows = [make(edition, f"Given{number}", state=State.PROSPECTIVE) for number in range(30)]
    Guardian.objects.bulk_create(
        [Guardian(person=row.person, name="P", email=f"p{row.pk}@example.org") for row in rows]
    )
    changes = [
        Change("named", row, {"by": None})
        for row in Participation.objects.select_related("person__user", "edition__programme")
    ]
    with CaptureQueriesContext(connection) as queries:
        guardian_mails.on_changes(changes)
    assert len(written()) == 30
    assert len(queries) <= 9
