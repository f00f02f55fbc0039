"""The ladder of a participation: every pair of states, what a step leaves behind, and answers at the same time."""

import threading
from datetime import date, datetime

import pytest
from django.db import connection

from ish.outbox import registry
from ish.people import consequences, services
from ish.people.models import Participation, Person, Step, Waiver
from ish.people.states import NEXT, State
from tests.people import makers
from tests.people.makers import BERLIN

OURS = ("place_offered", "place_confirmed", "withdrawn_notice")
PAIRS = [(old, new) for old in State for new in State]


@pytest.mark.parametrize(("old", "new"), PAIRS, ids=lambda s: str(s))
def test_every_pair_of_states(old, new, edition, mailbox):
    row = makers.participation(edition, state=old)
    before = Participation.objects.values().get(pk=row.pk)
    if new in NEXT[old]:
        saved = services.move(participation=row, to=new, by=None, reason="because")
        assert saved.state == row.state == Participation.objects.get(pk=row.pk).state == new
        assert list(Step.objects.values_list("old", "new", "reason")) == [(old, new, "because")]
    else:
        with pytest.raises(services.NotAllowed):
            services.move(participation=row, to=new, by=None)
        assert Participation.objects.values().get(pk=row.pk) == before
        assert row.state == old
        assert Step.objects.count() == 0
        assert mailbox() == []


def test_the_table_names_every_state():
    assert set(NEXT) == set(State)
    assert {new for allowed in NEXT.values() for new in allowed} <= set(State)


def test_a_failing_consequence_leaves_no_trace(edition, mailbox, monkeypatch):
    def fails(change):
        raise RuntimeError("no")

    monkeypatch.setitem(consequences._known, "test", (lambda change: ["a line"], fails, None))
    row = makers.participation(edition, state=State.OFFERED)
    assert "a line" in consequences.preview(
        consequences.Change(
            "state", row, {"old": row.state, "new": State.CONFIRMED, "by": None, "reason": ""}
        )
    )
    with pytest.raises(RuntimeError):
        services.accept_place(participation=row, by=None)
    assert Participation.objects.get(pk=row.pk).state == State.OFFERED
    assert Step.objects.count() == 0
    assert mailbox() == []


def test_offer_counts_days_in_the_zone_of_the_edition(edition):
    row = makers.participation(edition)
    late = datetime(2027, 5, 20, 23, 30, tzinfo=BERLIN)
    services.offer(participation=row, by=None, at=late)
    assert row.accept_by == date(2027, 6, 3)
    early = makers.participation(edition, makers.person("Ken", "Abe"))
    services.offer(participation=early, by=None, at=datetime(2027, 4, 1, 12, tzinfo=BERLIN))
    assert early.accept_by == edition.phases.get(code="acceptance").closes


def test_offer_accept_and_give_back_write_letters(edition, mailbox):
    row = makers.participation(edition)
    services.offer(participation=row, by=None, batch="first")
    (letter,) = mailbox(kind="place_offered")
    assert (letter.to_email, letter.state, letter.batch) == ("pia@example.org", "held", "first")
    assert "[personal link]" in letter.body_text
    services.accept_place(participation=row, by=None)
    services.accept_place(participation=row, by=None)
    assert row.confirmed_at is not None
    assert [m.kind for m in mailbox() if m.kind in OURS] == ["place_offered", "place_confirmed"]
    services.give_back(participation=row, by=None, reason="exams")
    assert (row.state, row.left_reason) == (State.GAVE_BACK, "exams")
    assert len(mailbox(kind="withdrawn_notice")) == 1


def test_nobody_without_address_is_written_to(edition, mailbox):
    row = makers.participation(edition, makers.person(email=""))
    services.offer(participation=row, by=None)
    assert row.state == State.OFFERED
    assert mailbox() == []


def test_taking_an_offer_back_makes_the_held_letter_unwanted(edition, mailbox):
    row = makers.participation(edition)
    services.offer(participation=row, by=None)
    (letter,) = mailbox(kind="place_offered")
    wanted = registry.get(letter.kind).still_wanted
    assert wanted(letter)
    services.take_back_offer(participation=row, by=None)
    assert not wanted(letter)
    assert (row.offered_at, row.accept_by) == (None, None)


