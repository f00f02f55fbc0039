"""Where the holders of a role reach a student: each app says so for the role that it registers."""

from collections.abc import Callable

from ish.people.models import Participation

Link = Callable[[Participation], str]
_known: dict[str, Link] = {}


def register(role: str, fn: Link) -> None:
    """Say where holders of `role` find a participation; who has several roles is led by the one registered first.

    Raises `ValueError` when the role has its page already.
    """
    if role in _known:
        raise ValueError(f"The page of {role!r} is registered twice.")
    _known[role] = fn


def every() -> list[tuple[str, Link]]:
    """Return (role, link) in the order of registration."""
    return list(_known.items())
