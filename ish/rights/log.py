"""Who looked at somebody's facts, and when these changed: without a value, and without the name of who changed them."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any

from auditlog.models import LogEntry
from auditlog.registry import auditlog
from django.contrib.contenttypes.models import ContentType
from django.db.models import Model, Q
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from accounts import roles
from accounts.models import User
from ish.consents import seat_looks
from ish.people.models import Participation, Person
from ish.privacy import catalogue
from ish.privacy.models import Look
from ish.privacy.services import looks_of, readable

ALWAYS = {"people.participation": {"state", "capacity", "accept_by"}}
"""What is nothing personal by its declaration, and is told to everybody whom it concerns."""


def looks(person: Person, *, role: str = "participant") -> list[dict[str, Any]]:
    """Return each look by somebody else: when, who and as what, at which facts, why, where. To a parent, looks of organisers and
    tutors on duty, at the facts that parents read: of the rest not even that somebody looked."""
    found = []
    for look in looks_of(person.pk):
        fields = told_to_guardians(look) if role == "guardian" else list(look.fields)
        if not fields and role == "guardian":
            continue
        found.append(
            {
                "at": look.at,
                "by": look.reader.get_full_name() if look.reader else "",
                "role": role_in_words(look.role),
                "fields": fields,
                "labels": labels_of(fields),
                "reason": look.reason or "",
                "where": look.where,
            }
        )
    return found


def told_to_guardians(look: Look) -> list[str]:
    """Return at which facts of those that parents read somebody looked; nothing for a look that they do not learn of."""
    if look.role not in seat_looks.OPENED_BY:
        return []
    return [full for full in look.fields if _is_read(full, "guardian")]


def _is_read(full: str, role: str) -> bool:
    label, _dot, name = full.rpartition(".")
    return label in catalogue.every() and name in readable(label, role)


def role_in_words(name: str) -> str:
    """Return a role by its label; one that nobody can hold by an account as it is."""
    try:
        return str(roles.get(name).label)
    except KeyError:
        return {"guardian": _("a parent or guardian")}.get(name, name)


def labels_of(fields: Iterable[str]) -> list[str]:
    """Return fields ("profiles.health.allergies") in words; what is derived, or of an older release, by its name."""
    return [_label(*full.rpartition(".")[::2]) for full in fields]


def _label(model: str, name: str) -> str:
    policy = catalogue.every().get(model)
    if policy is None or name not in policy.fields:
        return name.replace("_", " ")
    return capfirst(str(getattr(policy.model._meta.get_field(name), "verbose_name", name)))


def changes(
    rows: Mapping[str, list[Model]],
    person: Person,
    *,
    role: str,
    without: Mapping[tuple[str, int], frozenset[str]],
) -> list[dict[str, Any]]:
    """Return each recorded change of these rows, oldest first: when, as what somebody changed it, which fields. Those that `role`
    may not read, and those in `without` (by label and key of the row), are not named: that they changed would tell of them."""
    wanted = Q()
    named: dict[tuple[int, str], str] = {}
    rows = {**rows, "people.participation": _participations(rows, person)}
    for label, objs in rows.items():
        model = catalogue.declared(label).model
        if objs and auditlog.contains(model):
            kind = ContentType.objects.get_for_model(model)
            wanted |= Q(content_type=kind, object_pk__in=[str(obj.pk) for obj in objs])
            named[(kind.pk, "")] = label
    if not wanted:
        return []
    entries = LogEntry.objects.filter(wanted).order_by("timestamp", "pk")
    own = _Actors(person)
    found = [
        _change(
            entry, label := named[(entry.content_type_id, "")], role, own, without.get(_key(entry, label), ())
        )
        for entry in entries.iterator()
    ]
    return [change for change in found if change["fields"]]


def _participations(rows: Mapping[str, list[Model]], person: Person) -> list[Model]:
    return rows.get("people.participation") or list(Participation.objects.filter(person=person))


def _key(entry: LogEntry, label: str) -> tuple[str, int]:
    return label, int(entry.object_pk) if str(entry.object_pk).isdecimal() else 0


def _change(
    entry: LogEntry, label: str, role: str, actors: "_Actors", without: Collection[str]
) -> dict[str, Any]:
    told = (readable(label, role) | ALWAYS.get(label, set())) - set(without)
    fields = sorted(told & set(entry.changes or {}))
    model = catalogue.declared(label).model
    return {
        "at": entry.timestamp,
        "by": actors.word(entry.actor_id),
        "what": capfirst(str(model._meta.verbose_name)),
        "model": label,
        "action": {0: "made", 1: "changed", 2: "removed"}.get(entry.action, "changed"),
        "fields": fields,
        "labels": labels_of(f"{label}.{name}" for name in fields),
    }


class _Actors:
    """As what somebody changed something: the person, or the role they hold; asked once for each."""

    def __init__(self, person: Person) -> None:
        self._known: dict[int | None, str] = {None: ""}
        if person.user_id:
            self._known[person.user_id] = _("the person")

    def word(self, user_id: int | None) -> str:
        """Return the word for an actor; empty for work that no request did."""
        if user_id not in self._known:
            user = User.objects.filter(pk=user_id or 0).first()
            held = roles.held_by(user) if user else []
            wide = [role for role in held if role.name != "participant"] or held
            self._known[user_id] = ", ".join(str(role.label) for role in wide[:2])
        return self._known[user_id]


def iso(moment: datetime | None) -> str | None:
    """Return a moment in ISO 8601 with its zone."""
    return moment.isoformat(timespec="seconds") if moment else None
