"""What is written in bulk leaves the same traces as what is saved row by row: who, when, what; personal values masked."""

from typing import Any

import pytest
from auditlog.models import LogEntry

from ish.people.models import Participation, Person
from ish.privacy import history
from tests.counting import counting
from tests.people import makers

pytestmark = pytest.mark.django_db


def _people(count: int) -> list[Person]:
    made = [Person(given_names=f"Given{n}", email=f"p{n}@example.org") for n in range(count)]
    return Person.objects.bulk_create(made)


def _entries(person: Person) -> list[Any]:
    return list(LogEntry.objects.get_for_object(person).order_by("pk"))


def test_made_in_bulk_everybody_has_an_entry_without_values() -> None:
    by, people = makers.user("olga@example.org"), _people(3)
    with counting() as few:
        history.note_made(people, by=by)
    (entry,) = _entries(people[1])
    assert (entry.action, entry.actor, entry.object_repr) == (0, by, f"person:{people[1].pk}")
    assert (entry.object_pk, entry.actor_email, entry.remote_addr) == (str(people[1].pk), None, None)
    assert entry.changes["email"] == entry.changes["given_names"] == [history.MASK] * 2
    assert entry.changes["language"] == ["None", "en"]
    assert "Given1" not in str(entry.changes)
    assert history.last_change(people[2])[1] == by
    more = _people(200)
    with counting() as many:
        history.note_made(more, by=by)
    assert many.queries <= few.queries


def test_an_entry_says_the_same_as_one_of_a_row_that_is_saved() -> None:
    edition = makers.edition()
    single = Participation.objects.create(person=_people(1)[0], edition=edition)
    bulk = Participation.objects.bulk_create([Participation(person=p, edition=edition) for p in _people(2)])
    history.note_made(bulk, by=None)
    (one,), (other,) = (LogEntry.objects.get_for_object(row) for row in (single, bulk[0]))
    same = ("capacity", "state", "resident", "left_reason")
    assert {name: one.changes[name] for name in same} == {name: other.changes[name] for name in same}
    assert (one.action, one.content_type) == (other.action, other.content_type)


@pytest.mark.parametrize("alike", [True, False])
def test_changed_in_bulk_old_and_new_stand_side_by_side(alike: bool) -> None:
    by, people = makers.user("olga@example.org"), _people(20)
    changed = {
        p.pk: {"email": (p.email, "x@example.org"), "version": (0, 1 if alike else n)}
        for n, p in enumerate(people)
    }
    with counting() as count:
        history.note_changed(Person, changed, by=by)
    (entry,) = _entries(people[7])
    assert (entry.action, entry.actor) == (1, by)
    assert entry.changes == {"email": [history.MASK] * 2, "version": ["0", "1" if alike else "7"]}
    assert LogEntry.objects.filter(action=1).count() == 20
    assert count.queries <= 2


def test_work_that_no_request_does_names_its_actor() -> None:
    by, (person,) = makers.user("olga@example.org"), _people(1)
    with history.acting(by):
        person.language = "de"
        person.save()
    (entry,) = _entries(person)
    assert (entry.actor, entry.actor_email) == (by, None)
