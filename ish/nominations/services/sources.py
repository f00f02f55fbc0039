"""Where names came from when a partner wrote a letter or sent a PDF: the file, kept with each student it is about."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ish.documents import services as documents
from ish.documents import storage
from ish.documents.models import Version
from ish.documents.states import READABLE
from ish.nominations.models import Nomination
from ish.programme.models import Edition, NominatingBody

KIND = "nominations.source"
MOST = 100


@dataclass(frozen=True)
class Source:
    """One letter or list of a partner, with how many students refer to it; `version` is one of its copies."""

    version: Version
    students: int


def sources_of(edition: Edition, body: NominatingBody) -> list[Source]:
    """Return the partner's letters and lists that can be opened, the newest first (one query)."""
    rows = Version.objects.filter(
        document__kind=KIND,
        document__participation__nomination__edition=edition,
        document__participation__nomination__body=body,
        file__scan__in=READABLE,
    ).exclude(file__path="")
    found: dict[str, list[Version]] = {}
    for row in rows.select_related("file", "document__participation__edition").order_by("-pk"):
        found.setdefault(row.file.sha256, []).append(row)
    return [Source(versions[0], len(versions)) for versions in found.values()]


def attach_source(*, nominations: Sequence[Nomination], data: bytes, name: str, source: str, by: Any) -> int:
    """Keep a letter or a list with each of the students it is about, whom an organiser added; return for how many.

    Each student has a copy; the first who is erased takes all of them along. Call it outside a transaction. Raises
    `documents.Refused`.
    """
    digest = hashlib.sha256(data).hexdigest()
    standing = set(
        Version.objects.filter(
            document__kind=KIND,
            document__participation__in=[row.participation_id for row in nominations],
            file__sha256=digest,
        ).values_list("document__participation", flat=True)
    )
    fresh = [row for row in nominations if row.participation_id not in standing]
    if len(fresh) > MOST:
        text = ngettext(
            "Please choose no more than %(n)s student at once.",
            "Please choose no more than %(n)s students at once.",
            MOST,
        )
        raise documents.Refused(text % {"n": MOST})
    for row in fresh:
        documents.hand_in(
            participation=row.participation, kind=KIND, data=data, name=name, by=by, source=source[:300]
        )
    return len(fresh)


def attach_again(*, nominations: Sequence[Nomination], version: Version, by: Any) -> int:
    """Let more students refer to a letter that is here already; return for how many. Raises `documents.Refused`."""
    try:
        data = storage.read(version.file.path)
    except storage.Gone as error:
        raise documents.Refused(_("This file is no longer here. Please attach it anew.")) from error
    return attach_source(
        nominations=nominations, data=data, name=version.file.name or "", source=version.source, by=by
    )


def versions_of(participations: Iterable[int]) -> list[Version]:
    """Return the letters and lists that some students refer to, the newest first (one query)."""
    rows = Version.objects.filter(document__kind=KIND, document__participation__in=list(participations))
    rows = rows.exclude(file__path="").select_related("file", "document__participation__edition")
    return list(rows.order_by("-pk"))
