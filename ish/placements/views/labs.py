"""Organisers' pages of institutes, lab projects and supervisors."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Count, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import roles
from ish.desk.access import access
from ish.desk.confirm import confirm, confirmed
from ish.desk.lists import list_page
from ish.desk.registry import panels
from ish.placements import queries, services, showing
from ish.placements.filters import ProjectFilter
from ish.placements.forms import HostForm, InstituteForm, ProjectForm
from ish.placements.models import Host, Institute, LabProject, Wish
from ish.placements.tables import InstituteTable, ProjectTable
from ish.placements.views.reading import ROLE, host_or_404, number, project_or_404
from ish.programme.models import Edition
from ish.programme.queries import organised_edition

PAGE_SIZE = 50
FORM_METHODS = ["GET", "HEAD", "POST"]


def listed(request: HttpRequest, edition: Edition) -> QuerySet[LabProject]:
    """Return the edition's projects with how many wish for them, and their supervisors."""
    people = queries.to_place(edition).order_by().values("pk")
    wishes = Wish.objects.filter(project=OuterRef("pk"), wish_list__participation__in=people)
    counted = wishes.order_by().values("project").annotate(n=Count("pk")).values("n")
    rows = roles.visible_to(LabProject.objects.filter(edition=edition), request.user, role=ROLE)
    return (
        rows.select_related("institute")
        .prefetch_related(Prefetch("hosts", queryset=Host.objects.order_by("name")))
        .annotate(wished_by=Coalesce(Subquery(counted), 0))
        .order_by("institute__name", "title")
    )


@access("organiser")
@require_safe
def projects(request: HttpRequest) -> HttpResponseBase:
    """The lab projects of the edition in hand."""
    edition = organised_edition(request)
    return list_page(
        request, ProjectTable, listed(request, edition), ProjectFilter, "placements/projects.html",
        export_name=f"labs-{edition.year}", role=ROLE, filter_kwargs={"edition": edition},
        context={"edition": edition},
    )  # fmt: skip


@access("organiser")
@require_http_methods(FORM_METHODS)
def project_new(request: HttpRequest) -> HttpResponse:
    """A new project of the edition in hand."""
    edition = organised_edition(request)
    begin = Institute.objects.filter(pk=number(request.GET.get("institute")) or 0).first()
    form = ProjectForm(request.POST or None, initial={"institute": begin} if begin else None)
    if request.method == "POST" and form.is_valid():
        made = _kept(
            request,
            form,
            lambda: services.save_project(project=None, edition=edition, values=form.values, by=request.user),
        )
        if made:
            return redirect("placements:project", made.pk)
    crumbs = [_crumb(), {"label": _("New lab project")}]
    context = {
        "form": form,
        "heading": _("New lab project"),
        "breadcrumbs": crumbs,
        "back": reverse("placements:projects"),
        "no_institutes": not Institute.objects.exists(),
    }
    return render(request, "placements/project_new.html", context)


def _crumb() -> dict[str, str]:
    return {"label": _("Lab projects"), "url": reverse("placements:projects")}


@access("organiser")
@require_http_methods(FORM_METHODS)
def project(request: HttpRequest, pk: int) -> HttpResponse:
    """One project: its facts to be changed, its supervisors, who is placed there."""
    row = project_or_404(request, pk)
    form = ProjectForm(request.POST or None, instance=row)
    title = row.title
    if request.method == "POST" and form.is_valid():
        saved = _kept(
            request,
            form,
            lambda: services.save_project(
                project=row,
                edition=row.edition,
                values=form.values,
                by=request.user,
                seen=form.cleaned_data["seen"],
            ),
        )
        if saved:
            return redirect("placements:project", pk)
    context = {
        "project": row,
        "title": title,
        "form": form,
        "hosts": row.hosts.select_related("user"),
        "page_obj": Paginator(queries.people_of(row), PAGE_SIZE).get_page(request.GET.get("page")),
        "wished_by": queries.wish_count(row),
        "breadcrumbs": [_crumb(), {"label": title}],
    }
    return render(request, "placements/project.html", context)


def _kept(request: HttpRequest, form: Any, save: Callable[[], Any]) -> Any:
    """Run a service for a form; return what it saved, or None with the reasons put on the form."""
    try:
        saved = save()
    except services.ChangedMeanwhile:
        form.add_error(
            None,
            _(
                "Somebody else has saved this in the meantime. What you typed is below; open the page anew to see theirs."
            ),
        )
        return None
    except ValidationError as error:
        form.take(error)
        return None
    messages.success(request, _("Saved."))
    return saved


