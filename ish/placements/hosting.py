"""What a lab supervisor sees: own projects, and of the students there only what supervisors may know."""

from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _

from accounts import roles
from ish import clock
from ish.desk import names
from ish.people import ages
from ish.placements import rules
from ish.placements.models import LabProject, Placement
from ish.placements.states import PlanState
from ish.privacy import services as privacy
from ish.programme.models import Edition

ROLE = "host"
PERSON_FIELDS = ("given_names", "family_name", "badge_name", "native_name", "pronunciation", "email")
EDUCATION_FIELDS = (
    "kind",
    "institution",
    "grade",
    "semester",
    "subjects",
    "study_subject",
    "occupation",
    "lab_experience",
    "languages",
)
PAGE_SIZE = 50
BY_DAY = ("starts_on", "participation__person__family_name", "pk")


def projects_of(
    user: Any, edition: Edition | None, number: Any = 1
) -> tuple[list[dict[str, Any]], Page[Any] | None]:
    """Return the user's projects in an edition with the students placed there by the plan in force (constant queries).

    And the page of students that is shown, over all projects.
    """
    if edition is None:
        return [], None
    rows = roles.visible_to(LabProject.objects.filter(edition=edition), user, role=ROLE)
    projects = list(rows.select_related("institute").prefetch_related("hosts"))
    placed = _placed(projects).select_related("participation__person", "participation__education", "project")
    page = Paginator(placed.order_by("project", *BY_DAY), PAGE_SIZE).get_page(number)
    students = _students(user, edition, list(page.object_list))
    found = [
        {
            "project": project,
            "others": [host for host in project.hosts.all() if host.user_id != user.pk],
            "students": students.get(project.pk, []),
        }
        for project in projects
    ]
    return found, page


def glance(user: Any, edition: Edition | None, *, first: int) -> list[dict[str, Any]]:
    """Return the user's projects with the names of the students, of `first` at most, and how many `more` there are."""
    if edition is None:
        return []
    projects = list(roles.visible_to(LabProject.objects.filter(edition=edition), user, role=ROLE))
    placed = _placed(projects)
    counts = dict(placed.order_by().values_list("project").annotate(number=Count("pk")))
    shown = list(placed.select_related("participation__person")[:first])
    people = [row.participation.person for row in shown]
    fields = ("given_names", "family_name")
    names_of: dict[int, list[str]] = {}
    known = privacy.reveal_many(people, reader=user, role=ROLE, fields=fields, where="host")
    for row, values in zip(shown, known, strict=True):
        if values:
            names_of.setdefault(row.project_id, []).append(" ".join(filter(None, map(values.get, fields))))
    return [
        {"project": p, "students": (told := names_of.get(p.pk, [])), "more": counts.get(p.pk, 0) - len(told)}
        for p in projects
    ]


def _placed(projects: list[LabProject]) -> QuerySet[Placement]:
    """Return the placements that the plan in force makes in the projects, of people who still take part."""
    return Placement.objects.filter(
        project__in=projects, plan__state=PlanState.PUBLISHED, participation__state__in=rules.PLACEABLE
    ).order_by(*BY_DAY)


def _students(user: Any, edition: Edition, placed: list[Placement]) -> dict[int, list[dict[str, Any]]]:
    people = [row.participation.person for row in placed]
    known = privacy.reveal_many(people, reader=user, role=ROLE, fields=PERSON_FIELDS, where="host")
    # Who turns 18 in the lab is of age from that day on.
    day = max(rules.usual_days(edition)[0], clock.today(edition.time_zone))
    bands = privacy.reveal_derived(
        people, reader=user, role=ROLE, name="age_band", make=lambda p: _band(p.age_on(day)), where="host"
    )
    educations = [e for row in placed if (e := getattr(row.participation, "education", None)) is not None]
    facts = privacy.reveal_many(educations, reader=user, role=ROLE, fields=EDUCATION_FIELDS, where="host")
    by_participation = {e.participation_id: (e, f) for e, f in zip(educations, facts, strict=True)}
    found: dict[int, list[dict[str, Any]]] = {}
    for row, person, band in zip(placed, known, bands, strict=True):
        if person:
            education = by_participation.get(row.participation_id)
            found.setdefault(row.project_id, []).append(_student(row, person, band, education))
    return found


def _band(age: int | None) -> str:
    """Return "minor", "adult", or "" while the birth date is not known."""
    if age is None:
        return ""
    return "minor" if age < ages.ADULT else "adult"


def _student(row: Placement, person: dict[str, Any], band: str | None, education: Any) -> dict[str, Any]:
    """Return one student in words."""
    section: Any = education[0] if education else None
    facts: dict[str, Any] = education[1] if education else {}
    full = " ".join(part for part in (person.get("given_names"), person.get("family_name")) if part)
    return {
        "name": full,
        "calls": person.get("badge_name") or person.get("given_names", ""),
        "native": person.get("native_name", ""),
        "pronunciation": person.get("pronunciation", ""),
        "email": person.get("email", ""),
        "minor": band == "minor",
        "age_known": bool(band),
        "languages": [_language(entry) for entry in facts.get("languages") or [] if entry.get("language")],
        "school": ", ".join(
            part
            for part in (
                section.get_kind_display() if section and facts.get("kind") else "",
                facts.get("institution", ""),
                facts.get("grade") or facts.get("semester", ""),
                facts.get("occupation", ""),
            )
            if part
        ),
        "subjects": facts.get("subjects") or facts.get("study_subject", ""),
        "experience": facts.get("lab_experience", ""),
        "starts_on": row.starts_on,
        "ends_on": row.ends_on,
    }


def _language(entry: dict[str, str]) -> str:
    name = names.name_of("language", entry["language"])
    level = _("first language") if entry.get("level") == "first" else entry.get("level")
    return f"{name} ({level})" if level else name
