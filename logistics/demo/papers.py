"""Writes what the nominees of the demonstration have added themselves: fields of interest, papers, referees and a letter."""

import hashlib
from dataclasses import dataclass
from datetime import timedelta

from ish.applications.models import Application, Reference
from ish.applications.states import RefereeState
from ish.documents import storage
from ish.documents.models import Document, StoredFile, Version
from ish.documents.states import DocumentState
from ish.nominations.models import Nomination
from ish.nominations.states import Sender
from ish.papers import setting
from logistics.demo.build import World, days_before

# What partners write of interests, as the fields that students choose from.
WORDS = {
    "molec": "molecular_biology",
    "plant": "plant_science",
    "astro": "astronomy",
    "comput": "informatics",
    "informat": "informatics",
    "program": "informatics",
    "math": "mathematics",
    "chem": "chemistry",
    "pharma": "pharmacy",
    "medic": "medicine",
    "neuro": "medicine",
    "phys": "physics",
    "bio": "biology",
}


@dataclass(frozen=True)
class Handed:
    """One paper of one nominee (by place in the list of those handed in)."""

    nominee: int
    kind: str
    state: str
    reason: str = ""


PAPERS = (
    Handed(0, "cv", DocumentState.ACCEPTED),
    Handed(0, "transcript", DocumentState.SUBMITTED),
    Handed(1, "cv", DocumentState.SUBMITTED),
    Handed(
        2, "cv", DocumentState.SENT_BACK, "The second page is missing. Please scan both pages into one file."
    ),
)
REFEREES = (
    (0, "Dr Ruth Adler", RefereeState.ARRIVED, "the head of my science club"),
    (1, "Jan Kowal", RefereeState.ASKED, "my physics teacher for three years"),
    (2, "Grace Hill", RefereeState.DECLINED, "my form teacher"),
)
MOTIVATIONS = (
    "I have read about enzymes for two years and have never held a pipette. I would like to know what a day in a laboratory is.",
    "Our school has no laboratory of its own. What I know of physics I have from a bicycle, a lens and the public library.",
    "I want to find out whether I like research as much when it does not work.",
)
LETTER = """I have known this student for four years. Nobody in our science club asks better questions, and nobody takes the answers less for granted.

Last winter a pump of ours failed in the night. The log of the experiment was complete all the same: it had been kept by hand.

I recommend the student without reservation. Four weeks in a working laboratory would be time well spent for both sides."""


def papers(world: World) -> None:
    """Write the own part of everybody who was handed in; files and letters of a few."""
    rows = list(
        Nomination.objects.filter(edition=world.edition, sender_state=Sender.SUBMITTED)
        .select_related("participation__person", "edition")
        .order_by("pk")
    )
    for number, row in enumerate(rows):
        Application.objects.create(
            participation=row.participation,
            motivation=MOTIVATIONS[number] if number < len(MOTIVATIONS) else None,
            fields=fields_of(row.interests),
            saved_at=days_before(world.now, 2),
        )
    for paper in PAPERS[: 4 if len(rows) > 2 else 0]:
        _paper(world, rows[paper.nominee], paper)
    for nominee, name, state, relation in REFEREES if len(rows) > 2 else ():
        arrived = state == RefereeState.ARRIVED
        Reference.objects.create(
            participation=rows[nominee].participation,
            name=name,
            email=f"{name.split()[-1].lower()}@example.org",
            relation=relation,
            state=state,
            letter=LETTER if arrived else None,
            asked_at=days_before(world.now, 3),
            answered_at=days_before(world.now, 1) if state != RefereeState.ASKED else None,
        )


def fields_of(interests: str) -> list[str]:
    """Return up to three fields of interest that a partner's words speak of, in their order."""
    words, found = interests.casefold(), []
    for part in words.replace(";", ",").split(","):
        code = next((code for begin, code in WORDS.items() if begin in part), None)
        if code and code not in found:
            found.append(code)
    return found[:3]


def _paper(world: World, nomination: Nomination, paper: Handed) -> None:
    participation, person = nomination.participation, nomination.participation.person
    heading = "Curriculum vitae" if paper.kind == "cv" else "School report"
    data = setting.typeset(
        "letter",
        {
            "heading": heading,
            "facts": [["Name", person.full_name], ["School", nomination.school], ["Year", nomination.grade]],
            "text": nomination.motivation or "An invented paper of the demonstration.",
        },
        language="en",
        title=heading,
        footer="Invented, for the demonstration",
        day=world.now.date(),
    )
    uploaded = days_before(world.now, 2)
    file = StoredFile.objects.create(
        participation=participation,
        path=storage.write(data),
        name=f"{heading}.pdf",
        content_type="application/pdf",
        size=len(data),
        sha256=hashlib.sha256(data).hexdigest(),
        uploaded_at=uploaded,
    )
    moved = uploaded + timedelta(hours=20) if paper.state != DocumentState.SUBMITTED else uploaded
    document = Document.objects.create(
        participation=participation, kind=paper.kind, state=paper.state, reason=paper.reason, moved_at=moved
    )
    Version.objects.create(document=document, number=1, file=file)
