"""The question with which a season begins, as a mail: with a link of the recipient's own, that opens without a sign-in."""

from collections.abc import Iterable
from typing import Any
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils import formats, translation
from django.utils.translation import gettext_lazy as _

from accounts import links
from ish import clock
from ish.nominations import asking_queries as asking
from ish.nominations import queries
from ish.nominations.asking_queries import Address
from ish.nominations.models import SeasonReply
from ish.outbox import registry
from ish.outbox.models import Message
from ish.outbox.services import Draft, enqueue_many
from ish.people import deadlines
from ish.programme import queries as programme
from ish.programme.models import Edition
from ish.programme.states import PhaseCode

QUESTION, LINK = "season_question", "season_link"


def draft(
    reply: SeasonReply, to: Address, *, by: Any = None, again: bool = False, kind: str = QUESTION
) -> Draft:
    """Return the question to one address: at most once a day."""
    edition = reply.edition
    with translation.override(to.language):
        reason = str(_("You act for a partner of the school."))
    return Draft(
        kind=kind,
        to_email=to.email,
        to_name=to.name,
        to_user=to.user,
        language=to.language,
        time_zone=to.time_zone,
        about=reply,
        edition_id=edition.pk,
        context={
            "edition": str(edition),
            "programme": edition.programme.name,
            "body": reply.body.name,
            "contact": edition.contact_email,
            "by": by.get_full_name() if by else "",
            "again": again,
            "mark": to.mark,
        },
        key=f"{kind}:{reply.pk}:{to.mark}:{clock.today().isoformat()}",
        reason=reason,
    )


def season_question(*, asked: Iterable[tuple[SeasonReply, list[Address], bool]], by: Any) -> int:
    """Write the question to all addresses of these partners; the third part says whether they are reminded. Returns how many."""
    return enqueue_many(draft(reply, to, by=by, again=again) for reply, found, again in asked for to in found)


def new_link(*, reply: SeasonReply, to: Address) -> int:
    """Send a fresh link to an address on file."""
    return enqueue_many([draft(reply, to, kind=LINK)])


def preview(*, reply: SeasonReply, to: Address, by: Any, again: bool) -> Message:
    """Return the message as it would be written, not saved: for reading before it goes out."""
    found = draft(reply, to, by=by, again=again)
    return Message(
        kind=found.kind,
        to_email=found.to_email,
        to_name=found.to_name,
        language=found.language,
        time_zone=found.time_zone,
        about=f"nominations.seasonreply:{reply.pk or 0}",
        edition_id=found.edition_id,
        context=found.context,
        reason=found.reason,
    )


# ---------------------------------------------------------------- AT RENDERING


def reply_of(message: Message) -> SeasonReply | None:
    """Return the answer that a message is about."""
    key = message.about.rpartition(":")[2]
    rows = SeasonReply.objects.select_related("edition__programme", "body")
    return rows.filter(pk=key).first() if key.isdigit() else None


def _link(message: Message) -> str:
    row = reply_of(message)
    who = asking.may_answer(row, message.context.get("mark", "")) if row else None
    if row is None or who is None:
        return ""
    return links.absolute(reverse("nominations:answer", args=[asking.sign(row, who)]))


def _still_open(message: Message) -> bool:
    """Not to whom no longer acts for the partner, nor when the time for answers is over."""
    row = reply_of(message)
    if row is None or not asking.is_open(row):
        return False
    return asking.may_answer(row, message.context.get("mark", "")) is not None


def _still_asked(message: Message) -> bool:
    """Not when the answer has come meanwhile."""
    row = reply_of(message)
    return row is not None and row.answered_at is None and _still_open(message)


def _context(message: Message) -> dict[str, Any]:
    edition = Edition.objects.filter(pk=message.edition_id or 0).first()
    phase = programme.phase(edition, PhaseCode.NOMINATIONS) if edition else None
    days: dict[str, str] = {}
    if edition and phase:
        row = reply_of(message)
        due = (queries.due_for(edition, row.body) if row else None) or phase.closes
        days = {
            "arrival": formats.date_format(edition.arrival_day, "DATE_FORMAT"),
            "departure": formats.date_format(edition.departure_day, "DATE_FORMAT"),
            "names_by": formats.date_format(due, "DATE_FORMAT"),
            "zone": deadlines.zone_name(edition.time_zone),
            "elsewhere": deadlines.due_elsewhere(due, ZoneInfo(edition.time_zone)),
        }
    return {**message.context, **days}


def register() -> None:
    """Tell the outbox about these kinds of message."""
    why = _("You act for a partner of the school.")
    for name, label, wanted in (
        (QUESTION, _("Question to a partner"), _still_asked),
        (LINK, _("New link to the question"), _still_open),
    ):
        registry.register(
            registry.Kind(
                name=name,
                label=label,
                template=f"nominations/mails/{name}",
                still_wanted=wanted,
                context=_context,
                links={"link": _link},
                why=why,
            )
        )
