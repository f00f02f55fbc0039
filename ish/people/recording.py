"""What organisers write down for others, as they heard it on the phone or read it on paper: one function per requirement."""

from typing import Any

from ish.people import answers, services
from ish.people.models import Participation
from ish.people.states import State


def comes(participation: Participation, by: Any, method: str, source: str) -> bool:
    """Note that somebody says yes to their place, or that a guest is coming. A parent's word is recorded by itself."""
    if participation.state != State.OFFERED:
        return False
    if answers.of(participation).get("student"):
        return False  # they have said so themselves; what is missing is a parent
    services.accept_place(participation=participation, by=by, on_behalf=source, method=method)
    return True
