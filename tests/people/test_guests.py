"""Tutors, chaperones and guests: nobody is kept twice, nothing of students' business is said to them or counted for them."""

from datetime import date, datetime
from itertools import product

import pytest
from django.db.models import Q
from django.urls import reverse

from ish.outbox import rendering
from ish.people import (
    account_services,
    guest_services,
    home,
    knowing,
    pasted,
    queries,
    requirements,
    services,
)
from ish.people.guest_services import Guest
from ish.people.knowing import Sought
from ish.people.models import Participation, Person, Step
from ish.people.states import GUESTS, NEXT_OF_GUESTS, Capacity, State
from tests.people import makers
from tests.people.makers import BERLIN

IN_MAY = datetime(2027, 5, 20, 12, tzinfo=BERLIN)
BORN = date(1994, 3, 2)


@pytest.fixture
def olga(edition, on_day):
    on_day(IN_MAY)
    return makers.organiser(edition)


def _add(edition, by, given="Tara", family="Tutor", capacity="tutor", email="", born=None, **more):
    said = {name: more.pop(name) for name in ("known", "besides") if name in more}
    guest = Guest(who=Sought(given, family, email, born), capacity=capacity, **more)
    return guest_services.add_guest(edition=edition, guest=guest, by=by, **said)


# ---------------------------------------------------------------- WHO IS ADDED


def test_sent_twice_is_one_row_and_straight_to_coming(edition, olga):
    first = _add(edition, olga, email="tara@example.org")
    again = _add(edition, olga, email="TARA@example.org")
    assert (first.new, again.new) == (True, False)
    row = Participation.objects.get()
    assert (row.state, row.capacity, row.resident) == (State.CONFIRMED, "tutor", True)
    assert [s.new for s in Step.objects.all()] == [State.PROSPECTIVE, State.CONFIRMED]


def test_a_namesake_is_a_question_and_both_answers_hold(edition, olga):
    _add(edition, olga, born=BORN)
    with pytest.raises(guest_services.WhoIsIt) as asked:
        _add(edition, olga, email="other@example.org")
    (known,) = asked.value.known
    other = _add(edition, olga, email="other@example.org", besides=[known.person.pk])
    assert other.new and other.participation.person != known.person
    same = _add(edition, olga, given="TARA", capacity="day_guest", known=known.person.pk)
    assert same.participation.person == known.person
    assert Person.objects.count() == 2
    with pytest.raises(
        guest_services.WhoIsIt
    ):  # "somebody else", twice: now there is one more of that name to ask about
        _add(edition, olga, besides=[known.person.pk])


def test_an_alumna_comes_back_as_tutor_and_a_candidate_as_day_guest(edition, olga):
    before = makers.edition(29, arrival=date(2019, 7, 21))
    makers.Organiser.objects.create(edition=before, user=olga, name="Olga", email=olga.email)
    alumna = makers.participation(before, makers.person("Ana", "Alum", birth_date=BORN), State.COMPLETED)
    added = _add(edition, olga, "Ana", "Alum", email="new@example.org", born=BORN)
    assert added.known and added.participation.person == alumna.person
    assert added.kept == ("email",)  # what we knew stays, and is told
    out = makers.edition(1, arrival=date(2028, 1, 3), short="Out", kind="outgoing")
    makers.Organiser.objects.create(edition=out, user=olga, name="Olga", email=olga.email)
    candidate = makers.participation(out, makers.person("Cleo", "Cand", birth_date=date(2010, 1, 1)))
    day = date(2027, 7, 24)
    guest = _add(
        edition,
        olga,
        "Cleo",
        "Cand",
        "day_guest",
        born=date(2010, 1, 1),
        resident=False,
        from_day=day,
        to_day=day,
    )
    assert guest.participation.person == candidate.person
    assert (guest.participation.first_day, guest.participation.last_day) == (day, day)


def test_nobody_is_found_who_is_not_seen(edition, olga):
    elsewhere = makers.edition(31, arrival=date(2028, 7, 16))
    makers.participation(elsewhere, makers.person("Tara", "Tutor", email="tara@example.org"))
    assert knowing.find(Sought("Tara", "Tutor", "tara@example.org"), by=olga) == []


def test_twins_and_families_at_one_address_are_asked_about_never_merged(edition, olga):
    makers.participation(edition, makers.person("Ana", "Twin", email="home@example.org", birth_date=BORN))
    (known,) = knowing.find(Sought("Ben", "Twin", "home@example.org"), by=olga)
    assert not known.sure
    assert knowing.find(Sought("Ana", "Twin", born=date(1999, 1, 1)), by=olga) == []
    assert knowing.find(Sought("Ana", "Twin", "home@example.org", date(1999, 1, 1)), by=olga) == []


