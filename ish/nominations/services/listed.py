"""The students of a list: what a row says, what of it differs from what is known, and the writing of thousands at once."""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import CharField
from django.db.models.functions import Cast

from ish import clock
from ish.nominations import correcting_rules
from ish.nominations.models import Nomination
from ish.nominations.reading import Row, Values
from ish.nominations.reading.cells import split_interests
from ish.nominations.reading.text import tidy, tidy_lines, words
from ish.nominations.services import correcting
from ish.nominations.services.bulk import refresh_statistics, wide_statements
from ish.nominations.services.correcting import NotCorrectable
from ish.nominations.services.ladder import PART, write_many
from ish.nominations.states import EDITABLE, IN_HAND
from ish.people import bulk_services as people
from ish.people.models import Guardian, Participation, Person, Step
from ish.people.states import GONE
from ish.privacy import history
from ish.programme.models import Edition, NominatingBody

BATCH = 1200
MOST_CORRECTED = 300
"""Corrections of one list: each is looked at by somebody, and made one by one."""
# Not in a list: the account, what people say of themselves later, and what we set. The reader knows the numbers of phones.
_NOT_LISTED = (
    "user", "phone", "badge_name", "pronunciation", "language", "time_zone", "version", "erased_at", "created_at",
)  # fmt: skip
_PERSON = (
    "family_name", "given_names", "native_name", "birth_date", "sex", "nationalities", "email", "phone",
)  # fmt: skip
_NOMINATION = ("rank", "reserve", "school", "grade", "english_level", "interests", "motivation")
_GUARDIAN = ("name", "email", "phone")


@dataclass(frozen=True)
class Difference:
    """What a list says otherwise of somebody who is on the partner's list already: the new values, by table, and what is known.
    `handed_in`: only the school can take it over."""

    nomination: int
    person: dict[str, Any] = field(default_factory=dict)
    own: dict[str, Any] = field(default_factory=dict)
    guardian: dict[str, Any] = field(default_factory=dict)
    known: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    handed_in: bool = False

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


def differences(found: Sequence[tuple[Row, int]]) -> dict[int, Difference]:
    """Return, by the key of the nomination, what rows say otherwise than what is known of the same students (a few queries).

    Only what a list gives counts: an empty cell takes nothing away. Left as they are: who has left, and whoever neither our own
    key, name nor birth date tells to be the same (brothers and sisters share an address).
    """
    differing: dict[int, Difference] = {}
    known = _known([pk for _row, pk in found])
    for row, pk in found:
        if pk in known and pk not in differing and (difference := _differing(pk, row.values, *known[pk])):
            differing[pk] = difference
    return differing


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
    pk: int, values: Values, known: Mapping[str, dict[str, Any]], handed_in: bool
) -> Difference | None:
    before = known["person"]
    name, known_name = values.full_name, f"{before['given_names']} {before['family_name']}"
    same_name = name == known_name or sorted(words(name)) == sorted(words(known_name))
    if not (values.key or same_name or (values.birth_date and values.birth_date == before["birth_date"])):
        return None
    own = _new(_of_nomination(values), known["own"])
    if values.rank is None and not values.reserve:  # the list has no ranks
        own = {name: value for name, value in own.items() if name not in ("rank", "reserve")}
    person, guardian = _new(_of_person(values), before), _new(_of_guardian(values), known["guardian"])
    found = Difference(pk, person, own, guardian, known, handed_in)
    return found if person or own or guardian else None


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
    rows: Sequence[Row], *, edition: Edition, body: NominatingBody, by: Any, on_behalf: str
) -> None:
    """Write new students as drafts. Raises `ValidationError` for a cell that passed the reader by a mistake of ours."""
    if not rows:
        return
    with wide_statements():
        persons = [_person(row.values, body) for row in rows]
        participations = people.add_many(edition=edition, people=persons, by=by)
        pairs = list(zip(rows, participations, strict=True))
        guardians = [
            Guardian(person=participation.person, language=body.language, **said)
            for row, participation in pairs
            if (said := _of_guardian(row.values))
        ]
        people.add_guardians(guardians=guardians, by=by)
        more = {
            "edition": edition,
            "body": body,
            "created_by": by,
            "on_behalf": on_behalf,
            "created_at": clock.now(),
        }
        made = [
            Nomination(participation=participation, **_of_nomination(row.values), **more)
            for row, participation in pairs
        ]
        history.note_made(Nomination.objects.bulk_create(made, batch_size=BATCH), by=by)
    refresh_statistics(Person, Participation, Step, Guardian, Nomination)


def _person(values: Values, body: NominatingBody) -> Person:
    person = Person(language=body.language, time_zone=body.time_zone, **_of_person(values))
    person.clean_fields(exclude=_NOT_LISTED)
    return person


def write_changed(found: Sequence[Difference], *, by: Any, on_behalf: str) -> None:
    """Write what a list says otherwise of students who are known, and count it as a save of each. Raises `ValidationError`."""
    rows: dict[int, Nomination] = {}
    for part in _parts([one.nomination for one in found]):
        locked = Nomination.objects.select_for_update(of=("self",)).filter(pk__in=part).order_by("pk")
        rows.update((row.pk, row) for row in locked.select_related("participation"))
    of_person = {one.nomination: rows[one.nomination].participation.person_id for one in found}
    with wide_statements():
        _write_people(found, of_person, by)
        _write_own([(rows[one.nomination], one.own) for one in found], by=by, on_behalf=on_behalf)


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


def propose(found: Sequence[tuple[Row, Difference]], *, by: Any, role: str) -> int:
    """Correct those who are handed in as a list says, the way corrections go: harmless facts at once, who somebody is after the
    school has looked. Returns for how many; what cannot be corrected stays as it is."""
    done = 0
    for _row, one in found[:MOST_CORRECTED]:
        row = Nomination.objects.select_related("participation__person", "edition", "body").get(
            pk=one.nomination
        )
        said = {
            **one.person,
            **one.own,
            **{f"guardian_{name}": value for name, value in one.guardian.items()},
        }
        values = {name: value for name, value in said.items() if name in correcting_rules.offered(row, role)}
        with suppress(NotCorrectable, ValidationError), transaction.atomic():
            done += bool(correcting.propose(nomination=row, values=values, by=by, role=role))
    return done
