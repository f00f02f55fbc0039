"""The school's decisions: intended ones beside the places, then released as a batch after a look at the numbers."""

import uuid
from collections import Counter
from collections.abc import Collection
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from accounts import roles
from ish import clock
from ish.desk import lists
from ish.desk.access import access
from ish.desk.confirm import confirm, confirmed, number
from ish.desk.registry import panels
from ish.nominations import comparing_queries, places_queries, queries, rules, services
from ish.nominations.decision_forms import ReleaseForm
from ish.nominations.decision_tables import PendingTable, PlacesTable
from ish.nominations.models import Nomination
from ish.nominations.rules import ORGANISER
from ish.nominations.services.releasing import IN_THE_REQUEST
from ish.nominations.states import DECISIONS, Receiver
from ish.nominations.views import comparison, showing
from ish.people import ages
from ish.programme import queries as programme
from ish.programme.models import Edition, NominatingBody

MOST = 10_000


def picked(request: HttpRequest) -> list[int]:
    """Return the keys ticked in a list; raises `Http404` for what is no key."""
    source = request.POST if request.method == "POST" else request.GET
    raw = source.getlist("n") or [part for part in source.get("keys", "").split(",") if part]
    if len(raw) > MOST or not all(key.isdecimal() and len(key) < 18 for key in raw):
        raise Http404
    return [int(key) for key in raw]


@access("organiser")
@require_POST
def pending(request: HttpRequest) -> HttpResponse:
    """Note what is meant to be decided for those ticked. Foreign ones do not exist."""
    edition, keys = programme.organised_edition(request), picked(request)
    decision = request.POST.get("decision", "")
    rows = list(queries.seen(request.user, ORGANISER).filter(edition=edition, pk__in=keys))
    if len(rows) != len(set(keys)) or (decision and decision not in DECISIONS):
        raise Http404
    if not rows:
        messages.info(request, _("Tick at least one student first."))
        return redirect(back_to_list(request))
    done = services.set_pending(nominations=rows, decision=decision, by=request.user)
    say_noted(request, done, decision, left=len(rows) - done)
    return redirect(back_to_list(request))


def say_noted(request: HttpRequest, done: int, decision: str, *, left: int) -> None:
    """Say for how many something was noted, and how many were left as they are."""
    words = str(Receiver(decision).label) if decision else _("no decision yet")
    text = ngettext("Planned for %(n)s student: %(what)s.", "Planned for %(n)s students: %(what)s.", done)
    messages.success(request, text % {"n": done, "what": words})
    if left:
        text = ngettext(
            "%(n)s was left as it is: a draft, withdrawn, or decided already.",
            "%(n)s were left as they are: drafts, withdrawn, or decided already.",
            left,
        )
        messages.warning(request, text % {"n": left})


def back_to_list(request: HttpRequest) -> str:
    """Return the list as it was filtered, or the plain one."""
    wanted = request.POST.get("next", "") or request.GET.get("next", "")
    ours = url_has_allowed_host_and_scheme(wanted, allowed_hosts=None) and wanted.startswith("/nominations/")
    return wanted if ours else reverse("nominations:list")


@access("organiser")
@require_safe
def decisions(request: HttpRequest) -> HttpResponseBase:
    """Intended decisions beside the places of each partner, who they are, and the way to the release; by the page, both lists."""
    edition, body = programme.organised_edition(request), _body(request)
    every = places_queries.intended(edition)
    partners = _partners(request, edition)
    if partners.wanted:
        return _places_file(partners, edition)
    listed = lists.build(
        request,
        PendingTable,
        every.filter(body=body) if body else every,
        export_name=f"planned-decisions-{edition.year}",
        role=ORGANISER,
    )
    if listed.wanted:
        return lists.export(listed, listed.wanted)
    lists.paginate(partners)
    showing.give_numbers((row.record for row in partners.table.paginated_rows), edition)
    lists.paginate(listed)
    shown = listed.table.paginator.count
    together = places_queries.sums(edition)
    after = together["holding"] + together["pending_selected"]
    context = {
        "edition": edition,
        "partners": partners.table,
        "places_links": partners.export_links,
        "table": listed.table,
        "export_links": listed.export_links,
        "totals": {**together, "after_release": after},
        "body": body,
        "decisions": [
            {"value": value, "label": Receiver(value).label, "n": n}
            for value in DECISIONS
            if (n := together[f"pending_{value}"])
        ],
        "count": sum(together[f"pending_{name}"] for name in DECISIONS) if body else shown,
        "panels": panels.render("decisions", request, edition),
        "breadcrumbs": [{"label": _("Decisions")}],
    }
    return render(request, "nominations/decisions.html", context)


