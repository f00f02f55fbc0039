"""A section that was handed over, as a guardian fills it in at their seat; and the handing over itself."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from ish.consents import confided
from ish.consents import handover_services as handing
from ish.consents.models import Handover
from ish.consents.seat import Seat
from ish.consents.views.seat import METHODS, about, by_link
from ish.desk import autosave
from ish.desk.access import access
from ish.desk.forms import Form
from ish.people import queries as people
from ish.people.models import Guardian, Participation
from ish.privacy.services import reveal_to_guest
from ish.profiles import notes, rules, sections, showing
from ish.profiles import services as profiles
from ish.profiles.forms import SectionForm, label_of
from ish.profiles.views.posted import rows_changed
from ish.profiles.views.section import ask_for_rows


class Visit:
    """One request of a guardian to one section. What they read of it is written down as their look."""

    def __init__(self, request: HttpRequest, found: Seat, handover: Handover) -> None:
        self.request, self.found, self.handover = request, found, handover
        self.participation = found.participation
        self.section = sections.get(handover.section)
        self.form_id = f"section-{self.section.code}"
        self.standing = rules.standing(
            self.participation,
            self.section,
            user=None,
            role=rules.GUARDIAN,
            at=rules.today(self.participation),
        )
        self.row = self.section.row(self.participation)
        self.hidden = confided.hidden(self.participation, self.section, self.row, handover.guardian)
        self.values = dict(
            reveal_to_guest(
                self.row,
                role="guardian",
                person_id=self.participation.person_id,
                where="seat",
                without=self.hidden,
            )
        )
        self.unseen = 0
        if confided.CONTACTS in self.values:
            every = self.values[confided.CONTACTS]
            self.values[confided.CONTACTS] = confided.seen(every, confided.others(handover.guardian))
            self.unseen = len(every) - len(self.values[confided.CONTACTS])

    @property
    def url(self) -> str:
        """The address of the section in the seat."""
        return self.found.address("section", self.section.code)

    @property
    def initial(self) -> dict[str, Any]:
        """What the guardian may read, for the form."""
        known = {name: self.values[name] for name in self.section.fields if name in self.values}
        if "nothing_to_declare" in known:
            known["nothing_to_declare"] = bool(known["nothing_to_declare"])
        return known

    def form(self, data: Any = None, initial: dict[str, Any] | None = None) -> SectionForm:
        """Return the form with what may be written or asked for."""
        form = SectionForm(
            data,
            initial=initial or {},
            section=self.section,
            writable=(self.standing.writable | self.standing.asks) - self.hidden,
        )
        notes.hint_at_asking(form, self.standing)
        return form


@access.public
@require_http_methods(METHODS)
def section(request: HttpRequest, signed: str, code: str) -> HttpResponse:
    """Show or save a section that was handed over to this guardian."""
    found = by_link(request, signed)
    if isinstance(found, HttpResponse):
        return found
    rows = handing.of_seat(found, code)
    if not rows:
        return _no_longer(request, found, code)
    visit = Visit(request, found, rows[0])
    return _save(visit) if request.method == "POST" and visit.standing.open else _page(visit)


def _no_longer(request: HttpRequest, found: Seat, code: str) -> HttpResponse:
    """Say that a section is not with this guardian any more; raises `Http404` where it never was."""
    if not handing.was_handed(found, code):
        raise Http404
    form = Form(request.POST)
    form.is_valid()
    form.add_error(None, str(handing.TAKEN_BACK))

    def page(status: int) -> HttpResponse:
        messages.info(request, str(handing.TAKEN_BACK))
        return redirect(found.url)

    version = autosave.posted_version(request)
    return autosave.invalid(request, section=f"section-{code}", version=version, form=form, page=page)


def _save(visit: Visit) -> HttpResponse:
    request, version = visit.request, autosave.posted_version(visit.request)
    data, rows = rows_changed(request.POST)
    form = visit.form(data)
    form.is_valid()
    try:
        saved = handing.save(
            handover=visit.handover, found=visit.found, values=form.values(), version=version
        )
    except profiles.ChangedMeanwhile as error:
        return _conflicted(visit, form, error)
    except (ValidationError, PermissionDenied, handing.NotAllowed) as error:
        form.add_error(None, "; ".join(getattr(error, "messages", [str(error)])))
        return autosave.invalid(
            request, section=visit.form_id, version=version, form=form, page=lambda status: _page(visit, form)
        )
    if not autosave.is_autosave(request) and form.errors:
        return _page(visit, form)
    target = f"{visit.url}?rows={rows}" if rows else visit.url
    words = notes.asked_for(saved.asked, visit.section)
    if any(name.startswith(tuple(visit.hidden)) for name in request.POST if visit.hidden):
        words = _("Something here is answered already. What you wrote there is not kept.")
    return autosave.saved(
        request, section=visit.form_id, version=saved.version, next_url=target, form=form, message=words
    )


def _conflicted(visit: Visit, form: SectionForm, error: profiles.ChangedMeanwhile) -> HttpResponse:
    theirs, mine = visit.initial, form.values()
    found = [
        autosave.Difference(
            label_of(name, visit.section),
            _in_words(visit, name, mine[name]),
            _in_words(visit, name, visit.values.get(name)),
            _("somebody else"),
        )
        for name in mine
        if name in theirs and not profiles.same(mine[name], visit.values.get(name))
    ]
    return autosave.conflicted(
        visit.request,
        section=visit.form_id,
        version=error.version,
        conflict=found,
        page=lambda status: _page(visit, form, conflict=found, version=error.version, status=status),
    )


def _in_words(visit: Visit, name: str, value: Any) -> str:
    return showing.words(type(visit.row)(**{name: value}), name)


def _page(
    visit: Visit,
    form: SectionForm | None = None,
    *,
    conflict: Any = (),
    version: int | None = None,
    status: int = 200,
) -> HttpResponse:
    if form is None and visit.standing.open:
        form = visit.form(initial=visit.initial)
    ask_for_rows(visit.request, form)
    now = profiles.version_of(visit.participation, visit.section, visit.row) if version is None else version
    context = {
        **about(visit.request, visit.found),
        "section": visit.section,
        "form": form,
        "form_id": visit.form_id,
        "url": visit.url,
        "standing": visit.standing,
        "version": now,
        "saved_at": visit.handover.filled_at,  # their own; when others wrote is not theirs to know
        "answered": _answered(visit),
        "unseen": visit.unseen,
        "conflict": conflict,
    }
    return render(visit.request, "consents/seat_section.html", context, status=status)


def _answered(visit: Visit) -> list[str]:
    """Return by name what another guardian has answered; a tick that is only closed along with it was answered by nobody."""
    names = [name for name in visit.section.fields if name in visit.hidden]
    return [
        label_of(name, visit.section)
        for name in names
        if name != confided.ALL_NONE or getattr(visit.row, name)
    ]


# ---------------------------------------------------------------- HANDING OVER


@access("participant", "organiser")
@require_POST
def hand_over(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand a section over to a guardian, take one back, or show a guardian what another wrote: the student, or an organiser for
    them."""
    row, role = people.participation_as(request.user, pk, "participant", "organiser")
    back = redirect(reverse("consents:own" if role == "participant" else "consents:person", args=[pk]))
    if ended := request.POST.get("end", ""):
        handing.take_back(handover=_standing(row, ended))
        messages.success(request, _("Taken back. What they wrote stays."))
        return back
    if shown := request.POST.get("show", ""):
        found = handing.show(handover=_standing(row, shown))
        words = _("%(name)s now sees what was filled in before.")
        messages.success(request, words % {"name": found.guardian.name})
        return back
    key = request.POST.get("guardian", "")
    guardian = row.person.guardians.filter(pk=key if key.isascii() and key.isdigit() else 0).first()
    if guardian is None:
        raise Http404
    code = request.POST.get("section", "")
    before = [one for one in handing.standing(row) if one.section == code and one.guardian_id != guardian.pk]
    try:
        handing.hand_over(participation=row, section=code, guardian=guardian, by=request.user)
    except handing.NotAllowed as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Handed over. We are writing to %(name)s.") % {"name": guardian.name})
        for one in before:
            messages.info(request, _not_with(one, guardian))
    return back


def _not_with(before: Handover, guardian: Guardian) -> str:
    words = _("It is no longer with %(first)s. What %(first)s wrote stays, and %(second)s does not see it.")
    return words % {"first": before.guardian.name, "second": guardian.name}


def _standing(row: Participation, key: str) -> Handover:
    found = next((one for one in handing.standing(row) if str(one.pk) == key), None)
    if found is None:
        raise Http404
    return found
