"""The only ways in which personal values leave; those in which they are emptied stand beside, in `erasing_services`."""

import uuid
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date
from typing import Any

from django.db import models

from accounts import roles
from ish.privacy import catalogue, registry
from ish.privacy.catalogue import FieldPolicy, ModelPolicy
from ish.privacy.emptying import empty_value as empty_value
from ish.privacy.erasing_services import OnHold as OnHold
from ish.privacy.erasing_services import empty_resting_on as empty_resting_on
from ish.privacy.erasing_services import erase as erase
from ish.privacy.erasing_services import erased_on as erased_on
from ish.privacy.erasing_services import forget as forget
from ish.privacy.erasing_services import is_held as is_held
from ish.privacy.erasing_services import kept_until as kept_until
from ish.privacy.erasing_services import replay as replay
from ish.privacy.models import Look

_act: ContextVar[str] = ContextVar("act", default="")


def new_act() -> str:
    """Return the mark of one act of looking, which may be at many people."""
    return uuid.uuid4().hex


@contextmanager
def one_act() -> Iterator[str]:
    """Have all looks inside count as one act: a file about many people, made in the background."""
    act = new_act()
    token = _act.set(act)
    try:
        yield act
    finally:
        _act.reset(token)
        count_people(act)


def count_people(act: str) -> None:
    """Write into the looks of an act that took several steps how many people it was about."""
    looks = Look.objects.filter(act=act)
    looks.update(people=looks.order_by().values("person_id").distinct().count() or None)


class Hidden(Exception):
    """The reader may not see this object at all."""


class Revealed(dict[str, Any]):
    """Values by field name, as far as the reader may read them; `facts()` gives them for a page."""

    def __init__(self, obj: models.Model, values: dict[str, Any]):
        super().__init__(values)
        self.obj = obj

    def facts(self) -> list[dict[str, Any]]:
        """Return [{"name", "label", "value", "text", "erased"}] in the order of the model, with choices in words; `erased`:
        when it was, if it was."""
        erased = getattr(self.obj, "erased_at", None)
        return [
            {
                "name": name,
                "label": field.verbose_name,
                "value": self[name],
                "text": in_words(self.obj, name),
                "erased": erased,
            }
            for field in self.obj._meta.concrete_fields
            if (name := field.name) in self
        ]


def in_words(obj: models.Model, name: str) -> Any:
    """Return the value of a field as a reader should see it: choices by their label, everything else as it is."""
    display = getattr(obj, f"get_{name}_display", None)
    return display() if display else getattr(obj, name)


def readable(model: str | type[models.Model], role: str, parts: Iterable[str] | None = None) -> set[str]:
    """Return the personal fields of `model` that `role` may read; for organisers, with the `parts` they do (None: all parts)."""
    return {f.name for f in catalogue.declared(model).fields.values() if _may_read(f, role, parts)}


def _may_read(policy: FieldPolicy, role: str, parts: Iterable[str] | None) -> bool:
    if role not in policy.reads:
        return False
    if role != "organiser" or not policy.parts or parts is None:
        return True
    return bool(set(policy.parts) & set(parts))


def writable(
    model: str | type[models.Model],
    role: str,
    *,
    edition_id: int | None,
    at: date,
    phases: Mapping[str, tuple[date, date]] | None = None,
) -> set[str]:
    """Return the personal fields that `role` may fill in on day `at`: asked, and (but for organisers) not frozen.

    Who has the edition's `phases` at hand (code → opens, closes) saves a query.
    """
    if phases is None:
        phases = {} if role == "organiser" else registry.phases_of(edition_id)  # organisers write at any time
    return {
        f.name
        for f in catalogue.declared(model).fields.values()
        if role in f.fills and _is_asked(f, role, phases, at)
    }


def _is_asked(policy: FieldPolicy, role: str, phases: Any, at: date) -> bool:
    if role == "organiser":
        return True
    begins, ends = phases.get(policy.phase), phases.get(policy.frozen)
    return not (begins and at < begins[0]) and not (ends and at > ends[1])


def anchor(obj: models.Model) -> models.Model:
    """Return the row of the spine by which it is decided who sees `obj`: its participation, its person, or itself."""
    for step in way_to_anchor(catalogue.declared(obj)):
        obj = getattr(obj, step)
    return obj


def way_to_anchor(policy: ModelPolicy) -> list[str]:
    """Return the steps from a row to its anchor; none for a person, and for what knows its person by key alone."""
    if not policy.person or policy.person.startswith("#"):
        return []
    steps = policy.person.split("__")
    return steps[:-1] or steps


