"""Plans: side by side, proposed, proven, explained, published."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import roles
from ish.desk.access import access
from ish.desk.confirm import confirm, confirmed, number
from ish.jobs.services import start
from ish.nominations import forecast_queries
from ish.people import queries as people
from ish.placements import explaining, paper_queries, queries, services, showing
from ish.placements.forms import AimForm, PlanForm
from ish.placements.models import LabProject, Plan
from ish.placements.states import PlanState
from ish.placements.views.reading import ROLE, plan_or_404
from ish.placements.views.reading import number as key_of
from ish.privacy import restricting
from ish.programme.queries import organised_edition

FORM_METHODS = ["GET", "HEAD", "POST"]
BACKGROUND_FROM = 300
SHOWN = 25
MOST_LABS = 60


def _crumbs(plan: Plan, label: str) -> list[dict[str, str]]:
    return [
        {"label": _("Lab places"), "url": reverse("placements:plans")},
        {"label": plan.title, "url": reverse("placements:plan", args=[plan.pk])},
        {"label": label},
    ]


@access("organiser")
@require_http_methods(FORM_METHODS)
def plans(request: HttpRequest) -> HttpResponse:
    """All plans of the edition in hand side by side; a new one is begun here."""
    edition = organised_edition(request)
    visible = roles.visible_to(Plan.objects.filter(edition=edition), request.user, role=ROLE)
    form = PlanForm(
        request.POST or None, plans=visible, initial={"copy_of": key_of(request.GET.get("copy_of"))}
    )
    if request.method == "POST" and form.is_valid():
        made = services.new_plan(edition=edition, by=request.user, **form.cleaned_data)
        messages.success(request, _("The plan is made. Only organisers see it."))
        return redirect("placements:plan", made.pk)
    rows = list(visible.select_related("edition__programme"))
    labs, seats = queries.labs_and_seats(edition)
    forecast = forecast_queries.forecast(edition)
    context = {
        "edition": edition,
        "cards": showing.plan_cards(rows),
        "form": form,
        "to_place": queries.to_place(edition).count(),
        "labs": labs,
        "seats": seats,
        "forecast": forecast,
        "missing": forecast.expected - seats,
        "begin": bool(form.errors or request.GET.get("copy_of")),
        "breadcrumbs": [{"label": _("Lab places")}],
    }
    return render(request, "placements/plans.html", context)


@access("organiser")
@require_POST
def propose(request: HttpRequest, pk: int) -> HttpResponse:
    """Let the engine fill the plan around its pins; many people are placed in the background."""
    plan = plan_or_404(request, pk)
    form = AimForm(request.POST)
    if not form.is_valid():
        for errors in form.errors.values():
            messages.error(request, " ".join(str(error) for error in errors))
        return redirect("placements:plan", pk)
    try:
        services.set_aim(plan=plan, by=request.user, **form.cleaned_data)
        if queries.to_place(plan.edition).count() > BACKGROUND_FROM:
            job = start(kind="placements.propose", owner=request.user, args={"plan": plan.pk})
            return redirect("desk:job", job.pk)
        result = services.propose(plan=plan, by=request.user)
    except (services.NotAllowed, services.ChangedMeanwhile) as refused:
        messages.error(request, str(refused))
        return redirect("placements:plan", pk)
    if result.conflicts:
        messages.warning(
            request, _("The pins contradict each other, so nothing was changed. They are listed below.")
        )
    else:
        messages.success(request, services.outcome_in_words(result, queries.left_out(plan.edition)))
    return redirect("placements:plan", pk)


@access("organiser")
@require_http_methods(FORM_METHODS)
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    """Throw a draft away."""
    plan = plan_or_404(request, pk)
    back = reverse("placements:plan", args=[pk])
    if confirmed(request):
        try:
            services.discard_plan(plan=plan, by=request.user)
        except services.NotAllowed as refused:
            messages.error(request, str(refused))
            return redirect(back)
        messages.success(request, _("“%(plan)s” is discarded.") % {"plan": plan.title})
        return redirect("placements:plans")
    count = plan.placements.count()
    sentence = ngettext("%(n)s placement in it is lost.", "%(n)s placements in it are lost.", count) % {
        "n": count
    }
    title = _("Discard “%(plan)s”?") % {"plan": plan.title}
    if plan.state != PlanState.DRAFT:
        messages.info(request, _("Only a draft can be discarded."))
        return redirect(back)
    return confirm(request, title, [sentence, _("Nobody is written to.")], _("Discard"), back, danger=True)


# ---------------------------------------------------------------- PROOF AND REASONS


@access("organiser")
@require_safe
def proof(request: HttpRequest, pk: int) -> HttpResponse:
    """What is known of the last proposal: what it aimed for, and the proof that there is none better."""
    plan = plan_or_404(request, pk)
    stored = explaining.proof(plan)
    context = {
        "plan": plan,
        "proof": stored,
        "facts": _proof_facts(plan, stored),
        "conflicts": explaining.conflicts(stored.result) if stored else [],
        "breadcrumbs": _crumbs(plan, _("Details")),
    }
    return render(request, "placements/proof.html", context)


def _proof_facts(plan: Plan, stored: explaining.Proof | None) -> list[dict[str, Any]]:
    if stored is None:
        return []
    result, problem = stored.result, stored.instance
    limit = problem.same_city_max
    return [
        {"label": _("Aim"), "value": dict(Plan._meta.get_field("preset").choices or ())[result.preset]},
        {
            "label": _("At most of one partner in a lab"),
            "value": limit if limit is not None else _("no limit"),
        },
        {"label": _("People and labs"), "value": f"{len(problem.students)} / {len(problem.labs)}"},
        {"label": _("Pinned"), "value": len(problem.pins)},
        {"label": _("Without a lab"), "value": result.unplaced},
        {"label": _("Value"), "value": ", ".join(str(value) for value in result.objective)},
        {"label": _("Seed of the lottery"), "value": plan.seed},
        {"label": _("Version of the engine"), "value": plan.engine_version},
        {"label": _("Proposed"), "value": plan.solved_at},
    ]


@access("organiser")
@require_safe
def instance(request: HttpRequest, pk: int) -> HttpResponse:
    """The problem of the last proposal as a file: keys, ages, languages and wishes, no names."""
    plan = plan_or_404(request, pk)
    if not plan.instance:
        raise Http404
    response = JsonResponse(plan.instance, json_dumps_params={"indent": 1})
    response["Content-Disposition"] = f'attachment; filename="placement-{plan.pk}.json"'
    return response


@access("organiser")
@require_safe
def why(request: HttpRequest, pk: int) -> HttpResponse:
    """Why somebody is not in a lab: the rule, or the price of putting them there."""
    plan = plan_or_404(request, pk)
    everybody = queries.to_place(plan.edition)
    who = everybody.filter(pk=key_of(request.GET.get("who")) or 0).first()
    labs = LabProject.objects.filter(edition=plan.edition).select_related("institute")
    lab = labs.filter(pk=key_of(request.GET.get("lab")) or 0).first()
    words, find = request.GET.get("q", "").split(), request.GET.get("find", "").split()
    offered = list(labs.filter(queries.in_words(find))[: MOST_LABS + 1]) if who else []
    context = {
        "plan": plan,
        "who": who,
        "lab": lab,
        "labs": offered[:MOST_LABS],
        "find": " ".join(find),
        "more": len(offered) > MOST_LABS,
        "words": " ".join(words),
        "people": [] if who else list(everybody.filter(people.named(words))[:SHOWN]),
        "wishes": showing.wished(who) if who else [],
        "explanation": explaining.why_not(plan, who, lab) if who and lab else None,
        "breadcrumbs": _crumbs(plan, _("Why not here?")),
    }
    return render(request, "placements/why.html", context)


# ---------------------------------------------------------------- PUBLICATION


@access("organiser")
@require_http_methods(FORM_METHODS)
def publish(request: HttpRequest, pk: int) -> HttpResponse:
    """Put the plan in force, after a page that says in numbers who will be written to."""
    plan = plan_or_404(request, pk)
    back = reverse("placements:plan", args=[pk])
    if plan.state != PlanState.DRAFT:
        messages.info(request, _("This plan has been published already."))
        return redirect(back)
    if confirmed(request):
        return _published(request, plan, back)
    told = queries.announcement(plan)
    return confirm(
        request,
        _("Publish “%(plan)s”?") % {"plan": plan.title},
        _sentences(plan, told),
        _("Publish and write to them"),
        back,
        numbers=[
            number(told.people, ngettext("person will be written to", "people will be written to", told.people)),
            number(told.minors, _("of them under 18")),
            number(told.hosts, ngettext("lab supervisor will be written to", "lab supervisors will be written to", told.hosts)),
            number(told.unplaced, _("without a lab"), "problem" if told.unplaced else ""),
        ],
        undo=_(
            "What was written cannot be called back. A changed plan can be published later; then only people "
            "with a new lab are written to."
        ),
        hidden=[("version", plan.version)],
    )  # fmt: skip


def _sentences(plan: Plan, told: queries.Announcement) -> list[str]:
    found: list[str] = [_("Students see their lab and how to reach their supervisors.")]
    found.append(
        _("Lab supervisors see the students who come to them. Those without an account are invited.")
    )
    if told.replaces is not None:
        found.append(
            _("The plan “%(plan)s” is replaced; people whose lab stays the same are not written to.")
            % {"plan": told.replaces.title}
        )
    if told.unplaced:
        text = ngettext(
            "%(n)s person has no lab in this plan and hears nothing.",
            "%(n)s people have no lab in this plan and hear nothing.",
            told.unplaced,
        )
        found.append(text % {"n": told.unplaced})
    if papers := paper_queries.of_plan(plan):
        text = ngettext(
            "%(n)s person has not shown a paper that the lab wants to see (or it ends too early).",
            "%(n)s people have not shown a paper that the lab wants to see (or it ends too early).",
            papers,
        )
        found.append(text % {"n": papers})
    if told.restricted:
        found.append(restricting.in_words(told.restricted))
    if told.without_address:
        text = ngettext(
            "%(n)s person has no e-mail address and has to be told by other means.",
            "%(n)s people have no e-mail address and have to be told by other means.",
            told.without_address,
        )
        found.append(text % {"n": told.without_address})
    url = reverse("placements:changes", args=[plan.pk])
    found.append(format_html('<a href="{}">{}</a>', url, _("See whose lab changes")))
    return found


def _published(request: HttpRequest, plan: Plan, back: str) -> HttpResponse:
    seen = key_of(request.POST.get("version"))
    version = -1 if seen is None else seen
    if plan.version == version and plan.placements.count() > BACKGROUND_FROM:
        args = {"plan": plan.pk, "version": version}
        return redirect("desk:job", start(kind="placements.publish", owner=request.user, args=args).pk)
    try:
        count = services.publish(plan=plan, by=request.user, version=version)
    except services.ChangedMeanwhile:
        messages.warning(
            request, _("Somebody has changed the plan since you looked at the numbers. Please look again.")
        )
        return redirect("placements:publish", plan.pk)
    except services.NotAllowed as refused:
        messages.error(request, str(refused))
        return redirect(back)
    messages.success(request, services.published_in_words(count))
    return redirect(back)
