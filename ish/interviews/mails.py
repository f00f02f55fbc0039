"""What is written about interviews: the invitation; a time taken, changed or called off, to the student and to the panel, each
with an entry for the calendar. Everybody concerned is told once a change: the key holds the number of the step.

What is over when a message goes out is told by nobody: a newer step has a message of its own.
"""

from datetime import datetime, timedelta
from typing import Any

from django.urls import reverse
from django.utils import translation
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import links
from accounts.models import User
from ish import clock
from ish.applications import seat
from ish.interviews import calendars, queries, times
from ish.interviews.models import Interview, PanelMember, Slot
from ish.interviews.states import Stand, Why
from ish.outbox import registry
from ish.outbox.models import Message
from ish.outbox.services import enqueue
from ish.selection.rules import clashing

INVITATION = "interview_invitation"
BOOKED, CHANGED, CANCELLED = "interview_booked", "interview_changed", "interview_cancelled"
PANEL = {
    BOOKED: "interview_panel_booked",
    CHANGED: "interview_panel_changed",
    CANCELLED: "interview_panel_cancelled",
}
METHODS = {BOOKED: calendars.REQUEST, CHANGED: calendars.REQUEST, CANCELLED: calendars.CANCEL}


def invitation(*, interview: Interview) -> Message | None:
    """Ask a student to choose a time."""
    return _to_student(INVITATION, interview, None)


def booked(*, interview: Interview, slot: Slot, members: list[User], by_school: bool = False) -> None:
    """Confirm a time to the student and to the panel."""
    _to_student(BOOKED, interview, slot, by_school=by_school)
    _to_panel(BOOKED, interview, slot, members)


def changed(
    *, interview: Interview, slot: Slot, stay: list[User], come: list[User], go: list[User], before: Slot
) -> None:
    """Tell of another time, place or panel: who stays, who comes to it, who is no longer needed."""
    _to_student(CHANGED, interview, slot)
    _to_panel(CHANGED, interview, slot, stay)
    _to_panel(BOOKED, interview, slot, come)
    _to_panel(CANCELLED, interview, before, go, why=Why.MOVED)


def cancelled(
    *, interview: Interview, slot: Slot | None, members: list[User], why: str, invited: bool
) -> None:
    """Tell that it will not be at this time, and why; `invited`: the student may choose another."""
    _to_student(CANCELLED, interview, slot, why=why, invited=invited)
    if slot is not None:
        _to_panel(CANCELLED, interview, slot, members, why=why)


def _facts(interview: Interview, slot: Slot | None) -> dict[str, Any]:
    """Return what a message keeps: of a time that is taken back nothing else is left when it goes out."""
    edition = interview.nomination.edition
    found: dict[str, Any] = {
        "interview": interview.pk,
        "sequence": interview.sequence,
        "edition": str(edition),
        "contact": edition.contact_email,
        "zone": edition.time_zone,
    }
    if slot is not None:
        found |= {
            "starts_at": slot.starts_at.isoformat(),
            "minutes": slot.minutes,
            "place": slot.place,
            "video": slot.video_link,
        }
    return found


def _to_student(kind: str, interview: Interview, slot: Slot | None, **more: Any) -> Message | None:
    participation = interview.nomination.participation
    person = participation.person
    if not person.email or person.erased_at:
        return None
    with translation.override(person.language):
        reason = _("The school would like to speak with you before it decides.")
    return enqueue(
        kind=kind,
        to_email=person.email,
        to_name=person.full_name,
        to_user=person.user,
        language=person.language,
        time_zone=person.time_zone,
        about=interview,
        person_id=person.pk,
        edition_id=interview.nomination.edition_id,
        context={**_facts(interview, slot), **more},
        key=f"{kind}:{interview.pk}:{interview.sequence}",
        reason=reason,
    )


def _to_panel(kind: str, interview: Interview, slot: Slot, members: list[User], **more: Any) -> None:
    person = interview.nomination.participation.person
    for user in members:
        with translation.override(user.language):
            reason = _("You sit on the panel of an interview.")
        enqueue(
            kind=PANEL[kind],
            to_email=user.email,
            to_name=user.name,
            to_user=user,
            language=user.language,
            time_zone=user.time_zone,
            about=interview,
            # Written after an erasure it holds no name, and would be forgotten with the rest before it went out.
            person_id=None if person.erased_at else person.pk,
            edition_id=interview.nomination.edition_id,
            context={**_facts(interview, slot), **more, "user": user.pk},
            key=f"{PANEL[kind]}:{interview.pk}:{interview.sequence}:{user.pk}",
            reason=reason,
        )


# ---------------------------------------------------------------- AT RENDERING


def _interview(message: Message) -> Interview | None:
    return queries.every().filter(pk=message.context.get("interview")).first()


def _starts(message: Message) -> datetime | None:
    return parse_datetime(message.context.get("starts_at") or "")


def _still_asked(message: Message) -> bool:
    """Not to a student who has chosen or answered meanwhile."""
    row = _interview(message)
    return bool(row and row.state == Stand.INVITED and row.sequence == message.context.get("sequence"))


def _still_so(message: Message) -> bool:
    """Not when the time was changed or taken back meanwhile: that is told by a message of its own."""
    row = _interview(message)
    return bool(row and row.state == Stand.BOOKED and row.sequence == message.context.get("sequence"))


def _still_so_for_member(message: Message) -> bool:
    """Nor to somebody who must not judge the student, as has become known since."""
    return _still_so(message) and not _is_barred(message)


