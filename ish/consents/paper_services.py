"""The other way: print, sign, photograph, send. The form carries a code; the answers on it are entered by an organiser."""

import hashlib
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ish import clock
from ish.consents import codes, paper_queries, services
from ish.consents.models import Answer, Paper
from ish.consents.services import Choices, Said
from ish.consents.states import PaperState, Role
from ish.documents import kinds, storage
from ish.documents import services as documents
from ish.documents.models import StoredFile
from ish.people.models import Guardian, Participation
from ish.people.states import Method

KIND = kinds.Kind("consent_form", gettext_lazy("Signed consent form"), reads=frozenset({"organiser"}))
MOST = 10
"""So many forms of one person wait at most: whoever uploads again and again fills no disk."""


class NotNow(Exception):
    """No further form is taken, or this one was entered already."""


# ---------------------------------------------------------------- THE CODE ON THE FORM


def by_code(code: str) -> tuple[int, int] | None:
    """Return participation and guardian (0: the student) of a code as somebody typed it; None for one that is not ours."""
    try:
        found = codes.read(code)
    except codes.BadCode:
        return None
    return found.participation.pk, found.guardian.pk if found.guardian else 0


def check_code(code: str, participation: Participation, guardian: Guardian | None) -> str:
    """Return the code of a form of this signer as it is kept. Raises `NotNow` for one that is none, or of somebody else."""
    if by_code(code) != (participation.pk, guardian.pk if guardian else 0):
        raise NotNow(
            _(
                "This code does not fit this form. Compare it sign by sign with the foot of the page. "
                "If it is right, the texts were changed since: please print the form anew."
            )
        )
    return codes.plain(code)


@transaction.atomic
def note_code(*, paper: Paper, code: str) -> Paper:
    """Note the code that an organiser reads on a form: it says which words were signed. Raises `NotNow`."""
    row = Paper.objects.select_for_update().get(pk=paper.pk)
    row.code = check_code(code, paper.participation, paper.guardian)
    row.save(update_fields=["code"])
    return row


# ---------------------------------------------------------------- WHAT COMES BACK


def hand_in(
    *,
    participation: Participation,
    guardian: Guardian | None,
    data: bytes,
    name: str,
    brought_by: str,
    by: Any = None,
    code: str = "",
) -> Paper:
    """Keep a signed form; its answers count once an organiser has entered them. The same file twice is one form, unless it was
    sent back. Call it outside a transaction. Raises `documents.services.Refused`, `NotNow` (too many, or another's code)."""
    code = check_code(code, participation, guardian) if code.strip() else ""
    if (known := _same(participation, guardian, data)) is not None:
        return known
    waiting = Paper.objects.filter(participation=participation, state=PaperState.WAITING)
    if waiting.count() >= MOST:
        raise NotNow(_("There are many forms of yours already; please wait until they have been read."))
    file = documents.keep_file(participation=participation, data=data, name=name, kind=KIND, by=by)
    try:
        return _add(participation, guardian, file, brought_by, code, data)
    except BaseException:
        _drop(file)
        raise


@transaction.atomic
def _add(
    participation: Participation,
    guardian: Guardian | None,
    file: StoredFile,
    brought_by: str,
    code: str,
    data: bytes,
) -> Paper:
    Participation.objects.select_for_update().get(pk=participation.pk)
    if (known := _same(participation, guardian, data)) is not None:  # sent twice at once
        _drop(file)
        return known
    return Paper.objects.create(
        participation=participation,
        role=Role.GUARDIAN if guardian else Role.PARTICIPANT,
        guardian=guardian,
        file=file,
        brought_by=brought_by,
        code=code,
        at=clock.now(),
    )


def _drop(file: StoredFile) -> None:
    """Take back a file that nothing refers to: the row and what lies on disk go together."""
    StoredFile.objects.filter(pk=file.pk, consent_papers__isnull=True).delete()
    storage.delete(file.path)


def _same(participation: Participation, guardian: Guardian | None, data: bytes) -> Paper | None:
    rows = Paper.objects.filter(participation=participation, guardian=guardian)
    rows = rows.exclude(state=PaperState.UNREADABLE)
    return rows.filter(file__sha256=hashlib.sha256(data).hexdigest()).first()


@transaction.atomic
def transcribe(
    *, paper: Paper, choices: Choices, name: str, by: Any, signed_on: date | None = None
) -> list[Answer]:
    """Enter the answers of a signed form, which stays beside them; `signed_on` is the day as written: who had to
    sign and how old the student was counts then (without it, on the day the form came).

    Raises `NotNow` (entered already, a day that cannot be right, the signer said otherwise later), and what
    `services.answer` raises."""
    row = (
        Paper.objects.select_for_update(of=("self",)).select_related("participation__person").get(pk=paper.pk)
    )
    if row.state == PaperState.TRANSCRIBED:
        raise NotNow(_("The answers of this form were entered already."))
    participation = paper.participation
    if signed_on and (wrong := paper_queries.wrong_day(row, choices, signed_on)):
        raise NotNow(wrong)
    if later := paper_queries.later_said(row, choices, signed_on):
        words = _(
            "They answered later in another way, and the later word counts. Leave these open: %(titles)s."
        )
        raise NotNow(words % {"titles": ", ".join(later)})
    day = signed_on or paper_queries.handed_in_on(row)
    said = Said(name, Method.PAPER, source=_("Signed form"), by=by, paper=row, on=day)
    made = services.record(participation=participation, guardian=row.guardian, choices=choices, said=said)
    row.state, row.reason, row.read_by, row.signed_on = PaperState.TRANSCRIBED, "", by, signed_on
    row.save(update_fields=["state", "reason", "read_by", "signed_on"])
    return made


@transaction.atomic
def refuse(*, paper: Paper, reason: str, by: Any) -> Paper:
    """Say that a form cannot be used (unreadable, a page missing, not signed). Raises `ValueError` (no reason), `NotNow`."""
    if not reason.strip():
        raise ValueError(_("Say what is wrong, so that it can be put right."))
    row = Paper.objects.select_for_update().get(pk=paper.pk)
    if row.state == PaperState.TRANSCRIBED:
        raise NotNow(_("The answers of this form were entered already."))
    row.state, row.reason, row.read_by = PaperState.UNREADABLE, reason.strip()[:300], by
    row.save(update_fields=["state", "reason", "read_by"])
    return row


def of_signer(participation: Participation, guardian: Guardian | None) -> list[Paper]:
    """Return the forms of one signer, newest first."""
    rows = Paper.objects.filter(participation=participation, guardian=guardian)
    return list(rows.select_related("file").order_by("-at", "-pk"))


def refused(participation: Participation, guardian: Guardian) -> str:
    """Return why the last form of a guardian that the student brought cannot be used, to be told to the student; "" if it can."""
    rows = Paper.objects.filter(participation=participation, guardian=guardian, brought_by="participant")
    last = rows.order_by("-at", "-pk").first()
    return last.reason if last and last.state == PaperState.UNREADABLE else ""
