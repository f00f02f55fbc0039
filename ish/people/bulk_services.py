"""Writers of many people at once, as a partner's list brings them: few queries, and the same traces as one by one."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import connection, transaction
from django.db.models import Model
from django.utils.translation import gettext as _

from ish import clock
from ish.desk.searching import following
from ish.people import mails, requirements
from ish.people.models import Guardian, Participation, Person, Step, Waiver
from ish.people.states import Capacity
from ish.privacy import history
from ish.programme.models import Edition

BATCH = 2000  # rows in one statement


@transaction.atomic
def add_many(
    *, edition: Edition, people: Sequence[Person], by: Any, capacity: str = Capacity.PARTICIPANT
) -> list[Participation]:
    """Save new, checked people with a participation each, in bulk and in the order given."""
    now = clock.now()
    saved = Person.objects.bulk_create(people, batch_size=BATCH)
    rows = Participation.objects.bulk_create(
        [Participation(person=p, edition=edition, capacity=capacity, created_at=now) for p in saved],
        batch_size=BATCH,
    )
    steps = [Step(participation=row, old="", new=row.state, at=now, by=by) for row in rows]
    Step.objects.bulk_create(steps, batch_size=BATCH)
    history.note_made(saved, by=by)
    history.note_made(rows, by=by)
    return rows


@transaction.atomic
def waive_many(*, keys: Sequence[int], requirement: str, reason: str, by: Any) -> int:
    """Lift a requirement for several participations, by name and with one reason; who has it lifted already keeps what was said.
    Returns for how many. Raises `KeyError`, `ValueError` (no reason; the law asks for it)."""
    wanted_one = requirements.get(requirement)
    code, said, now = wanted_one.code, reason.strip(), clock.now()
    if wanted_one.by_law:
        raise ValueError(str(wanted_one.by_law))
    if not said:
        raise ValueError(_("Say why this is not needed."))
    list(Participation.objects.select_for_update().filter(pk__in=keys).order_by("pk").values_list("pk"))
    lifted = Waiver.objects.filter(participation__in=keys, requirement=code).values_list(
        "participation", flat=True
    )
    wanted = sorted(set(keys) - set(lifted))
    rows = [Waiver(participation_id=pk, requirement=code, reason=said, by=by, at=now) for pk in wanted]
    history.note_made(Waiver.objects.bulk_create(rows, batch_size=BATCH), by=by)
    return len(rows)


@transaction.atomic
def unwaive_many(*, keys: Sequence[int], requirement: str, by: Any) -> int:
    """Ask several participations for a requirement again; returns for how many it had been lifted."""
    rows = Waiver.objects.filter(participation__in=keys, requirement=requirement)
    return sum(bool(row.delete()[0]) for row in rows)


def add_guardians(*, guardians: Sequence[Guardian], by: Any) -> None:
    """Save new, checked guardians in bulk."""
    history.note_made(Guardian.objects.bulk_create(guardians, batch_size=BATCH), by=by)


@transaction.atomic
def save_many(*, changed: Sequence[tuple[Person, Mapping[str, Any]]], by: Any) -> None:
    """Save changed facts of many people (locked by the caller) in bulk, each save counted as in `save_person`; a corrected e-mail
    address is followed for those who were written to. Raises `ValidationError`."""
    every = {field.name for field in Person._meta.fields}
    noted: dict[int, dict[str, tuple[Any, Any]]] = {}
    old = {person.pk: person.email for person, values in changed if "email" in values}
    for person, values in changed:
        told = {**values, "version": person.version + 1}
        noted[person.pk] = {name: (getattr(person, name), value) for name, value in told.items()}
        for name, value in told.items():
            setattr(person, name, value)
        person.clean_fields(exclude=every - set(values))
    people = [person for person, _values in changed]
    overwrite(people, {name for values in noted.values() for name in values})
    history.note_changed(Person, noted, by=by)
    for person in mails.written_to([p for p in people if p.pk in old]):
        mails.to_new_address(person=person, old=old[person.pk], by=by)


def save_guardians(*, changed: Sequence[tuple[Guardian, Mapping[str, Any]]], by: Any) -> None:
    """Save changed facts of many guardians in bulk."""
    noted: dict[int, dict[str, tuple[Any, Any]]] = {}
    for guardian, values in changed:
        noted[guardian.pk] = {name: (getattr(guardian, name), value) for name, value in values.items()}
        for name, value in values.items():
            setattr(guardian, name, value)
    overwrite([row for row, _values in changed], {name for values in noted.values() for name in values})
    history.note_changed(Guardian, noted, by=by)


def overwrite(rows: Sequence[Model], names: Iterable[str]) -> None:
    """Write these columns of rows that exist (and what is folded of them), each with its own values, as one statement that is run
    for each of them."""
    if not rows:
        return
    meta: Any = rows[0]._meta
    quote = connection.ops.quote_name
    names = set(names)
    fields = [meta.get_field(name) for name in sorted(names | following(type(rows[0]), names))]
    said = ", ".join(f"{quote(field.column)} = %s" for field in fields)
    sql = f"UPDATE {quote(meta.db_table)} SET {said} WHERE {quote(meta.pk.column)} = %s"  # noqa: S608 - names of columns
    values = [
        [*(field.get_db_prep_save(field.pre_save(row, False), connection) for field in fields), row.pk]
        for row in rows
    ]
    with connection.cursor() as cursor:
        cursor.executemany(sql, values)
