"""Reads: looks, changes, erasures, officers, and the words of the record."""

from typing import Any

from auditlog.models import LogEntry
from auditlog.registry import auditlog
from django.contrib.contenttypes.models import ContentType
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest

from accounts import roles
from accounts.models import User
from ish.oversight.models import Officer, Record
from ish.oversight.unusual import naming
from ish.privacy import catalogue
from ish.privacy.models import Erasure, Look
from ish.programme import queries as programme
from ish.programme.models import Edition

__all__ = ["naming"]


def looks(user: Any) -> QuerySet[Look]:
    """Return every look that the user may oversee, newest first."""
    rows = roles.visible_to(Look.objects.all(), user, role="officer").select_related("reader")
    return rows.order_by("-at", "-pk")


def changes(user: Any) -> QuerySet[LogEntry]:
    """Return every recorded change that the user may oversee, newest first."""
    rows = LogEntry.objects.all() if roles.holds(user, "officer") else LogEntry.objects.none()
    return (
        rows.select_related("actor", "content_type")
        .defer("serialized_data", "additional_data")
        .order_by("-timestamp", "-pk")
    )


def changes_about(rows: QuerySet[LogEntry], person_id: int) -> QuerySet[LogEntry]:
    """Narrow changes to the rows of one person, in every model that knows whose it is."""
    known = [p for p in catalogue.every().values() if p.lookup() and auditlog.contains(p.model)]
    kinds = ContentType.objects.get_for_models(*(policy.model for policy in known))
    condition = Q(pk__in=[])
    for policy in known:
        own = policy.model._default_manager.filter(**{str(policy.lookup()): person_id}).values("pk")
        condition |= Q(content_type=kinds[policy.model], object_id__in=own)
    return rows.filter(condition)


def erasures(user: Any) -> QuerySet[Erasure]:
    """Return what was erased, newest first, for those who oversee it."""
    held = roles.holds(user, "officer", "organiser")
    rows = Erasure.objects.all() if held else Erasure.objects.none()
    return rows.select_related("asked_by").order_by("-at", "-pk")


def readers() -> QuerySet[User]:
    """Return everybody who has looked at something."""
    return User.objects.filter(pk__in=Look.objects.order_by().values("reader")).order_by("name", "pk")


def actors() -> QuerySet[User]:
    """Return everybody who has changed something."""
    return User.objects.filter(pk__in=LogEntry.objects.order_by().values("actor")).order_by("name", "pk")


def edition_of(request: HttpRequest) -> Edition | None:
    """Return the edition whose dates are meant: the one looked at, else the newest."""
    return programme.current_edition(request) or Edition.objects.select_related("programme").first()


def edition_or_404(request: HttpRequest) -> Edition:
    """Return the same; raises `Http404` in an empty installation."""
    found = edition_of(request)
    if found is None:
        raise Http404
    return found


def record_of(edition: Edition) -> Record:
    """Return the words of the edition's programme (an empty row, not saved, before there are any)."""
    found = (
        Record.objects.select_related("saved_by", "checked_by").filter(programme=edition.programme_id).first()
    )
    return found or Record(programme=edition.programme)


def officers() -> QuerySet[Officer]:
    """Return everybody who watches or watched over data protection."""
    return Officer.objects.select_related("user").order_by("name", "pk")
