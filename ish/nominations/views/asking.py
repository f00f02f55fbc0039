"""Ask the partners: who takes part this season, with how many, and what is agreed of it."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from accounts import roles
from ish.desk import lists
from ish.desk.access import access
from ish.desk.confirm import confirmed
from ish.desk.lists import PAGE_SIZE
from ish.nominations import asking_forms, asking_mails, forecast_queries, services
from ish.nominations import asking_queries as asking
from ish.nominations.asking_tables import AskingTable
from ish.nominations.models import SeasonReply
from ish.nominations.rules import ORGANISER
from ish.nominations.states import TakesPart
from ish.outbox import rendering
from ish.programme import queries as programme
from ish.programme.models import Edition, NominatingBody

MOST = 1000


def state_words(state: str) -> dict[str, str]:
    """Return tone and words for how the question stands."""
    words = {
        "not_asked": ("neutral", _("not asked yet")),
        "waiting": ("waiting", _("asked")),
        "silent": ("problem", _("silent")),
        TakesPart.YES: ("done", _("takes part")),
        TakesPart.NO: ("neutral", _("not this year")),
        TakesPart.LATER: ("todo", _("not known yet")),
    }
    tone, label = words[state]
    return {"tone": tone, "label": label}


@access("organiser")
@require_safe
def partners(request: HttpRequest) -> HttpResponseBase:
    """Every partner, who is asked where, and what came back; as a file, too."""
    edition = programme.organised_edition(request)
    state = request.GET.get("state", "")
    rows = asking.partners(edition, state=state)
    listed = lists.build(request, AskingTable, rows, export_name=f"asked-{edition.year}", role=ORGANISER)
    if listed.wanted:
        return _file(listed, edition)
    paginator = Paginator(rows, PAGE_SIZE)
    page = paginator.get_page(request.GET.get("page"))
    lines = asking.lines(edition, page.object_list)
    context = {
        "edition": edition,
        "lines": [{"line": line, "state": state_words(line.state)} for line in lines],
        "page": page,
        "pages": paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1),
        "state": state if state in asking.STATES else "",
        "states": [{"value": value, **state_words(value)} for value in asking.STATES],
        "totals": asking.totals(edition),
        "forecast": forecast_queries.forecast(edition),
        "open": asking.is_open_to_any(edition),
        "export_links": listed.export_links,
        "breadcrumbs": [{"label": _("Ask the partners")}],
    }
    return render(request, "nominations/asking/partners.html", context)


def _file(listed: lists.List, edition: Edition) -> HttpResponseBase:
    """Return all partners with what was asked, answered and agreed, as a file."""
    rows = list(listed.queryset)
    for row, line in zip(rows, asking.lines(edition, rows), strict=True):
        row.line = line
    words = {state: state_words(state)["label"] for state in asking.STATES}
    listed.table.say(rows, words, edition.time_zone)
    return lists.export(listed, listed.wanted)


# ---------------------------------------------------------------- ASKING


def _ticked(request: HttpRequest, edition: Edition) -> list[NominatingBody]:
    """Return the partners ticked; raises `Http404` for what is no key or cannot be asked."""
    keys = request.POST.getlist("n")
    if len(keys) > MOST or not all(key.isdecimal() and len(key) < 18 for key in keys):
        raise Http404
    rows = list(asking.partners(edition).filter(pk__in=keys))
    if len(rows) != len(set(keys)):
        raise Http404
    return rows


@access("organiser")
@require_POST
def ask(request: HttpRequest) -> HttpResponse:
    """Show who will be written to and what, then write."""
    edition = programme.organised_edition(request)
    bodies = _ticked(request, edition)
    if not bodies:
        messages.info(request, _("Tick at least one partner first."))
        return redirect("nominations:asking")
    if not confirmed(request):
        return _look_first(request, edition, bodies)
    asked = services.ask(edition=edition, bodies=bodies, by=request.user)
    _tell(request, asked)
    return redirect("nominations:asking")


def _look_first(request: HttpRequest, edition: Edition, bodies: list[NominatingBody]) -> HttpResponse:
    lines = asking.lines(edition, bodies)
    asked = [line for line in lines if line.addresses and not (line.reply and line.reply.answered_at)]
    context = {
        "edition": edition,
        "bodies": bodies,
        "asked": asked,
        "messages_count": sum(len(line.addresses) for line in asked),
        "without": [line.body for line in lines if not line.addresses],
        "answered": [line.body for line in lines if line.reply and line.reply.answered_at],
        "preview": _preview(request, edition, asked[0]) if asked else None,
        "breadcrumbs": [
            {"label": _("Ask the partners"), "url": reverse("nominations:asking")},
            {"label": _("Look before it goes out")},
        ],
    }
    return render(request, "nominations/asking/look.html", context)


def _preview(request: HttpRequest, edition: Edition, line: asking.Line) -> Any:
    reply = line.reply or SeasonReply()
    reply.edition, reply.body = edition, line.body
    again = reply.asked_at is not None
    return rendering.preview(
        asking_mails.preview(reply=reply, to=line.addresses[0], by=request.user, again=again)
    )


@access("organiser")
@require_POST
def remind(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask one partner again, in one click; the same address is written to once a day."""
    edition = programme.organised_edition(request)
    body = _body(request, edition, pk)
    _tell(request, services.ask(edition=edition, bodies=[body], by=request.user))
    return redirect(f"{reverse('nominations:asking')}#partner-{body.pk}")


