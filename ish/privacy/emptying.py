"""The machine that empties: declared columns and other stores, of one person or of many, of one edition or of all.

Each class of facts comes with the people of whom it is due. Only what is not empty yet is touched, so that a second run finds
nothing; the number of queries does not depend on the number of people.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import models, transaction
from django.db.models import Q

from ish import clock
from ish.privacy import catalogue, history, registry
from ish.privacy.catalogue import ModelPolicy

Due = Mapping[str, Collection[int]]
"""People (keys) by the class of facts that is due of them."""


@dataclass(frozen=True)
class Scope:
    """Which rows: those of one edition; those that belong to no edition (`edition_id` None); or, `everything`, all there are."""

    edition_id: int | None = None
    everything: bool = False
    consent: str = ""
    """Only what rests on this consent, which was taken back."""

    def rows(self, policy: ModelPolicy) -> models.QuerySet[Any] | None:
        """Return the rows of a model that are meant; None when the model has none of them."""
        found: models.QuerySet[Any] = policy.model._base_manager.all()
        if self.everything:
            return found
        if self.edition_id is None:
            return None if policy.edition else found
        return found.filter(**{policy.edition: self.edition_id}) if policy.edition else None


@dataclass
class Emptied:
    """What was (or would be) emptied: rows by model and class, and counts of other stores."""

    rows: dict[str, dict[str, int]] = field(default_factory=dict)
    stores: dict[str, dict[str, int]] = field(default_factory=dict)

    def add(self, label: str, code: str, count: int) -> None:
        """Count rows of a model."""
        if count:
            of = self.rows.setdefault(label, {})
            of[code] = of.get(code, 0) + count

    def add_store(self, name: str, counts: Mapping[str, int]) -> None:
        """Count what another store emptied."""
        of = self.stores.setdefault(name, {})
        for what, count in counts.items():
            of[what] = of.get(what, 0) + count

    def merge(self, other: "Emptied") -> None:
        """Add another count to this."""
        for label, by_code in other.rows.items():
            for code, count in by_code.items():
                self.add(label, code, count)
        for name, counts in other.stores.items():
            self.add_store(name, counts)

    @property
    def total(self) -> int:
        """How many rows were touched."""
        return sum(sum(by_code.values()) for by_code in self.rows.values())


def empty_columns(due: Due, scope: Scope, *, dry: bool = False) -> Emptied:
    """Empty the declared fields that are due; with `dry`, only count. Call it inside a transaction."""
    emptied = Emptied()
    for policy in catalogue.every().values():
        lookup = policy.lookup()
        rows = scope.rows(policy) if lookup is not None and policy.fields else None
        if rows is None or lookup is None:
            continue
        for code, names, some, classes in _portions(policy, rows):
            people = due.get(code) or ()
            if people:
                mine = some.filter(**{f"{lookup}__in": list(people)})
                finished = set(people).intersection(*(due.get(each, ()) for each in classes))
                emptied.add(
                    policy.label, code, _empty(policy, lookup, mine, names, finished, scope.everything, dry)
                )
    return emptied


def empty_stores(
    due: Due, scope: Scope, *, new: Due | None = None, names: Collection[str] | None = None
) -> Emptied:
    """Empty the other stores whose class is due: of the people in `new` (by class; default: all in `due`)."""
    emptied = Emptied()
    for store in registry.stores():
        if names is not None and store.name not in names:
            continue
        if not scope.everything and store.by_edition != (scope.edition_id is not None):
            continue
        people = (new if new is not None else due).get(store.erase) or ()
        if people:
            emptied.add_store(store.name, store.empty(people, scope.edition_id))
    return emptied


def empty_resting(person_id: int, scope: Scope) -> Emptied:
    """Empty what one person gave on the consent of the scope: declared fields, of whatever class of keeping, and other stores.

    Call it inside a transaction."""
    emptied = Emptied()
    for label, names in catalogue.resting_on(scope.consent).items():
        policy = catalogue.declared(label)
        # Facts of the person belong to no edition, and go as well.
        rows = scope.rows(policy) if policy.edition else policy.model._base_manager.all()
        lookup = policy.lookup()
        if rows is None or lookup is None:
            continue
        over = {person_id} if set(names) == set(policy.fields) else set()
        mine = rows.filter(**{lookup: person_id})
        emptied.add(label, scope.consent, _empty(policy, lookup, mine, list(names), over, False, False))
    for store in registry.stores():
        if store.consent == scope.consent:
            emptied.add_store(store.name, store.empty([person_id], scope.edition_id))
    return emptied


def _portions(
    policy: ModelPolicy, rows: models.QuerySet[Any]
) -> Iterator[tuple[str, list[str], models.QuerySet[Any], Collection[str]]]:
    """Yield what is emptied at once: a class, its fields, the rows they are of this class in, and all classes of such rows."""
    usual = rows
    for other in registry.kept_otherwise(policy.label):
        keys = other.rows()
        yield other.erase, list(policy.fields), rows.filter(pk__in=keys), (other.erase,)
        usual = usual.exclude(pk__in=keys)
    classes = by_class(policy)
    for code, names in classes.items():
        yield code, names, usual, classes


def class_of(policy: ModelPolicy, name: str, key: Any) -> str:
    """Return the class of keeping of a field in one row."""
    for other in registry.kept_otherwise(policy.label):
        if other.rows().filter(pk=key).exists():
            return other.erase
    return policy.fields[name].erase


def by_class(policy: ModelPolicy) -> dict[str, list[str]]:
    """Return the personal fields of a model by their class of keeping."""
    found: dict[str, list[str]] = {}
    for one in policy.fields.values():
        found.setdefault(one.erase, []).append(one.name)
    return found


def _empty(
    policy: ModelPolicy,
    lookup: str,
    rows: models.QuerySet[Any],
    names: Sequence[str],
    finished: Collection[int],
    everything: bool,
    dry: bool,
) -> int:
    """Empty some fields of these rows; return how many rows had something in them (or, with `everything`, how many there are)."""
    if not everything:
        rows = rows.filter(is_filled(policy.model, names))
    if dry:
        return rows.count()
    found = list(rows.values_list("pk", lookup, *names))
    if not found:
        return 0
    if (watch := registry.watch()) is not None:
        watch(policy=policy, names=names, rows=found)
    keys = [row[0] for row in found]
    same = policy.model._base_manager.filter(pk__in=keys)
    _delete_files(policy, same, names)
    same.update(**{name: empty_value(policy.model._meta.get_field(name)) for name in names})
    if "erased_at" in {one.name for one in policy.model._meta.concrete_fields}:
        over = [row[0] for row in found if row[1] in finished]
        same.filter(pk__in=over, erased_at=None).update(erased_at=clock.now())
    _fold(policy.model, same, names)
    history.scrub(policy.model, keys, names)
    return len(found)


def is_filled(model: type[models.Model], names: Sequence[str]) -> Q:
    """Return the condition that one of these fields holds something."""
    condition = Q()
    for name in names:
        column: Any = model._meta.get_field(name)
        blank = empty_value(column)
        if column.null:
            here = Q(**{f"{name}__isnull": False})
            if column.empty_strings_allowed and not getattr(column, "sealed", False):
                here &= ~Q(**{name: ""}) if isinstance(column, (models.CharField, models.TextField)) else Q()
            condition |= here
        else:
            condition |= ~Q(**{name: blank})
    return condition


def empty_value(column: Any) -> Any:
    """Return the type-correct empty value of a model field."""
    if column.null:
        return None
    if column.has_default():
        return column.get_default()
    return "" if column.empty_strings_allowed else column.get_default()


def _delete_files(policy: ModelPolicy, rows: models.QuerySet[Any], names: Sequence[str]) -> None:
    held = [name for name in names if isinstance(policy.model._meta.get_field(name), models.FileField)]
    for row in rows if held else ():
        for name in held:
            file = getattr(row, name)
            if file:
                transaction.on_commit(lambda file=file: file.storage.delete(file.name))  # type: ignore[misc]


def _fold(model: type[models.Model], rows: models.QuerySet[Any], names: Sequence[str]) -> None:
    """Write anew what rows are found by, where it follows from a field that was emptied."""
    stale = [
        column
        for column in model._meta.concrete_fields
        if set(getattr(column, "of", ())) & set(names) and column.name not in names
    ]
    if not stale:
        return
    found = list(rows)
    for row in found:
        for column in stale:
            column.pre_save(row, False)
    model._base_manager.bulk_update(found, [column.name for column in stale], batch_size=200)
