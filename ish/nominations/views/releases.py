"""What was released, by whom, how far its letters are; and the way back while nobody knows."""

from typing import Any

from django.contrib import messages
from django.db.models import Case, Count, F, Q, Value, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from ish.desk.access import access
from ish.desk.confirm import confirm, confirmed, number
from ish.nominations import places_queries, services
from ish.nominations.models import Nomination, Release
from ish.nominations.rules import partner_knows
from ish.nominations.services.places import PLACE
from ish.nominations.services.undoing import AS_RELEASED, GONE_OUT, staying
from ish.nominations.states import Receiver
from ish.nominations.views import showing
from ish.outbox.models import Message
from ish.outbox.states import State as Sending
from ish.programme import queries as programme
from ish.programme.models import Edition

SHOWN = 40


@access("organiser")
@require_safe
def releases(request: HttpRequest) -> HttpResponse:
    """The releases of the edition, the newest first, and the students whom their partner is telling."""
    edition = programme.organised_edition(request)
    found = Release.objects.filter(edition=edition).select_related("by", "undone_by")
    rows = list(found.order_by("-at", "-pk")[:SHOWN])
    waiting = places_queries.told_first(edition)
    context = {
        "edition": edition,
        "rows": _with_numbers(rows),
        "waiting": waiting.count(),
        "breadcrumbs": [
            {"label": _("Decisions"), "url": reverse("nominations:decisions")},
            {"label": _("Releases")},
        ],
    }
    return render(request, "nominations/releases.html", context)


def _with_numbers(rows: list[Release]) -> list[dict[str, Any]]:
    """Return the releases with who was told what and where the letters are (three queries)."""
    decided: dict[int, dict[str, int]] = {row.pk: {} for row in rows}
    theirs = When(Q(tell_on__isnull=False) & ~Q(pending=""), then=Value("told_first"))
    found = (
        Nomination.objects.filter(release__in=rows)
        .order_by()
        .annotate(how=Case(theirs, default=F("receiver_state")))
    )
    open_yet = dict.fromkeys(decided, 0)
    counts = {"n": Count("pk"), "open": Count("pk", filter=AS_RELEASED)}
    for release, name, n, still in found.values_list("release", "how").annotate(**counts):
        decided[release][name] = n
        open_yet[release] += still
    letters: dict[str, dict[str, int]] = {row.batch: {} for row in rows}
    sent = Message.objects.filter(batch__in=letters).order_by().values_list("batch", "state")
    for batch, state, n in sent.annotate(n=Count("pk")):
        letters[batch][state] = n
    names = _offered_to(rows)
    return [
        _line(row, decided[row.pk], letters[row.batch], open_yet[row.pk]) | {"offered_to": names.get(row.pk)}
        for row in rows
    ]


def _offered_to(rows: list[Release]) -> dict[int, Nomination]:
    """Return to whom the releases of one free place offered it (a query when there are any)."""
    keys = {int(key): row.pk for row in rows if row.batch.startswith(PLACE) for key in row.before}
    found = Nomination.objects.filter(pk__in=keys).select_related("participation__person") if keys else []
    return {keys[one.pk]: one for one in found}


def _line(row: Release, decided: dict[str, int], letters: dict[str, int], still: int) -> dict[str, Any]:
    out = any(letters.get(state) for state in GONE_OUT)
    return {
        "row": row,
        "decided": [
            {"label": label, "value": decided[code]} for code, label in _labels().items() if decided.get(code)
        ],
        "count": len(row.before),
        "letters": [{"label": Sending(state).label, "value": n} for state, n in sorted(letters.items()) if n],
        "may_undo": not out and not row.told and row.undone_at is None and still > 0,
        "told": len(row.told) if row.undone_at is None else 0,
        "too_late": out and row.undone_at is None,
    }


def _labels() -> dict[str, Any]:
    """Return the decisions in words."""
    words: dict[str, Any] = {
        state.value: state.label
        for state in (Receiver.SELECTED, Receiver.WAITING_LIST, Receiver.NOT_SELECTED)
    }
    return words | {"told_first": _("told by their partner first")}


@access("organiser")
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a release back, after saying what that means."""
    edition: Edition = programme.organised_edition(request)
    row = get_object_or_404(Release, pk=pk, edition=edition)
    if row.undone_at is not None:
        messages.info(request, _("This release has been undone already."))
        return redirect("nominations:releases")
    if confirmed(request):
        try:
            done = services.undo_release(release=row, by=request.user)
        except services.TooLate as error:
            messages.warning(request, _("It can no longer be undone. %(why)s") % {"why": error})
        else:
            _say_undone(request, row, done.count)
            if done.stay:
                messages.warning(request, _stay_words(done.stay))
        return redirect("nominations:releases")
    return _undo_page(request, row)


def _say_undone(request: HttpRequest, row: Release, count: int) -> None:
    if row.batch.startswith(PLACE):
        messages.success(request, _("Undone: the offer is taken back, and the place is free."))
        return
    text = ngettext(
        "Undone: %(n)s decision is planned again.", "Undone: %(n)s decisions are planned again.", count
    )
    messages.success(request, text % {"n": count})


def _stay_words(rows: list[Nomination]) -> str:
    """Name those whom an undoing leaves out."""
    text = ngettext(
        "Left out, because of an answer, a withdrawal or a newer decision: %(names)s.",
        "Left out, because of answers, withdrawals or newer decisions: %(names)s.",
        len(rows),
    )
    return text % {"names": showing.names(rows)}


def _undo_page(request: HttpRequest, row: Release) -> HttpResponse:
    letters = Message.objects.filter(
        batch=row.batch, state__in=(Sending.HELD, Sending.QUEUED, Sending.FAILED)
    )
    stay = staying(row)
    kept = [one.participation.person_id for one in stay]
    decisions, count = len(row.before) - len(stay), letters.exclude(person_id__in=kept).count()
    back = _("Everybody in this release is back where they were before; the decisions are planned again.")
    if row.batch.startswith(PLACE):
        back = _("The offer is taken back: the student is where they were before, and the place is free.")
    letters_go = _("The letters are put aside: nobody gets them.")
    if stay:
        back = _("All others are back where they were before; their decisions are planned again.")
        letters_go = _(
            "Their letters are put aside. Who is left out gets theirs; a letter to a partner tells of these alone."
        )
    lines = [
        *([_stay_words(stay)] if stay else []),
        back,
        _("Reasons and notes stay as they are."),
        letters_go,
        _("It works only while none of the letters has gone."),
    ]
    read = Nomination.objects.filter(partner_knows(), release=row).count()
    if read:
        text = ngettext(
            "A partner that tells its students first has been able to read %(n)s decision on its page. Ask before you undo.",
            "Partners that tell their students first have been able to read %(n)s decisions on their pages. Ask before you undo.",
            read,
        )
        lines.append(text % {"n": read})
    return confirm(
        request,
        _("Undo this release?"),
        lines,
        _("Undo the release"),
        reverse("nominations:releases"),
        danger=True,
        lead=showing.names(list(_offered_to([row]).values())),
        numbers=[
            number(decisions, ngettext("decision taken back", "decisions taken back", decisions), "waiting"),
            number(count, ngettext("letter that has not gone", "letters that have not gone", count)),
        ],
    )