def test_namesakes_and_twins_stay_two(edition):
    fields = {
        "given_names": "Léa",
        "family_name": "Martin",
        "birth_date": date(2009, 3, 1),
        "email": "x@example.org",
    }
    one, two = services.add_person(**fields), services.add_person(**fields)
    assert one.pk != two.pk
    first = services.take_part(person=one, edition=edition, by=None)
    assert services.take_part(person=one, edition=edition, by=None).pk == first.pk
    assert services.take_part(person=two, edition=edition, by=None).pk != first.pk


def test_waivers_need_a_reason_and_a_known_requirement(edition):
    row = makers.participation(edition)
    with pytest.raises(ValueError):
        services.waive(participation=row, requirement="contact", reason="  ", by=None)
    with pytest.raises(KeyError):
        services.waive(participation=row, requirement="nonsense", reason="because", by=None)
    assert Waiver.objects.count() == 0
    services.waive(participation=row, requirement="contact", reason="by letter", by=None)
    services.waive(participation=row, requirement="contact", reason="by phone", by=None)
    assert list(Waiver.objects.values_list("reason", flat=True)) == ["by phone"]
    assert services.unwaive(participation=row, requirement="contact", by=None)
    assert not services.unwaive(participation=row, requirement="contact", by=None)


def test_two_editors_of_one_person(edition):
    who = makers.person()
    services.save_person(person=who, values={"email": "new@example.org"}, by=None, version=0)
    with pytest.raises(services.ChangedMeanwhile) as error:
        services.save_person(person=who, values={"email": "other@example.org"}, by=None, version=0)
    assert error.value.current.email == "new@example.org"


@pytest.mark.parametrize(
    ("born", "day", "age"),
    [
        (date(2008, 2, 29), date(2026, 2, 28), 17),
        (date(2008, 2, 29), date(2026, 3, 1), 18),
        (date(2008, 2, 29), date(2028, 2, 28), 19),
        (date(2008, 2, 29), date(2028, 2, 29), 20),
        (date(2009, 8, 1), date(2027, 7, 31), 17),
        (date(2009, 8, 1), date(2027, 8, 1), 18),
    ],
)
def test_age_on_a_day(born, day, age):
    assert Person(birth_date=born).age_on(day) == age


@pytest.mark.django_db(transaction=True)
def test_accepting_and_giving_back_at_once_ends_in_one_state():
    """Whichever comes first, the ladder holds: accepted and then given back, or given back and not accepted."""
    edition = makers.edition()
    row = makers.participation(edition, state=State.OFFERED)
    outcomes: list[str] = []
    start = threading.Barrier(2)

    def answer(use_case, name):
        try:
            start.wait(30)
            use_case(
                participation=Participation.objects.select_related("person", "edition").get(pk=row.pk),
                by=None,
            )
            outcomes.append(name)
        except services.NotAllowed:
            outcomes.append(f"{name} refused")
        finally:
            connection.close()

    threads = [
        threading.Thread(target=answer, args=(services.accept_place, "accept")),
        threading.Thread(target=answer, args=(services.give_back, "give back")),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    steps = list(Step.objects.values_list("old", "new"))
    assert Participation.objects.get(pk=row.pk).state == State.GAVE_BACK
    assert sorted(outcomes) in (["accept", "give back"], ["accept refused", "give back"])
    assert len(steps) == outcomes.count("accept") + outcomes.count("give back")


@pytest.mark.django_db(transaction=True)
def test_accepting_twice_at_once_is_one_step():
    edition = makers.edition()
    row = makers.participation(edition, state=State.OFFERED)
    start = threading.Barrier(2)
    failed: list[Exception] = []

    def accept():
        try:
            start.wait(30)
            services.accept_place(
                participation=Participation.objects.select_related("person", "edition").get(pk=row.pk),
                by=None,
            )
        except Exception as error:
            failed.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=accept) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert failed == []
    assert Step.objects.filter(new=State.CONFIRMED).count() == 1
