"""The students of a list: what a row says, what of it differs from what is known, and the writing of thousands at once."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import CharField
from django.db.models.functions import Cast

from ish import clock
from ish.nominations.models import Nomination
from ish.nominations.reading import Row, Values
from ish.nominations.reading.cells import split_interests
from ish.nominations.reading.headings import FULL_NAME
from ish.nominations.reading.text import tidy, tidy_lines, words
from ish.nominations.services.bulk import refresh_statistics, wide_statements
from ish.nominations.services.ladder import PART, write_many
from ish.nominations.states import EDITABLE, IN_HAND
from ish.people import bulk_services as people
from ish.people.models import Guardian, Participation, Person, Step
from ish.people.states import GONE
from ish.privacy import history
from ish.programme.models import Edition, NominatingBody

BATCH = 1200
STEP = 5000  # rows that are written together
# Not in a list: the account, what people say of themselves later, and what we set. The reader knows the numbers of phones.
_NOT_LISTED = (
    "user", "phone", "badge_name", "pronunciation", "language", "time_zone", "version", "erased_at", "created_at",
)  # fmt: skip
_PERSON = (
    "family_name", "given_names", "native_name", "birth_date", "sex", "nationalities", "email", "phone",
)  # fmt: skip
_NOMINATION = ("rank", "reserve", "school", "grade", "english_level", "interests", "motivation")
_GUARDIAN = ("name", "email", "phone")
# Without these nobody could tell whom a row is about; a guardian is told apart by the name.
NEVER_EMPTIED = ("family_name", "given_names", "birth_date", "guardian_name")


@dataclass(frozen=True)
class Difference:
    """What a list says otherwise of somebody who is on the partner's list already: the new values, by table, and what is known.
    `handed_in`: only the school can take it over. `lost`: what was emptied and cannot be."""

    nomination: int
    person: dict[str, Any] = field(default_factory=dict)
    own: dict[str, Any] = field(default_factory=dict)
    guardian: dict[str, Any] = field(default_factory=dict)
    known: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    handed_in: bool = False
    lost: tuple[str, ...] = ()

    @property
    def labels(self) -> list[Any]:
        """The names of the fields that would change."""
        tables: tuple[tuple[Any, dict[str, Any]], ...] = ((Person, self.person), (Nomination, self.own))
        labels = [model._meta.get_field(name).verbose_name for model, said in tables for name in said]
        return labels + ([Guardian._meta.verbose_name] if self.guardian else [])

    @property
    def changes(self) -> list[tuple[type[Any], str, Any, Any]]:
        """Each change: the table, the field, the value as it was, the value as it would be."""
        tables: tuple[tuple[type[Any], str, dict[str, Any]], ...] = (
            (Person, "person", self.person),
            (Nomination, "own", self.own),
            (Guardian, "guardian", self.guardian),
        )
        return [
            (model, name, self.known.get(table, {}).get(name), value)
            for model, table, said in tables
            for name, value in said.items()
        ]


# ---------------------------------------------------------------- WHAT A ROW SAYS


def _of_person(values: Values) -> dict[str, Any]:
    return {
        "family_name": values.family_name,
        "given_names": values.given_names or values.native_name,
        "native_name": values.native_name,
        "birth_date": values.birth_date,
        "sex": values.sex,
        "nationalities": list(values.nationalities),
        "email": values.email,
        "phone": values.phone,
    }


def _of_nomination(values: Values) -> dict[str, Any]:
    return {
        "rank": values.rank,
        "reserve": values.reserve,
        "school": values.school,
        "grade": values.grade,
        "english_level": values.english_level,
        "interests": "; ".join(values.interests)[:500],
        "motivation": values.motivation,
    }


def _of_guardian(values: Values) -> dict[str, Any]:
    if not (values.guardian_name or values.guardian_email):
        return {}
    name = values.guardian_name or values.guardian_email
    return {"name": name, "email": values.guardian_email, "phone": values.guardian_phone}


# ---------------------------------------------------------------- WHAT DIFFERS


def differences(found: Sequence[tuple[Row, int]], columns: Collection[str] = ()) -> dict[int, Difference]:
    """Return, by the key of the nomination, what rows say otherwise than what is known of the same students (a few queries).

    Only what a list gives counts: an empty cell takes nothing away, but in a row with our own key, which was filled when we wrote
    it: there it empties what stands in one of the `columns` of the list. Left as they are: who has left, and whoever neither our
    own key, name nor birth date tells to be the same (brothers and sisters share an address).
    """
    differing: dict[int, Difference] = {}
    known = _known([pk for _row, pk in found])
    for row, pk in found:
        if pk not in known or pk in differing:
            continue
        emptied = _emptied(row, columns) if row.values.key else frozenset()
        whole = FULL_NAME in columns and not {"family_name", "given_names"} & set(row.mended)
        if difference := _differing(pk, row.values, *known[pk], emptied=emptied, whole_name=whole):
            differing[pk] = difference
    return differing


def _emptied(row: Row, columns: Collection[str]) -> frozenset[str]:
    """Return the columns in which a row has nothing; a cell that could not be read says something."""
    unread = {problem.field for problem in row.problems}
    empty = (name for name in columns if name not in unread and hasattr(row.values, name))
    return frozenset(
        name
        for name in empty
        if getattr(row.values, name) in ("", None, ()) and not (name == "rank" and row.values.reserve)
    )


def _known(keys: Sequence[int]) -> dict[int, tuple[dict[str, dict[str, Any]], bool]]:
    """Return what is known of the students of some nominations, by table, and whether they are handed in."""
    path, found, of_person = "participation__person__", {}, {}
    # A phone as it is written: made into an object, each one would be parsed, and again whenever it is compared.
    of_people = ["number" if name == "phone" else path + name for name in _PERSON]
    columns = ["pk", "sender_state", f"{path}pk", *of_people, *_NOMINATION]
    for part in _parts(keys):
        rows = Nomination.objects.filter(pk__in=part, sender_state__in=(*EDITABLE, *IN_HAND)).order_by()
        rows = rows.exclude(participation__state__in=GONE).filter(participation__person__erased_at=None)
        rows = rows.annotate(number=Cast(f"{path}phone", CharField()))
        for pk, state, person, *said in rows.values_list(*columns):
            first = dict(zip(_PERSON, said[: len(_PERSON)], strict=True))
            own = dict(zip(_NOMINATION, said[len(_PERSON) :], strict=True))
            found[pk] = ({"person": first, "own": own, "guardian": {}}, state in IN_HAND)
            of_person[person] = pk
    for part in _parts(list(of_person)):
        guardians = Guardian.objects.filter(person__in=part).order_by(
            "-pk"
        )  # the first one comes last and stays
        guardians = guardians.annotate(number=Cast("phone", CharField()))
        for person, *said in guardians.values_list("person", "name", "email", "number"):
            found[of_person[person]][0]["guardian"] = dict(zip(_GUARDIAN, said, strict=True))
    return found


def _parts(keys: Sequence[int]) -> Iterable[Sequence[int]]:
    return (keys[start : start + PART] for start in range(0, len(keys), PART))


def _differing(
    pk: int,
    values: Values,
    known: Mapping[str, dict[str, Any]],
    handed_in: bool,
    *,
    emptied: Collection[str] = frozenset(),
    whole_name: bool = False,
) -> Difference | None:
    before, parents = known["person"], known["guardian"]
    name, known_name = values.full_name, f"{before['given_names']} {before['family_name']}"
    same_name = name == known_name or sorted(words(name)) == sorted(words(known_name))
    if not (values.key or same_name or (values.birth_date and values.birth_date == before["birth_date"])):
        return None
    own = _new(_of_nomination(values), known["own"])
    if values.rank is None and not values.reserve:  # the list has no ranks
        own = {name: value for name, value in own.items() if name not in ("rank", "reserve")}
    person, guardian = _new(_of_person(values), before), _new(_of_guardian(values), parents)
    if whole_name and sorted(name.casefold().split()) == sorted(known_name.casefold().split()):
        for part in (
            "family_name",
            "given_names",
        ):  # how we part a whole name is a guess, what is known is none
            person.pop(part, None)
    every = {**before, **known["own"], **{f"guardian_{name}": value for name, value in parents.items()}}
    lost = tuple(name for name in NEVER_EMPTIED if name in emptied and every.get(name))
    if gone := set(emptied) - set(NEVER_EMPTIED):
        person |= _none_of(gone, before, _PERSON)
        own |= _none_of(gone | ({"reserve"} if "rank" in gone else set()), known["own"], _NOMINATION)
        guardian |= _none_of(
            {name.removeprefix("guardian_") for name in gone if name.startswith("guardian_")},
            parents,
            _GUARDIAN,
        )
    found = Difference(pk, person, own, guardian, known, handed_in, lost)
    return found if person or own or guardian or lost else None


_NOTHING: dict[str, Any] = {"rank": None, "reserve": False, "nationalities": []}


def _none_of(gone: Collection[str], known: Mapping[str, Any], names: Iterable[str]) -> dict[str, Any]:
    """Return nothing for each of these fields in which something is known."""
    return {name: _NOTHING.get(name, "") for name in names if name in gone and known.get(name)}


def _new(said: Mapping[str, Any], known: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is said and not known yet."""
    return {
        name: value
        for name, value in said.items()
        if value not in ("", None, []) and not _same(name, value, known.get(name, ""))
    }


