"""Why somebody is not in a lab, in sentences; the proof that a plan is the best there is, in words and numbers."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ish.people.models import Participation
from ish.placements import paper_queries, queries, rules
from ish.placements.instance import instance_from
from ish.placements.matching import (
    Answer,
    Exchange,
    Explainer,
    Instance,
    NotProven,
    Result,
    find_conflicts,
    verify,
)
from ish.placements.models import LabProject, Plan


@dataclass
class Explanation:
    """An answer for organisers: one sentence, then the steps of the cheapest exchange; which papers the lab would have to see
    (the engine knows nothing of papers: they are asked for once a plan is in force)."""

    sentence: str
    steps: list[str] = field(default_factory=list)
    effects: list[str] = field(default_factory=list)
    papers: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Proof:
    """What is known of the last proposal: whether it stands, whether the certificate proves it, and against what."""

    result: Result
    instance: Instance
    proven: bool
    unchanged: bool


def proof(plan: Plan) -> Proof | None:
    """Return the stored proposal with its certificate checked anew; None when the engine has not proposed anything."""
    if not plan.outcome or not plan.instance:
        return None
    instance, result = instance_from(plan.instance), Result.from_json(plan.outcome)
    proven = bool(result.certificate) and verify(instance, result).proven
    return Proof(result, instance, proven, _still(plan, result))


def _still(plan: Plan, result: Result) -> bool:
    """Say whether the plan is still as proposed."""
    now = {
        str(person): str(project)
        for person, project in plan.placements.values_list("participation", "project")
    }
    return now == {person: lab for person, lab in result.assignment.items() if lab is not None}


def conflicts(result: Result) -> list[str]:
    """Return the conflicts of pins that a proposal met, as sentences."""
    return _in_sentences(result.conflicts)


def standing_conflicts(plan: Plan) -> list[str]:
    """Return the conflicts among the pins as they are now, as sentences."""
    return _in_sentences([found.as_json() for found in find_conflicts(queries.instance_of(plan))])


def _in_sentences(found: Sequence[dict[str, Any]]) -> list[str]:
    names = _names([*(str(s) for c in found for s in c.get("students", []))])
    labs = _labs([str(lab) for c in found for lab in c.get("labs", [])])
    words = {
        "two_pins": _("%(who)s is pinned in two labs: %(where)s."),
        "pin_and_forbid": _("%(who)s is pinned in a lab that is ruled out for them: %(where)s."),
        "pin_ineligible": _("%(who)s is pinned in %(where)s, but does not meet its rules."),
        "pins_over_capacity": _("More people are pinned in %(where)s than it has places: %(who)s."),
        "pins_over_city_max": _(
            "More people of one partner are pinned in %(where)s than the plan allows: %(who)s."
        ),
        "unknown_id": _("Somebody or something in the plan does not exist any more. Look at the pins again."),
    }
    return [
        words[c["kind"]]
        % {
            "who": ", ".join(names.get(str(s), "?") for s in c.get("students", [])),
            "where": ", ".join(labs.get(str(lab), "?") for lab in c.get("labs", [])),
        }
        for c in found
    ]


def why_not(plan: Plan, participation: Participation, project: LabProject) -> Explanation:
    """Say why somebody is not in a lab in the proposed plan, with the price of putting them there, and what they would have to
    show there."""
    answer = _why_not(plan, participation, project)
    answer.papers = paper_queries.between(participation, project)
    return answer


def _why_not(plan: Plan, participation: Participation, project: LabProject) -> Explanation:
    stored = proof(plan)
    if stored is None:
        return Explanation(
            _("The engine has not proposed this plan, so it has no prices. Ask for a proposal first.")
        )
    if plan.erased_at:
        return Explanation(_("Somebody was erased after the last proposal. Ask for a new one."))
    try:
        answer = Explainer(stored.instance, stored.result).why_not(str(participation.pk), str(project.pk))
    except NotProven:
        return Explanation(_("The last proposal met conflicts, so there is nothing to explain yet."))
    except KeyError:
        return Explanation(_("They or the lab came after the last proposal. Ask for a new one."))
    return _explained(answer, stored.instance)


def _explained(answer: Answer, instance: Instance) -> Explanation:
    simple = {
        "placed_here": _("They are in this lab."),
        "not_listed": _("This lab is not on their list, and the list does not end in “any suitable lab”."),
        "forbidden": _("This lab was ruled out for them."),
        "no_seat": _("There is no place in this lab."),
    }
    if answer.kind in simple:
        return Explanation(simple[answer.kind])
    if answer.kind == "ineligible":
        return Explanation(" ".join(str(rules.in_words(rule)) for rule in answer.rules))
    if answer.kind == "pinned":
        return _pinned(answer)
    return _priced(answer, instance)


def _pinned(answer: Answer) -> Explanation:
    if answer.pinned_to is not None:
        lab = _labs([answer.pinned_to]).get(answer.pinned_to, "?")
        return Explanation(_("They are pinned in “%(lab)s”.") % {"lab": lab})
    names = _names(list(answer.held_by))
    who = ", ".join(names.get(key, "?") for key in answer.held_by)
    return Explanation(_("The places are held by people who are pinned there: %(who)s.") % {"who": who})


def _priced(answer: Answer, instance: Instance) -> Explanation:
    people = _names([move.student for move in answer.chain])
    labs = _labs([lab for move in answer.chain for lab in (move.from_lab, move.to_lab) if lab])
    steps = [_step(move, people, labs) for move in answer.chain]
    if answer.free:
        return Explanation(_("They could be swapped freely: an equally good plan has them here."), steps)
    return Explanation(_("It would cost others. The cheapest way to do it:"), steps, _effects(answer))


def _step(move: Exchange, people: dict[str, str], labs: dict[str, str]) -> str:
    values = {
        "who": people.get(move.student, "?"),
        "old": _place(move.from_lab, move.from_rank, labs),
        "new": _place(move.to_lab, move.to_rank, labs),
    }
    return _("%(who)s moves from %(old)s to %(new)s.") % values


def _place(lab: str | None, rank: int | None, labs: dict[str, str]) -> str:
    if lab is None:
        return _("no lab")
    if rank is None:
        return f"“{labs.get(lab, '?')}”"
    return _("“%(lab)s” (rank %(rank)s)") % {"lab": labs.get(lab, "?"), "rank": rank}


def _effects(answer: Answer) -> list[str]:
    found = []
    for rank, change in enumerate(answer.profile_change, start=1):
        if change > 0:
            text = ngettext(
                "%(n)s person more at rank %(rank)s", "%(n)s people more at rank %(rank)s", change
            )
        elif change < 0:
            text = ngettext(
                "%(n)s person fewer at rank %(rank)s", "%(n)s people fewer at rank %(rank)s", -change
            )
        else:
            continue
        found.append(text % {"n": abs(change), "rank": rank})
    if answer.unplaced_change > 0:
        text = ngettext(
            "%(n)s person more without a lab", "%(n)s people more without a lab", answer.unplaced_change
        )
        found.append(text % {"n": answer.unplaced_change})
    return found


def _names(keys: list[str]) -> dict[str, str]:
    rows = Participation.objects.filter(pk__in=[int(k) for k in keys if k.isdigit()]).select_related("person")
    return {str(row.pk): row.person.full_name for row in rows}


def _labs(keys: list[str]) -> dict[str, str]:
    rows = LabProject.objects.filter(pk__in=[int(k) for k in keys if k.isdigit()]).select_related("institute")
    return {str(row.pk): str(row) for row in rows}
