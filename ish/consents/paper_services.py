"""The other way: print, sign, photograph, send. The form carries a code; the answers on it are entered by an organiser."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import links
from ish import clock
from ish.consents import queries, services
from ish.consents.models import Answer, Paper
from ish.consents.services import Choices, Said
from ish.consents.states import PaperState, Role
from ish.documents import kinds
from ish.documents import services as documents
from ish.people.models import Guardian, Participation
from ish.people.states import Method

KIND = kinds.Kind("consent_form", gettext_lazy("Signed consent form"), reads=frozenset({"organiser"}))
MOST = 10
"""So many forms of one person wait at most: whoever uploads again and again fills no disk."""


class NotNow(Exception):
    """No further form is taken, or this one was entered already."""


# ---------------------------------------------------------------- THE CODE ON THE FORM


def code_of(participation: Participation, guardian: Guardian | None) -> str:
    """Return the code printed on a form: whose it is, and a check that nobody guesses."""
    signer = guardian.pk if guardian else 0
    return f"{participation.pk}-{signer}-{_check(participation.pk, signer)}"


def by_code(code: str) -> tuple[int, int] | None:
    """Return participation and guardian (0: the student) of a code as somebody typed it; None for one that is not ours."""
    parts = code.strip().upper().replace(" ", "").split("-")
    if len(parts) != 3 or not all(p.isascii() and p.isdigit() and len(p) < 15 for p in parts[:2]):
        return None
    pk, signer = int(parts[0]), int(parts[1])
    return (pk, signer) if parts[2] == _check(pk, signer) else None


def _check(pk: int, signer: int) -> str:
    return links.derived_token("consents.form", pk, signer)[:6].upper()


def form_of(participation: Participation, guardian: Guardian | None, *, student: str) -> dict[str, Any]:
    """Return what is printed on a blank form, in the language of the moment."""
    items = queries.items(queries.sheet(participation), guardian)
    facts = [
        [_("Student"), student],
        [_("Edition"), str(participation.edition)],
        [_("Signed by"), guardian.name if guardian else student],
        [_("Code"), code_of(participation, guardian)],
    ]
    return {
        "heading": _("Consents"),
        "lead": _("Each question stands by itself. Cross one box each; what you leave empty stays open."),
        "facts": facts,
        "consents": [
            {
                "title": item.text.title,
                "body": [line for line in item.text.body.splitlines() if line.strip()],
                "if_not": f"{_('If you say no:')} {item.text.if_not}" if item.text.if_not else "",
            }
            for item in items
        ],
        "yes": _("Yes, I agree"),
        "no": _("No, I do not agree"),
        "lines": [_("Place and day"), _("Full name in block letters"), _("Signature")],
        "back": _(
            "Photograph or scan all pages and upload them at the page of the consents, or send them to us."
        ),
    }


# ---------------------------------------------------------------- WHAT COMES BACK


def hand_in(
    *,
    participation: Participation,
    guardian: Guardian | None,
    data: bytes,
    name: str,
    brought_by: str,
    by: Any = None,
) -> Paper:
    """Keep a signed form; its answers count once an organiser has entered them. Call it outside a transaction.

    Raises `documents.services.Refused`, `NotNow`."""
    waiting = Paper.objects.filter(participation=participation, state=PaperState.WAITING)
    if waiting.count() >= MOST:
        raise NotNow(_("There are many forms of yours already; please wait until they have been read."))
    file = documents.keep_file(participation=participation, data=data, name=name, kind=KIND, by=by)
    return Paper.objects.create(
        participation=participation,
        role=Role.GUARDIAN if guardian else Role.PARTICIPANT,
        guardian=guardian,
        file=file,
        brought_by=brought_by,
        at=clock.now(),
    )


@transaction.atomic
def transcribe(*, paper: Paper, choices: Choices, name: str, by: Any) -> list[Answer]:
    """Enter the answers of a signed form, which stays beside them. Raises `NotNow`, and what `services.answer` raises."""
    row = (
        Paper.objects.select_for_update(of=("self",)).select_related("participation__person").get(pk=paper.pk)
    )
    if row.state == PaperState.TRANSCRIBED:
        raise NotNow(_("The answers of this form were entered already."))
    participation = paper.participation
    said = Said(name, Method.PAPER, source=_("Signed form"), by=by, paper=row)
    made = services.record(participation=participation, guardian=row.guardian, choices=choices, said=said)
    row.state, row.reason, row.read_by = PaperState.TRANSCRIBED, "", by
    row.save(update_fields=["state", "reason", "read_by"])
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