def test_a_participant_is_never_made_here_nor_made_into_something_else(edition, olga):
    with pytest.raises(guest_services.NotPossible):
        _add(edition, olga, capacity="participant")
    row = makers.participation(edition)
    with pytest.raises(guest_services.NotPossible):
        guest_services.change_stay(participation=row, values={"capacity": "tutor"}, by=olga)


def test_the_ladder_of_guests(edition, olga):
    row = makers.participation(edition, capacity=Capacity.TUTOR)
    for old, new in product(State, State):
        Participation.objects.filter(pk=row.pk).update(state=old)
        row.refresh_from_db()
        try:
            services.move(participation=row, to=new, by=olga, quiet=True)
        except services.NotAllowed:
            assert new not in NEXT_OF_GUESTS[old]
        else:
            assert new in NEXT_OF_GUESTS[old]


# ---------------------------------------------------------------- NAMES PASTED


@pytest.mark.parametrize(
    ("text", "given", "family", "email"),
    [
        ("Ada Adler <ada@example.org>", "Ada", "Adler", "ada@example.org"),
        ("Ada Adler, ada@example.org", "Ada", "Adler", "ada@example.org"),
        ("Adler, Ada; ada@example.org", "Ada", "Adler", "ada@example.org"),
        ("Ada\tAdler\tada@example.org", "Ada", "Adler", "ada@example.org"),
        ("  3. Anna van der Berg", "Anna", "van der Berg", ""),
        ("- Sukarno", "Sukarno", "", ""),
        ('"Adler, Ada" <ada@example.org>', "Ada", "Adler", "ada@example.org"),
        ("田中 花子", "田中", "花子", ""),
    ],
)
def test_lines_are_read(text, given, family, email):
    (line,) = pasted.read(text).lines
    assert (line.given, line.family, line.email, line.problem) == (given, family, email, "")


def test_a_paste_of_anything_is_read_without_harm():
    assert pasted.read("\n \r\n\0,,;;\n--").lines == []
    assert pasted.read("a@example.org b@example.org").lines[0].problem
    assert pasted.read("Ada A a@example.org b@example.org").lines[0].problem == "two_addresses"
    assert pasted.read("x" * 300).lines[0].problem == "too_long"
    huge = pasted.read("\n".join(f"Given{n} Family{n}" for n in range(5000)))
    assert (len(huge.lines), huge.left_out) == (pasted.MOST, 5000 - pasted.MOST)
    assert len(pasted.read("Ada Adler\nAda Adler").lines) == 1


PASTED = {"capacity": "day_guest", "stays": "elsewhere", "standing": "coming", "names": "Ada Adler\nBea Bell"}


def test_pasting_shows_first_and_adds_all_or_none(edition, olga, as_user):
    url, client = reverse("people:paste_guests"), as_user(olga)
    makers.participation(edition, makers.person("Ada", "Adler"))
    shown = client.post(url, PASTED).content.decode()
    assert "2 people as read" in shown and "who is it?" in shown
    assert not Participation.objects.guests().exists()
    client.post(url, {**PASTED, "step": "save"})
    assert not Participation.objects.guests().exists()  # one question is open: nobody is added
    answered = {**PASTED, "step": "save", "same_1": str(Person.objects.get().pk)}
    for _twice in range(2):
        assert client.post(url, answered).status_code in (200, 302)
    assert Participation.objects.guests().count() == 2
    assert Person.objects.count() == 2


# ---------------------------------------------------------------- PAGES


FORM = {
    "given_names": "Tara",
    "family_name": "Tutor",
    "email": "tara@example.org",
    "capacity": "tutor",
    "stays": "here",
    "standing": "coming",
    "language": "en",
}


def test_adding_with_a_letter_and_another(edition, olga, as_user, mailbox):
    client, url = as_user(olga), reverse("people:add_guest")
    answer = client.post(url, {**FORM, "write": "on", "another": "1", "from_day": "24.07.2027"})
    assert "capacity=tutor" in answer.url and "from_day" in answer.url
    (letter,) = mailbox(kind="guest_invitation")
    assert letter.to_email == "tara@example.org"
    shown, _links = rendering.stored(letter, mint=False)
    words = f"{shown.subject} {shown.text}".casefold()
    assert "tutor" in words and "24 july 2027" in words
    assert [w for w in ("nominat", "partner", "place", "your lab", "student") if w in words] == [], words
    listed = client.get(reverse("people:guests")).content.decode()
    assert "Tutor, Tara" in listed and "coming" in listed


