"""A column that holds what a row is found by, and the one door through which it stays true.

SQLite compares only English letters without case, and PostgreSQL no accents: both find by what is folded when a row is written.
A search looks for parts of words, for which no plain index is of use; over some thousand short texts none is needed.
"""

from collections.abc import Collection, Iterable, Sequence
from typing import Any

from django.db import models

from ish.desk import folding


class FoldedField(models.TextField):
    """The texts of other fields of the row (`of`), as `folding.searchable` has them; written whenever the row is."""

    recorded = False  # the history keeps what was changed, not what follows from it

    def __init__(self, *args: Any, of: Sequence[str] = (), **kwargs: Any) -> None:
        self.of = tuple(of)
        super().__init__(*args, **{"blank": True, "default": "", "editable": False, **kwargs})

    def deconstruct(self) -> tuple[str, str, Sequence[Any], dict[str, Any]]:
        """As a migration writes it."""
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, {**kwargs, "of": self.of}

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        """Return the texts of the row as it is now."""
        text = folding.searchable(*(getattr(model_instance, name) or "" for name in self.of))
        setattr(model_instance, self.attname, text)
        return text


def following(model: type[models.Model], names: Collection[str]) -> set[str]:
    """Return the folded fields that change when these fields do."""
    folded = (field for field in model._meta.concrete_fields if isinstance(field, FoldedField))
    return {field.name for field in folded if not set(names).isdisjoint(field.of)}


class FoldedQuerySet(models.QuerySet[Any]):
    """Rows with folded fields: what is changed in bulk is folded anew."""

    def update(self, **kwargs: Any) -> int:
        """Change all rows; as `QuerySet.update`."""
        stale = following(self.model, kwargs) - set(kwargs)
        if not stale:
            return super().update(**kwargs)
        keys = list(self.values_list("pk", flat=True))  # afterwards they may not fit the filter any more
        count = super().update(**kwargs)
        for row in self.model._base_manager.filter(pk__in=keys):
            row.save(update_fields=stale)
        return count

    update.alters_data = True  # type: ignore[attr-defined]


class Folded(models.Model):
    """A model with folded fields."""

    objects = FoldedQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, update_fields: Iterable[str] | None = None, **kwargs: Any) -> None:
        """Save the row, and with a field what is folded of it."""
        if update_fields is not None:
            names = set(update_fields)
            update_fields = names | following(type(self), names) if names else names
        super().save(*args, update_fields=update_fields, **kwargs)


def refold(model: type[models.Model], batch: int = 1000) -> None:
    """Fill the folded fields of rows that exist (for migrations, whose models know no `save` of ours)."""
    fields: list[Any] = [field for field in model._meta.concrete_fields if isinstance(field, FoldedField)]
    manager = model._default_manager
    keys = list(manager.order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(keys), batch):
        rows = list(manager.filter(pk__in=keys[start : start + batch]))
        for row in rows:
            for field in fields:
                field.pre_save(row, False)
        manager.bulk_update(rows, [field.name for field in fields], batch_size=batch)