def _tell(request: HttpRequest, asked: services.Asked) -> None:
    if asked.messages:
        text = ngettext("%(n)s message is on its way.", "%(n)s messages are on their way.", asked.messages)
        messages.success(request, text % {"n": asked.messages})
    elif asked.partners:
        messages.info(request, _("They were written to today already. Tomorrow you can remind them."))
    else:
        messages.info(request, _("Nobody was written to: they have answered, or there is no address."))
    if asked.without_address:
        text = _("There is no address for: %(names)s. Invite a coordinator, or record what they say.")
        messages.warning(request, text % {"names": ", ".join(asked.without_address)})


# ---------------------------------------------------------------- ANSWERS


def _body(request: HttpRequest, edition: Edition, pk: int) -> NominatingBody:
    return roles.visible_or_404(NominatingBody.objects.all(), request.user, role=ORGANISER, pk=pk)


@access("organiser")
def record(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down what a partner said by phone or letter."""
    edition = programme.organised_edition(request)
    body = _body(request, edition, pk)
    reply = services.reply_for(edition=edition, body=body)
    initial = {**asking.prefilled(reply, None), "version": reply.version}
    form = asking_forms.ReplyForm(request.POST or None, initial=initial, edition=edition, organiser=True)
    conflict = None
    if request.method == "POST" and form.is_valid():
        version, source = form.cleaned_data["version"] or 0, form.cleaned_data["source"]
        try:
            services.record_answer(
                edition=edition,
                body=body,
                values=form.values,
                version=version,
                by=request.user,
                source=source,
            )
        except services.AnsweredMeanwhile as error:
            reply, conflict = error.current, asking.differing(form.values, error.current)
            form.answer_to(reply.version)
        else:
            messages.success(request, _("The answer of %(body)s is kept.") % {"body": body.name})
            return redirect(f"{reverse('nominations:asking')}#partner-{body.pk}")
    context = {
        "form": form,
        "reply": reply,
        "body": body,
        "edition": edition,
        "conflict": conflict,
        "facts": asking.facts(reply) if reply.answered_at else [],
        "breadcrumbs": [
            {"label": _("Ask the partners"), "url": reverse("nominations:asking")},
            {"label": body.name},
        ],
    }
    return render(request, "nominations/asking/record.html", context)


@access("organiser")
@require_POST
def agree(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a partner's answer into what is agreed."""
    edition = programme.organised_edition(request)
    body = _body(request, edition, pk)
    reply = services.reply_for(edition=edition, body=body)
    back = f"{reverse('nominations:asking')}#partner-{body.pk}"
    version = request.POST.get("version", "")
    if reply.pk is None or not version.isdecimal() or len(version) > 9:
        raise Http404
    try:
        agreed = services.agree(reply=reply, version=int(version), by=request.user)
    except (services.AnsweredMeanwhile, ValueError):
        messages.warning(request, _("The answer has changed in the meantime. Look at it again."))
        return redirect(back)
    messages.success(request, _("Agreed with %(body)s.") % {"body": body.name})
    if agreed.invited:
        text = _(
            "%(name)s was invited as coordinator. Whoever acted before still does until you end their time."
        )
        messages.info(request, text % {"name": agreed.invited.name})
    return redirect(back)
