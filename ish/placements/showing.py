"""Labs, wishes and plans as pages show them: in words and tones. Decides nothing, writes nothing."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ish.desk import names
from ish.people.models import Participation
from ish.placements import board, queries, rules
from ish.placements.models import Institute, LabProject, Plan, PlanStep, WishList
from ish.placements.states import PlanState, ProjectState, StepKind
from ish.programme import queries as programme
from ish.programme.models import Programme
from ish.programme.states import PhaseCode

PLAN_TONES = {PlanState.DRAFT: "waiting", PlanState.PUBLISHED: "done", PlanState.RETIRED: "neutral"}


def flags(project: LabProject) -> list[str]:
    """Return the rules of a project in plain words."""
    found = []
    if project.min_age:
        found.append(_("from %(age)s years") % {"age": project.min_age})
    if project.computer_only:
        found.append(_("computer only"))
    if project.languages:
        spoken = ", ".join(names.name_of("language", code) for code in project.languages)
        found.append(_("works in %(languages)s") % {"languages": spoken})
    places = ngettext("%(n)s place", "%(n)s places", project.capacity) % {"n": project.capacity}
    return [*found, places]


def hurdles(participation: Participation, project: LabProject) -> list[str]:
    """Return what would keep somebody out of a project, said to them."""
    start, _end = rules.usual_days(participation.edition)
    age = participation.person.age_on(start)
    found = []
    if rules.too_young(age=age, min_age=project.min_age):
        found.append(
            _("You will be %(own)s on the first day; this lab takes people from %(age)s years.")
            % {"own": age, "age": project.min_age}
        )
    spoken = queries.languages_of(participation)
    if project.languages and not spoken & set(project.languages):
        given = ", ".join(sorted(names.name_of("language", code) for code in spoken))
        found.append(_("You gave %(languages)s as your languages.") % {"languages": given})
    return found


def catalogue(
    participation: Participation, projects: Sequence[LabProject], listed: Sequence[int]
) -> list[dict[str, Any]]:
    """Return the projects one can choose from, each with its rules and what stands in the way."""
    return [
        {
            "project": project,
            "flags": flags(project),
            "hurdles": hurdles(participation, project),
            "listed": project.pk in listed,
        }
        for project in projects
    ]


def ranked(projects: Sequence[LabProject]) -> list[dict[str, Any]]:
    """Return the lines of a ranked list; one that closed meanwhile says so."""
    return [
        {
            "pk": project.pk,
            "label": project.title,
            "hint": project.institute.name
            if project.state == ProjectState.OPEN
            else _("%(institute)s · does not take part any more") % {"institute": project.institute.name},
        }
        for project in projects
    ]


def wished(participation: Participation) -> list[LabProject]:
    """Return the projects somebody wishes for, dearest first."""
    wishes = LabProject.objects.filter(wishes__wish_list__participation=participation)
    return list(wishes.select_related("institute").order_by("wishes__rank"))


def in_order(keys: Sequence[int], participation: Participation) -> list[LabProject]:
    """Return the projects of the edition with these keys, in this order; unknown ones are left out."""
    found = LabProject.objects.filter(edition=participation.edition_id, pk__in=keys).select_related(
        "institute"
    )
    rows = {row.pk: row for row in found}
    return [rows[key] for key in dict.fromkeys(keys) if key in rows]


def list_in_words(projects: Sequence[LabProject]) -> str:
    """Return a ranked list as one line."""
    return "; ".join(f"{rank}. {project.title}" for rank, project in enumerate(projects, start=1)) or _(
        "empty"
    )


def own(participation: Participation) -> dict[str, Any]:
    """Return what the page "Your lab" needs: the lab or labs, or the wishes and when the labs are published."""
    places = queries.with_hosts(queries.labs_of(participation))
    wish_list = WishList.objects.filter(participation=participation).first()
    phase = programme.phase(participation.edition, PhaseCode.PUBLICATION)
    return {
        "participation": participation,
        "edition": participation.edition,
        "places": [{"row": row, "flags": flags(row.project)} for row in places],
        "wishes": wished(participation),
        "wish_list": wish_list,
        "wishing": rules.wishing(participation, organiser=False),
        "published_by": phase.closes if phase else None,
        "wishes_url": reverse("placements:wishes", args=[participation.pk]),
    }


def glance(participation: Participation) -> dict[str, Any]:
    """Return what the desk says of it: the lab or labs and no more, else the wishes and when the labs are published."""
    places = [{"row": row} for row in queries.labs_of(participation)]
    phase = programme.phase(participation.edition, PhaseCode.PUBLICATION)
    return {
        "places": places,
        "wishes": [] if places else wished(participation),
        "wish_list": None if places else WishList.objects.filter(participation=participation).first(),
        "wishing": rules.wishing(participation, organiser=False),
        "published_by": phase.closes if phase else None,
        "wishes_url": reverse("placements:wishes", args=[participation.pk]),
    }


def rank_word(rank: int | None) -> str:
    """Return which wish came true, in words."""
    return _("not on the list") if rank is None else _("wish %(rank)s") % {"rank": rank}


def rank_tone(rank: int | None) -> str:
    """Return the tone of a wish that came true."""
    if rank is None:
        return "neutral"
    return "done" if rank <= 3 else "waiting"


def bars(profile: board.Profile) -> list[dict[str, Any]]:
    """Return the rows of a plan's picture: how many got which wish."""
    total = profile.placed + profile.unplaced
    rows: list[dict[str, Any]] = [
        {"label": rank_word(rank), "value": number, "total": total, "tone": rank_tone(rank)}
        for rank, number in enumerate(profile.ranks, start=1)
    ]
    rows.append({"label": _("another lab"), "value": profile.other, "total": total, "tone": "info"})
    rows.append({"label": _("no lab"), "value": profile.unplaced, "total": total, "tone": "problem"})
    return [{**row, "label": row["label"][:1].upper() + row["label"][1:]} for row in rows]


