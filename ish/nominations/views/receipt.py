"""What a partner handed in, as a paper for its own file."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import formats, timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from ish import clock
from ish.desk import exports, names
from ish.desk.access import access
from ish.nominations import queries, receipt_queries
from ish.nominations.models import Nomination
from ish.nominations.states import Sender
from ish.nominations.tables import rank_of
from ish.papers import setting
from ish.privacy import services as privacy
from ish.programme.models import Edition, NominatingBody

MOST = 2000
VERSION = "1"
_PERSON = ("family_name", "given_names", "native_name", "birth_date", "nationalities")


@access("coordinator", "organiser")
@require_safe
def receipt(request: HttpRequest, pk: int) -> HttpResponse:
    """The students of a partner as they were handed in (PDF), in the language of whoever asks."""
    body, edition, role = queries.body_or_404(request, pk)
    rows = receipt_queries.handed_in(request.user, role, edition=edition, body=body)
    title = _("What %(body)s handed in") % {"body": body.name}
    pdf = setting.typeset(
        "nominations",
        _facts(request, rows, body=body, edition=edition, role=role),
        language=translation.get_language() or "en",
        title=f"{title} – {edition}",
        footer=str(edition),
        version=VERSION,
    )
    name = exports.file_name(f"{edition}-{body.name}")
    return HttpResponse(
        pdf,
        content_type="application/pdf",
        headers={"Content-Disposition": f'attachment; filename="{name}.pdf"', "Cache-Control": "no-store"},
    )


def _facts(
    request: HttpRequest, rows: list[Nomination], *, body: NominatingBody, edition: Edition, role: str
) -> dict[str, Any]:
    """Return what the paper prints."""
    now = timezone.localtime(clock.now())
    waiting = sum(row.reserve for row in rows)
    notes = []
    if len(rows) > MOST:
        text = ngettext(
            "This paper shows the first student only.",
            "This paper shows the first %(n)s students only.",
            MOST,
        )
        notes.append(text % {"n": MOST})
    notes.append(_("What is still a draft or was taken back is not on this paper."))
    return {
        "heading": _("What you handed in, for your file"),
        "lead": _(
            "This is what the school has received from you so far. Please check names and dates of birth."
        ),
        "facts": [
            [_("Partner"), body.name],
            [_("Edition"), str(edition)],
            [_("Students"), str(len(rows) - waiting)],
            [_("On the waiting list"), str(waiting)],
            [_("Printed"), f"{formats.date_format(now, 'DATETIME_FORMAT')} ({now.tzname()})"],
        ],
        "list_heading": _("Students"),
        "heads": [_("Rank"), _("Name"), _("Date of birth"), _("Nationality"), _("School"), _("Handed in")],
        "rows": _lines(request, rows[:MOST], role),
        "notes": notes,
    }


def _lines(request: HttpRequest, rows: list[Nomination], role: str) -> list[list[str]]:
    reader, persons = request.user, [row.participation.person for row in rows]
    people = privacy.reveal_many(persons, reader=reader, role=role, fields=_PERSON, where="paper")
    said = privacy.reveal_many(rows, reader=reader, role=role, fields=("school",), where="paper")
    authors = receipt_queries.by_whom(rows)
    return [
        [
            str(rank_of(row)),
            _name(person),
            formats.date_format(born, "DATE_FORMAT") if (born := person.get("birth_date")) else "",
            ", ".join(names.nationalities().get(code, code) for code in person.get("nationalities") or []),
            str(own.get("school", "")),
            _handed_in(row, authors.get(row.pk, "")),
        ]
        for row, person, own in zip(rows, people, said, strict=True)
    ]


def _name(person: dict[str, Any]) -> str:
    name = ", ".join(part for part in (person.get("family_name"), person.get("given_names")) if part)
    native = person.get("native_name")
    return f"{name} ({native})" if native else name


def _handed_in(row: Nomination, author: str) -> str:
    """Return when, by whom, and what is to be known of it."""
    day = timezone.localtime(row.submitted_at)
    parts = [formats.date_format(day, "SHORT_DATETIME_FORMAT"), author]
    if row.late:
        parts.append(_("late"))
    if row.sender_state == Sender.SENT_BACK:
        parts.append(_("sent back for correction"))
    return ", ".join(part for part in parts if part)
