"""What belongs to nobody who takes part: people at partners and institutes, coordinators, reviewers, old invitations."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.db.models import Q, QuerySet

from accounts.models import Invitation
from ish.forgetting import schedule
from ish.forgetting.queries import Plan
from ish.forgetting.schedule import Stay, Term
from ish.privacy import catalogue, emptying, holding, registry
from ish.privacy.catalogue import ModelPolicy
from ish.privacy.emptying import Emptied, by_class, empty_value
from ish.programme.models import Edition

ROLES = "staff"
PARTICIPANT = "participant"


def empty(plan: Plan, *, dry: bool = False) -> Emptied:
    """Empty what is due on the day of the plan (call it inside a transaction); with `dry`, only count."""
    emptied = Emptied()
    for policy in catalogue.every().values():
        if policy.person is not None:
            continue
        for code, names in by_class(policy).items():
            rows = _due(policy, code, plan)
            if rows is not None:
                rows = rows.filter(emptying.is_filled(policy.model, names)).exclude(_emptied(policy, names))
                emptied.add(policy.label, code, rows.count() if dry else _empty(policy, rows, names))
    old = _invitations().filter(created_at__date__lt=_before(plan, "messages"))
    emptied.add("accounts.invitation", "messages", old.count() if dry else old.delete()[0])
    return emptied


def _invitations() -> QuerySet[Invitation]:
    """Return all invitations but those of people of whom nothing may be deleted now."""
    held = holding.everybody()
    return Invitation.objects.exclude(role=PARTICIPANT, target_id__in=held)


def _due(policy: ModelPolicy, code: str, plan: Plan) -> QuerySet[Any] | None:
    """Return the rows of which the class is due; None: this kind of row is kept."""
    columns = {column.name for column in policy.model._meta.concrete_fields}
    rows: QuerySet[Any] = policy.model._base_manager.all()
    if code == ROLES and "active_to" in columns:
        return rows.filter(active_to__lt=_before(plan, code))
    if policy.edition:
        return rows.filter(**{f"{policy.edition}__in": list(_editions(code, plan))})
    return None


def _before(plan: Plan, code: str) -> date:
    """Return the last day such that what ended before it is due today."""
    term, day = plan.book.terms(None)[code], plan.day
    while schedule.plus(day, term) > plan.day:
        day -= timedelta(days=max(1, (schedule.plus(day, term) - plan.day).days // 2))
    return day + timedelta(days=1)


def _editions(code: str, plan: Plan) -> Iterable[int]:
    for key, ends in Edition.objects.values_list("pk", "departure_day"):
        terms: dict[str, Term] = plan.book.terms(key)
        day = schedule.due_of(code, Stay(ends, terms))
        if day is not None and day <= plan.day and key in plan.released:
            yield key


def _emptied(policy: ModelPolicy, names: list[str]) -> Q:
    """Return the condition that a row was emptied before: an address that has to be unique is not empty then."""
    stand_ins = {n: NOBODY for n in names if _is_unique(policy, n)}
    return Q(**{f"{name}__endswith": host for name, host in stand_ins.items()}) if stand_ins else Q(pk__in=[])


NOBODY = "@invalid.example"


def _is_unique(policy: ModelPolicy, name: str) -> bool:
    column: Any = policy.model._meta.get_field(name)
    return column.unique or any(name in getattr(one, "fields", ()) for one in policy.model._meta.constraints)


def _empty(policy: ModelPolicy, rows: QuerySet[Any], names: list[str]) -> int:
    found = list(rows.values_list("pk", "pk", *names))
    if not found:
        return 0
    if (watch := registry.watch()) is not None:
        watch(policy=policy, names=names, rows=[(row[0], 0, *row[2:]) for row in found])
    model = policy.model
    plain = {n: empty_value(model._meta.get_field(n)) for n in names if not _is_unique(policy, n)}
    same = model._base_manager.filter(pk__in=[row[0] for row in found])
    same.update(**plain)
    unique = [n for n in names if _is_unique(policy, n)]
    if unique:
        changed = list(same)
        for row in changed:
            for name in unique:
                setattr(row, name, f"forgotten-{row.pk}{NOBODY}")
        model._base_manager.bulk_update(changed, unique, batch_size=200)
    return len(found)
