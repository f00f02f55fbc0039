"""The registry of roles: who holds what, and which rows of which model a role lets its holder see.

Apps fill it in `AppConfig.ready()`. A role is registered once, by the app where its rows live; other apps may add what it
sees (`sees`) by label, so that nothing is imported upwards. Everything that asks "may this user see this row" goes
through `visible_to`.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeVar

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import IntegerField, Model, Q, QuerySet, Value
from django.http import Http404
from django.utils.functional import Promise

type_label = str
Sees = Callable[[Any], Q]
M = TypeVar("M", bound=Model)


@dataclass
class Role:
    """A role. `holds(user)` says whether the user holds it now; `holders()` gives the rows that make somebody a holder now, each
    with a `user`, as the day and the database alone decide; `bind(target_id, user)` ties an accepted invitation to its row;
    `describe(target_id)` puts the target of an invitation in words; `readdress(target_id, email)` sends an invitation to another
    address, for those who share one (a role without it refuses); `wide` roles see many people and need a second factor."""

    name: str
    label: str | Promise
    holds: Callable[[Any], bool]
    holders: Callable[[], QuerySet[Any]]
    bind: Callable[[int, Any], None] | None = None
    describe: Callable[[int], str] | None = None
    readdress: Callable[[int, str], None] | None = None
    wide: bool = False
    sees: dict[type_label, Sees] = field(default_factory=dict)


NOBODY = Q(pk__in=[])
EVERY = ~NOBODY

_roles: dict[str, Role] = {}
_late: dict[str, dict[type_label, Sees]] = {}
_day: dict[str, Callable[[], date]] = {}
_asked: dict[tuple[Any, ...], tuple[str, tuple[Any, ...]]] = {}
SOMEBODY = -987_654_321  # stands for the user in a question that is written once a day


def register(role: Role) -> None:
    """Add a role. Raises `ValueError` when its name is taken."""
    if role.name in _roles:
        raise ValueError(f"Role {role.name!r} is registered twice.")
    role.sees.update(_late.pop(role.name, {}))
    _roles[role.name] = role


def add_sees(role_name: str, model: type_label, fn: Sees) -> None:
    """Let holders of `role_name` see the rows of `model` ("app.model", lower case) that `fn(user)` selects."""
    target = _roles[role_name].sees if role_name in _roles else _late.setdefault(role_name, {})
    if model in target:
        raise ValueError(f"What {role_name!r} sees of {model!r} is registered twice.")
    target[model] = fn


def get(name: str) -> Role:
    """Return the role of that name; raises `KeyError`."""
    return _roles[name]


def every() -> list[Role]:
    """Return all roles in the order of registration."""
    return list(_roles.values())


def held_by(user: Any) -> list[Role]:
    """Return the roles that `user` holds now (cached on the user object for the length of a request)."""
    if not getattr(user, "is_authenticated", False) or not user.is_active:
        return []
    cached = getattr(user, "_held_roles", None)
    if cached is None:
        cached = _ask_all(user)
        user._held_roles = cached
    return cached


def set_day_source(today: Callable[[], date]) -> None:
    """Say which day it is; asked before each use of a question that was written earlier."""
    _day.update(today=today)


def _ask_all(user: Any) -> list[Role]:
    """Return the roles that `user` holds: one query for all of them, because every page asks. Putting it into SQL takes several
    times as long as the answer, so that is done once a day."""
    known = list(_roles.values())
    if not known:
        return []
    when = _day["today"]() if _day else object()
    key = (when, connection.vendor, *((role.name, role.holders) for role in known))
    question = _asked.get(key)
    if question is None:
        question = _question(known)
        _asked.clear()
        _asked[key] = question
    sql, values = question
    if not sql:
        return []
    with connection.cursor() as cursor:
        cursor.execute(sql, [type(value)(user.pk) if value == SOMEBODY else value for value in values])
        found = {n for (n,) in cursor.fetchall()}
    return [role for n, role in enumerate(known) if n in found]


def _question(known: list[Role]) -> tuple[str, tuple[Any, ...]]:
    """Return the query for the numbers of the roles that somebody holds, and its values; "" when nobody can hold any."""
    one, *others = (
        role.holders().filter(user=SOMEBODY).order_by().values_list(Value(n, output_field=IntegerField()))
        for n, role in enumerate(known)
    )
    try:
        sql, values = one.union(*others).query.sql_with_params()
    except EmptyResultSet:
        return "", ()
    return sql, tuple(values)


def forget_held(user: Any) -> None:
    """Ask again which roles `user` holds, after one was given or taken within the same request."""
    user._held_roles = None  # not by `__dict__`: the user of a request is wrapped
    user._seen_rows = set()


def holds(user: Any, *names: str) -> bool:
    """Say whether `user` holds at least one of the roles named."""
    return any(role.name in names for role in held_by(user))


def is_wide(user: Any) -> bool:
    """Say whether `user` holds a role that sees many people."""
    return any(role.wide for role in held_by(user))


def sees(user: Any, model: type_label, *, role: str | None = None) -> Q:
    """Return the condition for the rows of `model` that `user` sees, through `role` alone or through any role held."""
    condition = NOBODY
    for held in held_by(user):
        if role is not None and held.name != role:
            continue
        fn = held.sees.get(model)
        if fn is not None:
            condition |= fn(user)
    return condition


def visible_to(queryset: QuerySet[M], user: Any, *, role: str | None = None) -> QuerySet[M]:
    """Narrow `queryset` to what `user` sees, through `role` alone or through any role held."""
    model = queryset.model
    condition = sees(user, model._meta.label_lower, role=role)
    if condition == NOBODY:
        return queryset.none()
    return queryset.filter(pk__in=model._default_manager.filter(condition).values("pk"))


def visible_or_404(queryset: QuerySet[M], user: Any, *, role: str | None = None, **lookup: Any) -> M:
    """Return the one row that matches and that `user` sees; raises `Http404` otherwise, whatever the reason."""
    found = visible_to(queryset, user, role=role).filter(**lookup).first()
    if found is None:
        raise Http404
    return found


def remember(user: Any, role: str, rows: Iterable[Model]) -> None:
    """Keep for the length of a request that these were just fetched by `visible_to(…, user, role=role)`, so that it is not asked
    again of each. Only who has fetched them so may say it."""
    kept: set[Any] = getattr(user, "_seen_rows", set())
    user._seen_rows = kept | {(role, row._meta.label_lower, row.pk) for row in rows}


def through(user: Any, obj: Model) -> set[str]:
    """Return the names of the held roles through which `user` sees `obj` (one query a role that could)."""
    manager = type(obj)._default_manager
    label = obj._meta.label_lower
    kept = getattr(user, "_seen_rows", ())
    return {
        role.name
        for role in held_by(user)
        if label in role.sees
        and ((role.name, label, obj.pk) in kept or manager.filter(role.sees[label](user), pk=obj.pk).exists())
    }
