"""The history of changes: that a personal field changed is kept, its values are not; who did it is a key, never an address."""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from auditlog.cid import get_cid
from auditlog.context import set_extra_data
from auditlog.middleware import AuditlogMiddleware
from auditlog.models import LogEntry
from auditlog.registry import auditlog
from django.contrib.contenttypes.models import ContentType
from django.db import connection, models
from django.db.models import F, Value
from django.db.models.functions import Cast, Concat
from django.utils import timezone

from ish.privacy import catalogue

MASK = "•••"
STATEMENT = 10_000  # rows noted by one statement
MOST_ALIKE = 8  # kinds of change for which a statement each is worth it
Changed = Mapping[int, Mapping[str, tuple[Any, Any]]]


class Middleware(AuditlogMiddleware):
    """Names the actor of a change by their key alone; the library would keep their address, too, past any erasure."""

    def get_extra_data(self, request: Any) -> dict[str, Any]:
        """Return what is written beside each change."""
        return {**super().get_extra_data(request), "actor_email": None, "remote_port": None}


def masked(value: object) -> str:
    """Return a mask of one length for every value: nothing of it, not even how long it was, can be read."""
    return MASK


def keep(model: type[models.Model]) -> None:
    """Have changes of `model` recorded, with every declared personal field masked and encrypted ones too, but not of what follows
    from others (`recorded = False`)."""
    policy = catalogue.every().get(model._meta.label_lower)
    follow = [field.name for field in model._meta.concrete_fields if not getattr(field, "recorded", True)]
    personal = sorted(set(policy.fields) - set(follow)) if policy else []
    auditlog.register(
        model, mask_fields=personal, mask_callable="ish.privacy.history.masked", exclude_fields=follow
    )


def last_change(row: models.Model) -> tuple[datetime | None, Any]:
    """Return when a recorded row was last changed and by whom (None: not known, or in the background)."""
    entries = LogEntry.objects.get_for_object(row).select_related("actor")
    entry = entries.order_by("-timestamp", "-pk").first()
    return (entry.timestamp, entry.actor) if entry else (None, None)


def forget_actor(user_id: int) -> int:
    """Take address and place away from the changes that a user made (older entries may have them); return how many had."""
    mine = LogEntry.objects.filter(actor=user_id)
    named = mine.exclude(actor_email=None, remote_addr=None)
    return named.update(actor_email=None, remote_addr=None, remote_port=None)


def scrub(model: type[models.Model], keys: Sequence[int], names: Sequence[str]) -> int:
    """Mask what older entries may say of these fields of these rows, from before they were declared; return how many did."""
    if not auditlog.contains(model):
        return 0
    kind = ContentType.objects.get_for_model(model)
    entries = LogEntry.objects.filter(content_type=kind, object_id__in=list(keys))
    told = []
    for entry in entries.only("pk", "changes", "changes_text").iterator(chunk_size=2000):
        changes, found = entry.changes, False
        for name in names:
            if isinstance(changes, dict) and name in changes and changes[name] != [MASK, MASK]:
                changes[name], found = [MASK, MASK], True
        if found or entry.changes_text:
            entry.changes_text = ""
            told.append(entry)
    LogEntry.objects.bulk_update(told, ["changes", "changes_text"], batch_size=500)
    return len(told)


@contextmanager
def acting(user: Any) -> Iterator[None]:
    """Name the actor of the changes made inside, for work that no request does."""
    with set_extra_data({"actor": user, "actor_email": None}):
        yield


# ---------------------------------------------------------------- MANY AT ONCE


def note_made(rows: Sequence[models.Model], *, by: Any) -> None:
    """Record that rows were made in bulk (which tells nobody): what all have in common, personal values masked.

    One statement for each ten thousand rows, all of one model. A model whose changes are not kept is left out.
    """
    if not rows or not auditlog.contains(type(rows[0])):
        return
    model, personal = type(rows[0]), _personal(type(rows[0]))
    changes: dict[str, list[str]] = {}
    for field in model._meta.concrete_fields:
        if not getattr(field, "recorded", True):
            continue
        first = getattr(rows[0], field.attname)
        if field.name in personal:
            changes[field.name] = [MASK, MASK]
        elif first is not None and all(getattr(row, field.attname) == first for row in rows):
            changes[field.name] = ["None", _text(field, first)]
    _insert(model, [row.pk for row in rows], LogEntry.Action.CREATE, changes, by)


