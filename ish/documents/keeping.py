"""How long files are kept that are no papers of the season: apps above say it of theirs, such as signed consents."""

from collections.abc import Callable, Collection
from functools import partial
from typing import Any

from django.db.models import Q, QuerySet

from ish.documents import services
from ish.documents.models import StoredFile
from ish.privacy import registry as privacy
from ish.privacy.registry import ManyEraser

Holding = Callable[[], QuerySet[Any]]
"""Returns the keys of the files in question, as a queryset."""


def keep(name: str, files: Holding, *, erase: str, door: ManyEraser | None = None, consent: str = "") -> None:
    """Have the files of `files()` go when the class `erase` is due, instead of with the papers of the season.

    `door(people, edition_id)` is the one that lets them go where rows of the app have to learn of it; without it they just go.
    With the `consent` on which alone they are kept they go, too.
    """
    privacy.keep_rows(StoredFile._meta.label, files, erase=erase)

    def many(people: Collection[int], edition_id: int | None = None) -> dict[str, int]:
        return services.forget_files(Q(pk__in=files()), people, edition_id)

    def left() -> QuerySet[Any]:
        return StoredFile.objects.filter(pk__in=files()).exclude(path="").order_by().values("participation")

    empty = door or many
    privacy.on_erase(
        f"documents.{name}",
        partial(_one, empty),
        erase=erase,
        many=empty,
        by_edition=True,
        consent=consent,
        left=left if consent else None,
    )


def _one(many: ManyEraser, person_id: int) -> dict[str, int]:
    counts: dict[str, int] = many([person_id], None)
    return counts
