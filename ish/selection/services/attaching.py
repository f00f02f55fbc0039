"""Papers and the referee's file behind a dossier: as pages of the same PDF, or a page that says why not."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from ish.applications.models import Reference
from ish.documents import kinds, storage
from ish.documents.models import StoredFile, Version
from ish.papers import appending, setting
from ish.papers.appending import CannotAppend, Part, Why
from ish.privacy import services as privacy
from ish.selection.dossier import Dossier

MOST = 60_000_000
"""No more bytes of papers than that stand in one PDF."""


@dataclass
class Room:
    """How many bytes of papers still find room in a PDF."""

    left: int = MOST

    def take(self, size: int) -> None:
        """Count a paper. Raises `CannotAppend` when it is too large."""
        if size > self.left:
            raise CannotAppend(Why.LARGE)
        self.left -= size


def follow(found: Dossier, *, reader: Any, role: str, where: str, room: Room) -> Iterator[Part]:
    """Yield the papers of a dossier as pages; each look is written down. An anonymised one has none."""
    if found.anonymised:
        return
    for label, file in _files(found, role):
        try:
            room.take(file.size)
            pdf = appending.pages_of(storage.read(file.path), file.content_type)
            privacy.reveal(file, reader=reader, role=role, where=where, reason=label)
        except CannotAppend as error:
            pdf = _unshown(found, label, error.why)
        except storage.Gone:
            pdf = _unshown(found, label, Why.BROKEN)
        yield Part(f"{found.title}: {label}", pdf)


def _files(found: Dossier, role: str) -> Iterator[tuple[str, StoredFile]]:
    rows = Version.objects.select_related("file__participation__edition", "document").in_bulk(
        [key for _label, key in found.behind]
    )
    for label, key in found.behind:
        row = rows.get(key)
        if row and role in kinds.get(row.document.kind).reads:
            yield label, row.file
    if found.letter_file:
        letter = Reference.objects.select_related("file__participation__edition").get(pk=found.letter_file)
        if letter.file:
            yield _("Recommendation"), letter.file


def _unshown(found: Dossier, label: str, why: Why) -> bytes:
    """Return a page that says why a paper is not shown."""
    reasons = {
        Why.LOCKED: _("The file is protected by a password."),
        Why.BROKEN: _("The file is damaged and cannot be read."),
        Why.LONG: _("The file has more than %(n)s pages.") % {"n": appending.MOST_PAGES},
        Why.LARGE: _("The file is too large to stand here."),
        Why.OTHER: _("Files of this kind cannot be shown here."),
    }
    text = f"{reasons[why]} {_('You find it on the page of the student.')}"
    data = {"heading": label, "of": found.title, "text": text}
    return setting.typeset("unshown", data, language=get_language() or "en", title=label)
