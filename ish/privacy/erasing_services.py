"""The only way in which personal values are emptied: of one person, of whatever is due, and again after a restore."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q

from ish import clock
from ish.privacy import holding, journal, registry
from ish.privacy.emptying import Due, Emptied, Scope, empty_columns, empty_resting, empty_stores
from ish.privacy.models import Erased, Erasure
from ish.privacy.retention import CLASSES
from ish.privacy.retention import in_words as rule_in_words


class OnHold(Exception):
    """A legal hold keeps everything about this person for now."""


def is_held(person_id: int) -> bool:
    """Say whether a legal hold keeps everything about a person today."""
    return holding.is_held(person_id)


def erase(*, person_id: int, by: Any, reason: str) -> Erasure:
    """Empty every declared personal field of a person in every table, and every other registered store; return the report.

    Rows stay, marked as erased, so that counts remain true. One transaction (GDPR Art. 17). Raises `OnHold`.
    """
    if is_held(person_id):
        raise OnHold(str(person_id))
    with transaction.atomic():
        emptied = forget(due=dict.fromkeys(CLASSES, [person_id]), scope=Scope(everything=True))
        report: dict[str, Any] = {label: max(codes.values()) for label, codes in emptied.rows.items()}
        return Erasure.objects.create(
            person_id=person_id, asked_by=by, reason=reason, report={**report, **emptied.stores}
        )


def forget(*, due: Due, scope: Scope) -> Emptied:
    """Empty what is due of these people by class, write it into the journal and note who was erased; return what was emptied.

    Runs inside one transaction. Who was noted before is emptied again only where something has been written since. Whoever is
    held today is left out, whatever day the schedule was asked about.
    """
    with transaction.atomic():
        due = holding.free_people(due)
        new = _not_noted(due, scope)
        lines = journal.lines(new, scope)
        emptied = empty_columns(due, scope)
        emptied.merge(empty_stores(due, scope, new=None if scope.everything else new))
        now = clock.now()
        rows = [
            Erased(person_id=person, edition_id=scope.edition_id, code=code, at=now)
            for code, people in new.items()
            for person in people
        ]
        Erased.objects.bulk_create(rows, batch_size=1000)
        if lines:
            journal.write(
                lines
            )  # before the commit: a line too many erases what was due; a line too few would bring it back
    return emptied


def empty_resting_on(*, person_id: int, edition_id: int, consent: str) -> Emptied:
    """Empty what is kept of a person in an edition on a consent alone, since it was taken back (GDPR Art. 17(1)(b)): values, what
    the history says of them, files. It goes into the journal, so that an older archive does not bring it back.

    A legal hold keeps it (Art. 17(3)(e))."""
    if is_held(person_id):
        return Emptied()
    scope = Scope(edition_id, consent=consent)
    with transaction.atomic():
        emptied = empty_resting(person_id, scope)
        if emptied.rows or emptied.stores:
            journal.write(journal.lines({consent: [person_id]}, scope))
    return emptied


def _not_noted(due: Due, scope: Scope) -> dict[str, list[int]]:
    """Return of the people who are due those that were not noted yet."""
    if scope.everything:
        return {code: list(people) for code, people in due.items()}
    every = {person for people in due.values() for person in people}
    rows = Erased.objects.filter(person_id__in=every, code__in=list(due), edition_id=scope.edition_id)
    noted = set(rows.values_list("person_id", "code"))
    return {code: [p for p in people if (p, code) not in noted] for code, people in due.items()}


def replay(*, since: datetime, known: int | None = None) -> int:
    """Erase again what this database had erased after `since`, as the journal says (after a restore), or after its first `known`
    lines. Return how many lines."""
    count = 0
    for scope, due in journal.since(since, known):
        count += 1
        if scope.consent:
            with transaction.atomic():
                for person in {one for people in due.values() for one in people}:
                    empty_resting(person, scope)
            continue
        with transaction.atomic():
            empty_columns(due, scope)
            empty_stores(due, scope)
            now = clock.now()
            Erased.objects.bulk_create(
                Erased(person_id=person, edition_id=scope.edition_id, code=code, at=now)
                for code, people in due.items()
                for person in people
            )
    return count


def erased_on(person_id: int, edition_id: int | None = None) -> dict[str, datetime]:
    """Return when which classes of facts of a person were erased, the last time (in an edition, and of what belongs to none)."""
    rows = Erased.objects.filter(person_id=person_id)
    if edition_id is not None:
        rows = rows.filter(Q(edition_id=edition_id) | Q(edition_id=None))
    return dict(rows.order_by("at").values_list("code", "at"))


def kept_until(edition_id: int | None) -> dict[str, str]:
    """Return until when each class of facts is kept, in words."""
    return {code: rule_in_words(rule) for code, rule in registry.rules_of(edition_id).items()}
