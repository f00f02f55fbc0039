"""What is written about changes that were asked for: what became of one. The facts are read on the page, not in a mail."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from ish.outbox import registry
from ish.outbox.models import Message
from ish.outbox.services import enqueue
from ish.people import mails as people
from ish.people.models import Participation
from ish.profiles import sections
from ish.profiles.models import ChangeRequest
from ish.profiles.rules import GUARDIAN
from ish.profiles.states import Care, ChangeState

OUTCOME = "change_outcome"
_guest_page: list[Callable[[Participation, Any], str]] = []
_WHY = _("You asked for a change.")


def set_guest_page(fn: Callable[[Participation, Any], str]) -> None:
    """Tell the whole address of the page on which a parent or guardian without an account reads what became of it."""
    _guest_page[:] = [fn]


def outcome(*, request: ChangeRequest) -> Message | None:
    """Tell whoever asked what became of it; nobody without an address."""
    if request.role == GUARDIAN:
        return _to_guest(request)
    return people.write(
        kind=OUTCOME,
        participation=request.participation,
        key=str(request.pk),
        why=_WHY,
        change=request.pk,
    )


def _to_guest(request: ChangeRequest) -> Message | None:
    guardian, participation = request.guardian, request.participation
    if guardian is None or not guardian.email:
        return None
    language = guardian.language or participation.person.language
    with translation.override(language):
        reason = str(_WHY)
    edition = participation.edition
    return enqueue(
        kind=OUTCOME,
        to_email=guardian.email,
        to_name=guardian.name,
        language=language,
        time_zone=participation.person.time_zone,
        about=request,
        person_id=participation.person_id,
        edition_id=edition.pk,
        context={
            "name": guardian.name,
            "edition": str(edition),
            "contact": edition.contact_email,
            "change": request.pk,
        },
        key=f"{OUTCOME}:{request.pk}",
        reason=reason,
    )


def _about(message: Message) -> ChangeRequest | None:
    rows = ChangeRequest.objects.select_related("participation__person", "participation__edition", "guardian")
    return rows.filter(pk=message.context.get("change") or 0).first()


def title_of(request: ChangeRequest) -> str:
    """Return what a request is about, without saying what."""
    return str(sections.get(request.section).title) if request.section else str(_("What we hold about you"))


def _context(message: Message) -> dict[str, Any]:
    row = _about(message)
    if row is None:
        return dict(message.context)
    return {
        **message.context,
        "title": title_of(row),
        "accepted": row.state == ChangeState.ACCEPTED,
        # A word about health or papers is read where signing in is asked for.
        "answer": row.said.get("answer", "") if row.care == Care.OPEN else "",
    }


def _link(message: Message) -> str:
    row = _about(message)
    if row is None:
        return str(settings.BASE_URL)
    if row.role == GUARDIAN:
        known = _guest_page[0](row.participation, row.guardian) if _guest_page else ""
        return known or str(settings.BASE_URL)
    path = reverse("profiles:data")
    if row.section:
        path = reverse("profiles:section", args=[row.participation_id, row.section])
    return f"{settings.BASE_URL}{path}"


def _still(message: Message) -> bool:
    """Who was erased meanwhile is in no letter."""
    row = _about(message)
    return row is not None and row.state in (ChangeState.ACCEPTED, ChangeState.DECLINED) and bool(row.fields)


def register() -> None:
    """Tell the outbox about this kind of message."""
    registry.register(
        registry.Kind(
            name=OUTCOME,
            label=_("What became of a change that was asked for"),
            template=f"profiles/mails/{OUTCOME}",
            still_wanted=_still,
            context=_context,
            links={"link": _link},
            why=_("You asked us to change something that can no longer be changed by yourself."),
        )
    )
