"""Who fills in which section, and when; what can still be changed, and what can only be asked for. Writes nothing."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from accounts import roles
from ish import clock
from ish.people import ages, consenting
from ish.people.models import Guardian, Participation, Person
from ish.people.states import OPEN
from ish.privacy import catalogue, registry
from ish.privacy import services as privacy
from ish.privacy.catalogue import FieldPolicy
from ish.privacy.retention import CLASSES
from ish.profiles import asked
from ish.profiles.models import FreezeExtension, NoticeRead
from ish.profiles.notice import NOTICE_VERSION
from ish.profiles.sections import Section
from ish.programme import queries as programme

FILLING = ("participant", "organiser")
GUARDIAN = "guardian"
ASKING_DAYS = CLASSES["health"].days
"""So many days after the last day of the school a change can still be asked for: as long as all of it is still kept."""


@dataclass(frozen=True)
class Editor:
    """Who fills in a section: somebody with an account, or a parent or guardian who has come by their own link and has none.

    Wherever a service of profiles takes `by`, it takes a user or an `Editor`: `Editor(guardian=row)` for such a guest. Who
    calls with a guest has checked the link, and that the section was handed over to the guardian; what of it the role "guardian"
    fills in say the declarations, as for everybody. A guest sees and takes back only what they asked for themselves.
    """

    user: Any = None
    guardian: Guardian | None = None

    @classmethod
    def of(cls, by: Any) -> "Editor":
        """Return `by` as an editor."""
        return by if isinstance(by, cls) else cls(user=by)


def role_of(by: Any, participation: Participation) -> str | None:
    """Return the role in which a user (or an `Editor`) fills in: their own before an organiser's; None for others."""
    editor = Editor.of(by)
    if editor.guardian is not None:
        return GUARDIAN if editor.guardian.person_id == participation.person_id else None
    through = roles.through(editor.user, participation)
    return next((name for name in FILLING if name in through), None)


def today(participation: Participation) -> date:
    """Return the day that counts for the participation: in the zone of its edition."""
    return clock.today(participation.edition.time_zone)


@dataclass(frozen=True)
class Standing:
    """How a section stands for one who fills it in: may it be shown, what may be written, what only asked for, and why nothing.

    `until` names the last day on which a fact may be changed, for those that have one; `extended` is the day that an organiser
    gave this person beyond the others, while it counts.
    """

    shown: bool
    writable: frozenset[str] = frozenset()
    person_writable: frozenset[str] = frozenset()
    asks: frozenset[str] = frozenset()
    person_asks: frozenset[str] = frozenset()
    until: Mapping[str, date] = field(default_factory=dict)
    extended: date | None = None
    why: str = ""  # "not_theirs", "unasked", "not_yet", "over", "frozen", "part", "no_consent"
    begins: date | None = None

    @property
    def at_once(self) -> bool:
        """Whether anything counts as soon as it is written."""
        return bool(self.writable | self.person_writable)

    @property
    def asked(self) -> frozenset[str]:
        """What can only be asked for: its day has passed."""
        return self.asks | self.person_asks

    @property
    def open(self) -> bool:
        """Whether anything can be written or asked for."""
        return self.at_once or bool(self.asked)


def standing(
    participation: Participation,
    section: Section,
    *,
    user: Any,
    role: str,
    at: date,
    refused: frozenset[str] | None = None,
) -> Standing:
    """Return how the section stands. Organisers write at any time, but only what their part of the work lets them read.

    `refused`: the consents that are refused, where the caller has asked `consenting.refused_of` already (a query else)."""
    if not section.asked_of(participation):
        return Standing(shown=False, why="not_theirs")
    theirs = set(section.asked_of(participation)) - not_consented(participation, section, at, refused=refused)
    if not theirs:
        return Standing(shown=False, why="no_consent")
    if role == "organiser":
        return _for_organiser(participation, section, user, theirs)
    phase = programme.phase(participation.edition, section.phase)
    begins = phase.opens if phase else None
    if participation.state not in section.states:
        return Standing(
            shown=False,
            why="unasked" if participation.state in OPEN else "over",
            begins=begins,
        )
    if phase is None or phase.opens > at:
        return Standing(shown=False, why="not_yet", begins=begins)
    return _of_their_own(participation, section, role, at, theirs)


def not_consented(
    participation: Participation, section: Section, at: date, *, refused: frozenset[str] | None = None
) -> set[str]:
    """Return the facts of the section that rest on a consent which is refused: nobody writes or asks for them."""
    declared = [
        *(catalogue.declared(section.label).fields[name] for name in section.fields),
        *(catalogue.declared(Person).fields[name] for name in section.person_fields),
    ]
    if not any(one.consent for one in declared):
        return set()
    gone = consenting.refused_of(participation, at) if refused is None else refused
    return {one.name for one in declared if one.consent in gone}