def note_changed(model: type[models.Model], changed: Changed, *, by: Any) -> None:
    """Record changes that were written in bulk: `changed` has (old, new) by field for the key of each row.

    Rows that changed alike take one statement; where hardly two did, all are written by the thousand.
    """
    if not changed or not auditlog.contains(model):
        return
    personal = _personal(model)
    alike: dict[str, list[int]] = {}
    for pk, values in changed.items():
        told = {
            name: _told(model, name, pair, name in personal) for name, pair in values.items() if _differ(pair)
        }
        if told:
            alike.setdefault(json.dumps(told, sort_keys=True), []).append(pk)
    if len(alike) <= MOST_ALIKE:
        for text, keys in alike.items():
            _insert(model, keys, LogEntry.Action.UPDATE, json.loads(text), by)
        return
    entries = [
        LogEntry(**_common(model, LogEntry.Action.UPDATE, json.loads(text), by), **_about(model, pk))
        for text, keys in alike.items()
        for pk in keys
    ]
    LogEntry.objects.bulk_create(entries, batch_size=2000)


def _personal(model: type[models.Model]) -> frozenset[str]:
    return frozenset(auditlog.get_model_fields(model)["mask_fields"])


def _differ(pair: tuple[Any, Any]) -> bool:
    """Say whether something changed; compared as it is written, because phone numbers parse whatever they are compared with."""
    return str(pair[0]) != str(pair[1])


def _told(model: type[models.Model], name: str, pair: tuple[Any, Any], personal: bool) -> list[str]:
    field = model._meta.get_field(name)
    return [MASK, MASK] if personal else [_text(field, value) for value in pair]


def _text(field: Any, value: Any) -> str:
    """Return a plain value as it is recorded; of another row its key alone."""
    if value is not None and field.is_relation:
        return f"{field.related_model._meta.model_name}:{value}"
    return str(value)


def _common(model: type[models.Model], action: int, changes: dict[str, Any], by: Any) -> dict[str, Any]:
    kind = ContentType.objects.get_for_model(model)
    return {
        "content_type_id": kind.pk,
        "action": action,
        "changes_text": "",
        "changes": changes,
        "actor_id": by.pk if by is not None else None,
        "cid": get_cid(),
        "timestamp": timezone.now(),
    }


def _about(model: type[models.Model], pk: int) -> dict[str, Any]:
    return {"object_pk": str(pk), "object_id": pk, "object_repr": f"{model._meta.model_name}:{pk}"}


def _insert(
    model: type[models.Model], keys: Sequence[int], action: int, changes: dict[str, Any], by: Any
) -> None:
    """Write the same entry for many rows, which the database copies from their table."""
    fields = {field.attname: field for field in LogEntry._meta.concrete_fields}
    pk = Cast("pk", models.CharField())
    columns: dict[str, Any] = {
        name: Value(
            value, output_field=fields[name].target_field if fields[name].is_relation else fields[name]
        )
        for name, value in _common(model, action, changes, by).items()
        if value is not None
    }
    columns |= {
        "object_pk": pk,
        "object_id": F("pk"),
        "object_repr": Concat(Value(f"{model._meta.model_name}:"), pk),
    }
    table, quote = LogEntry._meta.db_table, connection.ops.quote_name
    into = ", ".join(quote(fields[name].column) for name in columns)
    named = {f"entry_{name}": value for name, value in columns.items()}
    for start in range(0, len(keys), STATEMENT):
        rows = model._base_manager.filter(pk__in=keys[start : start + STATEMENT]).order_by()
        sql, params = rows.annotate(**named).values_list(*named).query.sql_with_params()
        with connection.cursor() as cursor:
            cursor.execute(f"INSERT INTO {quote(table)} ({into}) {sql}", params)
