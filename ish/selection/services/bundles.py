"""Dossiers as papers: one at once, all of a reader's in the background, kept sealed for a day."""

import base64
from collections.abc import Callable, Collection, Sequence
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from accounts import roles
from ish.jobs import registry
from ish.jobs import services as jobs
from ish.jobs.models import Job
from ish.nominations.models import Nomination
from ish.papers import appending, setting
from ish.papers.appending import Part
from ish.privacy import holding, restricting
from ish.privacy import services as privacy
from ish.programme.models import Edition
from ish.selection import dossier, queries, rules
from ish.selection.models import Bundle
from ish.selection.rules import ORGANISER, REVIEWER
from ish.selection.services import attaching

KEPT = timedelta(hours=23)  # the sweep comes every hour: within a day all is gone
KIND = "selection.dossiers"


def paper(
    found: Sequence[dossier.Dossier],
    *,
    edition: Edition,
    reader: Any,
    role: str,
    where: str = "file",
    progress: Callable[[int], None] = lambda number: None,
) -> bytes:
    """Return dossiers as one PDF, each on pages of its own with its papers behind it; it says for whom it was made."""
    parts: list[Part] = []
    waiting: list[dossier.Dossier] = []
    room = attaching.Room()
    for number, one in enumerate(found):
        waiting.append(one)
        papers = list(attaching.follow(one, reader=reader, role=role, where=where, room=room))
        if papers or one is found[-1]:  # those without papers are set together: it is much quicker
            parts += [Part("", _sheets(waiting, edition=edition, reader=reader)), *papers]
            waiting = []
        progress(number)
    return appending.together(parts)


def _sheets(found: list[dossier.Dossier], *, edition: Edition, reader: Any) -> bytes:
    language = get_language() or "en"
    heads = {"motivation": _("Motivation"), "letter": _("Recommendation"), "papers": _("Papers")}
    words = {"edition": str(edition), "reader": reader.get_full_name()}
    data = {
        "dossiers": [dossier.as_data(one, heads=heads) for one in found],
        "attached_label": _("Papers"),
        "withheld_label": _("Withheld in the anonymised view"),
    }
    return setting.typeset(
        "dossier",
        data,
        language=language,
        title=_("Dossiers, %(edition)s") % words,
        footer=_("%(edition)s – confidential, for %(reader)s") % words,
        names=setting.Names.PASSPORT,
    )


def start(*, edition: Edition, role: str, by: Any) -> Job:
    """Begin to set all dossiers that the user may read in the role; the job's page leads to the file."""
    return jobs.start(kind=KIND, owner=by, args={"edition": edition.pk, "role": role})


def run(job: Job, progress: registry.Progress) -> dict[str, Any]:
    """Set the dossiers of a job's owner. Raises `Refused` when there are none."""
    edition = Edition.objects.select_related("programme").get(pk=job.args["edition"])
    user: Any = job.owner
    role = job.args["role"]
    anonymised = rules.board_of(edition).anonymised and role == REVIEWER
    seen = _rows(user, edition, role)
    rows, left_out = list(restricting.without(seen)), restricting.left_out_of(seen)
    if not rows:
        raise registry.Refused(_("There is no dossier that you may read."))
    with privacy.one_act():
        found = [
            dossier.make(row, reader=user, role=role, anonymised=anonymised, where="export") for row in rows
        ]
        made = paper(
            found,
            edition=edition,
            reader=user,
            role=role,
            where="export",
            progress=lambda number: progress(number, len(rows) + 1),
        )
    data = base64.b64encode(made).decode()
    with transaction.atomic():
        Bundle.objects.filter(owner=user, edition=edition).delete()
        bundle = Bundle.objects.create(
            owner=user,
            edition=edition,
            role=role,
            students=[row.pk for row in rows],
            anonymised=anonymised,
            data=data,
        )
    words = ngettext("%(n)s dossier in one file.", "%(n)s dossiers in one file.", len(found)) % {
        "n": len(found)
    }
    words = " ".join(
        filter(None, (words, restricting.in_words(left_out), _("You can download it for one day.")))
    )
    return {
        "text": words,
        "url": reverse("selection:bundle", args=[bundle.pk]),
        "url_label": _("Download the PDF"),
    }


def _rows(user: Any, edition: Edition, role: str) -> Any:
    rows = Nomination.objects.select_related(*queries.WITH_PERSON).order_by("pk")
    if role == ORGANISER:
        handed = rules.handed_in(edition).values("pk")
        return roles.visible_to(rows.filter(pk__in=handed), user, role=ORGANISER)
    return rows.filter(pk__in=rules.open_to(user).filter(edition=edition).values("pk"))


def still_open(bundle: Bundle) -> bool:
    """Say whether its owner may read everything in a bundle still: no conflict of interest since, no view without names."""
    user: Any = bundle.owner
    rows = Nomination.objects.filter(pk__in=bundle.students)
    if bundle.role == REVIEWER:
        rows = rules.open_to(user).filter(pk__in=bundle.students)
        if rules.board_of(bundle.edition).anonymised and not bundle.anonymised:
            return False
    else:
        rows = roles.visible_to(rows, user, role=ORGANISER)
    return bool(bundle.students) and rows.count() == len(bundle.students)


def content(bundle: Bundle) -> bytes:
    """Return the PDF of a bundle."""
    return base64.b64decode(bundle.data or "")


def erase_old() -> int:
    """Delete bundles in time to be gone within a day; return how many. One with somebody held in it stays."""
    return _delete(Bundle.objects.filter(made_at__lt=timezone.now() - KEPT))


def forget(person_id: int) -> dict[str, int]:
    """Delete every bundle: an erased person may be in any of them. One with somebody held in it stays."""
    return forget_many([person_id])


def forget_many(people: Collection[int], edition_id: int | None = None) -> dict[str, int]:
    """The same for many people."""
    return {"bundles": _delete(Bundle.objects.all())}


def _delete(rows: QuerySet[Bundle]) -> int:
    """Delete those without anybody of whom nothing may be deleted now; return how many."""
    held = Nomination.objects.filter(participation__person__in=holding.everybody())
    keys = set(held.values_list("pk", flat=True))
    found = list(rows.values_list("pk", "students")) if keys else ()
    kept = [pk for pk, students in found if keys.intersection(students)]
    return rows.exclude(pk__in=kept).delete()[0]
