"""Which papers the labs of a plan want to see and have not been shown: as columns of placements, in words, in numbers.

The board says that a paper is missing, never what stands in it. It stops nobody: while plans are made nobody has been asked for a
paper yet; without it nobody begins in the lab.
"""

from typing import Any

from django.db.models import Case, Count, Exists, F, IntegerField, OuterRef, Q, QuerySet, Value, When
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from ish.people.models import Participation
from ish.placements import rules
from ish.placements.models import HostRequirement, LabProject, Placement, Plan
from ish.profiles.models import Proof, ProofKind

KINDS = (ProofKind.MEASLES, ProofKind.CONFIDENTIALITY, ProofKind.BADGE_PHOTO)
NOT_ASKED, NOT_SHOWN, ENDS_EARLY = 0, 1, 2


def with_papers(placements: QuerySet[Any]) -> QuerySet[Any]:
    """Return placements with a column `paper_<kind>` for each paper that labs ask for."""
    return placements.annotate(**{f"paper_{kind}": _column(kind) for kind in KINDS})


def _column(kind: str) -> Any:
    seen = Proof.objects.filter(participation=OuterRef("participation"), kind=kind, seen_on__isnull=False)
    lasts = Q(valid_until__isnull=True) | Q(valid_until__gte=F("participation__edition__departure_day"))
    return Case(
        When(~_asks(kind), then=Value(NOT_ASKED)),
        When(Exists(seen.filter(lasts)), then=Value(NOT_ASKED)),
        When(Exists(seen), then=Value(ENDS_EARLY)),
        default=Value(NOT_SHOWN),
        output_field=IntegerField(),
    )


def _asks(kind: str) -> Q:
    """Return the condition on placements that the lab wants to see the paper of this person; hospitals ask by law."""
    asks = Q(Exists(HostRequirement.objects.filter(project=OuterRef("project"), document=kind)))
    if kind == ProofKind.MEASLES:
        born = "participation__person__birth_date"
        young = Q(**{f"{born}__isnull": True}) | Q(**{f"{born}__gt": rules.MEASLES_BORN_AFTER})
        asks |= Q(project__institute__hospital=True) & young
    return asks


def missing() -> Q:
    """Return the condition on placements `with_papers` that a paper is missing or does not hold long enough."""
    either = Q()
    for kind in KINDS:
        either |= Q(**{f"paper_{kind}__gt": NOT_ASKED})
    return either


def in_words(placement: Any) -> list[str]:
    """Return what is missing for one placement `with_papers`, a sentence each."""
    words: dict[int, str | Promise] = {
        NOT_SHOWN: _("Not shown yet: %(paper)s"),
        ENDS_EARLY: _("Does not hold until the end: %(paper)s"),
    }
    found = [(kind, getattr(placement, f"paper_{kind}", NOT_ASKED)) for kind in KINDS]
    return [str(words[how]) % {"paper": kind.label} for kind, how in found if how in words]


def by_lab(plan: Plan, labs: Any) -> dict[int, int]:
    """Return how many people of each of these labs have a paper to show yet (one query)."""
    rows = plan.placements.filter(project__in=labs, participation__state__in=rules.PLACEABLE)
    rows = with_papers(rows).filter(missing()).order_by()
    return dict(rows.values_list("project").annotate(number=Count("participation", distinct=True)))


def of_plan(plan: Plan) -> int:
    """Return how many people of a plan have a paper to show yet."""
    rows = with_papers(plan.placements.filter(participation__state__in=rules.PLACEABLE)).filter(missing())
    return rows.order_by().values("participation").distinct().count()


def between(participation: Participation, project: LabProject) -> list[str]:
    """Return what somebody would have to show yet in a lab, whether or not they are placed there (two queries)."""
    asked = set(HostRequirement.objects.filter(project=project).values_list("document", flat=True))
    if project.institute.hospital and rules.needs_measles_proof(participation.person.birth_date):
        asked.add(ProofKind.MEASLES)
    until = participation.edition.departure_day
    seen = {
        row.kind: row.valid_until is None or row.valid_until >= until
        for row in participation.proofs.filter(seen_on__isnull=False)
    }
    row = Placement(participation=participation, project=project)
    for kind in KINDS:
        how = NOT_ASKED if kind not in asked or seen.get(kind) else NOT_SHOWN
        setattr(row, f"paper_{kind}", ENDS_EARLY if how == NOT_SHOWN and kind in seen else how)
    return in_words(row)
