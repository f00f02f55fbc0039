"""A student's own pages: the profile, the privacy notice, and everything we hold."""

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from ish.desk.access import access
from ish.desk.registry import panels as page_panels
from ish.people import queries as people
from ish.people import requirements
from ish.people.models import Participation, Person
from ish.profiles import asked, holdings, mails, panels, proofs, rules, sections, services
from ish.profiles import notice as notices


def _own(request: HttpRequest) -> Participation | None:
    """Return the user's participation in the edition in hand, else their newest."""
    return people.own_participation(request)


def _person(request: HttpRequest) -> Person:
    """Return who the user is; raises `Http404` for somebody who never took part."""
    found = Person.objects.filter(user=request.user.pk, participations__isnull=False).first()
    if found is None:
        raise Http404
    return found


@access("participant")
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """To one's own profile."""
    row = _own(request)
    if row is None:
        raise Http404
    return redirect("profiles:profile", pk=row.pk)


@access("participant", "organiser")
@require_safe
def profile(request: HttpRequest, pk: int) -> HttpResponse:
    """The sections of a profile and how each stands."""
    participation = people.participation_as(request.user, pk, *rules.FILLING)[0]
    role = rules.role_of(request.user, participation)
    if role is None:
        raise Http404
    if role == "organiser":
        return redirect("people:person", pk=participation.person_id)
    if not rules.notice_read(participation):
        return redirect("profiles:notice", pk=pk)
    tasks = requirements.at_hand(participation, rules.today(participation))
    requirements.hand_on(participation, tasks)
    cards = panels.cards(participation, user=request.user, role=role)
    who = participation.capacity, participation.resident
    waited_for = [card for card in cards if asked.waits_for(*who, card["section"].code)]
    context = {
        "participation": participation,
        "lines": [panels.line(card) for card in cards],
        "done": sum(card.get("tone") == "done" for card in waited_for),
        "total": len(waited_for),
        "papers": proofs.of(participation, tasks),
        "panels": page_panels.render("profile", request, participation),
    }
    return render(request, "profiles/profile.html", context)


@access("participant", "organiser")
@require_http_methods(["GET", "HEAD", "POST"])
def notice(request: HttpRequest, pk: int) -> HttpResponse:
    """The privacy notice, once a version: read, then on to what was asked for. Organisers may read it, not acknowledge it."""
    participation = people.participation_as(request.user, pk, *rules.FILLING)[0]
    role = rules.role_of(request.user, participation)
    if role is None:
        raise Http404
    after = request.GET.get("next", "")
    if request.method == "POST" and role == "participant":
        services.acknowledge_notice(participation=participation, language=notices.language(), by=request.user)
        return redirect(_after(participation, after))
    context = {
        "participation": participation,
        "read": rules.notice_read(participation),
        "may_acknowledge": role == "participant",
        **notices.facts(participation.edition, mails.source_of(participation)),
    }
    return render(request, "profiles/notice.html", context)


def _after(participation: Participation, code: str) -> str:
    if code in {section.code for section in sections.every()}:
        return reverse("profiles:section", args=[participation.pk, code])
    return reverse("profiles:profile", args=[participation.pk])


@access("participant")
@require_safe
def data(request: HttpRequest) -> HttpResponse:
    """Everything we hold about the reader (GDPR Art. 15), also as a file to take away (Art. 20)."""
    person = _person(request)
    found = holdings.of(person, reader=request.user)
    if request.GET.get("format") == "json":
        answer = JsonResponse(
            holdings.as_plain(found), json_dumps_params={"ensure_ascii": False, "indent": 2}
        )
        answer["Content-Disposition"] = 'attachment; filename="my-data.json"'
        return answer
    crumbs = [
        {"label": _("Your profile"), "url": reverse("profiles:mine")},
        {"label": _("Everything we hold about you")},
    ]
    context = {
        "person": person,
        "groups": found,
        "guardians": person.guardians.exists(),
        "panels": page_panels.render("own_data", request, person),
        "breadcrumbs": crumbs,
    }
    return render(request, "profiles/data.html", context)
