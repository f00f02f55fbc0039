"""Asking for a change after its day, and taking it back. What waits of one asker, section and care is one request."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext as _

from ish import clock
from ish.nominations.services import noting
from ish.people.models import Participation, Person
from ish.privacy import catalogue
from ish.profiles import changing_rules as rules
from ish.profiles import sections
from ish.profiles.models import ChangeRequest
from ish.profiles.rules import GUARDIAN, Editor
from ish.profiles.sections import Section
from ish.profiles.states import ChangeState

LONGEST = 1000
"""So many letters may say why."""
LARGEST = 20_000
"""A request holds no more than so many letters in all: more is no change of a fact."""


class Settled(Exception):
    """Somebody has decided on this request already, or taken it back."""

    def __init__(self) -> None:
        super().__init__(_("This has been settled in the meantime."))


@dataclass
class Asking:
    """What one editor has asked for in one section and what waits, by care; to be read and written with the section locked."""

    participation: Participation
    section: Section
    editor: Editor
    role: str
    waiting: dict[str, ChangeRequest]

    @classmethod
    def begin(
        cls, participation: Participation, section: Section, editor: Editor, role: str, *, lock: bool = False
    ) -> "Asking":
        """Return what waits of this editor (one query)."""
        rows = mine(participation, editor, role).filter(section=section.code, state=ChangeState.WAITING)
        found = {row.care: row for row in (rows.select_for_update(of=("self",)) if lock else rows)}
        return cls(participation, section, editor, role, found)

    @property
    def values(self) -> dict[str, Any]:
        """What was asked for, plain, by name."""
        return {name: pair[1] for row in self.waiting.values() for name, pair in row.fields.items()}

    @property
    def reason(self) -> str:
        """Why, in the words of the asker."""
        return next((str(row.said.get("reason", "")) for row in self.waiting.values()), "")

    def new(self, values: Mapping[str, Any], kept: Mapping[str, Any]) -> dict[str, tuple[Any, Any]]:
        """Return what differs of `values` from what waits, or else from what is `kept`: (as it is, as wanted), plain."""
        waits, found = self.values, {}
        for name, value in values.items():
            pair = rules.plain(kept[name]), rules.plain(value)
            before = waits.get(name, pair[0])
            if before != pair[1] and not (before in _EMPTY and pair[1] in _EMPTY):
                found[name] = pair
        return found

    def ask(self, new: Mapping[str, tuple[Any, Any]], reason: str | None) -> bool:
        """Put what is new into what waits; what is asked to be as it is, is no longer asked for. Say whether anything changed.

        Raises `ValidationError`."""
        self._check(new, reason)
        by_care: dict[str, dict[str, tuple[Any, Any]]] = {care: {} for care in self.waiting}
        for name, pair in new.items():
            label = rules.model_of(self.section, name)._meta.label
            by_care.setdefault(rules.care_for(label, name), {})[name] = pair
        return True in [self._put(care, pairs, reason) for care, pairs in by_care.items()]

    def _put(self, care: str, pairs: Mapping[str, tuple[Any, Any]], reason: str | None) -> bool:
        row = self.waiting.get(care) or ChangeRequest(
            participation=self.participation,
            section=self.section.code,
            care=care,
            role=self.role,
            asked_by=self.editor.user,
            guardian=self.editor.guardian,
        )
        fields = dict(row.fields)
        for name, (now, wanted) in pairs.items():
            fields.pop(name, None)
            if now != wanted and not (now in _EMPTY and wanted in _EMPTY):
                fields[name] = [now, wanted]
        told = str(row.said.get("reason", "")) if reason is None else reason
        if (fields, told) == (row.fields, row.said.get("reason", "")) or not (fields or row.pk):
            return False
        if not fields:
            _close(row, ChangeState.WITHDRAWN, by=self.editor.user)
            return True
        row.say(fields=fields, reason=told)
        row.asked_at, row.version = clock.now(), row.version + (1 if row.pk else 0)
        row.save()
        self.waiting[care] = row
        return True

    def _check(self, new: Mapping[str, tuple[Any, Any]], reason: str | None) -> None:
        """Refuse what could not be written if it were accepted."""
        if "\\u0000" in json.dumps([reason, *new.values()]):  # no database keeps it as text
            raise ValidationError(_("Null characters are not allowed."))
        if len(reason or "") > LONGEST or len(str(dict(new))) > LARGEST:
            raise ValidationError(_("That is too long."))
        by_model: dict[Any, dict[str, Any]] = {}
        for name, (_now, wanted) in new.items():
            model = rules.model_of(self.section, name)
            longest = getattr(model._meta.get_field(name), "max_length", None)
            if longest and isinstance(wanted, str) and len(wanted) > longest:  # sealed columns do not ask
                raise ValidationError(_("That is too long."))
            by_model.setdefault(model, {})[name] = rules.python(model, name, wanted)
        for model, values in by_model.items():
            model(**values).clean_fields(exclude={f.name for f in model._meta.fields} - set(values))


_EMPTY: tuple[Any, ...] = ("", [], {})


def mine(participation: Participation, editor: Editor, role: str) -> Any:
    """Return what this editor asked for: students what they asked in any way, each guest their own alone."""
    rows = ChangeRequest.objects.filter(participation=participation.pk, role=role)
    return rows.filter(guardian=editor.guardian) if role == GUARDIAN else rows


def settle(row: ChangeRequest, state: str, *, by: Any, answer: str = "") -> None:
    """Bring a request to its last state; pages that show it are out of date from now on."""
    _close(row, state, by=by, answer=answer)
    count(row)


def _close(row: ChangeRequest, state: str, *, by: Any, answer: str = "") -> None:
    if answer:
        row.say(answer=answer)
    row.state, row.decided_at, row.decided_by, row.version = state, clock.now(), by, row.version + 1
    row.save(update_fields=[row.column, "state", "decided_at", "decided_by", "version"])


def count(row: ChangeRequest) -> None:
    """Count for the section that what waits has changed: whoever saves it by an older page is asked to look again."""
    if row.section:
        model = sections.get(row.section).model
        model.objects.filter(participation=row.participation_id).update(version=F("version") + 1)


def lock_person(participation: Participation) -> None:
    """Lock what saving a section locks, in the same order."""
    noting.lock_own(participation)
    list(Person.objects.select_for_update().filter(pk=participation.person_id))


def lock(request: ChangeRequest) -> ChangeRequest:
    """Return a request that waits, as it is now, with the person locked first as saving a section does. Raises `Settled`."""
    lock_person(request.participation)
    rows = ChangeRequest.objects.select_related("participation__edition__programme", "participation__person")
    row = rows.select_for_update(of=("self",)).get(pk=request.pk)
    if row.state != ChangeState.WAITING:
        raise Settled
    return row


@transaction.atomic
def withdraw(*, request: ChangeRequest, by: Any, fields: Iterable[str] | None = None) -> None:
    """Take back what one asked for oneself, all of it or some facts. The caller has found it among `mine`. Raises `Settled`."""
    row = lock(request)
    gone = set(row.fields if fields is None else fields)
    rest = {name: pair for name, pair in row.fields.items() if name not in gone}
    if rest:
        row.say(fields=rest)
        row.version += 1
        row.save(update_fields=[row.column, "version"])
        count(row)
    else:
        settle(row, ChangeState.WITHDRAWN, by=Editor.of(by).user)


@transaction.atomic
def drop(*, participation: Participation, consent: str) -> None:
    """Forget what was ever asked about facts that rest on a consent, now taken back; what waited of it is withdrawn."""
    rows = ChangeRequest.objects.filter(participation=participation.pk)
    resting = catalogue.resting_on(consent)
    for row in rows.select_for_update(of=("self",)):
        gone = set(row.fields) & _resting(row, resting)
        if not gone:
            continue
        if rest := {name: pair for name, pair in row.fields.items() if name not in gone}:
            row.say(fields=rest)
            row.save(update_fields=[row.column])
        else:
            setattr(row, row.column, None)
            if row.state == ChangeState.WAITING:
                settle(row, ChangeState.WITHDRAWN, by=None)
            row.save(update_fields=[row.column])


def of_whom_left(participations: QuerySet[Participation], consent: str) -> set[int]:
    """Return of which participations something is kept that was asked about facts resting on a consent (one query)."""
    something = Q(changes__isnull=False) | Q(passport_changes__isnull=False) | Q(health_changes__isnull=False)
    rows = ChangeRequest.objects.filter(something, participation__in=participations.values("pk"))
    resting = catalogue.resting_on(consent)
    return {row.participation_id for row in rows if set(row.fields) & _resting(row, resting)}


def _resting(row: ChangeRequest, resting: Mapping[str, tuple[str, ...]]) -> set[str]:
    """Return which facts of the section, or of the row elsewhere, that a request is about rest on the consent."""
    if row.about:
        return set(resting.get(row.about.rpartition(":")[0].lower(), ()))
    section = sections.get(row.section)
    own = set(resting.get(section.label.lower(), ())) & set(section.fields)
    return own | (set(resting.get("people.person", ())) & set(section.person_fields))


@transaction.atomic
def ask_elsewhere(
    *,
    participation: Participation,
    label: str,
    key: int,
    name: str,
    now: str,
    wanted: str,
    reason: str,
    by: Any,
) -> ChangeRequest:
    """Ask for the correction of a fact in any row about oneself that one reads and cannot write (GDPR Art. 16).

    `now` and `wanted` are words. A further request about the same row and care goes into the one that waits. Raises
    `ValidationError`.
    """
    if not wanted.strip() and not reason.strip():
        raise ValidationError(_("Say what it should be, or what is wrong with it."))
    if len(reason) > LONGEST or len(wanted) + len(now) > LARGEST:
        raise ValidationError(_("That is too long."))
    lock_person(participation)
    about, care = f"{label}:{key}", rules.care_for(label, name)
    rows = ChangeRequest.objects.select_for_update(of=("self",)).filter(
        participation=participation, about=about, care=care, state=ChangeState.WAITING
    )
    row = rows.first() or ChangeRequest(
        participation=participation, about=about, care=care, role="participant", asked_by=by
    )
    row.say(fields={**row.fields, name: [now, wanted.strip()]}, reason=reason.strip())
    row.asked_at, row.version = clock.now(), row.version + (1 if row.pk else 0)
    row.save()
    return row
