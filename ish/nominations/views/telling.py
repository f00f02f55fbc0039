"""Partners who tell their own students first: whom they have still to tell, and the word that they have."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts import roles
from ish.desk.access import access
from ish.desk.confirm import confirm, confirmed, number
from ish.nominations import places_queries, queries, services
from ish.nominations.models import Nomination
from ish.nominations.rules import COORDINATOR, ORGANISER, TOLD_FIRST, partner_knows
from ish.nominations.states import Receiver
from ish.nominations.views import deciding, showing
from ish.programme import queries as programme
from ish.programme.models import Edition

TONES = {Receiver.SELECTED: "done", Receiver.WAITING_LIST: "waiting"}


@access("coordinator", "organiser")
def telling(request: HttpRequest) -> HttpResponse:
    """Those whose decision the partner knows and they do not; ticked ones are told at once. Foreign ones do not exist."""
    edition, role = _seat(request)
    told = TOLD_FIRST if role == ORGANISER else partner_knows()
    waiting = queries.seen(request.user, role).filter(told, edition=edition)
    waiting = waiting.order_by("tell_on", *queries.BY_RANK)
    if request.method == "POST":
        return _tell(request, list(waiting), role)
    shown = list(waiting.select_related("release")[:400])
    days = places_queries.days_to_write(shown)
    rows = [
        {
            "row": row,
            "day": days.get(row.pk),
            "tone": TONES.get(Receiver(row.pending), "neutral"),
            "label": Receiver(row.pending).label,
        }
        for row in shown
    ]
    context = {
        "edition": edition,
        "role": role,
        "rows": rows,
        "partners": len({row.body_id for row in shown}),
        "breadcrumbs": [
            _crumb(role),
            {"label": _("Tell your students") if role == COORDINATOR else _("Told first")},
        ],
    }
    return render(request, "nominations/telling.html", context)


def _seat(request: HttpRequest) -> tuple[Edition | None, str]:
    """Return the edition and in which role the reader tells: for their partner if they have one."""
    if roles.holds(request.user, COORDINATOR):
        edition = queries.coordinated_edition(request)
        if edition is not None:
            return edition, COORDINATOR
    return (
        (programme.organised_edition(request), ORGANISER)
        if roles.holds(request.user, ORGANISER)
        else (None, COORDINATOR)
    )


def _crumb(role: str) -> dict[str, str]:
    if role == ORGANISER:
        return {"label": _("Decisions"), "url": reverse("nominations:decisions")}
    return {"label": _("Your students"), "url": reverse("nominations:mine")}


def _tell(request: HttpRequest, waiting: list[Nomination], role: str) -> HttpResponse:
    keys = set(deciding.picked(request))
    seen = queries.seen(request.user, role).filter(pk__in=keys).count()
    if seen != len(keys):
        raise Http404
    rows = [row for row in waiting if row.pk in keys]
    if not rows:
        messages.info(request, _("Tick at least one student first."))
        return redirect("nominations:telling")
    if not confirmed(request):
        return _page(request, rows)
    done = services.tell(nominations=rows, by=request.user)
    text = ngettext("%(n)s student knows now.", "%(n)s students know now.", done.count)
    messages.success(request, text % {"n": done.count})
    return redirect("nominations:telling")


def _page(request: HttpRequest, rows: list[Nomination]) -> HttpResponse:
    written = sum(1 for row in rows if row.participation.person.email)
    held = rows[0].edition.hold_mail
    lines = [
        _("Our letters to them wait until an organiser sends them.")
        if held
        else _("Our letters to them go out at once."),
        _("From now on they see the decision on their own pages."),
    ]
    return confirm(
        request,
        _("Have they been told?"),
        lines,
        _("Yes, they know"),
        reverse("nominations:telling"),
        lead=showing.names(rows),
        numbers=[
            number(len(rows), ngettext("student", "students", len(rows))),
            number(written, ngettext("is written to", "are written to", written)),
        ],
        hidden=[("keys", ",".join(str(row.pk) for row in rows))],
    )


def panel(request: HttpRequest, edition: Edition | None) -> str | None:
    """On a coordinator's desk: that there is somebody to tell, and until when."""
    mine = queries.coordinated_edition(request)
    if mine is None:
        return None
    rows = queries.seen(request.user, COORDINATOR).filter(partner_knows(), edition=mine).order_by("tell_on")
    days = places_queries.days_to_write(list(rows.select_related("release")))
    if not days:
        return None
    context = {"count": len(days), "day": min(days.values())}
    return render_to_string("nominations/panels/telling.html", context, request=request)
