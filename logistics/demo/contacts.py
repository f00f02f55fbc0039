"""Writes the contact log of the demonstration: what was said to partners, students and institutes, two of it due today."""

from dataclasses import dataclass
from datetime import timedelta

from ish.contacts.models import Entry, MorningLook
from ish.contacts.states import Direction, Kind, Promise
from ish.people.models import Participation
from ish.placements.models import Institute
from logistics.demo.build import World, days_before

LAST_LOOK = 6
"""Days ago."""


@dataclass(frozen=True)
class Said:
    """An entry: about whom ("kumamoto" a partner, "EMBL" an institute, "mina@…" a student), how many days ago, and what follows in
    how many days (None: nothing)."""

    about: str
    ago: int
    kind: Kind
    text: str
    direction: str = ""
    with_whom: str = ""
    subject: str = ""
    promised: str = ""
    follows: str = ""
    due_in: int | None = None
    assigned: bool = False
    done: bool = False


SAID = (
    Said("kumamoto", 6, Kind.MAIL, "Dear Olga,\n\nthe board of education meets on Thursday. I send you the second form on Friday.\n\nKind regards\nCem Arıkan", Direction.IN, "Cem Arıkan <cem@example.org>", "Second form", Promise.THEM, "Ask Cem for the second form", 0, True),
    Said("mina@example.org", 3, Kind.PHONE, "Mina’s mother rang: which bus goes from the station to the hotel, and who meets Mina there? I look it up and ring back.", Direction.IN, "Selin Aydin", "", Promise.US, "Ring Selin Aydin about the way from the station", -1),
    Said("montpellier", 12, Kind.PHONE, "Dana Roussel asks whether a third student could come. Not this year; we keep it in mind for the next agreement.", Direction.IN, "Dana Roussel"),
    Said("bautzen", 9, Kind.MEETING, "Talked with Katrin Scholze at the twin cities’ day: they can lend two tutors with German and Sorbian.", "", "Katrin Scholze", "", Promise.THEM, "Names of the two tutors", 6),
    Said("hangzhou", 5, Kind.MAIL, "The consulate asks for the invitation on paper. I send it by courier and tell you the number.", Direction.OUT, "Fang Wen <fang.wen@example.org>", "Invitation on paper", Promise.US, "Tell Fang Wen the courier’s number", 2, True),
    Said("EMBL", 20, Kind.MEETING, "The safety briefing is on the first Monday at nine, for everybody who goes into a laboratory there.", "", "Front desk"),
    Said("theodora@example.org", 4, Kind.MESSAGE, "Her flight lands at seven; she waits at the meeting point until the others are there.", Direction.IN, "Theo"),
    Said("palo-alto", 15, Kind.LETTER, "The signed agreement has come by post; it is in the binder.", Direction.IN, "Morgan Ellery", "", "", "Send them our copy", -10, done=True),
)  # fmt: skip


def log(world: World) -> None:
    """Write the entries, and that Olga looked at the morning list before the long weekend."""
    olga = world.users["olga@example.org"]
    for said in SAID:
        about, person_id = _about(world, said.about)
        if not about:
            continue
        at, today = days_before(world.now, said.ago), world.now.date()
        follow_up = None if said.due_in is None else today + timedelta(days=said.due_in)
        Entry.objects.create(
            edition=world.edition,
            about=about,
            person_id=person_id,
            kind=said.kind,
            direction=said.direction,
            at=at,
            ours=olga,
            with_whom=said.with_whom,
            subject=said.subject,
            text=said.text,
            promised_by=said.promised,
            next_step=said.follows,
            follow_up_on=follow_up,
            assignee=olga if said.assigned else None,
            done_at=days_before(world.now, 2) if said.done else None,
            done_by=olga if said.done else None,
            created_at=at + timedelta(minutes=10),
            created_by=olga,
        )
    last = days_before(world.now, LAST_LOOK, 8)
    MorningLook.objects.create(user=olga, edition=world.edition, looked_at=last, since=last)


def _about(world: World, name: str) -> tuple[str, int | None]:
    """Return what an entry carries about this partner, student or institute; "" for one who is not there yet."""
    if name in world.bodies:
        return f"programme.nominatingbody:{world.bodies[name].pk}", None
    if "@" in name:
        row = Participation.objects.filter(edition=world.edition, person__email=name).first()
        return (f"people.person:{row.person_id}", row.person_id) if row else ("", None)
    institute = Institute.objects.filter(short_name=name).first()
    return (f"placements.institute:{institute.pk}", None) if institute else ("", None)
