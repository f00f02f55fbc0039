"""A small cast for the tests of consents: Pia, who is under 18, her mother and her father, and what is asked of them."""

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from ish.consents import purpose_services, queries, seat, services
from ish.consents.models import Purpose
from ish.people.models import Guardian, Participation
from ish.people.states import State
from ish.programme.models import Edition
from tests.people import makers

BERLIN = ZoneInfo("Europe/Berlin")
JUNE = datetime(2027, 6, 20, 12, tzinfo=BERLIN)
BORN = date(2010, 5, 4)


def edition(codes: Any = None) -> Edition:
    """Return ISH 2027 with the usual consents, or with some of them."""
    found = makers.edition()
    purpose_services.take_standard(edition=found, by=None, codes=codes)
    return found


def pia(of: Edition, born: date | None = BORN, state: str = State.CONFIRMED, **fields: Any) -> Participation:
    """Return Pia, who has an account and comes."""
    return makers.participant(of, "pia@example.org", state, birth_date=born, **fields)


def guardian(of: Participation, name: str, custody: str = "joint", **fields: Any) -> Guardian:
    """Return a guardian of somebody."""
    values = {"email": f"{name.lower()}@example.org", "language": "en", **fields}
    return Guardian.objects.create(person=of.person, name=name, custody=custody, **values)


def purpose(of: Edition, code: str) -> Purpose:
    """Return one consent of an edition."""
    return Purpose.objects.get(edition=of, code=code)


def text(of: Edition, code: str, language: str = "en") -> int:
    """Return the key of the present text of a consent."""
    row = purpose(of, code)
    return queries.texts([row])[row.pk][language].pk


def say(row: Participation, parent: Guardian | None, name: str = "Somebody", **choices: bool) -> Any:
    """Have a guardian (None: the student) sign; `choices` by the code of the consent."""
    keys = {text(row.edition, code): agrees for code, agrees in choices.items()}
    if parent is None:
        return services.sign(seat=seat.Seat(row, user=row.person.user), choices=keys, name=name)
    signed = seat.link(row, parent)
    return services.sign(seat=seat.Seat(row, parent, signed), choices=keys, name=name)


def state(row: Participation, code: str, at: date | None = None) -> str:
    """Return how one consent stands."""
    line = queries.sheet(row, at).of(code)
    assert line is not None
    return line.state
