"""Writes the edition before: ISH 2026, over since August. Of those who took part only the names are left, as the notice says; what
went late or wrong with the partners can be looked back at. The list before the opening of ISH 2027 is ticked."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from ish.nominations.models import Correction, Nomination, SeasonReply
from ish.nominations.states import CorrectionState, Receiver, Sender
from ish.outbox.models import Message
from ish.outbox.states import State as Sending
from ish.people.models import Participation, Person, Step
from ish.people.states import State
from ish.programme import checklist
from ish.programme.models import Edition, EditionCheck, Organiser, Phase, Quota
from logistics.demo import season
from logistics.demo.build import World

NAMES = {body.key: body.coordinator[0] for body in season.BODIES}
YEAR = timedelta(days=364)
NAMES_BY = season.PHASES["nominations"][1] - YEAR
ASKED_ON = datetime(2026, 1, 12, 9, 40, tzinfo=season.BERLIN)
ACCEPT_BY = date(2026, 5, 15)
# Partner: places, day after the question on which it answered (None: never).
PARTNERS: dict[str, tuple[int, int | None]] = {
    "kumamoto": (2, 3),
    "montpellier": (1, 2),
    "rehovot": (2, 20),
    "palo-alto": (1, 9),
    "cambridge": (1, 37),
    "bautzen": (1, 1),
    "jelenia-gora": (2, 6),
    "hangzhou": (1, None),
    "heidelberg": (1, 1),
    "nysf": (1, 12),
    "wra": (1, 8),
}


@dataclass(frozen=True)
class Past:
    """A student of last year: what became of them, and by how many days the name was late."""

    body: str
    given: str
    family: str
    state: str = State.COMPLETED
    late: int = 0
    sent_back: str = ""
    correction: bool = False
    sender: str = Sender.SUBMITTED


STUDENTS = (
    Past("kumamoto", "Sora", "HAYASHI"),
    Past("kumamoto", "Yui", "NAKATA"),
    Past("montpellier", "Inès", "CARREL", sent_back="Which of the two birth dates is right?", sender=Sender.RESUBMITTED),
    Past("rehovot", "Omer", "BARAK", late=9),
    Past("rehovot", "Tamar", "GOLDNER", late=9, correction=True),
    Past("palo-alto", "Maya", "WHITFIELD", State.WITHDREW, sender=Sender.WITHDRAWN),
    Past("bautzen", "Jan", "SCHUSTER", late=2),
    Past("jelenia-gora", "Aleksandra", "NOWICKA", State.GAVE_BACK),
    Past("jelenia-gora", "Igor", "MALEC"),
    Past("heidelberg", "Felix", "ADLER"),
    Past("nysf", "Ruby", "HARTLEY", State.LEFT_EARLY),
    Past("wra", "Dylan", "FOSTER", State.GAVE_BACK, correction=True),
)  # fmt: skip
# Who said nothing until the last day of the offer had gone by.
SILENT = "Dylan"


def past(world: World) -> None:
    """Write all of it."""
    edition = _edition(world)
    _partners(world, edition)
    for one in STUDENTS:
        _student(world, edition, one)
    _undelivered(edition)
    _ticks(world)


def _edition(world: World) -> Edition:
    olga = world.users["olga@example.org"]
    edition = Edition.objects.create(
        programme=world.edition.programme,
        number=29,
        year=2026,
        arrival_day=season.ARRIVAL - YEAR,
        departure_day=season.DEPARTURE - YEAR,
        contact_email=world.edition.contact_email,
        data_protection_contact=world.edition.data_protection_contact,
    )
    Phase.objects.bulk_create(
        Phase(edition=edition, code=code, opens=opens - YEAR, closes=closes - YEAR)
        for code, (opens, closes) in season.PHASES.items()
    )
    Organiser.objects.create(edition=edition, user=olga, name=olga.name, email=olga.email)
    return edition


def _partners(world: World, edition: Edition) -> None:
    for key, (places, days) in PARTNERS.items():
        answered = ASKED_ON + timedelta(days=days) if days is not None else None
        body = world.bodies[key]
        Quota.objects.create(edition=edition, body=body, places=places)
        SeasonReply.objects.create(
            edition=edition,
            body=body,
            asked_at=ASKED_ON,
            taking_part="yes" if answered else "",
            places=places if answered else None,
            answered_at=answered,
            answered_by=NAMES[key] if answered else "",
            version=1 if answered else 0,
        )


def _student(world: World, edition: Edition, one: Past) -> None:
    person = Person.objects.create(given_names=one.given, family_name=one.family, language="en")
    participation = Participation.objects.create(
        person=person, edition=edition, state=one.state, offered_at=_at(date(2026, 5, 1)), accept_by=ACCEPT_BY
    )
    handed_in = NAMES_BY + timedelta(days=one.late or -12)
    nomination = Nomination.objects.create(
        edition=edition,
        body=world.bodies[one.body],
        participation=participation,
        sender_state=one.sender,
        receiver_state=Receiver.SELECTED,
        late=bool(one.late),
        submitted_at=_at(handed_in),
        created_at=_at(handed_in),
        sent_back_comment=one.sent_back,
    )
    if one.correction:
        _correction(nomination, handed_in)
    if one.state == State.GAVE_BACK:
        day = ACCEPT_BY + timedelta(days=3 if one.given == SILENT else -4)
        Step.objects.create(participation=participation, old=State.OFFERED, new=one.state, at=_at(day))


def _correction(nomination: Nomination, day: date) -> None:
    Correction.objects.create(
        nomination=nomination,
        changes={},
        state=CorrectionState.APPLIED,
        role="coordinator",
        proposed_at=_at(day + timedelta(days=6)),
        decided_at=_at(day + timedelta(days=7)),
    )


def _undelivered(edition: Edition) -> None:
    """A letter to a coordinator whose mailbox was full."""
    Message.objects.create(
        kind="nomination_received",
        key="nomination_received:past",
        message_id="<past.1@example.org>",
        state=Sending.FAILED,
        to_email="harriet.lowe@example.org",
        to_name="Harriet Lowe",
        edition_id=edition.pk,
        subject="We have your students",
        body_text="Thank you. We have everything we need.",
        error="552 5.2.2 The mailbox is full.",
        attempts=5,
        created_at=_at(NAMES_BY),
    )


def _ticks(world: World) -> None:
    """Olga went through the list in January."""
    EditionCheck.objects.bulk_create(
        EditionCheck(
            edition=world.edition,
            code=point.code,
            done_at=datetime(2027, 1, 20 + number % 8, 11, 5, tzinfo=season.BERLIN),
            done_by=world.users["olga@example.org"],
        )
        for number, point in enumerate(checklist.points(world.edition))
    )


def _at(day: date) -> Any:
    return datetime(day.year, day.month, day.day, 10, 12, tzinfo=season.BERLIN)
