"""Who may look at a picture, and when one is asked for. Writes nothing."""

from datetime import date
from typing import Any

from accounts import roles
from ish import clock
from ish.people import consenting
from ish.people import rules as people
from ish.people.models import Participation
from ish.people.states import HOLDS_PLACE, Capacity
from ish.portraits import registry
from ish.portraits.models import Portrait
from ish.portraits.states import READER_OF
from ish.programme import queries as programme
from ish.programme.states import PhaseCode

FRAMING = ("participant", "organiser")
ASKED = (Capacity.PARTICIPANT, Capacity.TUTOR, Capacity.CHAPERONE)


def today(participation: Participation) -> date:
    """Return the day that counts for the participation: in the zone of its edition."""
    return clock.today(participation.edition.time_zone)


def is_asked(participation: Participation, at: date) -> bool:
    """Say whether the person may give a picture: once they have a place, from the phase of profiles on, unless the consent
    to what is given freely is refused."""
    phase = programme.phase(participation.edition, PhaseCode.PROFILE)
    has_place = participation.state in HOLDS_PLACE and participation.capacity in ASKED
    asked = has_place and phase is not None and phase.opens <= at
    return asked and not consenting.is_refused(participation, "data", at)


def needs_guardian(participation: Participation) -> bool:
    """Say whether a guardian's word is needed as well: under 18 today, or of unknown age. A picture is used from today on."""
    return people.is_minor_on(participation, today(participation)) is not False


def waits_for_guardian(portrait: Portrait) -> bool:
    """Say whether the person allows something, and a guardian has yet to."""
    row = portrait.participation
    return bool(portrait.uses) and needs_guardian(row) and not registry.guardians_allow(row)


def counts(portrait: Portrait, use: str) -> bool:
    """Say whether the picture may be used so: the person allows it, and for a minor every guardian who has to."""
    return portrait.framed_id is not None and use in portrait.uses and not waits_for_guardian(portrait)


def may_frame(user: Any, participation: Participation) -> bool:
    """Say whether the user may see the whole picture and frame it: the person themself and organisers."""
    return bool(roles.through(user, participation) & set(FRAMING))


def may_look(user: Any, portrait: Portrait) -> bool:
    """Say whether the user may see the framed picture: the person, organisers, and those for whom a use is allowed."""
    through = roles.through(user, portrait.participation)
    if through & set(FRAMING):
        return True
    return any(reader in through and counts(portrait, use) for use, reader in READER_OF.items())
