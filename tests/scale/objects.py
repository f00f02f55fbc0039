"""Single things in states that a season of thousands has none of, so that each page of one object can be opened."""

from datetime import timedelta
from typing import Any

from accounts.models import User
from ish import clock
from ish.applications import seat
from ish.applications.models import Reference
from ish.consents import seat as consents
from ish.documents.models import Document
from ish.forgetting import evidence
from ish.forgetting.models import LegalHold
from ish.handbook import guest
from ish.interviews.models import Interview
from ish.jobs.models import Job
from ish.nominations import asking_queries as asking
from ish.nominations.models import Coordinator, Correction, Nomination, Release, SeasonReply
from ish.nominations.states import Receiver, Sender
from ish.outbox.models import Message
from ish.outbox.states import State as MessageState
from ish.oversight.models import Officer
from ish.people import answers
from ish.people.models import Guardian, Participation, Person
from ish.people.states import State
from ish.placements.models import Host
from ish.profiles.models import ChangeRequest
from ish.programme.models import Edition, Organiser
from ish.rights.models import Request, Restriction
from ish.selection.models import Reviewer
from tests.handbook.makers import handbook


def write(edition: Edition, users: dict[str, User], keys: dict[str, Any]) -> dict[str, Any]:
    """Write them beside the season whose `keys` are given; return their keys by name, and the texts of signed links."""
    own = Participation.objects.select_related("person").get(pk=keys["participation"])
    mine = Nomination.objects.get(participation=own)
    Interview.objects.get_or_create(nomination=mine, defaults={"state": "invited", "invited_at": clock.now()})
    release = Release.objects.create(edition=edition, batch="scale", by=users["organiser"])
    Nomination.objects.filter(participation__state=State.CONFIRMED).update(release=release)
    named = _named(edition, keys["body"])
    return {
        "release": release.pk,
        "hold": LegalHold.objects.create(person=own.person, reason="A claim").pk,
        "report": evidence.current().pk,
        "officer_row": Officer.objects.create(
            user=users["officer"], name="Ottilie", email=users["officer"].email
        ).pk,
        "job": Job.objects.create(kind="test", owner=users["organiser"]).pk,
        "coordinator": Coordinator.objects.filter(user=users["coordinator"]).values_list("pk", flat=True)[0],
        "deputy": Coordinator.objects.create(
            body_id=keys["body"], kind="deputy", name="Nao", email="nao@example.org"
        ).pk,
        "organiser_row": Organiser.objects.filter(edition=edition).values_list("pk", flat=True)[0],
        "host_row": Host.objects.filter(user=users["host"]).values_list("pk", flat=True)[0],
        "reviewer_end": Reviewer.objects.filter(user=users["reviewer"]).values_list("pk", flat=True)[0],
        "correction": Correction.objects.create(
            nomination_id=keys["nomination"],
            role="coordinator",
            proposed_by=users["coordinator"],
            changes={"family_name": ["Adler", "Changed"]},
        ).pk,
        "own_person": own.person_id,
        "change_request": _asked(edition, own),
        "mail": _sent(own, edition, users["participant"]),
        "handbook_page": handbook(edition).pk,
        "handbook_link": guest.sign(edition),
        **_rights(own, edition),
        **named,
        **_papers(own, Participation.objects.get(pk=named["handed_participation"])),
    }


def _asked(edition: Edition, own: Participation) -> int:
    """Everybody else who comes has asked for a change that waits; return the key of one."""
    changes = {"fields": {"city": ["Metz", "Nancy"]}, "reason": "We moved."}
    coming = Participation.objects.filter(edition=edition, state__in=(State.OFFERED, State.CONFIRMED))
    ChangeRequest.objects.bulk_create(
        ChangeRequest(participation=row, section="about_me", role="participant", changes=changes)
        for row in coming.exclude(pk=own.pk)
    )
    return ChangeRequest.objects.order_by("pk").values_list("pk", flat=True)[0]


