"""The papers and pictures that go into a copy, and those that stay out because their kind is not for this reader to open."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from ish.documents import kinds
from ish.documents.models import StoredFile, Version
from ish.documents.states import READABLE
from ish.people.models import Person
from ish.privacy import catalogue


@dataclass(frozen=True)
class Paper:
    """A file that goes into the copy: its row, its own name, and what it is."""

    file: StoredFile
    name: str
    kind: str


@dataclass(frozen=True)
class Papers:
    """What goes in, the names of kinds that stay out, and what waits for the virus scanner."""

    inside: list[Paper]
    confidential: list[str]
    unreadable: list[str]

    @property
    def keys(self) -> set[int]:
        """The keys of the rows of the files that go in."""
        return {paper.file.pk for paper in self.inside}


def of(person: Person, *, role: str) -> Papers:
    """Return the papers about a person as far as `role` may open them (two or three queries)."""
    rows = StoredFile.objects.filter(participation__person=person).exclude(path="").order_by("pk")
    known = {file.pk: file for file in rows}
    found = Papers([], [], [])
    versions = Version.objects.filter(file__in=known).select_related("document").order_by("pk")
    for version in versions:
        file = known.pop(version.file_id)
        kind = kinds.get(version.document.kind)
        _sort(found, file, str(kind.label), open_=role in kind.reads)
    for file, label, declared in _others(known):
        _sort(found, file, label, open_=declared is not None and role in declared.reads)
    return found


def _sort(found: Papers, file: StoredFile, label: str, *, open_: bool) -> None:
    if not open_:
        found.confidential.append(label)
    elif file.scan not in READABLE:
        found.unreadable.append(label)
    else:
        found.inside.append(Paper(file, file.name or _("paper"), label))


def _others(known: dict[int, StoredFile]) -> Iterator[tuple[StoredFile, str, Any]]:
    """Yield the files that are no version of a paper, what they belong to, and how that is declared."""
    for relation in StoredFile._meta.related_objects if known else ():
        model, name = relation.related_model, relation.field.name
        if model is Version or not isinstance(model, type):
            continue
        policy = catalogue.every().get(model._meta.label_lower)
        for key in model._default_manager.filter(**{f"{name}__in": list(known)}).values_list(name, flat=True):
            declared = policy.fields.get(name) if policy else None
            yield known.pop(key), str(model._meta.verbose_name), declared