def _partners(request: HttpRequest, edition: Edition) -> lists.List:
    """Return the partners beside their places."""
    return lists.build(
        request,
        PlacesTable,
        places_queries.beside_places(edition),
        export_name=f"places-{edition.year}",
        role=ORGANISER,
        table_kwargs={"prefix": "partners-"},
    )


def _places_file(partners: lists.List, edition: Edition) -> HttpResponseBase:
    """Return all partners beside their places as a file."""
    rows = list(partners.queryset)
    showing.give_numbers(rows, edition)
    partners.table.data.data = rows
    return lists.export(partners, partners.wanted)


@access("organiser")
@require_safe
def compared(request: HttpRequest) -> HttpResponse:
    """Who holds a place now and who would after the release, fetched by the page of decisions once it stands; without script a
    link leads here, and it is a page of its own."""
    edition = programme.organised_edition(request)
    found = comparing_queries.compare(edition)
    fragment = request.headers.get("HX-Request") == "true"
    context = {
        "edition": edition,
        "compared": comparison.page(found, edition, places_queries.sums(edition)),
        "breadcrumbs": [
            {"label": _("Decisions"), "url": reverse("nominations:decisions")},
            {"label": _("Decisions compared")},
        ],
    }
    template = "nominations/comparison.html" if fragment else "nominations/compared.html"
    return render(request, template, context)


@access("organiser")
def release(request: HttpRequest) -> HttpResponse:
    """In numbers what a release does, then the release: all, one partner's, or those ticked."""
    edition = programme.organised_edition(request)
    body = _body(request)
    keys = picked(request) if request.method == "POST" else None
    rows = services.to_release(edition, body, keys if keys else None)
    if (wanted := request.GET.get("decision", "")) in DECISIONS and not confirmed(request):
        rows = [row for row in rows if row.pending == wanted]
    if not rows:
        messages.info(request, _("There is nothing to release: no decision is planned."))
        return redirect("nominations:decisions")
    over = services.over_quota(edition, rows)
    data = request.POST if confirmed(request) else None
    form = ReleaseForm(data, over=bool(over), held=edition.hold_mail)
    if confirmed(request) and keys and form.is_valid():
        return _release(request, edition, keys, form)
    return _release_page(request, edition, rows, over, form)


def _body(request: HttpRequest) -> NominatingBody | None:
    wanted = request.GET.get("body", "")
    if not wanted:
        return None
    if not (wanted.isdecimal() and len(wanted) < 18):
        raise Http404
    return roles.visible_or_404(NominatingBody.objects.all(), request.user, role=ORGANISER, pk=wanted)


