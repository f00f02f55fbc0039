"""The ladder of a participation, capacities, and who may have to act."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Capacity(models.TextChoices):
    """As what a person takes part."""

    PARTICIPANT = "participant", _("participant")
    TUTOR = "tutor", _("tutor")
    CHAPERONE = "chaperone", _("chaperone")
    DAY_GUEST = "day_guest", _("day guest")
    INVITED_GUEST = "invited_guest", _("invited guest")


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
