"""Forgetting a person: their wishes go, and what stored proposals say of them; such a proposal can no longer be replayed."""

from collections.abc import Collection, Mapping
from typing import Any

from ish import clock
from ish.people.models import Participation
from ish.placements.models import Plan, Wish, WishList


def erase(person_id: int) -> dict[str, int]:
    """Remove a person's wishes and their part in every stored problem and result; return counts."""
    return erase_many([person_id])


def erase_many(people: Collection[int], edition_id: int | None = None) -> dict[str, int]:
    """The same for many people (in one edition)."""
    rows = Participation.objects.filter(person__in=people)
    rows = rows if edition_id is None else rows.filter(edition=edition_id)
    mine = list(rows.values_list("pk", flat=True))
    wishes = Wish.objects.filter(wish_list__participation__in=mine).delete()[0]
    WishList.objects.filter(participation__in=mine).update(any_suitable=True, submitted_at=None)
    editions = set(rows.values_list("edition", flat=True))
    keys = {str(pk) for pk in mine}
    plans = 0
    for plan in Plan.objects.select_for_update().filter(edition__in=editions).exclude(instance={}):
        plans += _blank(plan, keys)
    return {"placements.Wish": wishes, "placements.Plan": plans}


def _blank(plan: Plan, keys: set[str]) -> int:
    """Take people out of a plan's proposal and say so. A plan that never knew them keeps its proof."""
    problem, outcome = plan.instance, plan.outcome
    known = {student["id"] for student in problem.get("students", [])} | set(problem.get("previous", {}))
    if not known & keys:
        return 0
    plan.instance = _without(problem, keys)
    plan.outcome = {
        **outcome,
        "assignment": _others(outcome.get("assignment", {}), keys),
        "conflicts": [c for c in outcome.get("conflicts", []) if not keys & set(map(str, c.get("students", [])))],
        "certificate": None,
    }  # fmt: skip
    plan.erased_at = clock.now()
    plan.save(update_fields=["instance", "outcome", "erased_at"])
    return 1


def _without(problem: Mapping[str, Any], keys: set[str]) -> dict[str, Any]:
    """Return the problem with a bare key for each of these people: how many there were stays true, nothing else of them does."""
    bare: dict[str, Any] = {"city": None, "age": None, "languages": [], "subjects": [], "prefs": []}
    students = [{"id": s["id"], **bare} if s["id"] in keys else dict(s) for s in problem.get("students", [])]
    kept: dict[str, Any] = {**problem, "students": students}
    for name in ("pins", "forbids", "host_wishes"):
        if name in problem:
            kept[name] = [entry for entry in problem[name] if entry[0] not in keys]
    if "previous" in problem:
        kept["previous"] = _others(problem["previous"], keys)
    return kept


def _others(found: Mapping[str, Any], keys: set[str]) -> dict[str, Any]:
    return {key: value for key, value in found.items() if key not in keys}
