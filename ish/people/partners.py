"""How a participation's partner is found: told by the app that knows nominations, so that lists can show it and filter by it."""

from collections.abc import Callable, Sequence
from typing import Any

from django.db.models import F, Q, Value
from django.db.models.functions import Coalesce

from ish.people.models import Participation

_path: list[str] = []
_again: list[Callable[[int], str]] = []
_address: list[Callable[[Participation, str, Any, str], bool]] = []


def set_path(path: str) -> None:
    """Tell the lookup from a participation to its nominating body ("nomination__body")."""
    _path[:] = [path]


def set_offer_again(fn: Callable[[int], str]) -> None:
    """Tell where a place is offered again to somebody whom a partner named (by the key of the participation)."""
    _again[:] = [fn]


def offer_again_url(key: int) -> str:
    """Return where a place is offered again to this participation, or "" for somebody whom no partner named."""
    return _again[0](key) if _again and names_of([key]) else ""


def set_new_address(fn: Callable[[Participation, str, Any, str], bool]) -> None:
    """Tell who proposes a new address of somebody whom the school knows already, given in a role (whether they did)."""
    _address[:] = [fn]


def proposes_address(row: Participation, email: str, by: Any, role: str) -> bool:
    """Say whether a new address that a partner, or the student, gives now waits for the school; otherwise it is simply written
    down.

    Raises `ValidationError` when it cannot be theirs.
    """
    known = row.person.email
    return bool(_address and known and known != email and _address[0](row, email, by, role))


def path() -> str:
    """Return the lookup from a participation to its body, or "" while nobody knows partners."""
    return _path[0] if _path else ""


def names_of(keys: Sequence[int]) -> dict[int, str]:
    """Return the partners' names of these participations by key (one query); people without a partner are not in it."""
    if not _path:
        return {}
    name = f"{_path[0]}__name"
    rows = Participation.objects.filter(pk__in=keys, **{f"{name}__isnull": False})
    return dict(rows.values_list("pk", name))


def name() -> Any:
    """Return, as an expression on participations, the name of the partner that named somebody, or whose students they look
    after; "" without one."""
    told = [F(f"{path()}__name")] if path() else []
    return Coalesce(*told, F("brought_by__name"), Value(""))


def of_body(body_id: int | None) -> Q:
    """Return the condition for the participations of one body, those who look after its students included; no condition for
    None."""
    if body_id is None:
        return Q()
    brought = Q(brought_by=body_id)
    return Q(**{_path[0]: body_id}) | brought if _path else brought
