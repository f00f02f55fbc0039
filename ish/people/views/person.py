"""One person, as organisers see them: identity, ladder, to-do list; the rest are other apps' panels."""

from typing import Any

from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts import roles
from ish import clock
from ish.desk import names
from ish.desk.access import access
from ish.desk.registry import panels
from ish.people import (
    partners,
    queries,
    requirements,
    rules,
    showing,
)
from ish.people.models import Participation, Person, Step
from ish.people.states import OPEN, Actor, State, word_of
from ish.privacy import services as privacy
from ish.programme import queries as programme
from ish.programme.models import Edition

# Steps that have a page of their own (accept, offer) or a use case elsewhere (decisions are released by nominations).
_RECORDED = (
    State.CONFIRMED,
    State.GAVE_BACK,
    State.WITHDREW,
    State.VISA_REFUSED,
    State.ARRIVED,
    State.NO_SHOW,
    State.COMPLETED,
    State.LEFT_EARLY,
    State.OFFERED,
    State.PROSPECTIVE,
)
ENDING = (State.GAVE_BACK, State.WITHDREW, State.VISA_REFUSED, State.NO_SHOW, State.LEFT_EARLY)


@require_safe
@access("organiser")
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """One person in the edition in hand (or the newest in which the reader sees them)."""
    taking_part = _participations(request, pk)
    row = taking_part[0].person
    edition = programme.organised_edition(request)
    current = _chosen(request, taking_part, edition)
    context = {
        "person": row,
        "participation": current,
        "others": [(p, _door(p)) for p in taking_part if p.pk != current.pk],
        "facts": _facts(request, row, current),
        "tone": showing.tone_of(current.state),
        "steps": [_step(step, current) for step in current.steps.all()],
        "next_steps": _next_steps(current),
        **_tasks(current),
        "marks": panels.render("person.marks", request, current),
        "panels": panels.render("person", request, current),
        "guardians": list(row.guardians.all()),
        "takes_part": _takes_part(current),
        "breadcrumbs": [
            {"label": _("People"), "url": reverse("people:list")},
            {"label": row.full_name or _("(erased)")},
        ],
    }
    return render(request, "people/person.html", context)


@require_safe
@access("organiser")
def more(request: HttpRequest, pk: int) -> HttpResponse:
    """What the page of a person fetches once it stands, the lab, the journeys, what was written: a part of it, or a page."""
    row = queries.participation_or_404(request.user, pk, role="organiser")
    context = {
        "participation": row,
        "panels": panels.render("person.more", request, row),
        "breadcrumbs": [
            {"label": _("People"), "url": reverse("people:list")},
            {"label": row.person.full_name or _("(erased)"), "url": _door(row)},
            {"label": _("More about them")},
        ],
    }
    part = request.headers.get("HX-Request") == "true"
    return render(request, f"people/{'_person_more' if part else 'person_more'}.html", context)


def _chosen(request: HttpRequest, rows: list[Participation], edition: Edition) -> Participation:
    """Return the participation asked for (somebody may be here in two capacities), else the one that counts in this edition."""
    asked = request.GET.get("as", "")
    here = [row for row in rows if row.edition_id == edition.pk]
    ordered = [*(row for row in here if row.state in OPEN), *here, *rows]
    return next((row for row in rows if str(row.pk) == asked), ordered[0])


def _door(row: Participation) -> str:
    return f"{reverse('people:person', args=[row.person_id])}?as={row.pk}"


def _takes_part(row: Participation) -> list[dict[str, Any]]:
    """Return as what somebody comes, where they stay, and when, for the facts of the page."""
    days = [row.first_day, row.last_day] if row.from_day or row.to_day else []
    facts = [
        (_("Comes as"), row.get_capacity_display()),
        (_("Nights"), _("stays with us") if row.resident else _("lives at home or elsewhere")),
        (_("Days"), " – ".join(formats.date_format(day, "DATE_FORMAT") for day in days)),
        (_("With the students of"), row.brought_by.name if row.brought_by else ""),
    ]
    return [{"label": label, "value": value} for label, value in facts if value]


def _participations(request: HttpRequest, person_id: int) -> list[Participation]:
    """Return what the person takes part in, as far as this organiser sees it; raises `Http404` when that is nothing."""
    steps = Prefetch("steps", queryset=Step.objects.select_related("by"))
    whom = roles.visible_to(Person.objects.filter(pk=person_id), request.user, role="organiser")
    seen = queries.seen_participations(request.user, role="organiser").filter(person__in=whom.values("pk"))
    found = list(
        seen.select_related("person__user", "edition__programme", "brought_by")
        .prefetch_related(steps, "person__guardians")
        .order_by("-edition__arrival_day")
    )
    if not found:
        raise Http404
    for row in found:
        row.person = found[0].person
    roles.remember(request.user, "organiser", [*found, found[0].person])
    return found