def _same(name: str, value: Any, known: Any) -> bool:
    """Say whether a list would read what is known as just this value; numbers of phones are compared as they are written."""
    if str(value) == str(known):
        return True
    if not isinstance(value, str) or not known:
        return False
    if name == "interests":
        return value.split("; ") == split_interests(str(known))
    return tidy(value) == tidy(str(known)) if name != "motivation" else value == tidy_lines(str(known))


# ---------------------------------------------------------------- WRITING


def write_new(
    rows: Sequence[Row],
    *,
    edition: Edition,
    body: NominatingBody,
    by: Any,
    on_behalf: str,
    progress: Callable[[int], None],
) -> None:
    """Write new students as drafts, and say now and then how many are written. Raises `ValidationError` for a cell that passed
    the reader by a mistake of ours."""
    if not rows:
        return
    more = {"edition": edition, "body": body, "created_by": by, "on_behalf": on_behalf}
    with wide_statements():
        for start in range(0, len(rows), STEP):
            part = rows[start : start + STEP]
            for share in _write_part(part, **more, created_at=clock.now()):
                progress(start + round(share * len(part)))
    refresh_statistics(Person, Participation, Step, Guardian, Nomination)


def _write_part(
    rows: Sequence[Row], *, edition: Edition, body: NominatingBody, created_by: Any, **more: Any
) -> Iterator[float]:
    """Write some new students, table after table, and say which share of the work is done."""
    persons = [_person(row.values, body) for row in rows]
    yield 0.3
    participations = people.add_many(edition=edition, people=persons, by=created_by)
    yield 0.6
    pairs = list(zip(rows, participations, strict=True))
    guardians = [
        Guardian(person=participation.person, language=body.language, **said)
        for row, participation in pairs
        if (said := _of_guardian(row.values))
    ]
    people.add_guardians(guardians=guardians, by=created_by)
    yield 0.8
    more |= {"edition": edition, "body": body, "created_by": created_by}
    made = [
        Nomination(participation=participation, **_of_nomination(row.values), **more)
        for row, participation in pairs
    ]
    history.note_made(Nomination.objects.bulk_create(made, batch_size=BATCH), by=created_by)
    yield 1.0


