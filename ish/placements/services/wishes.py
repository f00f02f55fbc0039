"""Saving a ranked list of wishes."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from ish import clock
from ish.people.models import Participation
from ish.placements import queries
from ish.placements.models import Wish, WishList
from ish.placements.services.errors import ChangedMeanwhile, NotAllowed

MOST_WISHES = 8


@transaction.atomic
def save_wishes(
    *,
    participation: Participation,
    projects: Sequence[int],
    any_suitable: bool,
    note: str = "",
    version: int | None = None,
    by: Any = None,
) -> WishList:
    """Save the ranked list (keys of projects, dearest first); saving what is stored already changes nothing.

    Projects that are not open in this edition are refused unless they are on the list already. Raises `ChangedMeanwhile`,
    `NotAllowed`.
    """
    Participation.objects.select_for_update().get(pk=participation.pk)
    row, _made = WishList.objects.get_or_create(participation=participation)
    ranked, note = list(dict.fromkeys(projects)), note.strip()
    kept = list(row.wishes.order_by("rank").values_list("project", flat=True))
    if row.submitted_at and (kept, row.any_suitable, row.note) == (ranked, any_suitable, note):
        return row
    if version is not None and row.version != version:
        raise ChangedMeanwhile(row)
    if len(ranked) > MOST_WISHES:
        raise NotAllowed(_("Please name at most %(number)s projects.") % {"number": MOST_WISHES})
    allowed = set(queries.open_projects(participation.edition).values_list("pk", flat=True))
    if set(ranked) - allowed - set(kept):
        raise NotAllowed(_("One of these projects does not take part any more. Please choose again."))
    row.any_suitable, row.note, row.version = any_suitable, note, row.version + 1
    row.submitted_at = clock.now()
    row.save(update_fields=["any_suitable", "note", "version", "submitted_at"])
    row.wishes.all().delete()
    Wish.objects.bulk_create(
        Wish(wish_list=row, project_id=pk, rank=rank) for rank, pk in enumerate(ranked, start=1)
    )
    return row