def _facts(request: HttpRequest, row: Person, current: Participation) -> list[dict[str, Any]]:
    """Return who the person is, as far as this reader may know, in the order of a form."""
    known = privacy.reveal(row, reader=request.user, role="organiser")
    facts = [{"label": str(f["label"]), "value": _text(f), "erased": f["erased"]} for f in known.facts()]
    if "birth_date" in known and row.birth_date:
        age = row.age_on(current.edition.arrival_day)
        facts.append({"label": _("age on arrival"), "value": age})
    return [{**fact, "label": fact["label"][:1].upper() + fact["label"][1:]} for fact in facts]


def _text(fact: dict[str, Any]) -> Any:
    value = fact["text"]
    if fact["name"] == "nationalities":
        return ", ".join(names.name_of("nationality", code) for code in value or [])
    if fact["name"] == "birth_date" and value:
        return formats.date_format(value, "DATE_FORMAT")
    return getattr(value, "as_international", value) or ""


def _step(step: Step, row: Participation) -> dict[str, Any]:
    return {
        "word": word_of(step.new, row.capacity),
        "tone": showing.tone_of(step.new),
        "at": step.at,
        "by": step.by.get_full_name() if step.by else "",
        "on_behalf": step.on_behalf,
        "reason": step.reason,
    }


def _next_steps(row: Participation) -> list[dict[str, Any]]:
    """Return the steps that can be recorded now, those that end it last."""
    found = [state for state in _RECORDED if state in rules.next_states(row.state, row.capacity)]
    # Whom a partner named is decided on with the others; who lost a place is offered one again where the places are counted.
    again = partners.offer_again_url(row.pk) if State.OFFERED in found else ""
    if again and row.state in (State.PROSPECTIVE, State.NOT_SELECTED):
        found.remove(State.OFFERED)
    more = [
        {
            "label": _("Give more time to answer"),
            "url": reverse("people:extend", args=[row.pk]),
            "danger": False,
        }
    ]
    return (more if row.state == State.OFFERED and row.is_participant else []) + [
        {
            "label": action(state, row),
            "url": again
            if again and state == State.OFFERED
            else reverse("people:move", args=[row.pk, state]),
            "danger": state in ENDING,
        }
        for state in found
    ]


def action(state: State, row: Participation) -> str:
    """Return what the button says that records this step."""
    of_guests = {
        State.CONFIRMED: _("Record: is coming"),
        State.OFFERED: _("Back to: invited, no answer yet"),
        State.GAVE_BACK: _("Record: cannot come"),
        State.WITHDREW: _("Take off the list"),
    }
    if not row.is_participant and state in of_guests:
        return of_guests[state]
    return {
        State.CONFIRMED: _("Record: place accepted"),
        State.GAVE_BACK: _("Record: gave the place back"),
        State.WITHDREW: _("Withdraw"),
        State.VISA_REFUSED: _("Record: visa refused"),
        State.ARRIVED: _("Record: has arrived"),
        State.NO_SHOW: _("Record: did not arrive"),
        State.COMPLETED: _("Record: completed"),
        State.LEFT_EARLY: _("Record: left early"),
        State.PROSPECTIVE: _("Take the offer or exit back"),
        State.OFFERED: _("Offer a place"),
    }[state]


def _tasks(row: Participation) -> dict[str, Any]:
    """Return what is to do in two lists: what is done is read rarely."""
    cards = _cards(row)
    done = [card for card in cards if card["tone"] == "done"]
    lifted = any(card["task"].waived for card in cards)
    return {
        "open_tasks": [card for card in cards if card not in done],
        "done_tasks": done,
        "waivers": {w.requirement: w for w in row.waivers.select_related("by")} if lifted else {},
    }


def _cards(row: Participation) -> list[dict[str, Any]]:
    zone = rules.zone_of(row)
    found = requirements.tasks(row, clock.today(zone))
    requirements.hand_on(row, found)
    needed = [task for task in found if not task.optional]
    cards = [
        showing.card(task, reader=Actor.ORGANISER, zone=zone, link=False, guest=not row.is_participant)
        for task in needed
    ]
    for card, task in zip(cards, needed, strict=True):
        card["waive_url"] = reverse("people:waive", args=[row.pk, task.requirement.code])
        card["unwaive_url"] = reverse("people:unwaive", args=[row.pk, task.requirement.code])
        card["record_url"] = _record_url(row, task)
    return cards


def _record_url(row: Participation, task: requirements.Task) -> str:
    """Return where an organiser records this for somebody else: the step for the place, otherwise the task's own page."""
    if not task.open:
        return ""
    if task.requirement.code in ("accept_place", "guest_answer"):
        return reverse("people:move", args=[row.pk, State.CONFIRMED])
    return task.link
