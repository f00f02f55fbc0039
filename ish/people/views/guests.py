"""Tutors, chaperones and guests: who they are by capacity, adding one or several, and changing as what somebody comes."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_safe

from ish.desk.access import access
from ish.desk.confirm import confirm, confirmed
from ish.desk.lists import list_page
from ish.people import (
    account_services,
    guest_forms,
    guest_queries,
    guest_services,
    guest_tables,
    queries,
)
from ish.people.knowing import Known
from ish.people.models import Participation
from ish.people.states import Capacity, State
from ish.programme import queries as programme
from ish.programme.models import Edition

_KEPT = ("capacity", "stays", "from_day", "to_day", "brought_by", "standing", "language")


@require_safe
@access("organiser")
def guests(request: HttpRequest) -> HttpResponseBase:
    """Everybody in the edition in hand who is no participant."""
    edition = programme.organised_edition(request)
    seen = queries.seen_participations(request.user, role="organiser").filter(edition=edition).guests()  # type: ignore[attr-defined]
    rows = seen.select_related("person__user", "edition", "brought_by").order_by("capacity", *queries.BY_NAME)
    return list_page(
        request,
        guest_tables.GuestTable,
        rows,
        guest_tables.GuestFilter,
        template="people/guests.html",
        export_name=f"guests-{edition.year}",
        role="organiser",
        context={
            "heading": _("Tutors and guests"),
            "lead": _("Everybody in %(edition)s who is no participant.") % {"edition": edition},
            "counts": [{**told, "hint": _hint(told)} for told in guest_queries.by_capacity(seen)],
            "breadcrumbs": [{"label": _("Tutors and guests")}],
        },
    )


def _hint(told: dict[str, Any]) -> str:
    """Say how many beds they need, and how many more were invited."""
    beds, invited = told["beds"], told["invited"]
    words = [
        ngettext("%(n)s bed", "%(n)s beds", beds) % {"n": beds} if beds else "",
        ngettext("%(n)s invited", "%(n)s invited", invited) % {"n": invited} if invited else "",
    ]
    return ", ".join(word for word in words if word)


# ---------------------------------------------------------------- ADDING ONE


@access("organiser")
def add_guest(request: HttpRequest) -> HttpResponse:
    """Add a tutor, chaperone or guest; who may be somebody we know is asked about."""
    edition = programme.organised_edition(request)
    if request.method != "POST":
        return _form(request, edition, guest_forms.GuestForm(edition=edition, initial=_begun(request)))
    form = guest_forms.GuestForm(request.POST, edition=edition)
    if not form.is_valid():
        return _form(request, edition, form)
    said, seen = request.POST.get("same", ""), _numbers(request.POST.get("seen", ""))
    try:
        added = guest_services.add_guest(
            edition=edition,
            guest=form.guest,
            by=request.user,
            known=int(said) if said.isdigit() else None,
            besides=seen if said == "new" else (),
        )
    except guest_services.WhoIsIt as error:
        return _form(request, edition, form, error.known)
    except guest_services.NotPossible as error:
        messages.error(request, str(error))
        return _form(request, edition, form)
    except ValidationError as error:
        form.add_error(None, error)
        return _form(request, edition, form)
    _tell(request, added, form.cleaned_data["write"])
    if request.POST.get("another"):
        kept = {name: request.POST.get(name, "") for name in _KEPT}
        return redirect(f"{reverse('people:add_guest')}?{urlencode({k: v for k, v in kept.items() if v})}")
    return redirect("people:guests")


def _begun(request: HttpRequest) -> dict[str, Any]:
    """Return what the form begins with: as the one before, or as usual for a capacity."""
    asked = {name: request.GET[name] for name in _KEPT if request.GET.get(name)}
    return {**guest_forms.usual(asked.get("capacity", "")), **asked}


def _numbers(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in text.split(",")[:50] if part.isascii() and part.isdigit())


def _form(
    request: HttpRequest, edition: Edition, form: guest_forms.GuestForm, known: list[Known] | None = None
) -> HttpResponse:
    context = {
        "form": form,
        "edition": edition,
        "known": [_candidate(one, edition) for one in known or []],
        "seen": ",".join(str(one.person.pk) for one in known or []),
        "lead": _("For %(edition)s. Leave empty what you do not know; it can be added later.")
        % {"edition": edition},
        "breadcrumbs": [
            {"label": _("Tutors and guests"), "url": reverse("people:guests")},
            {"label": _("Add")},
        ],
    }
    return render(request, "people/add_guest.html", context)


def _candidate(one: Known, edition: Edition) -> dict[str, Any]:
    """Return somebody it may be, with what tells them from others."""
    born = one.person.birth_date
    facts = [
        _("born on %(day)s") % {"day": formats.date_format(born, "DATE_FORMAT")} if born else "",
        one.person.email,
        *(f"{row.edition}: {row.get_capacity_display()}" for row in one.here[:3]),
    ]
    return {
        "pk": one.person.pk,
        "key": str(one.person.pk),
        "name": one.person.full_name,
        "detail": " · ".join(part for part in facts if part),
        "here": [row.get_capacity_display() for row in one.here if row.edition_id == edition.pk],
    }


def _tell(request: HttpRequest, added: guest_services.Added, write: bool) -> None:
    row = added.participation
    name = row.person.full_name
    if not added.new:
        words = _("%(name)s was on the list already (%(capacity)s). Nothing was changed.")
        messages.info(request, words % {"name": name, "capacity": row.get_capacity_display()})
        return
    words = _("Added: %(name)s, whom we knew already.") if added.known else _("Added: %(name)s.")
    messages.success(request, words % {"name": name})
    if added.kept:
        messages.warning(
            request, _("What we knew differs from what you wrote, and stays. Look at the page of the person.")
        )
    if write and not account_services.invite_person(participation=row, by=request.user):
        messages.info(request, _("No letter was written: they have an account, or no e-mail address."))


# ---------------------------------------------------------------- AS WHAT SOMEBODY COMES


@access("organiser")
def stay(request: HttpRequest, pk: int) -> HttpResponse:
    """Change as what somebody comes, where they stay and on which days, after saying what follows."""
    row = queries.participation_or_404(request.user, pk, role="organiser")
    if row.person.erased_at is not None:
        raise Http404
    back = reverse("people:person", args=[row.person_id])
    form = guest_forms.ChangeForm(request.POST or None, row=row)
    if request.method != "POST" or not form.is_valid():
        return _stay_form(request, row, form, back)
    try:
        if confirmed(request):
            guest_services.change_stay(participation=row, values=form.stay, by=request.user)
            messages.success(request, _("Saved."))
            return redirect(f"{back}?as={row.pk}")
        follows = guest_services.foresee_stay(participation=row, values=form.stay, by=request.user)
    except guest_services.NotPossible as error:
        form.add_error("capacity" if "capacity" in form.fields else None, str(error))
        return _stay_form(request, row, form, back)
    return _ask(request, row, form, follows, back)


def _stay_form(
    request: HttpRequest, row: Participation, form: guest_forms.ChangeForm, back: str
) -> HttpResponse:
    context = {
        "form": form,
        "heading": _("How %(name)s takes part") % {"name": row.person.full_name},
        "about": row,
        "lead": _("Before it is saved you read what follows."),
        "submit": _("Continue"),
        "back": back,
        "breadcrumbs": [{"label": row.person.full_name, "url": back}, {"label": _("Takes part")}],
    }
    return render(request, "people/form.html", context)


def _ask(
    request: HttpRequest,
    row: Participation,
    form: guest_forms.ChangeForm,
    follows: guest_services.Follows,
    back: str,
) -> HttpResponse:
    lines = []
    if follows.asked:
        lines.append(_("Asked from now on: %(what)s.") % {"what": ", ".join(follows.asked)})
    if follows.dropped:
        words = _("No longer asked: %(what)s. What was filled in stays until it is erased.")
        lines.append(words % {"what": ", ".join(follows.dropped)})
    lines += follows.lines
    said = form.stay
    lead = " · ".join(
        str(part)
        for part in (
            Capacity(said["capacity"]).label,
            _("stays with us") if said["resident"] else _("lives at home or elsewhere"),
        )
    )
    return confirm(
        request,
        _("Change how %(name)s takes part?") % {"name": row.person.full_name},
        lines or [_("Nothing else changes. Nobody is written to.")],
        _("Change it"),
        back,
        lead=lead,
        hidden=[(name, request.POST.get(name, "")) for name in form.fields],
        undo=_("You can change it back in the same way."),
        about=row,
    )


# ---------------------------------------------------------------- SEVERAL AT ONCE


@access("organiser")
def paste_guests(request: HttpRequest) -> HttpResponse:
    """Add several by their pasted names: first they are shown as they were read, then they are added, all or none."""
    edition = programme.organised_edition(request)
    if request.method != "POST":
        form = guest_forms.PasteForm(edition=edition, initial=_begun(request))
        return _paste(request, edition, form, [])
    form = guest_forms.PasteForm(request.POST, edition=edition)
    if not form.is_valid():
        return _paste(request, edition, form, [])
    lines, left_out = guest_queries.read_names(form.cleaned_data["names"], edition, request.user)
    if left_out:
        words = ngettext(
            "%(n)s line was too much for one time and is left out.",
            "%(n)s lines were too many for one time and are left out.",
            left_out,
        )
        messages.warning(request, words % {"n": left_out})
    if request.POST.get("step") != "save":
        return _paste(request, edition, form, lines)
    return _add_all(request, edition, form, lines)


def _add_all(
    request: HttpRequest,
    edition: Edition,
    form: guest_forms.PasteForm,
    lines: list[guest_queries.Row],
) -> HttpResponse:
    taken = [line for line in lines if not line.line.problem]
    entries = [_entry(request, form, line) for line in taken]
    try:
        added = guest_services.add_guests(edition=edition, entries=entries, by=request.user)
    except guest_services.WhoAreThey as error:
        messages.warning(request, str(error))
        return _paste(request, edition, form, lines)
    except (ValidationError, guest_services.NotPossible) as error:
        messages.error(request, " ".join(getattr(error, "messages", [str(error)])))
        return _paste(request, edition, form, lines)
    new = [one.participation for one in added if one.new]
    letters = 0
    if form.cleaned_data["write"]:
        letters = sum(bool(account_services.invite_person(participation=row, by=request.user)) for row in new)
    words = ngettext("%(n)s person was added.", "%(n)s people were added.", len(new)) % {"n": len(new)}
    if letters:
        words += " " + ngettext("%(n)s letter goes out.", "%(n)s letters go out.", letters) % {"n": letters}
    messages.success(request, words)
    if len(added) - len(new):
        words = ngettext(
            "%(n)s was on the list already.", "%(n)s were on the list already.", len(added) - len(new)
        )
        messages.info(request, words % {"n": len(added) - len(new)})
    return redirect("people:guests")


def _entry(request: HttpRequest, form: guest_forms.PasteForm, row: guest_queries.Row) -> guest_services.Entry:
    said = request.POST.get(f"same_{row.line.number}", "")
    seen = _numbers(request.POST.get(f"seen_{row.line.number}", ""))
    guest = guest_services.Guest(
        who=row.sought,
        invited=form.cleaned_data["standing"] == guest_forms.INVITED,
        **form.stay,
    )
    return guest_services.Entry(
        guest, int(said) if said.isascii() and said.isdigit() else None, seen if said == "new" else ()
    )


def _paste(
    request: HttpRequest,
    edition: Edition,
    form: guest_forms.PasteForm,
    lines: list[guest_queries.Row],
) -> HttpResponse:
    capacity = form.cleaned_data.get("capacity", "") if form.is_bound and form.is_valid() else ""
    shown = [_shown(line, edition, capacity, request) for line in lines]
    context = {
        "form": form,
        "edition": edition,
        "lines": shown,
        "fit": sum(not one["problem"] and not one["already"] for one in shown),
        "asked": sum(bool(one["known"]) for one in shown),
        "breadcrumbs": [
            {"label": _("Tutors and guests"), "url": reverse("people:guests")},
            {"label": _("Add several")},
        ],
    }
    return render(request, "people/paste_guests.html", context)


_PROBLEMS = {
    "no_name": gettext_lazy("There is no name in this line."),
    "two_addresses": gettext_lazy("There are two addresses in this line: one person a line, please."),
    "too_long": gettext_lazy("This name is too long."),
    "bad_address": gettext_lazy("This is no e-mail address."),
}


def _shown(row: guest_queries.Row, edition: Edition, capacity: str, request: HttpRequest) -> dict[str, Any]:
    sure = next((one for one in row.known if one.sure), None)
    here = {part.capacity for one in row.known if one.sure for part in one.here if _counts(part, edition)}
    return {
        "line": row.line,
        "problem": _PROBLEMS.get(row.line.problem, ""),
        "sure": _candidate(sure, edition) if sure else None,
        "already": capacity in here,
        "known": [] if sure or row.line.problem else [_candidate(one, edition) for one in row.known],
        "seen": ",".join(str(one.person.pk) for one in row.known),
        "said": request.POST.get(f"same_{row.line.number}", ""),
    }


def _counts(row: Participation, edition: Edition) -> bool:
    return row.edition_id == edition.pk and row.state != State.WITHDREW
