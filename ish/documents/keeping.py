"""How long files are kept that are no papers of the season: apps above say it of theirs, such as signed consents."""

from collections.abc import Callable, Collection
from functools import partial
from typing import Any

from django.db.models import Q, QuerySet

from ish.documents import services
from ish.documents.models import StoredFile
from ish.privacy import registry as privacy

Holding = Callable[[], QuerySet[Any]]
"""Returns the keys of the files in question, as a queryset."""


def keep(name: str, files: Holding, *, erase: str) -> None:
    """Have the files of `files()` go when the class `erase` is due, instead of with the papers of the season."""
    privacy.keep_rows(StoredFile._meta.label, files, erase=erase)

    def many(people: Collection[int], edition_id: int | None = None) -> dict[str, int]:
        return services.forget_files(Q(pk__in=files()), people, edition_id)

    privacy.on_erase(f"documents.{name}", partial(_one, many), erase=erase, many=many, by_edition=True)


def _one(many: Any, person_id: int) -> dict[str, int]:
    counts: dict[str, int] = many([person_id])
    return counts
