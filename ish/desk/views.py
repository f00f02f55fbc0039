"""Pages that belong to nobody's business: the desk, search, work in the background, notices."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts import roles
from ish.desk import frame, style_guide
from ish.desk.access import access
from ish.desk.registry import panels, search
from ish.desk.working import job_card
from ish.jobs.models import Job


@access.any_user
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The desk: what matters now, one section a role, built of the panels that the apps put there."""
    held = roles.held_by(request.user)
    sections = [
        {
            "role": role,
            "panels": panels.render(f"desk.{role.name}", request, frame.edition_as(request, role.name)),
        }
        for role in held
    ]
    context = {
        "sections": sections,
        "many": len(sections) > 1,
        "held": held,
        "without_role": [] if held else panels.render("desk.without_role", request),
    }
    return render(request, "desk/home.html", context)


@access.any_user
@require_safe
@never_cache
def signed_in(request: HttpRequest) -> HttpResponse:
    """Where somebody signs in again beside a page whose session has ended; a script reads who they are, and the key of forms."""
    if request.headers.get("HX-Request") == "true":
        return JsonResponse({"user": str(request.user.pk), "token": get_token(request)})
    return render(request, "desk/signed_in.html", {"breadcrumbs": [{"label": _("You are signed in again")}]})


@access("organiser", "coordinator", "host")
@require_safe
def find(request: HttpRequest) -> HttpResponse:
    """People, partners and projects that fit the words asked for, as far as the reader sees them."""
    text = request.GET.get("q", "").strip()[:100]
    groups = search.find(request.user, text)
    count = sum(len(group.hits) for group in groups)
    summary = ngettext("%(n)s result", "%(n)s results", count) % {"n": count} if text else ""
    return render(request, "desk/search.html", {"text": text, "groups": groups, "summary": summary})


@access.any_user
@require_POST
def edition(request: HttpRequest) -> HttpResponse:
    """Change the edition looked at; only to one that the user has to do with."""
    wanted = request.POST.get("edition", "")
    found = next((e for e in frame.editions_of(request.user) if str(e.pk) == wanted), None)
    if found is None:
        raise Http404
    frame.choose_edition(request, found.pk)
    messages.success(request, _("You are now looking at %(edition)s.") % {"edition": found})
    # Pages belong to an edition more often than not: a fresh start is better than a page that is not there.
    return redirect("desk:home")


@access.any_user
@require_safe
def job(request: HttpRequest, pk: int) -> HttpResponse:
    """How far a piece of work in the background is; asked again every two seconds by the page itself."""
    work = get_object_or_404(Job, pk=pk, owner=request.user)
    card = job_card(work)
    fragment = request.headers.get("HX-Request") == "true"
    template = "components/job.html" if fragment else "desk/job.html"
    return render(request, template, {"job": card, "work": work})


@access.public
@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """The general privacy notice; what is held about whom, and why, in plain words."""
    return render(
        request, "desk/privacy.html", {"panels": panels.render("privacy", request), **_contact(request)}
    )


@access.public
@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """The accessibility statement with a way to tell us what does not work."""
    return render(request, "desk/accessibility.html", _contact(request))


def _contact(request: HttpRequest) -> dict[str, Any]:
    current = frame.current_edition(request) if request.user.is_authenticated else None
    return {
        "contact_email": getattr(current, "contact_email", ""),
        "data_protection_contact": getattr(current, "data_protection_contact", ""),
    }


@access.public
@require_safe
def guide(request: HttpRequest) -> HttpResponse:
    """One of everything a page is made of."""
    return render(request, "desk/style_guide.html", style_guide.context())


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The page for a form that could not be checked: how to keep what was typed."""
    return render(request, "desk/csrf_failure.html", {"back": _own(request, request.path)}, status=403)


def _own(request: HttpRequest, url: str) -> str:
    safe = url_has_allowed_host_and_scheme(url, allowed_hosts={request.get_host()})
    return url if safe else "/"