def _rights(own: Participation, edition: Edition) -> dict[str, Any]:
    """Have sixty people ask about their data; the use of one's is restricted."""
    today = clock.today()
    people = list(Person.objects.exclude(pk=own.person_id)[:60])
    Request.objects.bulk_create(
        Request(person=one, kind="erasure", received_on=today, due=today + timedelta(days=number % 30))
        for number, one in enumerate(people)
    )
    asked = Request.objects.create(
        person=own.person, kind="objection", received_on=today, due=today + timedelta(days=30)
    )
    # The last: pages about one person are about the first ones, in seasons of any size.
    other = Restriction.objects.create(person=people[-1], asked_by="person")
    Person.objects.filter(pk=other.person_id).update(restricted_at=other.since)
    return {"data_request": asked.pk, "restriction": other.pk}


def _sent(own: Participation, edition: Edition, user: User) -> int:
    return Message.objects.create(
        kind="people.place_offered",
        key="scale:own",
        message_id="<scale.own@example.org>",
        to_email=own.person.email,
        to_user=user,
        edition_id=edition.pk,
        person_id=own.person_id,
        about=f"people.participation:{own.pk}",
        state=MessageState.SENT,
        sent_at=clock.now(),
        subject="Your place",
        body_text="We are glad.",
        body_html="<p>We are glad.</p>",
    ).pk


def _named(edition: Edition, body: int) -> dict[str, Any]:
    """Name students of one partner: a draft, one handed in, one who gave a place back, two under 18 who are offered one."""
    draft = _student(edition, body, State.PROSPECTIVE, Sender.DRAFT)
    handed = _student(edition, body, State.PROSPECTIVE, Sender.SUBMITTED)
    back = _student(edition, body, State.GAVE_BACK, Sender.SUBMITTED, Receiver.SELECTED)
    young, late = (
        _student(edition, body, State.OFFERED, Sender.SUBMITTED, Receiver.SELECTED) for _ in range(2)
    )
    Participation.objects.filter(pk=late.participation_id).update(accept_by=clock.today() - timedelta(days=3))
    Interview.objects.create(nomination=handed, state="invited", invited_at=clock.now())
    Person.objects.filter(pk=young.participation.person_id).update(email="young@example.org")
    parent = Guardian.objects.create(
        person=young.participation.person, name="A parent", email="parent@example.org"
    )
    reply, _made = SeasonReply.objects.get_or_create(
        edition=edition, body_id=body, defaults={"asked_at": clock.now()}
    )
    address = asking.addresses(edition, [reply.body])[body][0]
    return {
        "draft": draft.pk,
        "handed": handed.pk,
        "handed_participation": handed.participation_id,
        "back_participation": back.participation_id,
        "late": late.pk,
        "young": young.pk,
        "young_participation": young.participation_id,
        "student_link": seat.sign(handed.participation),
        "parent_link": answers.link(young.participation, parent),
        "young_guardian": parent.pk,
        "consents_link": consents.link(young.participation, parent),
        "partner_link": asking.sign(reply, address),
    }


def _student(
    edition: Edition, body: int, state: State, sender: Sender, receiver: Receiver = Receiver.WAITING
) -> Nomination:
    person = Person.objects.create(
        given_names="Ada", family_name="Adler", birth_date=edition.arrival_day - timedelta(days=17 * 365)
    )
    offered = state != State.PROSPECTIVE
    participation = Participation.objects.create(
        person=person,
        edition=edition,
        state=state,
        offered_at=clock.now() if offered else None,
        accept_by=clock.today() + timedelta(days=3) if offered else None,
    )
    return Nomination.objects.create(
        edition=edition,
        body_id=body,
        participation=participation,
        sender_state=sender,
        receiver_state=receiver,
        submitted_at=None if sender == Sender.DRAFT else clock.now(),
    )


def _papers(own: Participation, hoping: Participation) -> dict[str, Any]:
    """Hand in a paper and a letter of recommendation of the participant; the teacher of another one has not written yet."""
    asked = Reference.objects.create(
        participation=hoping, name="A teacher", email="asked@example.org", state="asked", asked_at=clock.now()
    )
    letter = Reference.objects.create(
        participation=own, name="A teacher", email="arrived@example.org", state="arrived"
    )
    document = Document.objects.create(participation=own, kind="cv", state="submitted")
    link = seat.referee_link(asked).rstrip("/").rpartition("/")[2]
    return {"document": document.pk, "reference": letter.pk, "referee_link": link}