# ---------------------------------------------------------------- SUPERVISORS


@access("organiser")
@require_http_methods(FORM_METHODS)
def host_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Add a supervisor to a project."""
    row = project_or_404(request, pk)
    form = HostForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = _kept(
            request,
            form,
            lambda: services.add_host(project=row, by=request.user, **form.cleaned_data),
        )
        if made:
            return redirect("placements:project", pk)
    back = reverse("placements:project", args=[pk])
    context = {
        "form": form,
        "heading": _("Add a lab supervisor"),
        "lead": str(row),
        "submit": _("Add"),
        "back": back,
        "breadcrumbs": [_crumb(), {"label": row.title, "url": back}, {"label": _("Add a lab supervisor")}],
    }
    return render(request, "placements/form.html", context)


@access("organiser")
@require_http_methods(FORM_METHODS)
def host_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a supervisor off a project, after a look at what that means."""
    host = host_or_404(request, pk)
    back = reverse("placements:project", args=[host.project_id])
    if confirmed(request):
        services.remove_host(host=host, by=request.user)
        messages.success(request, _("%(name)s no longer supervises this project.") % {"name": host.name})
        return redirect(back)
    people = queries.people_of(host.project).count()
    sentences = [_("They no longer see the project and its students.")]
    if people and host.project.hosts.count() == 1:
        sentences.append(_("Nobody would supervise the students who are placed there."))
    return confirm(
        request,
        _("Remove %(name)s from “%(project)s”?") % {"name": host.name, "project": host.project.title},
        sentences,
        _("Remove"),
        back,
        danger=True,
        undo=_("You can add them again at any time."),
    )


@access("organiser")
@require_POST
def host_invite(request: HttpRequest, pk: int) -> HttpResponse:
    """Write to a supervisor with a way to their pages."""
    host = host_or_404(request, pk)
    try:
        services.invite_host(host=host, by=request.user)
    except services.NotAllowed as error:
        messages.info(request, str(error))
    else:
        messages.success(request, _("An invitation is on its way to %(email)s.") % {"email": host.email})
    return redirect("placements:project", host.project_id)


# ---------------------------------------------------------------- INSTITUTES


@access("organiser")
@require_safe
def institutes(request: HttpRequest) -> HttpResponseBase:
    """All institutes; they stay from year to year."""
    edition = organised_edition(request)
    rows = Institute.objects.annotate(offered=Count("projects", filter=Q(projects__edition=edition)))
    return list_page(
        request, InstituteTable, rows.order_by("name"), template="placements/institutes.html",
        export_name="institutes", role=ROLE,
    )  # fmt: skip


@access("organiser")
@require_http_methods(FORM_METHODS)
def institute_new(request: HttpRequest) -> HttpResponse:
    """A new institute."""
    return _institute(request, None)


@access("organiser")
@require_http_methods(FORM_METHODS)
def institute(request: HttpRequest, pk: int) -> HttpResponse:
    """Change an institute; who organises no edition it takes part in only reads it."""
    row = get_object_or_404(Institute, pk=pk)
    if queries.institutes_to_change(request.user).filter(pk=pk).exists():
        return _institute(request, row)
    if request.method == "POST":
        raise Http404
    context = {
        "institute": row,
        "facts": showing.institute_facts(row),
        "panels": panels.render("institute", request, row),
        "breadcrumbs": _institute_crumbs(row.name),
    }
    return render(request, "placements/institute.html", context)


def _institute_crumbs(name: str) -> list[dict[str, str]]:
    return [_crumb(), {"label": _("Institutes"), "url": reverse("placements:institutes")}, {"label": name}]


def _institute(request: HttpRequest, row: Institute | None) -> HttpResponse:
    name = row.name if row else _("New institute")
    form = InstituteForm(request.POST or None, instance=row)
    if request.method == "POST" and form.is_valid():
        saved = _kept(
            request,
            form,
            lambda: services.save_institute(
                institute=row, values=form.values, by=request.user, seen=form.cleaned_data["seen"]
            ),
        )
        if saved:
            return redirect("placements:institutes")
    context = {
        "form": form,
        "heading": name,
        "back": reverse("placements:institutes"),
        "lead": showing.used_by(row) if row else "",
        "panels": panels.render("institute", request, row) if row else [],
        "breadcrumbs": _institute_crumbs(name),
    }
    return render(request, "placements/form.html", context)