def parts_of(user: Any, participation: Participation) -> set[str]:
    """Return the parts of the organisers' work that `user` does in the edition of the participation."""
    return registry.parts_of(user, participation.edition_id)


def _for_organiser(participation: Participation, section: Section, user: Any, theirs: set[str]) -> Standing:
    parts = parts_of(user, participation)
    if not privacy.readable(section.label, "organiser", parts) & set(section.fields):
        return Standing(shown=False, why="part")
    when: dict[str, Any] = {"edition_id": participation.edition_id, "at": date.min, "phases": {}}
    own = privacy.writable(section.label, "organiser", **when)
    person = privacy.writable(Person, "organiser", **when) if section.person_fields else set()
    return Standing(
        shown=True,
        writable=frozenset(own & set(section.fields) & theirs),
        person_writable=frozenset(person & set(section.person_fields) & theirs),
    )


def _of_their_own(
    participation: Participation, section: Section, role: str, at: date, theirs: set[str]
) -> Standing:
    """Sort the facts that the role fills in: by their day, or the day that this person was given beyond it."""
    # A person's own facts carry no edition in their declaration: the phases of the edition in hand decide.
    phases = programme.phases_by_code(participation.edition)
    more = extended_until(participation, section.code, at)
    ends: dict[str, date | None] = {}
    for policy in _filled_by(role, section):
        opens, closes = phases.get(policy.phase), phases.get(policy.frozen)
        if opens is None or at >= opens.opens:
            ends[policy.name] = max(closes.closes, more or closes.closes) if closes else None
    free = frozenset(name for name, last in ends.items() if last is None or at <= last)
    late = frozenset(ends) - free if at <= asking_ends(participation) else frozenset()
    own, person = set(section.fields) & theirs, set(section.person_fields) & theirs
    return Standing(
        shown=True,
        writable=free & own,
        person_writable=free & person,
        asks=late & own,
        person_asks=late & person,
        until={name: last for name in free & theirs if (last := ends[name]) is not None},
        extended=more,
        why="" if (free | late) & theirs else "frozen",
    )


def _filled_by(role: str, section: Section) -> Iterable[FieldPolicy]:
    wanted = [(section.label, section.fields), ("people.Person", section.person_fields)]
    for label, names in wanted:
        declared = catalogue.declared(label).fields
        yield from (declared[name] for name in names if name in declared and role in declared[name].fills)


def asking_ends(participation: Participation) -> date:
    """Return the last day on which a change can be asked for."""
    return participation.edition.departure_day + timedelta(days=ASKING_DAYS)


def extensions(participation: Participation) -> list[FreezeExtension]:
    """Return the days given to this person beyond the others, the latest first (one query; kept on the participation)."""
    kept: list[FreezeExtension] | None = getattr(participation, "_extensions", None)
    if kept is None:
        kept = list(participation.freeze_extensions.select_related("made_by"))
        participation._extensions = kept  # type: ignore[attr-defined]
    return kept


def extended_until(participation: Participation, code: str, at: date) -> date | None:
    """Return the day until which this person may change the section although its day has passed; None without one that counts."""
    days = [
        row.until
        for row in extensions(participation)
        if row.section in ("", code) and row.ended_at is None and row.until >= at
    ]
    return max(days, default=None)


def asks_for_guardian(participation: Participation, at: date) -> bool:
    """Say whether a parent is asked for: under 18 today (whoever is so on the day of arrival is so today)."""
    if participation.capacity not in asked.PARENTS:
        return False
    born = participation.person.birth_date
    return born is not None and born > ages.born_by(at)


def shares_address(guardian: Guardian, person: Person) -> bool:
    """Say whether a parent is written to at the student's own address (or the one they sign in with)."""
    own = {person.email.casefold(), person.user.email.casefold() if person.user else ""}
    return bool(guardian.email) and guardian.email.casefold() in own


def notice_read(participation: Participation) -> bool:
    """Say whether the person has read the present version of the privacy notice."""
    return NoticeRead.objects.filter(
        person=participation.person_id, edition_id=participation.edition_id, version=NOTICE_VERSION
    ).exists()


def guardian_fields(role: str) -> frozenset[str]:
    """Return the facts of a guardian that the role may fill in."""
    declared = catalogue.declared("people.Guardian").fields
    return frozenset(name for name, field in declared.items() if role in field.fills)
