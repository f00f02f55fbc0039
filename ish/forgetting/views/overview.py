"""What is due when, the rules, the archive, holds, and what is kept about oneself."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from ish import clock
from ish.desk.access import access
from ish.desk.confirm import confirm, confirmed
from ish.forgetting import forms, queries, rules, services, showing
from ish.forgetting.models import ArchiveOffer, LegalHold, Report, Run
from ish.forgetting.states import Working
from ish.people import queries as people
from ish.people.models import Participation
from ish.privacy.retention import CLASSES, NAMES, in_words
from ish.programme import queries as programme
from ish.programme.models import Edition

EDITABLE = tuple(code for code, keeping in CLASSES.items() if keeping.anchor)


def lead_only(request: HttpRequest) -> Edition:
    """Return the edition in hand when the reader leads it; a page for leads is no page for others."""
    edition = programme.organised_edition(request)
    if not rules.may_decide(request.user, edition):
        raise Http404
    return edition


def crumbs(*more: tuple[Any, str]) -> list[dict[str, Any]]:
    """Return the way to a page of forgetting."""
    found: list[dict[str, Any]] = [{"label": _("Kept until"), "url": reverse("forgetting:overview")}]
    return [*found, *({"label": label, **({"url": url} if url else {})} for label, url in more)]


@access("organiser")
@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """What is erased when in the edition in hand; the archive, holds, the last run, reports."""
    edition = programme.organised_edition(request)
    today = clock.today(edition.time_zone)
    holds = LegalHold.objects.filter(ended_at=None, person__participations__edition=edition).distinct()
    context = {
        "edition": edition,
        "classes": showing.classes(edition, today),
        "offer": ArchiveOffer.objects.filter(edition=edition).select_related("decided_by").first(),
        "holds": holds.select_related("person", "made_by"),
        "run": Run.objects.exclude(state=Working.RUNNING).select_related("report").first(),
        "reports": Report.objects.prefetch_related("runs", "scans")[:5],
        "figures": edition.figures.all(),
        "leads": rules.may_decide(request.user, edition),
        "breadcrumbs": [{"label": _("Kept until")}],
    }
    return render(request, "forgetting/overview.html", context)


@access("organiser")
@require_safe
def rule_list(request: HttpRequest) -> HttpResponse:
    """Each class of facts: what belongs to it, until when it is kept, since when and why."""
    edition = programme.organised_edition(request)
    found = showing.classes(edition, clock.today(edition.time_zone))
    for one in found:
        one["fields"] = showing.fields_of(one["code"])
        one["editable"] = one["code"] in EDITABLE
    context = {
        "edition": edition,
        "classes": [one for one in found if one["fields"]],
        "leads": rules.may_decide(request.user, edition),
        "breadcrumbs": crumbs((_("Rules"), "")),
    }
    return render(request, "forgetting/rules.html", context)


@access("organiser")
@require_http_methods(["GET", "HEAD", "POST"])
def rule(request: HttpRequest, code: str) -> HttpResponse:
    """Let a new rule hold for a class of facts."""
    edition = lead_only(request)
    if code not in EDITABLE:
        raise Http404
    now = rules.RuleBook(clock.today(edition.time_zone)).of(edition.pk)[code]
    initial = {
        "keep_months": now.months, "keep_days": now.days, "anchor": now.anchor, "scope": forms.FOR_THIS,
        "valid_from": clock.today(edition.time_zone),
    }  # fmt: skip
    form = forms.RuleForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        scope = data.pop("scope")
        data["months"], data["days"] = data.pop("keep_months"), data.pop("keep_days")
        services.set_rule(
            code=code, edition=edition if scope == forms.FOR_THIS else None, by=request.user, **data
        )
        messages.success(request, _("The rule is kept. The next run goes by it."))
        return redirect("forgetting:rules")
    context = {
        "form": form,
        "heading": NAMES[code],
        "lead": _("Proposal: %(rule)s") % {"rule": in_words(CLASSES[code])},
        "source": showing.SOURCES[code],
        "fields": showing.fields_of(code),
        "back": reverse("forgetting:rules"),
        "breadcrumbs": crumbs((_("Rules"), reverse("forgetting:rules")), (NAMES[code], "")),
    }
    return render(request, "forgetting/form.html", context)


@access("organiser")
@require_http_methods(["GET", "HEAD", "POST"])
def archive(request: HttpRequest) -> HttpResponse:
    """What was offered to the archive, and what it said."""
    edition = lead_only(request)
    row = ArchiveOffer.objects.filter(edition=edition).first()
    form = forms.OfferForm(request.POST or None, instance=row)
    if request.method == "POST" and form.is_valid():
        services.save_offer(edition=edition, values=form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("forgetting:overview")
    context = {
        "form": form,
        "heading": _("Offer to the archive"),
        "lead": str(edition),
        "source": _(
            "Before the facts of an edition are erased they are offered to the archive in charge (state archives act of "
            "Baden-Württemberg; GDPR Art. 89). Health, passport and travel never wait for it."
        ),
        "back": reverse("forgetting:overview"),
        "breadcrumbs": crumbs((_("Offer to the archive"), "")),
    }
    return render(request, "forgetting/form.html", context)


@access("organiser")
@require_http_methods(["GET", "HEAD", "POST"])
def decide(request: HttpRequest) -> HttpResponse:
    """Decide that what waited for the archive is erased."""
    edition = lead_only(request)
    back = reverse("forgetting:overview")
    offer = ArchiveOffer.objects.filter(edition=edition).exclude(answer="").first()
    if offer is None:
        messages.info(request, _("Write down first what the archive said."))
        return redirect("forgetting:archive")
    initial = {"day": clock.today(edition.time_zone)}
    form = forms.DecideForm(request.POST if confirmed(request) else None, initial=initial)
    if confirmed(request) and form.is_valid():
        services.decide(edition=edition, day=form.cleaned_data["day"], by=request.user)
        messages.success(request, _("Decided. What is due goes with the next run after that day."))
        return redirect(back)
    sentences = [
        _("The archive: %(answer)s.") % {"answer": offer.get_answer_display()},
        _("From that day on, everything of %(edition)s is erased when its time is over.")
        % {"edition": edition},
        _("Your name stands beside this decision."),
    ]
    heading = _("Erase after the archive had its say?")
    return confirm(request, heading, sentences, _("Decide"), back, danger=True, form=form)


@access("organiser")
@require_http_methods(["GET", "HEAD", "POST"])
def hold(request: HttpRequest, pk: int) -> HttpResponse:
    """Stop erasing anything about a person."""
    lead_only(request)
    person = people.person_or_404(request.user, pk, role="organiser")
    form = forms.HoldForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        services.hold(person=person, by=request.user, **form.cleaned_data)
        messages.success(request, _("Nothing about this person is erased for now."))
        return redirect("people:person", person.pk)
    context = {
        "form": form,
        "heading": _("Legal hold"),
        "lead": person.full_name or _("Erased person"),
        "about": person,
        "source": _("Nothing about this person is erased while it lasts, neither on schedule nor by hand."),
        "back": reverse("people:person", args=[person.pk]),
        "breadcrumbs": crumbs((_("Legal hold"), "")),
    }
    return render(request, "forgetting/form.html", context)


@access("organiser")
@require_http_methods(["GET", "HEAD", "POST"])
def end_hold(request: HttpRequest, pk: int) -> HttpResponse:
    """End a hold, with a reason."""
    lead_only(request)
    row = get_object_or_404(LegalHold.objects.filter(ended_at=None), pk=pk)
    person = people.person_or_404(request.user, row.person_id, role="organiser")
    back = reverse("people:person", args=[person.pk])
    form = forms.EndForm(request.POST if confirmed(request) else None)
    if confirmed(request) and form.is_valid():
        services.end_hold(hold=row, reason=form.cleaned_data["reason"], by=request.user)
        messages.success(request, _("The hold has ended."))
        return redirect(back)
    sentences = [_("Whatever was due in the meantime is erased with the next run.")]
    return confirm(request, _("End the legal hold?"), sentences, _("End it"), back, danger=True, form=form)


@access("participant")
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """Until when what is kept about oneself, and what was erased."""
    rows = people.seen_participations(request.user, role="participant").order_by(
        "-edition__arrival_day", "-pk"
    )
    row: Participation | None = rows.select_related("edition").first()
    if row is None:
        raise Http404
    book = rules.RuleBook(clock.today(row.edition.time_zone))
    context = {
        "rows": with_words(queries.until_when(row.person_id, book.day, book), row.edition_id, book),
        "held": bool(rules.held([row.person_id])),
        "breadcrumbs": [{"label": _("Kept until")}],
    }
    return render(request, "forgetting/mine.html", context)


def with_words(
    rows: list[dict[str, Any]], edition_id: int | None, rule_book: rules.RuleBook
) -> list[dict[str, Any]]:
    """Add to the classes of a person their names and rules."""
    book = rule_book.of(edition_id)
    return [
        {**row, "name": NAMES[row["code"]], "rule": in_words(book[row["code"]])}
        for row in rows
        if row["code"] not in ("partners", "staff")
    ]
