"""The page of one section: the same for a student and for an organiser who records on somebody's behalf."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ish.desk import autosave, typed
from ish.desk.access import access
from ish.nominations.services import noting
from ish.nominations.views import difference
from ish.people import queries as people
from ish.people.models import Participation
from ish.profiles import changing_queries, changing_rules, notes, rules, sections, services, showing
from ish.profiles.changing_services import Asking
from ish.profiles.forms import SectionForm, label_of
from ish.profiles.models import ChangeRequest
from ish.profiles.row_specs import ROWS
from ish.profiles.sections import Section
from ish.profiles.services import GUARDIAN, ChangedMeanwhile
from ish.profiles.states import ChangeState
from ish.profiles.views.change_cards import brief_cards, own_cards
from ish.profiles.views.posted import rows_changed

REASON = "asked_reason"


@dataclass(frozen=True)
class Visit:
    """One request to one section: who, in which role, of whom, and how the section stands for them today."""

    request: HttpRequest
    participation: Participation
    section: Section
    role: str
    standing: rules.Standing
    at: date

    @property
    def url(self) -> str:
        """The address of the section."""
        return reverse("profiles:section", args=[self.participation.pk, self.section.code])

    @property
    def form_id(self) -> str:
        """The id of the form, which the script for saving goes by."""
        return f"section-{self.section.code}"

    def known(self, where: str) -> showing.Known:
        """Return what the reader may know; of somebody else's sealed facts this is a look."""
        return showing.Known(
            self.participation, self.section, reader=self.request.user, role=self.role, where=where
        )

    def form(self, data: Any = None, initial: dict[str, Any] | None = None) -> SectionForm:
        """Return the form with the facts that may be written today, and those of which a change may be asked for."""
        form = SectionForm(
            data,
            initial=initial or {},
            section=self.section,
            writable=self.standing.writable | self.standing.asks,
            person_writable=self.standing.person_writable | self.standing.person_asks,
            guardians=self.guardians(),
        )
        notes.hint_at_asking(form, self.standing)
        return form

    def requests(self) -> list[ChangeRequest]:
        """Return what was asked about this section (one query): students what they read of it, organisers what waits for them."""
        rows = changing_queries.of(self.participation, section=self.section.code)
        if self.role != "organiser":
            return rows
        waiting = [row for row in rows if row.state == ChangeState.WAITING and row.fields]
        return [row for row in waiting if changing_queries.may_read(row, self.request.user)]

    def asked(self, rows: list[ChangeRequest]) -> Asking:
        """Return what the reader has asked for and what waits of it, from `requests`."""
        mine = {row.care: row for row in rows if row.role == self.role and row.state == ChangeState.WAITING}
        return Asking(self.participation, self.section, rules.Editor.of(self.request.user), self.role, mine)

    def guardians(self) -> int:
        """How many parents there is room for: none for adults without one; a second once there is a first."""
        if not self.section.person_fields:
            return 0
        known = self.participation.person.guardians.count()
        if not known and not rules.asks_for_guardian(self.participation, self.at):
            return 0
        return min(known + 1, services.MOST_GUARDIANS)


