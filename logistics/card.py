"""What stands on an emergency card, through `privacy.reveal` alone: each reading is a look, written down with its reason."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from ish import clock
from ish.consents import queries as consents
from ish.consents import seat_looks
from ish.desk import days, names
from ish.people import consenting
from ish.people.models import Participation
from ish.privacy import services as privacy
from ish.profiles import sections, showing
from ish.profiles.row_specs import SPECS
from ish.profiles.sections import NONE

WHERE = seat_looks.CARD
QUESTIONS = ("allergies", "conditions", "medication", "diet", "access_needs")


@dataclass(frozen=True)
class Fact:
    """One line: what it is about, what is known, and whether nothing is ("none" is something known)."""

    label: str
    value: str
    known: bool = True


@dataclass(frozen=True)
class Call:
    """Somebody to ring: in the order in which one does."""

    name: str
    detail: str
    phone: str
    dial: str
    time: str = ""


@dataclass(frozen=True)
class Card:
    """All of it. `treatment`: whether a doctor may treat before somebody is reached, as far as it was agreed."""

    participation: Participation
    name: str
    called: str
    native: str
    sound: str
    born: str
    age: int | None
    phone: str
    dial: str
    health: list[Fact] = field(default_factory=list)
    calls: list[Call] = field(default_factory=list)
    insurance: list[str] = field(default_factory=list)
    treatment: bool = False


def of(participation: Participation, *, reader: Any, role: str, reason: str) -> Card:
    """Return the card as `reader` may see it in `role`. Raises `privacy.Hidden` for somebody they do not see."""
    look: dict[str, Any] = {"reader": reader, "role": role, "reason": reason, "where": WHERE}
    row = participation
    person = privacy.reveal(row.person, **look)
    rows = sections.rows(row)
    health = privacy.reveal(rows["health"], **look)
    contacts = privacy.reveal(rows["emergency"], **look).get("contacts") or []
    covers = privacy.reveal(rows["insurance"], **look).get("covers") or []
    phone = person.get("phone")
    refused = consenting.is_refused(row, "health", clock.today(row.edition.time_zone))
    return Card(
        participation=row,
        name=" ".join(part for part in (person.get("given_names"), person.get("family_name")) if part),
        called=row.person.calling_name,
        native=person.get("native_name") or "",
        sound=person.get("pronunciation") or "",
        born=days.in_words(born) if (born := person.get("birth_date")) else "",
        age=row.person.age_on(clock.today(row.edition.time_zone)),
        phone=_shown(phone),
        dial=_dial(phone),
        health=_no_consent() if refused else _health(rows["health"], health),
        calls=[*_contacts(contacts), *_guardians(row, look)],
        insurance=SPECS["covers"].in_words(covers) if covers != NONE else [],
        treatment=consents.may(row, "medical"),
    )


def _no_consent() -> list[Fact]:
    """Say that nothing is kept because nobody agreed to it: that is neither "none" nor "nobody has answered"."""
    return [Fact(_("Health"), _("There is no consent to health facts: nothing is known, ask."), known=False)]


def _health(row: Any, known: Any) -> list[Fact]:
    """Return the answers about health; what was not answered is said to be unknown, which is not "none"."""
    if not known:
        return [Fact(_("Health"), _("Not for your part of the work."), known=False)]
    nothing = bool(known.get("nothing_to_declare"))
    found = []
    for name in QUESTIONS:
        label = str(row._meta.get_field(name).verbose_name)
        if known.get(name) in (None, "", []):
            value = _("none (said so)") if nothing else _("not known: nobody has answered")
            found.append(Fact(label, value, known=nothing))
        else:
            found.append(Fact(label, showing.words(row, name)))
    doctor = " · ".join(str(known[n]) for n in ("doctor_name", "doctor_phone") if known.get(n))
    return [*found, Fact(_("own doctor"), doctor)] if doctor else found


def _contacts(rows: Iterable[Any]) -> list[Call]:
    found = []
    for row in rows:
        if isinstance(row, dict) and row.get("name"):
            said = [
                row.get("relation"),
                names.name_of("language", row["language"]) if row.get("language") else "",
                row.get("hours"),
            ]
            phone = row.get("phone") or ""
            found.append(
                Call(
                    row["name"],
                    " · ".join(one for one in said if one),
                    _shown(phone),
                    _dial(phone),
                    _there(row.get("time_zone")),
                )
            )
    return found


def _guardians(row: Participation, look: dict[str, Any]) -> list[Call]:
    found = []
    for guardian in row.person.guardians.order_by("pk"):
        known = privacy.reveal(guardian, **look)
        if known.get("name"):
            said = [str(_("parent or guardian")), names.name_of("language", guardian.language)]
            phone = known.get("phone")
            there = _there(
                row.person.time_zone
            )  # as in our letters: parents are where the student comes from
            found.append(Call(known["name"], " · ".join(said), _shown(phone), _dial(phone), there))
    return found


def _there(zone: str | None) -> str:
    """Return what time it is where somebody is."""
    try:
        now: datetime = clock.now().astimezone(ZoneInfo(zone)) if zone else clock.now()
    except (KeyError, ValueError, OSError):
        return ""
    return _("%(time)s there now") % {"time": f"{now:%H:%M}"} if zone else ""


def _shown(phone: Any) -> str:
    return str(getattr(phone, "as_international", phone) or "")


def _dial(phone: Any) -> str:
    """Return a number as a telephone takes it."""
    said = str(getattr(phone, "as_e164", phone) or "")
    return "".join(sign for sign in said if sign.isdigit() or sign == "+")
