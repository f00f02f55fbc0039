"""Institutes, lab projects and their supervisors."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.translation import gettext as _

from accounts import roles
from ish.outbox.models import Message
from ish.placements import mails
from ish.placements.models import Host, HostRequirement, Institute, LabProject
from ish.placements.services.errors import ChangedMeanwhile, NotAllowed
from ish.programme.models import Edition
from ish.programme.services import fingerprint

INSTITUTE_FIELDS = ("name", "short_name", "address", "access_note", "hospital")
PROJECT_FIELDS = (
    "institute",
    "title",
    "abstract",
    "fields",
    "capacity",
    "min_age",
    "languages",
    "computer_only",
    "safety_note",
    "state",
)


PAPER_FIELDS = ("papers", "papers_days")
"""Which papers a laboratory wants to see, and how many days before: rows of their own."""


@transaction.atomic
def save_institute(
    *, institute: Institute | None, values: Mapping[str, Any], by: Any, seen: str = ""
) -> Institute:
    """Save a new institute (None) or a changed one. `seen` is the fingerprint of what the editor saw.

    Raises `ValidationError`, `ChangedMeanwhile`.
    """
    row = _fresh(Institute.objects.all(), institute, INSTITUTE_FIELDS, seen) or Institute()
    _write(row, values, INSTITUTE_FIELDS)
    return row


@transaction.atomic
def save_project(
    *, project: LabProject | None, edition: Edition, values: Mapping[str, Any], by: Any, seen: str = ""
) -> LabProject:
    """Save a new project of the edition (None) or a changed one. Raises `ValidationError`, `ChangedMeanwhile`."""
    rows = LabProject.objects.filter(edition=edition)
    row = _fresh(rows, project, PROJECT_FIELDS, seen) or LabProject(edition=edition)
    facts = {name: value for name, value in values.items() if name not in PAPER_FIELDS}
    _write(row, facts, PROJECT_FIELDS)
    if "papers" in values:
        _ask_for_papers(row, values["papers"], values.get("papers_days"))
    return row


def _ask_for_papers(project: LabProject, kinds: Iterable[str], days: int | None) -> None:
    wanted = set(kinds)
    project.requirements.exclude(document__in=wanted).delete()
    for kind in sorted(wanted):
        HostRequirement.objects.update_or_create(
            project=project, document=kind, defaults={"lead_days": 14 if days is None else days}
        )


def _fresh(rows: Any, row: Any, fields: Iterable[str], seen: str) -> Any:
    """Return the row as it is now, locked; None for a new one."""
    if row is None:
        return None
    current = rows.select_for_update().get(pk=row.pk)
    if seen and fingerprint(current, fields) != seen:
        raise ChangedMeanwhile(current)
    return current


def _write(row: models.Model, values: Mapping[str, Any], allowed: Iterable[str]) -> None:
    unknown = set(values) - set(allowed)
    if unknown:
        raise TypeError(f"Not to be written here: {', '.join(sorted(unknown))}.")
    for name, value in values.items():
        setattr(row, name, value)
    row.full_clean()
    row.save(update_fields=list(values) if row.pk else None)


@transaction.atomic
def add_host(
    *, project: LabProject, name: str, email: str, phone: str = "", language: str = "en", by: Any
) -> Host:
    """Add a supervisor to a project; somebody known by this address from another project keeps their account.

    Raises `ValidationError`, also when they are there already.
    """
    LabProject.objects.select_for_update().get(pk=project.pk)
    email = email.strip()
    if project.hosts.filter(email__iexact=email).exists():
        raise ValidationError({"email": _("This supervisor is on the project already.")})
    known = Host.objects.filter(email__iexact=email, user__isnull=False).first()
    host = Host(project=project, name=name.strip(), email=email, phone=phone.strip(), language=language)
    host.user = known.user if known else None
    host.full_clean()
    host.save()
    if host.user:
        roles.forget_held(host.user)
    return host


@transaction.atomic
def remove_host(*, host: Host, by: Any) -> None:
    """Take a supervisor off a project; they no longer see its people from now on."""
    host.delete()


@transaction.atomic
def invite_host(*, host: Host, by: Any) -> Message:
    """Write to a supervisor with a way to their pages. Raises `NotAllowed` when they have an account already."""
    row = (
        Host.objects.select_for_update(of=("self",))
        .select_related("project__edition", "user")
        .get(pk=host.pk)
    )
    if row.user_id:
        raise NotAllowed(_("They have an account already."))
    return mails.host_invitation(host=row, by=by)