def reveal(
    obj: models.Model, *, reader: Any, role: str | None = None, reason: str = "", where: str = "page"
) -> Revealed:
    """Return the values of `obj` that `reader` may read, through `role` or through every role by which they see it.

    A look at health, passport or document fields of somebody else is written down. Raises `Hidden` when the reader
    does not see the object at all.
    """
    policy = catalogue.declared(obj)
    through = roles.through(reader, anchor(obj))
    if role is not None:
        through &= {role}
    if not through:
        raise Hidden(str(obj))
    parts = registry.parts_of(reader, _edition_id(policy, obj)) if "organiser" in through else set()
    names = {f.name for f in policy.fields.values() if any(_may_read(f, r, parts) for r in through)}
    values = {name: getattr(obj, name) for name in names}
    if through != {"participant"}:
        logged = _logged(policy, values)
        person_id = policy.person_id(obj)
        if logged and person_id is not None:
            by = min(through - {"participant"})
            Look.objects.create(
                reader=reader,
                role=by,
                person_id=person_id,
                fields=logged,
                reason=reason[:300],
                where=where,
                act=_act.get() or new_act(),
                people=1,
            )
    return Revealed(obj, values)


def reveal_to_guest(
    obj: models.Model,
    *,
    role: str,
    person_id: int,
    where: str = "link",
    reason: str = "",
    without: Collection[str] = (),
) -> Revealed:
    """Return the values of `obj` that somebody without account may read, who came by a signed link in `role` about one person;
    `without` those that are not for this one.

    The caller has proved the link. A look at health, passport or document fields is written down without a reader, by the role.
    Raises `Hidden` when `obj` is about somebody else, or about nobody.
    """
    policy = catalogue.declared(obj)
    if policy.person_id(obj) != person_id:
        raise Hidden(str(obj))
    names = [f.name for f in policy.fields.values() if f.name not in without and _may_read(f, role, ())]
    values = {name: getattr(obj, name) for name in names}
    logged = _logged(policy, values)
    if logged:
        Look.objects.create(
            people=1,
            reader=None,
            role=role,
            person_id=person_id,
            fields=logged,
            reason=reason[:300],
            where=where,
        )
    return Revealed(obj, values)


def _logged(policy: ModelPolicy, values: dict[str, Any]) -> list[str]:
    return sorted(
        f"{policy.label}.{name}"
        for name, value in values.items()
        if policy.fields[name].logged and value not in (None, "", [], {})
    )


def _edition_id(policy: ModelPolicy, obj: models.Model) -> int | None:
    if not policy.edition:
        return None
    *way, last = policy.edition.split("__")
    row: Any = obj
    for step in way:
        row = getattr(row, step)
    return getattr(row, f"{last}_id", None)


def reveal_many(
    objs: Iterable[models.Model],
    *,
    reader: Any,
    role: str,
    fields: Sequence[str],
    where: str,
    act: str = "",
) -> list[dict[str, Any]]:
    """Return one dictionary per object with those of `fields` that `role` may read and the reader sees; others are absent.

    For lists and exports: the number of queries does not depend on the number of rows, and each person looked at gets a
    look row of their own; `act` joins several calls for one file. Objects should come with the way to their person prefetched
    (`select_related`).
    """
    return list(reveal_each(objs, reader=reader, role=role, where=where, fields=fields, act=act))


def reveal_each(
    objs: Iterable[models.Model],
    *,
    reader: Any,
    role: str,
    where: str,
    fields: Sequence[str] | None = None,
    act: str = "",
) -> list[Revealed]:
    """Return for each object, of whatever declared models, what `role` may read of it (of `fields`, or of all); what the reader
    does not see through the role is empty.

    One query for each kind of anchor (participation, person), however many objects; looks are written down, one row an object.
    """
    rows = [(obj, anchor(obj)) for obj in objs]
    seen = {kind: _seen([a for _obj, a in rows if type(a) is kind], reader, role) for kind in _kinds(rows)}
    parts_by_edition: dict[int | None, set[str]] = {}
    result, looks = [], []
    look = {"reader": reader, "role": role, "where": where, "act": act or _act.get() or new_act()}
    for obj, anchored in rows:
        policy = catalogue.declared(obj)
        wanted = list(policy.fields) if fields is None else fields
        known = anchored.pk in seen[type(anchored)]
        values = _values(policy, obj, reader, role, wanted, parts_by_edition) if known else {}
        logged = _logged(policy, values)
        if logged and role != "participant" and (person_id := policy.person_id(obj)) is not None:
            looks.append(Look(person_id=person_id, fields=logged, **look))
        result.append(Revealed(obj, values))
    _write(looks)
    return result


