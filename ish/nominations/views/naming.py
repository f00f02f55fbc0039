"""One student, as partners and the school see them; named and corrected by a partner."""

from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts import roles
from ish import clock
from ish.desk import names
from ish.desk.access import access
from ish.desk.registry import panels
from ish.nominations import correcting_rules, forms, queries, rules, services
from ish.nominations.models import Nomination
from ish.nominations.rules import COORDINATOR, ORGANISER
from ish.nominations.states import Sender
from ish.nominations.tables import rank_of, receiver_words, sender_words
from ish.nominations.views import showing
from ish.people import requirements
from ish.people import showing as people
from ish.people.requirements import Task
from ish.people.states import Actor
from ish.privacy import services as privacy
from ish.programme.models import Edition, NominatingBody
from ish.programme.queries import has_ended


@access("coordinator", "organiser")
@require_safe
def of_participation(request: HttpRequest, pk: int) -> HttpResponse:
    """Lead from a participation to its nomination (links of to-do lists)."""
    row = roles.visible_to(Nomination.objects.all(), request.user).filter(participation=pk).first()
    if row is None:
        raise Http404
    return redirect("nominations:student", row.pk)


@access("coordinator", "organiser")
@require_safe
def student(request: HttpRequest, pk: int) -> HttpResponse:
    """One student: what the reader may know of them, where they stand, what comes next."""
    row = queries.nomination_or_404(request.user, pk)
    role = queries.role_for(request.user, row)
    if role == COORDINATOR:
        row.not_told_yet = rules.is_partner_waiting(row)  # type: ignore[attr-defined]
    tasks = requirements.tasks(row.participation, clock.today(row.edition.time_zone))
    person, guardian = row.participation.person, queries.guardian_of(row)
    context = {
        "nomination": row,
        "role": role,
        "name": person.full_name,
        "sender": dict(zip(("tone", "label"), sender_words(row), strict=True)),
        "receiver": dict(zip(("tone", "label"), receiver_words(row), strict=True)),
        "facts": _person_facts(row, request.user, role),
        "said": _nomination_facts(row, request.user, role),
        "guardian": privacy.reveal(guardian, reader=request.user, role=role) if guardian else None,
        "missing": rules.missing(row, guardian) if rules.is_editable(row) else [],
        "tasks": [_card(task, role, row) for task in tasks if _is_shown(task, row)],
        "comment": row.sent_back_comment if row.sender_state == Sender.SENT_BACK else "",
        "may": _may(row, role),
        "panels": panels.render("nomination", request, row),
        "breadcrumbs": [*_crumbs(row.body, role), {"label": person.full_name}],
    }
    return render(request, "nominations/student.html", context)


def _is_shown(task: Task, row: Nomination) -> bool:
    """Once the school is over, nothing is asked any more and nothing is late: what was done is shown."""
    asked = not (task.later or task.optional)
    return asked and (task.done or not has_ended(row.edition))


def _card(task: Task, role: str, row: Nomination) -> dict[str, Any]:
    own = task.actor == Actor.COORDINATOR
    elsewhere = not task.link.startswith(reverse("nominations:of", args=[row.participation_id]))
    return people.card(task, reader=role, zone=ZoneInfo(row.edition.time_zone), link=own and elsewhere)


def _may(row: Nomination, role: str) -> dict[str, bool]:
    return {
        "edit": rules.is_editable(row),
        "correct": correcting_rules.may_correct(row),
        "hand_in": rules.is_submittable(row),
        "withdraw": rules.may_withdraw(row),
        "send_back": role == ORGANISER and rules.may_send_back(row),
    }


def _person_facts(row: Nomination, user: Any, role: str) -> list[dict[str, Any]]:
    shown = privacy.reveal(row.participation.person, reader=user, role=role)
    countries = names.nationalities()
    facts = []
    for fact in shown.facts():
        value = fact["text"]
        if fact["name"] == "nationalities":
            value = ", ".join(countries.get(code, code) for code in fact["value"] or [])
        elif fact["name"] == "birth_date" and fact["value"]:
            value = showing.day_words(fact["value"])
        elif fact["name"] == "phone" and fact["value"]:
            value = fact["value"].as_international
        elif fact["name"] in ("badge_name", "pronunciation", "native_name") and not value:
            continue
        own_script = fact["name"] == "native_name"
        facts.append(
            {"label": _("name in their own script") if own_script else fact["label"], "value": value}
        )
    return facts


def _nomination_facts(row: Nomination, user: Any, role: str) -> list[dict[str, Any]]:
    shown = privacy.reveal(row, reader=user, role=role)
    facts = [{"label": _("rank"), "value": rank_of(row)}]
    hidden = ("sent_back_comment", "on_behalf", "decision_note")
    for fact in shown.facts():
        if fact["name"] not in hidden or (fact["value"] and fact["name"] != "sent_back_comment"):
            facts.append({"label": fact["label"], "value": fact["text"]})
    if row.submitted_at:
        facts.append({"label": _("handed in on"), "value": showing.day_words(row.submitted_at)})
    return facts