def plan_cards(plans: Sequence[Plan]) -> list[dict[str, Any]]:
    """Return plans side by side (a constant number of queries)."""
    found = board.profiles(plans)
    return [
        {
            "plan": plan,
            "tone": PLAN_TONES[PlanState(plan.state)],
            "profile": found[plan.pk],
            "bars": bars(found[plan.pk]),
            "draft": plan.state == PlanState.DRAFT,
        }
        for plan in plans
    ]


def steps(rows: Iterable[PlanStep], about: Participation | None = None) -> list[dict[str, Any]]:
    """Return what was done in plans, in words; `about` leaves out the name of the one person it is all about."""
    return [{"step": step, "text": _step(step, named=about is None), "who": _by(step)} for step in rows]


def _by(step: PlanStep) -> str:
    return (step.by.name or step.by.email) if step.by else ""


def _step(step: PlanStep, *, named: bool) -> str:
    """Return one step as a sentence."""
    if step.participation_id is None:
        return _of_the_plan(step)
    values = {"who": _who(step) if named else _("This student"), "old": step.old, "new": step.new}
    texts = {
        StepKind.PLACED: _("%(who)s moved from “%(old)s” to “%(new)s”.")
        if step.old
        else _("%(who)s had no lab and was placed in “%(new)s”."),
        StepKind.UNPLACED: _("%(who)s was taken out of “%(old)s”."),
        StepKind.PINNED: _("%(who)s was pinned in “%(new)s”."),
        StepKind.UNPINNED: _("%(who)s is no longer pinned in “%(new)s”."),
    }
    return texts[StepKind(step.kind)] % values


def _who(step: PlanStep) -> str:
    person = step.participation.person if step.participation else None
    return (person.full_name if person else "") or _("(erased)")


def _of_the_plan(step: PlanStep) -> str:
    number = step.people or 0
    if step.kind == StepKind.PUBLISHED:
        text = ngettext("Published: %(n)s person has a lab.", "Published: %(n)s people have a lab.", number)
    elif step.kind == StepKind.PROPOSED:
        text = ngettext(
            "The engine proposed: %(n)s person has a lab.",
            "The engine proposed: %(n)s people have a lab.",
            number,
        )
    elif number:
        text = ngettext("Made as a copy with %(n)s place.", "Made as a copy with %(n)s places.", number)
    else:
        return _("Made, empty.")
    return text % {"n": number}


def institute_facts(institute: Institute) -> list[dict[str, Any]]:
    """Return an institute for those who only read it."""
    return [
        {"label": _("Short name"), "value": institute.short_name},
        {"label": _("Address"), "value": institute.address},
        {"label": _("How to get in"), "value": institute.access_note},
        {"label": _("Hospital"), "value": _("yes") if institute.hospital else _("no")},
    ]


def used_by(institute: Institute) -> str:
    """Say which programmes an institute takes part in: whoever changes it changes it for all of them."""
    programmes = Programme.objects.filter(editions__lab_projects__institute=institute).distinct()
    titles = [str(programme) for programme in programmes.order_by("name")]
    return _("Takes part in: %(programmes)s.") % {"programmes": ", ".join(titles)} if titles else ""
