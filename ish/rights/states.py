"""The ladders of a copy, a request and a restriction."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class CopyState(models.TextChoices):
    """Where the copy of everything about a person stands."""

    MAKING = "making", _("being made")
    READY = "ready", _("ready")
    GONE = "gone", _("no longer kept")
    FAILED = "failed", _("could not be made")


class CopyRole(models.TextChoices):
    """For whom a copy is: what they may read goes into it."""

    PARTICIPANT = "participant", _("the person")
    GUARDIAN = "guardian", _("a parent or guardian")


class RequestKind(models.TextChoices):
    """What somebody asks about their own data, other than a copy or a correction."""

    ERASURE = "erasure", _("erase my data")
    OBJECTION = "objection", _("stop using my data for something")
    RESTRICTION = "restriction", _("keep my data, but do not use it for now")


class RequestState(models.TextChoices):
    """Where a request stands."""

    RECEIVED = "received", _("received")
    ANSWERED = "answered", _("answered")


NEXT: dict[str, frozenset[str]] = {
    RequestState.RECEIVED: frozenset({RequestState.ANSWERED}),
    RequestState.ANSWERED: frozenset(),
}


class Outcome(models.TextChoices):
    """What came of a request."""

    DONE = "done", _("done")
    PARTLY = "partly", _("done in part")
    REFUSED = "refused", _("not done")


class AskedBy(models.TextChoices):
    """Who asked that the use of somebody's data be restricted."""

    PERSON = "person", _("the person")
    GUARDIAN = "guardian", _("a parent or guardian")
    SCHOOL = "school", _("we ourselves")
    AUTHORITY = "authority", _("a supervisory authority or court")