def _crumbs(body: NominatingBody, role: str) -> list[dict[str, str]]:
    if role == COORDINATOR:
        return [{"label": _("Your students"), "url": reverse("nominations:mine")}]
    return [
        {"label": _("Nominations"), "url": reverse("nominations:list")},
        {"label": body.name, "url": reverse("nominations:body", args=[body.pk])},
    ]


# ---------------------------------------------------------------- NAME AND CORRECT


@access("coordinator", "organiser")
def add(request: HttpRequest, pk: int) -> HttpResponse:
    """Name a student for a partner."""
    body, edition, role = queries.body_or_404(request, pk)
    if not rules.may_name(edition, role, at=clock.today(edition.time_zone)):
        messages.info(
            request, _("Students cannot be named at the moment. Please write to us if one is missing.")
        )
        return redirect("nominations:body", body.pk)
    initial = {"language": body.language, "on_behalf": request.session.get("on_behalf", "")}
    form = forms.NominationForm(request.POST or None, edition=edition, role=role, initial=initial)
    if request.method == "POST" and form.is_valid() and (row := _nominated(request, form, edition, body)):
        messages.success(
            request, _("%(name)s is on the list.") % {"name": row.participation.person.full_name}
        )
        again = "another" in request.POST
        return redirect("nominations:add", body.pk) if again else redirect("nominations:student", row.pk)
    return _form_page(request, form, edition, body, role, heading=_("Add a student"), new=True)


def _nominated(
    request: HttpRequest, form: forms.NominationForm, edition: Edition, body: NominatingBody
) -> Nomination | None:
    """Name the student of a valid form; put on the form why not."""
    try:
        return services.nominate(
            edition=edition,
            body=body,
            by=request.user,
            on_behalf=form.cleaned_data.get("on_behalf", ""),
            **form.values,
        )
    except services.AlreadyNamed as error:
        form.add_error(None, str(error))
    except ValidationError as error:
        form.take(error)
    return None


def _form_page(
    request: HttpRequest,
    form: Any,
    edition: Edition,
    body: NominatingBody,
    role: str,
    *,
    heading: str,
    **more: Any,
) -> HttpResponse:
    context = {
        "form": form,
        "edition": edition,
        "body": body,
        "heading": heading,
        "back": reverse("nominations:body", args=[body.pk]),
        "breadcrumbs": [*_crumbs(body, role), {"label": heading}],
        **more,
    }
    return render(request, "nominations/student_form.html", context)


@access("coordinator", "organiser")
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change what was said of a student, while it is a draft or sent back."""
    row = queries.nomination_or_404(request.user, pk)
    role = queries.role_for(request.user, row)
    if not rules.is_editable(row):
        over = has_ended(row.edition)
        words = (
            _("This school is over.")
            if over
            else _("This is handed in: what you change now is a correction.")
        )
        messages.info(request, words)
        return redirect(
            f"nominations:{'correct' if correcting_rules.may_correct(row) else 'student'}", row.pk
        )
    initial = forms.NominationForm.initial_of(row, queries.guardian_of(row))
    form = forms.NominationForm(request.POST or None, edition=row.edition, role=role, initial=initial)
    if request.method == "POST" and form.is_valid() and _saved(request, form, row):
        return redirect("nominations:student", row.pk)
    return _form_page(
        request,
        form,
        row.edition,
        row.body,
        role,
        heading=row.participation.person.full_name,
        back=reverse("nominations:student", args=[row.pk]),
        comment=row.sent_back_comment if row.sender_state == Sender.SENT_BACK else "",
    )


def _saved(request: HttpRequest, form: forms.NominationForm, row: Nomination) -> bool:
    """Save a valid form; what was typed stays when somebody else was faster."""
    version = form.cleaned_data.get("version")
    try:
        services.save(
            nomination=row,
            values=form.values,
            version=-1 if version is None else version,
            by=request.user,
            on_behalf=form.cleaned_data.get("on_behalf", ""),
        )
    except services.ChangedMeanwhile as error:
        form.add_error(None, _conflict(error.current, form))
        form.data = {**form.data.dict(), "version": error.current.version}  # type: ignore[attr-defined]
        return False
    except services.NotAllowed:
        messages.warning(request, _("This was handed in meanwhile and can no longer be changed here."))
        return True
    except ValidationError as error:
        form.take(error)
        return False
    messages.success(request, _("Saved."))
    return True


def _conflict(current: Nomination, form: forms.NominationForm) -> str:
    """Say which fields somebody else has changed to what; saving again keeps what stands in the form."""
    theirs = forms.NominationForm.initial_of(current, queries.guardian_of(current))
    differing = [
        f"{form.fields[name].label}: {theirs[name] or '–'}"
        for name, value in form.values.items()
        if name in theirs and str(theirs[name] or "") != str(value or "")
    ]
    text = _("Somebody else has changed this in the meantime. Saving again keeps what you see here.")
    return f"{text} {_('Theirs')}: {'; '.join(differing)}" if differing else text
