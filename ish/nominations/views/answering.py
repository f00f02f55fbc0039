"""The page on which a partner answers the season's question: by signed link, without a sign-in."""

import contextlib
from typing import Any
from zoneinfo import ZoneInfo

from allauth.core import ratelimit
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.links import BadLink
from ish.desk.access import access
from ish.desk.guests import welcome
from ish.nominations import asking_forms, queries, services
from ish.nominations import asking_queries as asking
from ish.nominations.asking_queries import Address
from ish.nominations.models import SeasonReply
from ish.people import deadlines

RATE = "season_link"


@access.public
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, signed: str) -> HttpResponse:
    """Say whether the partner takes part, with how many, and who is responsible. Opening the page uses nothing up."""
    try:
        found = asking.by_link(signed)
    except BadLink as error:
        return _ended(request, signed=signed if error.expired else "")
    if found is None:
        return _ended(request)
    reply, who = found
    welcome(request, language=who.language, time_zone=who.time_zone)
    if not asking.is_open(reply):
        return _page(request, reply, who, form=None)
    before = asking.prefilled(reply, who)
    initial = {**before, "version": reply.version}
    form = asking_forms.ReplyForm(request.POST or None, initial=initial, edition=reply.edition)
    if request.method == "POST" and form.is_valid():
        version = form.cleaned_data["version"] or 0
        try:
            services.answer(reply=reply, values=form.values, version=version, who=who)
        except services.AnsweredMeanwhile as error:
            return _conflicted(request, error.current, who, form)
        except services.AnswersOver:
            return _page(request, reply, who, form=None)
        messages.success(request, _("Thank you. Your answer has arrived."))
        return redirect("nominations:answer", signed)
    return _page(request, reply, who, form=form, before=before)


def _conflicted(
    request: HttpRequest, current: SeasonReply, who: Address, form: asking_forms.ReplyForm
) -> HttpResponse:
    """Show what somebody else has answered meanwhile beside what was typed; saving again replaces it."""
    differing = asking.differing(form.values, current)
    form.answer_to(current.version)
    return _page(request, current, who, form=form, conflict=differing, status=409)


def _page(
    request: HttpRequest,
    reply: SeasonReply,
    who: Address,
    *,
    form: asking_forms.ReplyForm | None,
    before: dict[str, Any] | None = None,
    conflict: list[asking.Difference] | None = None,
    status: int = 200,
) -> HttpResponse:
    edition = reply.edition
    closes = queries.due_for(edition, reply.body)
    last = (before or {}).get("last")
    context = {
        "reply": reply,
        "body": reply.body,
        "edition": edition,
        "who": who,
        "form": form,
        "closes": closes,
        "zone": deadlines.zone_name(edition.time_zone),
        "elsewhere": deadlines.due_elsewhere(closes, ZoneInfo(edition.time_zone)) if closes else "",
        "facts": asking.facts(reply) if reply.answered_at else [],
        "paper": reverse("nominations:answer_paper", args=[asking.sign(reply, who)])
        if reply.answered_at
        else "",
        "last_facts": asking.facts(last) if last else [],
        "last_year": (before or {}).get("last_year"),
        "conflict": conflict,
    }
    return render(request, "nominations/asking/answer.html", context, status=status)


@access("coordinator")
@require_safe
def own(request: HttpRequest, pk: int) -> HttpResponse:
    """Lead a coordinator to the page of their own partner, as their own link would."""
    body, edition, role = queries.body_or_404(request, pk)
    reply = asking.replies_of(edition, [body]).get(body.pk)
    if role != "coordinator" or reply is None:
        raise Http404
    reply.edition, reply.body = edition, body
    mine = [one for one in asking.addresses(edition, [body])[body.pk] if one.user == request.user]
    if not mine:
        raise Http404
    return redirect("nominations:answer", asking.sign(reply, mine[0]))


def _ended(request: HttpRequest, *, signed: str = "") -> HttpResponse:
    """Say that a link no longer opens anything; nothing here tells whether anybody is known."""
    return render(request, "nominations/asking/ended.html", {"signed": signed}, status=410 if signed else 404)


@access.public
def new_link(request: HttpRequest) -> HttpResponse:
    """Ask for the address, and send links to whoever is asked there."""
    form = asking_forms.AddressForm(request.POST or None)
    if request.method == "POST":
        if not ratelimit.consume(request, action=RATE):
            return ratelimit.respond_429(request)
        if form.is_valid():
            services.send_new_link(email=form.cleaned_data["email"])
            return _sent(request)
    return render(request, "nominations/asking/new_link.html", {"form": form})


@access.public
@require_POST
def renew(request: HttpRequest) -> HttpResponse:
    """Send a new link to the address on file, for whoever holds an expired one."""
    if not ratelimit.consume(request, action=RATE):
        return ratelimit.respond_429(request)
    with contextlib.suppress(BadLink, ValueError):  # the page says the same
        services.renew(signed=request.POST.get("signed", ""))
    return _sent(request)


def _sent(request: HttpRequest) -> HttpResponse:
    text = _("If we know the address, a message with a new link is on its way. It may take a few minutes.")
    messages.success(request, text)
    return redirect(reverse("nominations:answer_link"))