def reveal_own(objs: Iterable[models.Model], *, person_id: int, role: str) -> list[Revealed]:
    """Return for each object what the person with this key may read of it as `role` ("participant"; "guardian" for those who care
    for them), whether or not they have an account: for the copy of everything that somebody is given about themself.

    Writes no look. Raises `Hidden` for an object that is about somebody else, or about nobody.
    """
    result = []
    for obj in objs:
        policy = catalogue.declared(obj)
        if policy.person_id(obj) != person_id:
            raise Hidden(str(obj))
        names = [f.name for f in policy.fields.values() if _may_read(f, role, None)]
        result.append(Revealed(obj, {name: getattr(obj, name) for name in names}))
    return result


def note_look(
    *, reader: Any, role: str, person_id: int, fields: Iterable[str], reason: str = "", where: str = "copy"
) -> Look | None:
    """Write down that somebody was handed what was put together before ("profiles.health.allergies" …); None: nothing of it is
    of a kind that is written down."""
    known = catalogue.every()
    logged = sorted(
        name
        for name in fields
        if (policy := known.get(name.rpartition(".")[0]))
        and (field := policy.fields.get(name.rpartition(".")[2]))
        and field.logged
    )
    if not logged:
        return None
    return Look.objects.create(
        reader=reader,
        role=role,
        person_id=person_id,
        fields=logged,
        reason=reason[:300],
        where=where,
        act=_act.get() or new_act(),
    )


def _kinds(rows: Sequence[tuple[models.Model, models.Model]]) -> set[type[models.Model]]:
    return {type(anchored) for _obj, anchored in rows}


def _seen(anchors: Sequence[models.Model], reader: Any, role: str) -> set[Any]:
    """Return the keys of those that the reader sees through the role."""
    rows = roles.visible_to(type(anchors[0])._default_manager.all(), reader, role=role)
    return set(rows.filter(pk__in={a.pk for a in anchors}).values_list("pk", flat=True))


def reveal_derived(
    objs: Iterable[models.Model], *, reader: Any, role: str, name: str, make: Callable[[Any], Any], where: str
) -> list[Any]:
    """Return `make(obj)` for each object where `role` may read what is declared as derived under `name`, and None elsewhere.

    The fields it comes from do not leave. Where one of them is sensitive, the look is written down. Raises `KeyError` for a
    name that is not declared.
    """
    rows = list(objs)
    if not rows:
        return []
    policy = catalogue.declared(rows[0])
    declared = policy.derived[name]
    if role not in declared.reads:
        return [None] * len(rows)
    anchors = [anchor(obj) for obj in rows]
    seen = _seen(anchors, reader, role)
    found = [make(obj) if a.pk in seen else None for obj, a in zip(rows, anchors, strict=True)]
    if role != "participant" and any(policy.fields[field].logged for field in declared.of):
        act = _act.get() or new_act()
        looks = [
            Look(
                reader=reader,
                role=role,
                person_id=key,
                fields=[f"{policy.label}.{name}"],
                where=where,
                act=act,
            )
            for obj, a in zip(rows, anchors, strict=True)
            if a.pk in seen and (key := policy.person_id(obj)) is not None
        ]
        _write(looks)
    return found


def _write(looks: Sequence[Look]) -> None:
    """Write the looks of one act, each with how many people it was about."""
    people = len({look.person_id for look in looks})
    for look in looks:
        look.people = people
    Look.objects.bulk_create(looks, batch_size=500)


def _values(
    policy: ModelPolicy,
    obj: models.Model,
    reader: Any,
    role: str,
    fields: Sequence[str],
    cache: dict[int | None, set[str]],
) -> dict[str, Any]:
    edition_id = _edition_id(policy, obj)
    if edition_id not in cache:
        cache[edition_id] = registry.parts_of(reader, edition_id) if role == "organiser" else set()
    return {
        name: getattr(obj, name)
        for name in fields
        if name in policy.fields and _may_read(policy.fields[name], role, cache[edition_id])
    }


def looks_of(person_id: int, *, through: Iterable[str] | None = None) -> models.QuerySet[Look]:
    """Return who looked at a person's sensitive facts, newest first; of all readers or of those in the roles `through`.

    Who asks is for the caller to know: the person, a guardian in their seat, an organiser.
    """
    looks = Look.objects.filter(person_id=person_id).select_related("reader")
    if through is not None:
        looks = looks.filter(role__in=list(through))
    return looks.order_by("-at", "-pk")