def _is_barred(message: Message) -> bool:
    row, user = _interview(message), message.context.get("user")
    return bool(row and user and clashing(row.nomination, [user]))


def _still_off(message: Message) -> bool:
    """Not when the student has another time by now, which is told already."""
    row = _interview(message)
    return bool(row and row.sequence == message.context.get("sequence"))


def _still_off_for_member(message: Message) -> bool:
    """Not when the member sits on the panel of the new time."""
    row, user = _interview(message), message.context.get("user")
    if row is None:
        return False
    return not PanelMember.objects.filter(slot=row.slot_id, user=user).exists() if row.slot_id else True


def _context(message: Message) -> dict[str, Any]:
    """Add the time in the recipient's zone and in the school's, where it is, and with whom."""
    found, row, starts = dict(message.context), _interview(message), _starts(message)
    if starts is not None:
        found["own_time"] = times.named(starts, message.time_zone)
        school = found.get("zone") or message.time_zone
        found["school_time"] = times.named(starts, school) if school != message.time_zone else ""
    found["because"] = str(Why(why).label) if (why := found.get("why")) in Why.values else ""
    found["reason_code"] = message.context.get("why", "")
    if row is not None:
        found["student"] = row.nomination.participation.person.full_name or _("an erased person")
        found["partner"] = row.nomination.body.name
        if _is_barred(message):  # what takes it out of their calendar names nobody any more
            found["student"], found["partner"] = _("a student"), ""
    return found


def _student_link(message: Message) -> str:
    row = _interview(message)
    return address_of(row) if row else ""


def address_of(interview: Interview) -> str:
    """Return the whole address under which a student finds the interview: by account, or by a link that proves who they are."""
    participation = interview.nomination.participation
    if participation.person.user_id is not None:
        return links.absolute(reverse("interviews:own", args=[participation.pk]))
    return links.absolute(reverse("interviews:page", args=[seat.sign(participation)]))


def _panel_link(message: Message) -> str:
    return links.absolute(reverse("interviews:mine"))


def entry_of(
    interview: Interview, *, starts_at: datetime, minutes: int, place: str, video: str
) -> dict[str, Any]:
    """Return what every entry of an interview holds, in whoever's calendar."""
    return {
        "uid": interview.uid,
        "sequence": interview.sequence,
        "starts_at": starts_at,
        "ends_at": starts_at + timedelta(minutes=minutes),
        "where": ", ".join(part for part in (place, video) if part),
    }


def _attached(kind: str, *, panel: bool) -> Any:
    """Return the function that writes the entry for the calendar which goes with a message."""

    def attach(message: Message) -> list[tuple[str, bytes, str]]:
        row, starts = _interview(message), _starts(message)
        if row is None or starts is None:
            return []
        with translation.override(message.language):
            context = _context(message)
            words = {"student": context["student"], "edition": context["edition"]}
            title = _("Interview with %(student)s, %(edition)s") if panel else _("Interview for %(edition)s")
            entry = calendars.Entry(
                **entry_of(
                    row,
                    starts_at=starts,
                    minutes=int(context["minutes"]),
                    place=context.get("place", ""),
                    video=context.get("video", ""),
                )
                | {"sequence": int(context["sequence"])},
                title=title % words,
                url=_panel_link(message) if panel else "",
                attendee=message.to_email,
                attendee_name=message.to_name,
            )
        data = calendars.write(
            [entry],
            method=METHODS[kind],
            at=clock.now(),
            organiser=context["contact"] or f"school@{calendars.domain()}",
            organiser_name=context["edition"],
        )
        return [("interview.ics", data, f"text/calendar; method={METHODS[kind]}")]

    return attach


def register() -> None:
    """Tell the outbox about the kinds of message of this app."""
    invited = gettext_lazy("The school would like to speak with you before it decides.")
    sits = gettext_lazy("You sit on the panel of an interview.")
    kinds: list[tuple[str, Any, Any, Any]] = [
        (INVITATION, gettext_lazy("Invitation to an interview"), _still_asked, None),
        (BOOKED, gettext_lazy("Interview: the time"), _still_so, _attached(BOOKED, panel=False)),
        (
            CHANGED,
            gettext_lazy("Interview: something has changed"),
            _still_so,
            _attached(CHANGED, panel=False),
        ),
        (CANCELLED, gettext_lazy("Interview called off"), _still_off, _attached(CANCELLED, panel=False)),
    ]
    panel: list[tuple[str, Any, Any, Any]] = [
        (
            PANEL[BOOKED],
            gettext_lazy("Panel: an interview"),
            _still_so_for_member,
            _attached(BOOKED, panel=True),
        ),
        (
            PANEL[CHANGED],
            gettext_lazy("Panel: something has changed"),
            _still_so_for_member,
            _attached(CHANGED, panel=True),
        ),
        (
            PANEL[CANCELLED],
            gettext_lazy("Panel: an interview called off"),
            _still_off_for_member,
            _attached(CANCELLED, panel=True),
        ),
    ]
    for rows, link, why in ((kinds, _student_link, invited), (panel, _panel_link, sits)):
        for name, label, wanted, attach in rows:
            registry.register(
                registry.Kind(
                    name=name,
                    label=label,
                    template=f"interviews/mails/{name}",
                    still_wanted=wanted,
                    context=_context,
                    links={"link": link},
                    attach=attach or registry.nothing_attached,
                    why=why,
                )
            )
