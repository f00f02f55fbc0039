"""Partners and their places."""

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from ish import clock
from ish.desk.access import access
from ish.desk.lists import PAGE_SIZE
from ish.desk.registry import panels
from ish.programme import forms, queries, services
from ish.programme.models import NominatingBody
from ish.programme.states import PhaseCode
from ish.programme.views.saving import saved_by


@access("organiser")
def places(request: HttpRequest) -> HttpResponse:
    """Places and waiting list of every partner; rows of two editors do not get in each other's way."""
    current = queries.organised_edition(request)
    paginator = Paginator(queries.partners_of(current), PAGE_SIZE)
    page = paginator.get_page(request.GET.get("page"))
    typed = forms.bodies_typed(current, request.POST)
    rows = forms.quota_forms(current, typed or page.object_list, request.POST if typed else None)
    valid = [row.is_valid() for row in rows]  # all of them, so that every row says what is wrong with it
    if typed and all(valid):
        result = services.save_quotas(edition=current, rows=[row.typed for row in rows])
        if result.conflicts:
            names = NominatingBody.objects.filter(pk__in=result.conflicts).values_list("name", flat=True)
            text = _("Somebody else has changed these meanwhile; they were left as they are now: %(names)s.")
            messages.warning(request, text % {"names": ", ".join(names)})
        if result.changed or not result.conflicts:
            text = ngettext("%(n)s partner changed.", "%(n)s partners changed.", result.changed)
            messages.success(request, text % {"n": result.changed})
        return redirect(request.get_full_path())
    context = {
        "edition": current,
        "rows": rows,
        "wrong": [row for row in rows if row.is_bound and row.errors],
        "page": page,
        "pages": paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1),
        "agreed": queries.places_agreed(current),
        "panels": panels.render("places", request, current),
        "close": queries.phase(current, PhaseCode.NOMINATIONS),
        "breadcrumbs": [{"label": _("Partners and places")}],
    }
    return render(request, "programme/places.html", context)


@require_safe
@access("organiser")
def bodies(request: HttpRequest) -> HttpResponse:
    """All partners, those that rest or have ended too."""
    rows = NominatingBody.objects.select_related("parent")
    context = {
        "bodies": rows,
        "today": clock.today(),
        "breadcrumbs": [
            {"label": _("Partners and places"), "url": reverse("programme:places")},
            {"label": _("All partners")},
        ],
    }
    return render(request, "programme/bodies.html", context)


def _body(pk: int) -> NominatingBody:
    found = NominatingBody.objects.select_related("parent").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


@require_safe
@access("organiser")
def body(request: HttpRequest, pk: int) -> HttpResponse:
    """One partner: who they are, their places, and what other apps know (coordinators, students)."""
    row = _body(pk)
    current = queries.organised_edition(request)
    context = {
        "body": row,
        "edition": current,
        "quota": queries.quota(current, row),
        "children": row.children.all(),
        "language": dict(settings.LANGUAGES).get(row.language, row.language),
        "today": clock.today(),
        "panels": panels.render("body", request, row),
        "breadcrumbs": [
            {"label": _("Partners and places"), "url": reverse("programme:places")},
            {"label": row.name},
        ],
    }
    return render(request, "programme/body.html", context)


@access("organiser")
def new_body(request: HttpRequest) -> HttpResponse:
    """Add a partner."""
    return _body_form(request, None)


@access("organiser")
def edit_body(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a partner."""
    return _body_form(request, _body(pk))


def _body_form(request: HttpRequest, row: NominatingBody | None) -> HttpResponse:
    form = forms.BodyForm(request.POST or None, instance=row)
    if request.method == "POST" and form.is_valid():
        made: list[NominatingBody] = []
        seen = form.cleaned_data["seen"] if row else None
        saved = saved_by(
            request, form, lambda: made.append(services.save_body(body=row, values=form.values, seen=seen))
        )
        if saved == "saved":
            return redirect("programme:body", made[0].pk)
        if saved:
            return redirect(request.path)
    back = reverse("programme:body", args=[row.pk]) if row else reverse("programme:places")
    crumbs = [
        {"label": _("Partners and places"), "url": reverse("programme:places")},
        {"label": row.name if row else _("New partner")},
    ]
    context = {
        "form": form,
        "heading": row.name if row else _("New partner"),
        "back": back,
        "breadcrumbs": crumbs,
    }
    return render(request, "programme/form.html", context)
