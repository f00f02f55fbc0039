"""Institutes in the contact log."""

from collections.abc import Collection
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts import roles
from ish.contacts import subjects
from ish.contacts.subjects import Named, Subject
from ish.desk.registry import called
from ish.placements.models import Institute

INSTITUTE = "placements.institute"


def register() -> None:
    """Tell the log about institutes."""
    subjects.register(Subject(INSTITUTE, _("Institute"), _named, _search, icon="building"))


def _seen(user: Any) -> QuerySet[Institute]:
    """Return the institutes an organiser knows: all of them, because they are one for the whole house."""
    return Institute.objects.all() if roles.holds(user, "organiser") else Institute.objects.none()


def _named(user: Any, keys: Collection[int], edition: Any) -> dict[int, Named]:
    return {row.pk: _name(row) for row in _seen(user).filter(pk__in=keys)}


def _search(user: Any, edition: Any, words: list[str], limit: int) -> dict[int, Named]:
    rows = called(_seen(user).order_by("name"), words, limit, "name", "short_name")
    return {row.pk: _name(row) for row in rows}


def _name(row: Institute) -> Named:
    return Named(row.name, reverse("placements:institute", args=[row.pk]))