@access("participant", "organiser")
@require_http_methods(["GET", "HEAD", "POST"])
def section(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """Show or save a section. Saving answers a script with a fragment, a button with a redirect."""
    visit = visit_or_404(request, pk, code)
    if visit.role == "participant" and not rules.notice_read(visit.participation):
        return redirect(reverse("profiles:notice", args=[pk]) + f"?next={code}")
    if request.method == "POST" and visit.standing.open:
        return _save(visit)
    sent = typed.take(request) if visit.standing.open else None
    return _brought_back(visit, sent) if sent is not None else _page(visit)


def _brought_back(visit: Visit, sent: Any) -> HttpResponse:
    """The page with what was sent when the session had ended, not saved yet; on the version it was written on."""
    data, rows = rows_changed(sent)
    version = sent.get("version", "")
    return _page(
        visit,
        visit.form(data, _names_of_guardians(visit)),
        version=int(version) if version.isascii() and version.isdigit() and len(version) < 10 else 0,
        rows=rows,
        brought_back=True,
        reason=sent.get(REASON),
    )


def visit_or_404(request: HttpRequest, pk: int, code: str) -> Visit:
    """Return the visit; raises `Http404` for unknown sections, and people unseen in a role that fills in something."""
    participation, role = people.participation_as(request.user, pk, *rules.FILLING)
    people.keep_own(request, participation)
    try:
        chosen = sections.get(code)
    except KeyError:
        raise Http404 from None
    if not chosen.asked_of(participation):
        raise Http404
    at = rules.today(participation)
    standing = rules.standing(participation, chosen, user=request.user, role=role, at=at)
    return Visit(request, participation, chosen, role, standing, at)


# ---------------------------------------------------------------- SAVING


def _save(visit: Visit) -> HttpResponse:
    request, version = visit.request, autosave.posted_version(visit.request)
    data, rows = rows_changed(request.POST)
    form = visit.form(data, _names_of_guardians(visit))
    form.is_valid()
    try:
        saved = services.save_section(
            participation=visit.participation,
            section=visit.section.code,
            values=form.values(),
            version=version,
            by=request.user,
            reason=request.POST.get(REASON),
        )
    except ChangedMeanwhile as error:
        return _conflicted(visit, form, error)
    except ValidationError as error:
        form.add_error(None, "; ".join(error.messages))
        return autosave.invalid(
            request, section=visit.form_id, version=version, form=form, page=lambda status: _page(visit, form)
        )
    return _saved(visit, form, saved, rows)


def _saved(visit: Visit, form: SectionForm, saved: services.Saved, rows: str) -> HttpResponse:
    request = visit.request
    if autosave.is_autosave(request):
        answer = autosave.saved(
            request,
            section=visit.form_id,
            version=saved.version,
            next_url="",
            form=form,
            message=notes.asked_for(saved.asked, visit.section),
        )
        answer.content += _beside(visit).encode()
        return answer
    if form.errors:
        return _page(visit, form, rows=rows)
    if rows:
        return redirect(f"{visit.url}?rows={rows}")
    return autosave.saved(
        request,
        section=visit.form_id,
        version=saved.version,
        next_url=visit.url,
        form=form,
        message=notes.asked_for(saved.asked, visit.section),
    )


def _names_of_guardians(visit: Visit) -> dict[str, Any]:
    """Return which parents are known already: their name cannot be emptied."""
    if not visit.guardians():
        return {}
    names = visit.participation.person.guardians.order_by("pk").values_list("name", flat=True)
    return {f"{GUARDIAN}{index}_name": name for index, name in enumerate(names[: services.MOST_GUARDIANS])}


def _conflicted(visit: Visit, form: SectionForm, error: ChangedMeanwhile) -> HttpResponse:
    visit.participation.person.refresh_from_db()
    known = visit.known("conflict")
    theirs, mine = _initial(visit, known, _own(visit), visit.requests()), form.values()
    mine = {name: value for name, value in mine.items() if name in theirs}
    theirs_by = _("a coordinator or an organiser") if error.by is None else _who(visit, error.by)
    found = [
        autosave.Difference(
            label_of(name, visit.section),
            _in_words(known, name, mine[name]),
            _in_words(known, name, _raw(theirs[name], name)),
            theirs_by,
        )
        for name in mine
        if not services.same(mine[name], _raw(theirs[name], name))
    ]
    return autosave.conflicted(
        visit.request,
        section=visit.form_id,
        version=error.version,
        conflict=found,
        page=lambda status: _page(visit, form, conflict=found, version=error.version, status=status),
    )


def _who(visit: Visit, user: Any) -> str:
    return (
        _("you, in another window")
        if user.pk == visit.request.user.pk
        else str(user.name or _("an organiser"))
    )


def _raw(value: Any, name: str) -> Any:
    return ("yes" if value else None) if name == "nothing_to_declare" else value


def _in_words(known: showing.Known, name: str, value: Any) -> str:
    """Return a value that was typed as a fact would be shown."""
    if name.startswith(GUARDIAN):
        return str(value or "")
    about = known.participation.person if name in known.section.person_fields else known.row
    copy = type(about)(**{name: value})
    return showing.words(copy, name)


# ---------------------------------------------------------------- SHOWING


def _page(
    visit: Visit,
    form: SectionForm | None = None,
    *,
    conflict: Any = (),
    version: int | None = None,
    rows: str = "",
    status: int = 200,
    brought_back: bool = False,
    reason: str | None = None,
) -> HttpResponse:
    """The whole page: the form, or why there is none; what may only be read; what is missing."""
    context: dict[str, Any] = {
        "participation": visit.participation,
        **_names(visit),
        "edition": visit.participation.edition,
        "section": visit.section,
        "form_id": visit.form_id,
        "url": visit.url,
        "standing": visit.standing,
        "role": visit.role,
        "sealed": visit.section.code in sections.SEALED,
        "breadcrumbs": _crumbs(visit),
        "conflict": conflict,
        "brought_back": brought_back,
        "typed_by": typed.token_for(visit.request.user),
    }
    if visit.standing.shown:
        known, own, requests = visit.known("form"), _own(visit), visit.requests()
        if form is None and visit.standing.open:
            form = visit.form(initial=_initial(visit, known, own, requests))
        ask_for_rows(visit.request, form, rows)
        written = set(form.fields) if form else set()
        frozen = known.facts(without=written)
        if form is None:
            frozen += known.guardian_facts()
        context |= {
            "form": form,
            "version": services.version_of(visit.participation, visit.section, known.row)
            if version is None
            else version,
            "saved_at": known.row.saved_at,
            "frozen": frozen,
            **_notes(visit, own, known.row, requests),
            **_asked_before(visit, requests),
        }
        if reason is not None:
            context["asked_reason"] = reason
    return render(visit.request, "profiles/section.html", context, status=status)


def _names(visit: Visit) -> dict[str, Any]:
    """Return whose names these are, and where they are written."""
    url = reverse("profiles:section", args=[visit.participation.pk, sections.ABOUT_ME.code])
    return {"person": visit.participation.person, "names_url": url}


def ask_for_rows(request: HttpRequest, form: SectionForm | None, rows: str = "") -> None:
    """Give a list within the form as many lines as the address, or a button, asks for."""
    name, _colon, number = (rows or request.GET.get("rows", "")).partition(":")
    if form is None or name not in ROWS or name not in form.fields:
        return
    widget: Any = form.fields[name].widget
    widget.rows = int(number) if number.isascii() and number.isdigit() and len(number) < 3 else 0
    widget.fresh = bool(widget.rows)


def _own(visit: Visit) -> noting.Own | None:
    """Return what of the facts of this section waits for the school; None where the reader's word counts at once."""
    return noting.own_of(visit.participation, visit.role) if visit.section.person_fields else None


def _initial(
    visit: Visit, known: showing.Known, own: noting.Own | None, rows: list[ChangeRequest]
) -> dict[str, Any]:
    """Return the values for a form: what the reader has proposed or asked for stands in it, as they wrote it."""
    return {**known.initial(), **(own.values if own else {}), **_asked_values(visit, rows)}


def _asked_values(visit: Visit, rows: list[ChangeRequest]) -> dict[str, Any]:
    asked = visit.asked(rows).values if visit.standing.asked else {}
    found = {
        name: changing_rules.python(changing_rules.model_of(visit.section, name), name, value)
        for name, value in asked.items()
        if name in visit.standing.asked
    }
    if "nothing_to_declare" in found:
        found["nothing_to_declare"] = bool(found["nothing_to_declare"])
    return found


def _asked_before(visit: Visit, rows: list[ChangeRequest]) -> dict[str, Any]:
    """Return what the page says of changes that were asked for, beside those that wait."""
    if visit.role == "organiser":
        return {"to_decide": brief_cards(rows, user=visit.request.user)}
    settled = [row for row in rows if row.state in (ChangeState.ACCEPTED, ChangeState.DECLINED)]
    return {
        "until": notes.until(visit.standing, visit.section),
        "asked_reason": visit.request.POST.get(REASON, visit.asked(rows).reason),
        "settled": own_cards(settled, editor=rules.Editor.of(visit.request.user), role=visit.role),
    }


def _notes(visit: Visit, own: noting.Own | None, row: Any, rows: list[ChangeRequest]) -> dict[str, Any]:
    """Return what stands beside the form, and what of it waits for the school."""
    waits = {name for one in own.waiting for name in one.changes or {}} if own else set()
    said = own.values if own else {}
    found = notes.beside(visit.participation, visit.section, row, visit.at, waits=waits, said=said)
    cards = difference.cards(own.waiting, user=None, role=visit.role) if own and waits else []
    asked = [one for one in rows if one.state == ChangeState.WAITING and one.fields]
    if visit.role == "organiser":
        asked = []
    shown = own_cards(asked, editor=rules.Editor.of(visit.request.user), role=visit.role)
    return {**found, "looked_at": own is not None, "waiting": cards, "asked": shown}


def _beside(visit: Visit) -> str:
    row = visit.section.row(visit.participation)
    found = _notes(visit, _own(visit), row, visit.requests())
    context = {**found, **_names(visit), "form_id": visit.form_id, "swap": True}
    pieces = ("beside", "name_line", "changes/waiting")
    return "".join(
        render_to_string(f"profiles/{name}.html", context, request=visit.request) for name in pieces
    )


def _crumbs(visit: Visit) -> list[dict[str, Any]]:
    title = {"label": visit.section.title}
    if visit.role == "organiser":
        person = visit.participation.person
        page = reverse("people:person", args=[person.pk])
        return [
            {"label": _("People"), "url": reverse("people:list")},
            {"label": person.full_name, "url": page},
            title,
        ]
    return [
        {"label": _("Your profile"), "url": reverse("profiles:profile", args=[visit.participation.pk])},
        title,
    ]
