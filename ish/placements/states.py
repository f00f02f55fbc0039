"""States of a lab project, of a plan, and where a placement came from."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ProjectState(models.TextChoices):
    """Whether a project takes people this year."""

    ASKED = "asked", _("asked")
    OPEN = "open", _("takes part")
    CLOSED = "closed", _("not this year")


class PlanState(models.TextChoices):
    """Where a plan stands."""

    DRAFT = "draft", _("draft")
    PUBLISHED = "published", _("published")
    RETIRED = "retired", _("replaced")


PLAN_NEXT: dict[str, frozenset[str]] = {
    PlanState.DRAFT: frozenset({PlanState.PUBLISHED}),
    PlanState.PUBLISHED: frozenset({PlanState.RETIRED}),
    PlanState.RETIRED: frozenset(),
}


class Source(models.TextChoices):
    """How a placement came about."""

    SOLVER = "solver", _("proposed")
    HAND = "hand", _("by hand")


class Preset(models.TextChoices):
    """What the engine aims for, after placing as many people as possible."""

    BALANCED = "balanced", _("balanced")
    GREEDY = "greedy", _("most first choices")
    GENEROUS = "generous", _("nobody far down the list")


class StepKind(models.TextChoices):
    """What was done in a plan."""

    MADE = "made", _("made")
    PROPOSED = "proposed", _("proposed by the engine")
    PLACED = "placed", _("moved")
    UNPLACED = "unplaced", _("taken out")
    PINNED = "pinned", _("pinned")
    UNPINNED = "unpinned", _("unpinned")
    PUBLISHED = "published", _("published")
