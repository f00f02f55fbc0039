"""The papers and pictures that go into a copy, and those that stay out because they are not for this reader to open."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Field
from django.utils.translation import gettext as _

from ish.documents import kinds
from ish.documents.models import StoredFile, Version
from ish.documents.states import READABLE
from ish.people.models import Person


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


@dataclass(frozen=True)
class Reader:
    """For whom a copy is: the role, and of several parents which one."""

    role: str
    guardian_id: int | None = None


def _theirs(row: Any, reader: Reader) -> bool:
    """A signed form is for whoever signed it."""
    own = row.guardian_id is None if reader.role == "participant" else row.guardian_id == reader.guardian_id
    return bool(own)


# Files that are no versions of a paper, by the row that holds them: closed unless opened here.
OPEN: dict[str, Callable[[Any, Reader], bool]] = {
    "portraits.portrait": lambda row, reader: True,
    "consents.paper": _theirs,
    "applications.reference": lambda row, reader: (
        False
    ),  # a letter of recommendation is written in confidence
}


def of(person: Person, *, role: str, guardian_id: int | None = None) -> Papers:
    """Return the papers about a person as far as `role` may open them (a few queries)."""
    reader = Reader(role, guardian_id)
    rows = StoredFile.objects.filter(participation__person=person).exclude(path="").order_by("pk")
    known = {file.pk: file for file in rows}
    found = Papers([], [], [])
    versions = Version.objects.filter(file__in=known).select_related("document").order_by("pk")
    for version in versions:
        kind = kinds.get(version.document.kind)
        _sort(found, known[version.file_id], str(kind.label), is_open=role in kind.reads)
    for field in holding() if known else ():
        for row in field.model._default_manager.filter(**{f"{field.name}__in": list(known)}).order_by("pk"):
            ask = OPEN.get(row._meta.label_lower)
            label = str(row._meta.verbose_name)
            file = known[getattr(row, field.attname)]
            _sort(found, file, label, is_open=ask is not None and ask(row, reader))
    return found


def _sort(found: Papers, file: StoredFile, label: str, *, is_open: bool) -> None:
    if not is_open:
        found.confidential.append(label)
    elif file.scan not in READABLE:
        found.unreadable.append(label)
    elif file.pk not in found.keys:
        found.inside.append(Paper(file, file.name or _("paper"), label))


def holding() -> Iterator[Any]:
    """Yield the fields of all apps, but of versions, by which something holds a file."""
    for one in StoredFile._meta.get_fields(include_hidden=True):
        field: Field[Any, Any] | None = getattr(one, "field", None)
        if one.auto_created and field is not None and field.model is not Version:
            yield field