@pytest.mark.parametrize(
    "wrong",
    [
        {"given_names": " . "},
        {"from_day": "24.07.2027", "to_day": "20.07.2027"},
        {"to_day": "01.01.2020"},
        {"write": "on", "email": ""},
        {"capacity": "participant"},
        {"brought_by": "999999"},
        {"family_name": "x" * 201},
    ],
)
def test_what_makes_no_sense_is_told(edition, olga, as_user, wrong):
    answer = as_user(olga).post(reverse("people:add_guest"), {**FORM, **wrong})
    assert answer.status_code == 200
    assert not Participation.objects.exists()


def test_their_home_is_theirs(edition, olga, as_user):
    row = makers.participant(edition, "tara@example.org")
    Participation.objects.update(capacity=Capacity.TUTOR)
    client = as_user(row.person.user)
    place = reverse("people:place", args=[row.pk])
    page = client.get(place).content.decode() + client.get(reverse("people:mine")).content.decode()
    assert "You are invited" in page and "Say whether you are coming" in page
    assert not any(word in page for word in ("Your lab", "nominat", "Accept the place", "give it back"))
    client.post(reverse("people:accept", args=[row.pk]))
    assert Participation.objects.get().state == State.CONFIRMED
    client.post(reverse("people:give_back", args=[row.pk]), {"confirmed": "1", "reason": ""})
    assert Participation.objects.get().state == State.GAVE_BACK


def test_two_capacities_are_two_lists(edition, olga, as_user):
    row = makers.participant(edition, "tara@example.org", state=State.CONFIRMED)
    second = makers.participation(edition, row.person, State.CONFIRMED, capacity=Capacity.TUTOR)
    assert queries.participation_for(row.person.user, edition) == row
    assert home.todo(row)["also"] == [second]
    url = reverse("people:person", args=[row.person_id])
    page = as_user(olga).get(f"{url}?as={second.pk}").content.decode()
    assert "Takes part" in page and "participant" in page and "Record: is coming" not in page


def test_changing_it_says_what_follows_and_writes_nothing_before(edition, olga, as_user, monkeypatch):
    row = makers.participation(edition, state=State.CONFIRMED, capacity=Capacity.DAY_GUEST, resident=False)
    only_tutors = requirements.Requirement(
        code="guest_answer2",
        label="Show a record",
        actor="organiser",
        phase="nominations",
        applies=lambda at: Q(capacity="tutor"),
        satisfied=lambda at: Q(pk=None),
        link=lambda found: "/",
    )
    monkeypatch.setitem(requirements.known._requirements, "guest_answer2", only_tutors)
    client, url = as_user(olga), reverse("people:stay", args=[row.pk])
    said = {"capacity": "tutor", "stays": "here"}
    assert "Asked from now on: Show a record" in client.post(url, said).content.decode()
    assert Participation.objects.get().capacity == "day_guest"
    client.post(url, {**said, "confirmed": "1"})
    row.refresh_from_db()
    assert (row.capacity, row.resident) == ("tutor", True)
    assert "Show a record" in client.post(url, {"capacity": "day_guest", "stays": "here"}).content.decode()


# ---------------------------------------------------------------- COUNTS


def test_guests_are_in_no_count_of_participants(edition, olga, as_user):
    makers.participation(edition, makers.person("Pia"), State.CONFIRMED)
    for number, capacity in enumerate(GUESTS):
        makers.participation(edition, makers.person(f"Guest{number}"), State.OFFERED, capacity=capacity)
    assert queries.states_in(edition) == [{"state": "confirmed", "label": State.CONFIRMED.label, "count": 1}]
    assert Participation.objects.participants().count() == 1


def test_who_was_never_written_to_learns_nothing_of_being_taken_off(edition, olga, mailbox):
    quiet = _add(edition, olga, email="tara@example.org").participation
    services.withdraw(participation=quiet, by=olga)
    assert not mailbox(kind="guest_not_coming")
    services.move(participation=quiet, to=State.CONFIRMED, by=olga)
    account_services.invite_person(participation=quiet, by=olga)
    services.withdraw(participation=quiet, by=olga)
    assert len(mailbox(kind="guest_not_coming")) == 1
