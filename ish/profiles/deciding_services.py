"""What organisers do with a change that was asked for: accept it, all or some of it, or decline with a reason."""

import hashlib
import json
from collections.abc import Collection
from typing import Any

from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Model
from django.utils.translation import gettext as _

from ish.privacy import catalogue
from ish.profiles import changing_mails as mails
from ish.profiles import changing_rules as rules
from ish.profiles import rules as standings
from ish.profiles import sections, services
from ish.profiles.changing_services import Settled, lock, settle
from ish.profiles.models import ChangeRequest
from ish.profiles.states import ChangeState


class Moved(Exception):
    """What is to be changed has changed since the organiser looked at it."""

    def __init__(self) -> None:
        super().__init__(_("This has changed in the meantime. Please look at it again."))


def row_of(request: ChangeRequest) -> Model | None:
    """Return the row elsewhere that a request is about; None when there is none (any more), or it is a section of the profile."""
    label, _colon, key = request.about.rpartition(":")
    if not key.isdigit():
        return None
    policy = catalogue.declared(label)
    rows = apps.get_model(label)._default_manager.filter(pk=key)
    lookup = policy.lookup()
    return rows.filter(**{lookup: request.participation.person_id}).first() if lookup else None


def now_of(request: ChangeRequest) -> dict[str, Any]:
    """Return the present values of what was asked about, plain."""
    if request.about:
        row = row_of(request)
        return {name: words(row, name) for name in request.fields}
    section = sections.get(request.section)
    own, person = section.row(request.participation), request.participation.person
    return {
        name: rules.plain(getattr(person if name in section.person_fields else own, name))
        for name in request.fields
    }


def words(row: Model | None, name: str) -> str:
    """Return a value of a row elsewhere as it is compared: plain text."""
    return "" if row is None else str(rules.plain(getattr(row, name)))


def mark_of(request: ChangeRequest) -> str:
    """Return a short mark of what is asked and what is there now: what an organiser saw."""
    text = json.dumps([request.pk, request.fields, now_of(request)], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:20]


def written(request: ChangeRequest) -> bool:
    """Say whether accepting a correction elsewhere writes it; else the organiser puts it right by hand."""
    row = row_of(request)
    return row is not None and all(rules.writes_itself(type(row), name) for name in request.fields)


def may_decide(request: ChangeRequest, parts: set[str]) -> bool:
    """Say whether it belongs to an organiser's part of the work."""
    return request.care in rules.cares_of(parts)


@transaction.atomic
def accept(
    *, request: ChangeRequest, fields: Collection[str], by: Any, seen: str, answer: str = ""
) -> ChangeRequest:
    """Write some of what was asked as the organiser's own save, the rest goes on waiting; the asker is told. Return it.

    `seen` is the mark of what the organiser looked at. Raises `Settled`, `Moved`, `PermissionDenied`, `ValidationError`.
    """
    row = _to_decide(request, fields, by)
    if mark_of(row) != seen:
        raise Moved
    done = _part(row, fields)
    if done.about:
        _write_elsewhere(done)
    else:
        _write_section(done, by)
    settle(done, ChangeState.ACCEPTED, by=by, answer=answer.strip())
    mails.outcome(request=done)
    return done


@transaction.atomic
def decline(*, request: ChangeRequest, fields: Collection[str], by: Any, answer: str) -> ChangeRequest:
    """Do not write some of what was asked, with an answer for the asker. Return what was declined.

    Raises `Settled`, `PermissionDenied`, `ValueError` (no answer)."""
    if not answer.strip():
        raise ValueError(_("Say why, please: the answer goes to whoever asked."))
    done = _part(_to_decide(request, fields, by), fields)
    settle(done, ChangeState.DECLINED, by=by, answer=answer.strip())
    mails.outcome(request=done)
    return done


def _to_decide(request: ChangeRequest, fields: Collection[str], by: Any) -> ChangeRequest:
    row = lock(request)
    if not fields or set(fields) - set(row.fields):
        raise Settled
    if standings.role_of(by, row.participation) != "organiser" or not may_decide(
        row, standings.parts_of(by, row.participation)
    ):
        raise PermissionDenied
    return row


def _part(row: ChangeRequest, names: Collection[str]) -> ChangeRequest:
    """Return a request for just these facts: the row itself, or a twin that is no longer waiting and takes them out of it."""
    taken = {name: pair for name, pair in row.fields.items() if name in names}
    if len(taken) == len(row.fields):
        return row
    twin = ChangeRequest(
        participation=row.participation,
        section=row.section,
        about=row.about,
        care=row.care,
        role=row.role,
        asked_by_id=row.asked_by_id,
        guardian_id=row.guardian_id,
        asked_at=row.asked_at,
        state=ChangeState.ACCEPTED,  # the caller settles it; two of a kind cannot wait
    )
    twin.say(fields=taken, reason=row.said.get("reason", ""))
    twin.save()
    row.say(fields={name: pair for name, pair in row.fields.items() if name not in names})
    row.version += 1
    row.save(update_fields=[row.column, "version"])
    return twin


def _write_section(done: ChangeRequest, by: Any) -> None:
    participation, section = done.participation, sections.get(done.section)
    day = standings.today(participation)
    standing = standings.standing(participation, section, user=by, role="organiser", at=day)
    if set(done.fields) - standing.writable - standing.person_writable:
        raise PermissionDenied
    values = {
        name: rules.python(rules.model_of(section, name), name, pair[1]) for name, pair in done.fields.items()
    }
    services.save_section(
        participation=participation,
        section=section.code,
        values=values,
        version=services.version_of(participation, section),
        by=by,
    )


def _write_elsewhere(done: ChangeRequest) -> None:
    """Write words that anybody may choose freely; whatever else was asked, the organiser has put right where it is written."""
    row: Any = row_of(done)
    if row is None:
        raise Settled
    names = [name for name in done.fields if rules.writes_itself(type(row), name)]
    for name in names:
        setattr(row, name, rules.python(type(row), name, done.fields[name][1]))
    if names:
        row.clean_fields(exclude={f.name for f in row._meta.fields} - set(names))
        row.save(update_fields=names)
