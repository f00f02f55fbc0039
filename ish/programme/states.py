"""Kinds and stages of programmes, phases of an edition, kinds of nominating bodies, parts of the organisers' work."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ProgrammeKind(models.TextChoices):
    """What sort of programme; it decides which stages exist."""

    INCOMING = "incoming", _("incoming summer school with lab placements")
    OUTGOING = "outgoing", _("our students travel to a partner's school")
    EXCHANGE = "exchange", _("exchange without labs")


class Stage(models.TextChoices):
    """A stage of the chain that a programme may have."""

    NOMINATIONS = "nominations", _("nominations")
    PROFILES = "profiles", _("profiles")
    WISHES = "wishes", _("lab wishes")
    PLACEMENT = "placement", _("lab placement")
    TRAVEL = "travel", _("travel")


STAGES: dict[str, tuple[str, ...]] = {
    ProgrammeKind.INCOMING: tuple(Stage.values),
    ProgrammeKind.OUTGOING: (Stage.NOMINATIONS, Stage.PROFILES, Stage.TRAVEL),
    ProgrammeKind.EXCHANGE: (Stage.NOMINATIONS, Stage.PROFILES, Stage.TRAVEL),
}


class PhaseCode(models.TextChoices):
    """A dated phase of an edition. `closes` is the due date of what the phase asks for."""

    NOMINATIONS = "nominations", _("Partners name their students")
    DECISION = "decision", _("The school decides")
    ACCEPTANCE = "acceptance", _("Places are accepted")
    PROFILE = "profile", _("Profiles are filled in")
    WISHES = "wishes", _("Lab wishes")
    DOCUMENTS = "documents", _("Passport and health")
    PUBLICATION = "publication", _("Lab places are published")
    TRAVEL = "travel", _("Travel details")
    STAY = "stay", _("The school takes place")


STAGE_OF_PHASE: dict[str, str] = {
    PhaseCode.NOMINATIONS: Stage.NOMINATIONS,
    PhaseCode.DECISION: Stage.NOMINATIONS,
    PhaseCode.ACCEPTANCE: Stage.NOMINATIONS,
    PhaseCode.PROFILE: Stage.PROFILES,
    PhaseCode.DOCUMENTS: Stage.PROFILES,
    PhaseCode.WISHES: Stage.WISHES,
    PhaseCode.PUBLICATION: Stage.PLACEMENT,
    PhaseCode.TRAVEL: Stage.TRAVEL,
    PhaseCode.STAY: Stage.TRAVEL,
}


class BodyKind(models.TextChoices):
    """What sort of partner names students."""

    TWIN_CITY = "twin_city", _("twin city")
    FRIENDSHIP_CITY = "friendship_city", _("friendship city")
    ORGANISATION = "organisation", _("partner organisation or school")
    HOST_CITY = "host_city", _("the host city itself")


class Part(models.TextChoices):
    """The part of the organisers' work somebody does. The lead does everything."""

    LEAD = "lead", _("lead")
    SELECTION = "selection", _("selection")
    TRAVEL = "travel", _("travel")
    HEALTH = "health", _("health")
