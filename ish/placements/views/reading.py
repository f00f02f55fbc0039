"""How views of this app come by their rows; what the reader may not see is not found."""

from django.http import Http404, HttpRequest

from accounts import roles
from ish.people.models import Participation
from ish.placements.models import Host, LabProject, Plan

ROLE = "organiser"


def number(text: str | None) -> int | None:
    """Return a key that was posted or asked for, or None for anything else."""
    text = text or ""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def plan_or_404(request: HttpRequest, pk: int) -> Plan:
    """Return a plan the reader organises."""
    rows = Plan.objects.select_related("edition__programme")
    return roles.visible_or_404(rows, request.user, role=ROLE, pk=pk)


def project_or_404(request: HttpRequest, pk: int) -> LabProject:
    """Return a project of an edition the reader organises."""
    rows = LabProject.objects.select_related("institute", "edition__programme")
    return roles.visible_or_404(rows, request.user, role=ROLE, pk=pk)


def host_or_404(request: HttpRequest, pk: int) -> Host:
    """Return a supervisor of a project the reader organises."""
    rows = Host.objects.select_related("project__edition", "project__institute", "user")
    return roles.visible_or_404(rows, request.user, role=ROLE, pk=pk)


def participation_or_404(request: HttpRequest, pk: int) -> tuple[Participation, bool]:
    """Return a participation that is the reader's own (False) or that they organise (True); through no other role."""
    rows = Participation.objects.select_related("person", "edition__programme", "education")
    for role, organiser in (("participant", False), (ROLE, True)):
        found = roles.visible_to(rows, request.user, role=role).filter(pk=pk).first()
        if found:
            return found, organiser
    raise Http404