def _person(values: Values, body: NominatingBody) -> Person:
    person = Person(language=body.language, time_zone=body.time_zone, **_of_person(values))
    person.clean_fields(exclude=_NOT_LISTED)
    return person


def write_changed(
    found: Sequence[Difference], *, by: Any, on_behalf: str, progress: Callable[[int], None]
) -> None:
    """Write what a list says otherwise of students who are known, and count it as a save of each; say how many are written after
    each part. Raises `ValidationError`."""
    with wide_statements():
        for start in range(0, len(found), STEP):
            part = found[start : start + STEP]
            keys = [one.nomination for one in part]
            locked = Nomination.objects.select_for_update(of=("self",)).filter(pk__in=keys).order_by("pk")
            rows = {row.pk: row for row in locked.select_related("participation")}
            of_person = {one.nomination: rows[one.nomination].participation.person_id for one in part}
            _write_people(part, of_person, by)
            _write_own([(rows[one.nomination], one.own) for one in part], by=by, on_behalf=on_behalf)
            progress(min(start + STEP, len(found)))


def _write_people(found: Sequence[Difference], of_person: Mapping[int, int], by: Any) -> None:
    persons: dict[int, Person] = {}
    guardians: dict[int, Guardian] = {}
    wanted = [of_person[one.nomination] for one in found if one.person or one.guardian]
    for part in _parts(wanted):
        locked = Person.objects.select_for_update().filter(pk__in=part).order_by("pk")
        persons.update((row.pk, row) for row in locked)
        for row in Guardian.objects.select_for_update().filter(person__in=part).order_by("-pk"):
            guardians[row.person_id] = row
    by_key = {of_person[one.nomination]: one for one in found}
    people.save_many(changed=[(persons[pk], one.person) for pk, one in by_key.items() if one.person], by=by)
    told = {pk: one.guardian for pk, one in by_key.items() if one.guardian}
    people.save_guardians(
        changed=[(guardians[pk], said) for pk, said in told.items() if pk in guardians], by=by
    )
    fresh = [pk for pk in told if pk not in guardians]
    people.add_guardians(
        guardians=[Guardian(person=persons[pk], language=persons[pk].language, **told[pk]) for pk in fresh],
        by=by,
    )


def _write_own(found: Sequence[tuple[Nomination, dict[str, Any]]], *, by: Any, on_behalf: str) -> None:
    """Write each nomination its own values; where only the person changed, the save is counted."""
    more = {"on_behalf": on_behalf} if on_behalf else {}
    write_many([row for row, own in found if not own], more, by=by, counted=True)
    noted: dict[int, dict[str, tuple[Any, Any]]] = {}
    rows = [row for row, own in found if own]
    for row, own in found:
        if own:
            told = {**own, **more, "version": row.version + 1}
            noted[row.pk] = {name: (getattr(row, name), value) for name, value in told.items()}
            for name, value in told.items():
                setattr(row, name, value)
    people.overwrite(rows, {name for told in noted.values() for name in told})
    history.note_changed(Nomination, noted, by=by)
