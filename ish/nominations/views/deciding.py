"""The school's decisions: intended ones beside the places, then released as a batch after a look at the numbers."""

import uuid
from collections import Counter
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from accounts import roles
from ish.desk import lists
from ish.desk.access import access
from ish.desk.confirm import confirm, confirmed, number
from ish.desk.registry import panels
from ish.nominations import forms, places_queries, queries, rules, services
from ish.nominations.models import Nomination
from ish.nominations.rules import ORGANISER
from ish.nominations.services.releasing import IN_THE_REQUEST
from ish.nominations.states import DECISIONS, Receiver
from ish.nominations.tables import PendingTable, PlacesTable
from ish.nominations.views import showing
from ish.people.states import Sex
from ish.programme import queries as programme
from ish.programme.models import Edition, NominatingBody

MOST = 10_000


def _picked(request: HttpRequest) -> list[int]:
    """Return the keys ticked in a list; raises `Http404` for what is no key."""
    raw = request.POST.getlist("n") or [part for part in request.POST.get("keys", "").split(",") if part]
    if len(raw) > MOST or not all(key.isdecimal() and len(key) < 18 for key in raw):
        raise Http404
    return [int(key) for key in raw]


@access("organiser")
@require_POST
def pending(request: HttpRequest) -> HttpResponse:
    """Note what is meant to be decided for those ticked. Foreign ones do not exist."""
    edition, keys = programme.organised_edition(request), _picked(request)
    decision = request.POST.get("decision", "")
    rows = list(queries.seen(request.user, ORGANISER).filter(edition=edition, pk__in=keys))
    if len(rows) != len(set(keys)) or (decision and decision not in DECISIONS):
        raise Http404
    if not rows:
        messages.info(request, _("Tick at least one student first."))
        return redirect(_back(request))
    done = services.set_pending(nominations=rows, decision=decision, by=request.user)
    words = str(Receiver(decision).label) if decision else _("no decision yet")
    text = ngettext("Noted for %(n)s student: %(what)s.", "Noted for %(n)s students: %(what)s.", done)
    messages.success(request, text % {"n": done, "what": words})
    if left := len(rows) - done:
        text = ngettext(
            "%(n)s was left as it is: a draft, withdrawn, or decided already.",
            "%(n)s were left as they are: drafts, withdrawn, or decided already.",
            left,
        )
        messages.warning(request, text % {"n": left})
    return redirect(_back(request))


def _back(request: HttpRequest) -> str:
    """Return the list as it was filtered, or the plain one."""
    wanted = request.POST.get("next", "")
    ours = url_has_allowed_host_and_scheme(wanted, allowed_hosts=None) and wanted.startswith("/nominations/")
    return wanted if ours else reverse("nominations:list")


@access("organiser")
@require_safe
def decisions(request: HttpRequest) -> HttpResponse:
    """Intended decisions beside the places of each partner, who they are, and the way to the release; by the page, both lists."""
    edition, body = programme.organised_edition(request), _body(request)
    every = places_queries.intended(edition)
    partners = lists.build(
        request,
        PlacesTable,
        places_queries.beside_places(edition),
        role=ORGANISER,
        table_kwargs={"prefix": "partners-"},
    )
    lists.paginate(partners)
    showing.give_numbers((row.record for row in partners.table.paginated_rows), edition)
    listed = lists.build(request, PendingTable, every.filter(body=body) if body else every, role=ORGANISER)
    lists.paginate(listed)
    shown = listed.table.paginator.count
    together = places_queries.sums(edition)
    after = together["holding"] + together["pending_selected"]
    context = {
        "edition": edition,
        "partners": partners.table,
        "table": listed.table,
        "totals": {**together, "after_release": after, "planned": edition.places_planned},
        "who": _who(edition),
        "body": body,
        "count": sum(together[f"pending_{name}"] for name in DECISIONS) if body else shown,
        "panels": panels.render("decisions", request, edition),
        "breadcrumbs": [{"label": _("Decisions")}],
    }
    return render(request, "nominations/decisions.html", context)


def _who(edition: Edition) -> dict[str, Any]:
    """Return how many of those who would hold a place are minors, and of which sex (in the passport)."""
    sexes, minors, total = queries.who_would_come(edition)
    labels = dict(Sex.choices)
    rows = [{"label": labels.get(code, _("not given")), "value": n} for code, n in sorted(sexes.items())]
    return {"minors": minors, "total": total, "sexes": rows}


