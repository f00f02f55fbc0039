"""Pages of a student: their lab, and their ranked wishes. Organisers record wishes on somebody's behalf on the same page."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from ish.desk import autosave
from ish.desk.access import access
from ish.people import queries as people
from ish.people.models import Participation
from ish.placements import queries, rules, services, showing
from ish.placements.forms import WishesForm
from ish.placements.models import LabProject, WishList
from ish.placements.views.reading import number, participation_or_404

SECTION = "wishes"
PAGE_SIZE = 40
MANY = 12


@access("participant")
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """Your lab once it is published; until then your wishes and when the labs come. Tutors and guests have none."""
    participation = people.own_participation(request)
    if participation is None or not participation.is_participant:
        return redirect("desk:home")
    return render(request, "placements/mine.html", showing.own(participation))


@dataclass(frozen=True)
class Visit:
    """One request to one list of wishes."""

    request: HttpRequest
    participation: Participation
    organiser: bool
    wishing: rules.Wishing
    row: WishList | None

    @property
    def url(self) -> str:
        """The address of the list, with the search as it is."""
        query = self.request.GET.urlencode()
        url = reverse("placements:wishes", args=[self.participation.pk])
        return f"{url}?{query}" if query else url


@access("participant", "organiser")
@require_http_methods(["GET", "HEAD", "POST"])
def wishes(request: HttpRequest, pk: int) -> HttpResponse:
    """The ranked list and the projects to choose from."""
    participation, organiser = participation_or_404(request, pk)
    row = WishList.objects.filter(participation=participation).first()
    wishing = rules.wishing(participation, organiser=organiser)
    visit = Visit(request, participation, organiser, wishing, row)
    if request.method != "POST":
        return _page(visit)
    if not wishing.open:
        return _closed(visit)
    return _save(visit)


def _closed(visit: Visit) -> HttpResponse:
    """What was sent too late is not kept, and the page says so with the list as it stands."""
    if autosave.is_autosave(visit.request):
        form = WishesForm.of(visit.row, visit.request.POST)
        form.add_error(None, f"{visit.wishing.title}. {visit.wishing.text}")
        return autosave.invalid(
            visit.request,
            section=SECTION,
            version=_version(visit.row),
            form=form,
            page=lambda _s: _page(visit),
        )
    messages.error(visit.request, f"{visit.wishing.title}. {visit.wishing.text}")
    return redirect(visit.url)


def _version(row: WishList | None) -> int:
    return row.version if row else 0


def posted_order(data: Any) -> list[int]:
    """Return the keys of the list as posted, after the button that was pressed: add, remove, one up, one down."""
    order = [key for text in data.getlist("order") if (key := number(text)) is not None]
    if (added := number(data.get("add"))) is not None and added not in order:
        order.append(added)
    if (gone := number(data.get("remove"))) is not None:
        order = [key for key in order if key != gone]
    way, _colon, text = data.get("move", "").partition(":")
    key = number(text)
    if key in order and way in ("up", "down"):
        at = order.index(key)
        to = min(max(at + (-1 if way == "up" else 1), 0), len(order) - 1)
        order.insert(to, order.pop(at))
    return order


def _save(visit: Visit) -> HttpResponse:
    request, participation = visit.request, visit.participation
    form, order = WishesForm.of(visit.row, request.POST), posted_order(request.POST)
    version = autosave.posted_version(request)
    if form.is_valid():
        try:
            row = services.save_wishes(
                participation=participation,
                projects=order,
                any_suitable=form.cleaned_data["any_suitable"],
                note=form.cleaned_data["note"],
                version=version,
                by=request.user,
            )
        except services.NotAllowed as error:
            form.add_error(None, str(error))
        except services.ChangedMeanwhile as error:
            return _conflicted(visit, form, order, error.current)
        else:
            return autosave.saved(
                request, section=SECTION, version=row.version, saved_at=row.submitted_at,
                next_url=_next(visit), message=_said(visit, order),
            )  # fmt: skip
    shown = showing.in_order(order, participation)
    return autosave.invalid(
        request, section=SECTION, version=version, form=form,
        page=lambda status: _page(visit, form=form, listed=shown, version=version, status=status),
    )  # fmt: skip


def _next(visit: Visit) -> str:
    """Return to where the button was: the project, the moved line, or the head of the page."""
    data = visit.request.POST
    if key := number(data.get("add")) or number(data.get("remove")):
        return f"{visit.url}#project-{key}"
    return f"{visit.url}#list" if "move" in data else visit.url


def _said(visit: Visit, order: list[int]) -> str:
    """Return what was done in words; empty for the usual sentence with the time."""
    data = visit.request.POST
    key = number(data.get("add")) or number(data.get("remove"))
    found = showing.in_order([key], visit.participation) if key else []
    if not found:
        return ""
    if "add" in data:
        return _("“%(project)s” is number %(rank)s on the list.") % {
            "project": found[0].title,
            "rank": order.index(found[0].pk) + 1,
        }
    return _("“%(project)s” is no longer on the list.") % {"project": found[0].title}


def _conflicted(visit: Visit, form: WishesForm, order: list[int], current: WishList) -> HttpResponse:
    """Show both lists; what was sent stays in the form, on the newer version, so that saving again keeps it."""
    mine = {"any_suitable": form.cleaned_data["any_suitable"], "note": form.cleaned_data["note"]}
    theirs = {"any_suitable": current.any_suitable, "note": current.note}
    yours, stored = showing.in_order(order, visit.participation), showing.wished(visit.participation)
    found = autosave.differences(form, theirs=theirs, mine=mine)
    if [p.pk for p in yours] != [p.pk for p in stored]:
        listed = autosave.Difference(_("Wishes"), showing.list_in_words(yours), showing.list_in_words(stored))
        found.insert(0, listed)
    return autosave.conflicted(
        visit.request, section=SECTION, version=current.version, conflict=found,
        page=lambda status: _page(
            visit, form=form, listed=yours, version=current.version, conflict=found, status=status
        ),
    )  # fmt: skip


def _page(
    visit: Visit,
    *,
    form: WishesForm | None = None,
    listed: list[LabProject] | None = None,
    version: int | None = None,
    conflict: Any = (),
    status: int = 200,
) -> HttpResponse:
    request, participation = visit.request, visit.participation
    if listed is None:
        listed = showing.wished(participation)
    words = request.GET.get("q", "").split()
    offered = queries.open_projects(participation.edition)
    page = Paginator(offered.filter(queries.in_words(words)), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "participation": participation,
        "person": participation.person,
        "edition": participation.edition,
        "organiser": visit.organiser,
        "wishing": visit.wishing,
        "row": visit.row,
        "form": form or WishesForm.of(visit.row),
        "version": _version(visit.row) if version is None else version,
        "items": showing.ranked(listed),
        "fixed": [{"label": _("Any suitable lab"), "hint": _("If none of these has a place.")}],
        "catalogue": showing.catalogue(participation, list(page.object_list), [p.pk for p in listed]),
        "page_obj": page,
        "words": " ".join(words),
        "searchable": bool(words) or page.paginator.count > MANY,
        "full": len(listed) >= services.MOST_WISHES,
        "most": services.MOST_WISHES,
        "first_day": rules.usual_days(participation.edition)[0],
        "conflict": conflict,
        "breadcrumbs": _crumbs(visit),
    }
    return render(request, "placements/wishes.html", context, status=status)


def _crumbs(visit: Visit) -> list[dict[str, str]]:
    if not visit.organiser:
        return [{"label": _("Your lab"), "url": reverse("placements:mine")}, {"label": _("Your wishes")}]
    person = visit.participation.person
    return [
        {"label": person.full_name, "url": reverse("people:person", args=[person.pk])},
        {"label": _("Wishes")},
    ]