def _release(request: HttpRequest, edition: Edition, keys: list[int], form: ReleaseForm) -> HttpResponse:
    asked: dict[str, Any] = {
        "edition": edition,
        "keys": keys,
        "by": request.user,
        "batch": request.POST.get("batch", "")[:40] or uuid.uuid4().hex,
        "seen": request.POST.get("seen", ""),
        "beyond_places": "beyond" in form.fields,
        "not_before": timezone.now() + timedelta(minutes=form.minutes) if form.minutes else None,
    }
    if len(keys) > IN_THE_REQUEST:
        return redirect("desk:job", services.start_release(**asked).pk)
    try:
        done = services.release(**asked)
    except (services.Changed, services.OverQuota):
        messages.warning(request, _("The decisions have changed in the meantime. Look at them again."))
        return redirect("nominations:decisions")
    messages.success(request, done.in_words())
    if edition.hold_mail and done.count:
        messages.info(request, _("The letters wait under Messages until you send them."))
    elif form.minutes and done.count:
        messages.info(
            request, _("The letters go in a quarter of an hour. Until then you can undo it under Releases.")
        )
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
    chosen = [row for row in rows if row.pending == Receiver.SELECTED]
    minors = sum(map(_minor, chosen))
    ageless = sum(row.participation.person.birth_date is None for row in chosen)
    bodies = {row.body_id for row in rows}
    first, silent = places_queries.tells_first(edition, bodies), rules.with_nobody(bodies)
    now = [row for row in rows if row.body_id not in first]
    keys = [("keys", ",".join(str(row.pk) for row in rows)), ("seen", services.mark_of(rows))]
    got, waits, no = (count[state] for state in DECISIONS)
    numbers = [
        number(got, ngettext("gets the offer of a place", "get the offer of a place", got), "done"),
        number(minors, _("of them under 18 on arrival")),
        *([number(ageless, _("of them without a date of birth: a parent has to agree"))] if ageless else []),
        number(waits, ngettext("goes on the waiting list", "go on the waiting list", waits), "waiting"),
        number(no, ngettext("is not selected", "are not selected", no)),
    ]
    if first:
        text = ngettext("partner tells its students first", "partners tell their students first", len(first))
        numbers.append(number(len(first), text, "waiting"))
    return confirm(
        request,
        _("Release decisions"),
        [
            *_sentences(now, over, edition, bodies - silent),
            *_told_first(rows, first, edition),
            *_unheard(rows, silent),
        ],
        _("Release decisions"),
        reverse("nominations:decisions"),
        lead=str(edition),
        numbers=numbers,
        undo=_("While no letter has gone and nobody has answered, you can undo it under Releases."),
        hidden=[*keys, ("batch", uuid.uuid4().hex)],
        form=form,
    )


def _told_first(rows: list[Nomination], days: dict[int, int], edition: Edition) -> list[str]:
    """Say which partners tell their students first, and from which day on we do."""
    waiting = Counter(row.body_id for row in rows if row.body_id in days)
    names = {row.body_id: row.body.name for row in rows}
    today, lines = clock.today(edition.time_zone), []
    for pk, n in sorted(waiting.items(), key=lambda item: names[item[0]]):
        text = ngettext(
            "%(body)s tells %(n)s student first; if its letter goes today, we write on %(day)s, or when they have been told.",
            "%(body)s tells %(n)s students first; if its letter goes today, we write on %(day)s, or when they have been told.",
            n,
        )
        day = showing.day_words(today + timedelta(days=days[pk]))
        lines.append(text % {"body": names[pk], "n": n, "day": day})
    return lines


def _unheard(rows: list[Nomination], silent: Collection[int]) -> list[str]:
    """Say for which partners nobody acts, so that they hear nothing and we tell their students."""
    names = sorted({row.body.name for row in rows if row.body_id in silent})
    if not names:
        return []
    text = _(
        "Nobody acts at the moment for: %(names)s. They get no result; we write to their students ourselves."
    )
    return [text % {"names": ", ".join(names)}]


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
    return born is not None and born > ages.born_by(row.edition.arrival_day)


def _sentences(
    rows: list[Nomination], over: list[Any], edition: Edition, bodies: Collection[int]
) -> list[str]:
    written = sum(1 for row in rows if row.participation.person.email)
    silent = [row for row in rows if not row.participation.person.email]
    lines = [
        ngettext("%(n)s student is written to.", "%(n)s students are written to.", written) % {"n": written},
        ngettext(
            "The coordinators of %(n)s partner get their result.",
            "The coordinators of %(n)s partners get their results.",
            len(bodies),
        )
        % {"n": len(bodies)},
    ]
    if edition.hold_mail:
        lines += [_("All letters wait under Messages until you send them."), _shown_at_once(rows)]
    if silent:
        lines.append(_("No e-mail address is known of: %(names)s.") % {"names": showing.names(silent)})
    for one in over:
        words = {"body": one.body.name, "n": one.after_release, "places": one.places}
        lines.append(_("%(body)s: %(n)s would hold a place, but %(places)s were agreed.") % words)
    return lines
