"""Entries for people's calendars (RFC 5545), and what becomes of them: asked for, changed, called off (RFC 5546).

The moment is written in UTC, so that every calendar shows it in its owner's zone. Whoever has to answer does so on our page: no
calendar is asked for a reply.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parseaddr
from uuid import UUID

from django.conf import settings
from icalendar import Calendar, Event, vCalAddress, vText

REQUEST, CANCEL, PUBLISH = "REQUEST", "CANCEL", "PUBLISH"
CONTENT = "text/calendar"


@dataclass(frozen=True)
class Entry:
    """One interview as it stands in somebody's calendar."""

    uid: UUID
    sequence: int
    starts_at: datetime
    ends_at: datetime
    title: str
    where: str = ""
    text: str = ""
    url: str = ""
    attendee: str = ""
    attendee_name: str = ""


def domain() -> str:
    """Return the domain by which entries and mails of ours are told from those of others."""
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"


def write(
    entries: Iterable[Entry], *, method: str, at: datetime, organiser: str = "", organiser_name: str = ""
) -> bytes:
    """Return entries as one file."""
    calendar = Calendar()
    calendar.add("prodid", "-//ISH//Interviews//EN")
    calendar.add("version", "2.0")
    calendar.add("method", method)
    for entry in entries:
        calendar.add_component(_event(entry, method, at, organiser, organiser_name))
    return calendar.to_ical()


def _event(entry: Entry, method: str, at: datetime, organiser: str, organiser_name: str) -> Event:
    event = Event()
    event.add("uid", f"interview-{entry.uid}@{domain()}")
    event.add("sequence", entry.sequence)
    event.add("dtstamp", at.astimezone(UTC))
    event.add("dtstart", entry.starts_at.astimezone(UTC))
    event.add("dtend", entry.ends_at.astimezone(UTC))
    event.add("summary", entry.title)
    event.add("status", "CANCELLED" if method == CANCEL else "CONFIRMED")
    for name, text in (("location", entry.where), ("description", entry.text), ("url", entry.url)):
        if text:
            event.add(name, text)
    if organiser:
        event.add("organizer", _address(organiser, organiser_name))
    if entry.attendee:
        somebody = _address(entry.attendee, entry.attendee_name)
        somebody.params["PARTSTAT"] = vText("ACCEPTED")
        somebody.params["RSVP"] = vText("FALSE")
        event.add("attendee", somebody)
    return event


def _address(email: str, name: str) -> vCalAddress:
    found = vCalAddress(f"MAILTO:{email}")
    if name:
        found.params["CN"] = vText(name.replace('"', ""))
    return found