@access("organiser")
def release(request: HttpRequest) -> HttpResponse:
    """In numbers what a release does, then the release: all, one partner's, or those ticked."""
    edition = programme.organised_edition(request)
    body = _body(request)
    keys = _picked(request) if request.method == "POST" else None
    rows = services.to_release(edition, body, keys if keys else None)
    if not rows:
        messages.info(request, _("There is nothing to release: no decision is pending."))
        return redirect("nominations:decisions")
    over = services.over_quota(edition, rows)
    form = forms.BeyondForm(request.POST if confirmed(request) else None) if over else None
    if confirmed(request) and keys and (form is None or form.is_valid()):
        return _release(request, edition, keys, beyond=form is not None)
    return _release_page(request, edition, rows, over, form)


def _body(request: HttpRequest) -> NominatingBody | None:
    wanted = request.GET.get("body", "")
    if not wanted:
        return None
    if not (wanted.isdecimal() and len(wanted) < 18):
        raise Http404
    return roles.visible_or_404(NominatingBody.objects.all(), request.user, role=ORGANISER, pk=wanted)


def _release(request: HttpRequest, edition: Edition, keys: list[int], *, beyond: bool) -> HttpResponse:
    batch = request.POST.get("batch", "")[:40] or uuid.uuid4().hex
    seen = request.POST.get("seen", "")
    if len(keys) > IN_THE_REQUEST:
        job = services.start_release(
            edition=edition, keys=keys, by=request.user, batch=batch, seen=seen, beyond_places=beyond
        )
        return redirect("desk:job", job.pk)
    try:
        done = services.release(
            edition=edition, keys=keys, by=request.user, batch=batch, seen=seen, beyond_places=beyond
        )
    except (services.Changed, services.OverQuota):
        messages.warning(request, _("The decisions have changed in the meantime. Look at them again."))
        return redirect("nominations:decisions")
    messages.success(request, done.in_words())
    if edition.hold_mail and done.count:
        messages.info(request, _("The letters wait under Messages until you send them."))
    if done.skipped:
        text = ngettext(
            "%(n)s was left out: no longer in the running.",
            "%(n)s were left out: no longer in the running.",
            len(done.skipped),
        )
        messages.warning(request, text % {"n": len(done.skipped)})
    return redirect("nominations:decisions")


def _release_page(
    request: HttpRequest, edition: Edition, rows: list[Nomination], over: list[Any], form: Any
) -> HttpResponse:
    count = Counter(row.pending for row in rows)
    minors = sum(1 for row in rows if row.pending == Receiver.SELECTED and _minor(row))
    bodies = {row.body_id for row in rows}
    keys = [("keys", ",".join(str(row.pk) for row in rows)), ("seen", services.mark_of(rows))]
    return confirm(
        request,
        _("Release decisions"),
        _sentences(rows, over, edition, len(bodies)),
        _("Release decisions"),
        reverse("nominations:decisions"),
        lead=str(edition),
        numbers=[
            number(count[Receiver.SELECTED], _("get the offer of a place"), "done"),
            number(minors, _("of them under 18 on arrival")),
            number(count[Receiver.WAITING_LIST], _("go on the waiting list"), "waiting"),
            number(count[Receiver.NOT_SELECTED], _("are not selected")),
        ],
        hidden=[*keys, ("batch", uuid.uuid4().hex)],
        form=form,
    )


def _shown_at_once(rows: list[Nomination]) -> str:
    """Say who sees a result on their pages before its letter goes out."""
    users = sum(1 for row in rows if row.participation.person.user_id)
    text = ngettext(
        "The results show at once, before the letters, on the pages of the coordinators and of %(n)s student with an account.",
        "The results show at once, before the letters, on the pages of the coordinators and of %(n)s students with an account.",
        users,
    )
    if not users:
        text = _("The results show at once, before the letters, on the pages of the coordinators.")
    return text % {"n": users}


def _minor(row: Nomination) -> bool:
    born = row.participation.person.birth_date
    return born is not None and born > rules.adult_if_born_by(row.edition.arrival_day)


def _sentences(rows: list[Nomination], over: list[Any], edition: Edition, bodies: int) -> list[str]:
    written = sum(1 for row in rows if row.participation.person.email)
    silent = [row for row in rows if not row.participation.person.email]
    lines = [
        ngettext("%(n)s student is written to.", "%(n)s students are written to.", written) % {"n": written},
        ngettext(
            "The coordinators of %(n)s partner get their result.",
            "The coordinators of %(n)s partners get their results.",
            bodies,
        )
        % {"n": bodies},
        _("All letters wait under Messages until you send them.")
        if edition.hold_mail
        else _("All letters go out at once."),
    ]
    if edition.hold_mail:
        lines.append(_shown_at_once(rows))
    if silent:
        lines.append(_("No e-mail address is known of: %(names)s.") % {"names": showing.names(silent)})
    for one in over:
        words = {"body": one.body.name, "n": one.after_release, "places": one.places}
        lines.append(_("%(body)s: %(n)s would hold a place, but %(places)s were agreed.") % words)
    return lines
