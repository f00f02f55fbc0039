"""The ladder of a participation, capacities, and who may have to act."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _


class Capacity(models.TextChoices):
    """As what a person takes part."""

    PARTICIPANT = "participant", _("participant")
    TUTOR = "tutor", _("tutor")
    CHAPERONE = "chaperone", _("chaperone")
    DAY_GUEST = "day_guest", _("day guest")
    INVITED_GUEST = "invited_guest", _("invited guest")


GUESTS = (Capacity.TUTOR, Capacity.CHAPERONE, Capacity.DAY_GUEST, Capacity.INVITED_GUEST)
"""Who is no participant: no partner names them, no place of anybody's is counted for them, nothing is decided on them."""


class State(models.TextChoices):
    """Where a participation stands."""

    PROSPECTIVE = "prospective", _("named")
    OFFERED = "offered", _("place offered")
    CONFIRMED = "confirmed", _("place accepted")
    ARRIVED = "arrived", _("arrived")
    COMPLETED = "completed", _("completed")
    NOT_SELECTED = "not_selected", _("not selected")
    GAVE_BACK = "gave_back", _("gave the place back")
    WITHDREW = "withdrew", _("withdrew")
    VISA_REFUSED = "visa_refused", _("visa refused")
    NO_SHOW = "no_show", _("did not arrive")
    LEFT_EARLY = "left_early", _("left early")


NEXT: dict[str, frozenset[str]] = {
    State.PROSPECTIVE: frozenset({State.OFFERED, State.NOT_SELECTED, State.WITHDREW}),
    State.OFFERED: frozenset(
        {State.CONFIRMED, State.GAVE_BACK, State.WITHDREW, State.VISA_REFUSED, State.PROSPECTIVE}
    ),
    State.CONFIRMED: frozenset(
        {State.ARRIVED, State.GAVE_BACK, State.WITHDREW, State.VISA_REFUSED, State.NO_SHOW}
    ),
    State.ARRIVED: frozenset({State.COMPLETED, State.LEFT_EARLY, State.CONFIRMED}),
    State.COMPLETED: frozenset(),
    State.NOT_SELECTED: frozenset({State.PROSPECTIVE, State.OFFERED}),
    State.GAVE_BACK: frozenset({State.OFFERED}),
    State.WITHDREW: frozenset({State.PROSPECTIVE}),
    State.VISA_REFUSED: frozenset({State.OFFERED}),
    State.NO_SHOW: frozenset({State.ARRIVED}),
    State.LEFT_EARLY: frozenset(),
}
# Who is no participant comes without anybody's decision: invited, coming, and back again where that was a mistake.
NEXT_OF_GUESTS: dict[str, frozenset[str]] = {
    State.PROSPECTIVE: frozenset({State.OFFERED, State.CONFIRMED, State.WITHDREW}),
    State.OFFERED: frozenset({State.CONFIRMED, State.GAVE_BACK, State.WITHDREW, State.VISA_REFUSED}),
    State.CONFIRMED: frozenset(
        {State.OFFERED, State.ARRIVED, State.GAVE_BACK, State.WITHDREW, State.VISA_REFUSED, State.NO_SHOW}
    ),
    State.ARRIVED: frozenset({State.COMPLETED, State.LEFT_EARLY, State.CONFIRMED}),
    State.COMPLETED: frozenset({State.ARRIVED}),
    State.NOT_SELECTED: frozenset(),
    State.GAVE_BACK: frozenset({State.OFFERED, State.CONFIRMED}),
    State.WITHDREW: frozenset({State.OFFERED, State.CONFIRMED}),
    State.VISA_REFUSED: frozenset({State.OFFERED, State.CONFIRMED}),
    State.NO_SHOW: frozenset({State.CONFIRMED, State.ARRIVED}),
    State.LEFT_EARLY: frozenset({State.ARRIVED}),
}
SAID_OF_GUESTS = {
    State.PROSPECTIVE: _("noted"),
    State.OFFERED: _("invited"),
    State.CONFIRMED: _("coming"),
    State.GAVE_BACK: _("cannot come"),
    State.WITHDREW: _("taken off the list"),
}
"""How a state is called of somebody who is no participant, where the usual word speaks of places."""


def word_of(state: str, capacity: str) -> Any:
    """Return how a state is called for somebody who comes as `capacity`."""
    usual = State(state).label
    return usual if capacity == Capacity.PARTICIPANT else SAID_OF_GUESTS.get(State(state), usual)


OPEN = (State.PROSPECTIVE, State.OFFERED, State.CONFIRMED, State.ARRIVED)
HOLDS_PLACE = (State.OFFERED, State.CONFIRMED, State.ARRIVED, State.COMPLETED)
COMING = (State.CONFIRMED, State.ARRIVED)
GONE = (
    State.NOT_SELECTED,
    State.GAVE_BACK,
    State.WITHDREW,
    State.VISA_REFUSED,
    State.NO_SHOW,
    State.LEFT_EARLY,
)


class Actor(models.TextChoices):
    """Whose turn it is."""

    PARTICIPANT = "participant", _("participant")
    GUARDIAN = "guardian", _("guardian")
    COORDINATOR = "coordinator", _("partner's coordinator")
    HOST = "host", _("lab supervisor")
    ORGANISER = "organiser", _("organiser")


class Answering(models.TextChoices):
    """Who says yes to a place: the person, and a parent or guardian of somebody under 18."""

    STUDENT = "student", _("student")
    GUARDIAN = "guardian", _("parent or guardian")


class Method(models.TextChoices):
    """How an answer reached us."""

    PAGE = "page", _("signed in")
    LINK = "link", _("by a link we sent")
    PHONE = "phone", _("by phone")
    PAPER = "paper", _("on paper")
    OTHER = "other", _("in another way")


class Sex(models.TextChoices):
    """The entry as in the passport (ICAO Doc 9303)."""

    FEMALE = "F", _("female (F)")
    MALE = "M", _("male (M)")
    UNSPECIFIED = "X", _("unspecified (X)")


class Relation(models.TextChoices):
    """Who a guardian is to the student."""

    MOTHER = "mother", _("mother")
    FATHER = "father", _("father")
    RELATIVE = "relative", _("another relative")
    APPOINTED = "appointed", _("appointed by a court or an office")
    OTHER = "other", _("somebody else")


class Custody(models.TextChoices):
    """Whether somebody may decide for the student, alone or together with somebody else."""

    UNKNOWN = "unknown", _("not known yet")
    JOINT = "joint", _("joint custody: both parents decide")
    SOLE = "sole", _("sole custody: decides alone")
    APPOINTED = "appointed", _("appointed guardian")
    ENTRUSTED = "entrusted", _("looks after the student, without custody")


class Reach(models.TextChoices):
    """How a guardian wants to be reached."""

    EMAIL = "email", _("by e-mail")
    PHONE = "phone", _("by phone")
    PAPER = "paper", _("on paper, through the student")
