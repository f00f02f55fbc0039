"""What goes over from one edition to the next. Upper apps register what they carry; all of it runs in one transaction."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise

from ish.programme.models import Edition

Words = str | Promise


@dataclass(frozen=True)
class Carrier:
    """Something that the next edition can take over. `count(old)` says how much there is (0: nothing to offer), `carry(old, new,
    by)` takes it over and returns how much it was. Nothing of students is ever carried; `ticked`: proposed."""

    code: str
    label: Words
    count: Callable[[Edition], int]
    carry: Callable[[Edition, Edition, Any], int]
    help: Words = ""
    ticked: bool = True
    order: int = 50


@dataclass(frozen=True)
class Staying:
    """Something that needs no carrying, because it hangs on no edition: `told(old)` says so in a sentence, or nothing."""

    code: str
    told: Callable[[Edition], str]


_carriers: dict[str, Carrier] = {}
_staying: dict[str, Staying] = {}


def register(carrier: Carrier) -> None:
    """Add a carrier. Raises `ValueError` when its code is taken."""
    if carrier.code in _carriers:
        raise ValueError(f"Carrier {carrier.code!r} is registered twice.")
    _carriers[carrier.code] = carrier


def stays(staying: Staying) -> None:
    """Add something that stays. Raises `ValueError` when its code is taken."""
    if staying.code in _staying:
        raise ValueError(f"{staying.code!r} is registered twice.")
    _staying[staying.code] = staying


def every() -> list[Carrier]:
    """Return all carriers in their order."""
    return sorted(_carriers.values(), key=lambda one: (one.order, one.code))


def what_stays(edition: Edition) -> list[str]:
    """Return the sentences on what needs no carrying."""
    return [words for one in _staying.values() if (words := one.told(edition))]
