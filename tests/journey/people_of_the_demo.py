"""Whose eyes the pages are looked at with, and the objects that their addresses speak of, taken from the demonstration."""

from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlsplit

from django.urls import reverse

from accounts.models import User
from ish import clock
from ish.applications import seat
from ish.applications.models import Reference
from ish.consents import seat as consents
from ish.consents.models import Paper as ConsentPaper
from ish.contacts.models import Entry
from ish.documents.models import Document, StoredFile
from ish.forgetting.models import LegalHold, Report
from ish.handbook import guest
from ish.interviews.models import Interview, Slot
from ish.jobs.models import Job
from ish.nominations import asking_queries
from ish.nominations import services as nominations
from ish.nominations.models import Coordinator, Nomination, Release, SeasonReply
from ish.nominations.services import correcting
from ish.nominations.states import IN_HAND
from ish.outbox.models import Message
from ish.outbox.states import State as MessageState
from ish.oversight.models import Officer
from ish.people import answers
from ish.people.models import Guardian, Participation, Person
from ish.people.states import State
from ish.placements import services as placements
from ish.placements.models import Host, LabProject, Plan
from ish.profiles.models import ChangeRequest, FreezeExtension
from ish.programme.models import Edition, NominatingBody, Organiser, Programme
from ish.rights.models import Copy, Request, Restriction
from ish.selection import services as board
from ish.selection.models import BoardSettings, Bundle, Reviewer
from logistics.models import Duty
from tests.access import season

ADDRESSES = {
    "organiser": "olga@example.org",
    "coordinator": "cem@example.org",
    "participant": "pia@example.org",
    "minor": "mina@example.org",
    "host": "hana@example.org",
    "reviewer": "rosa@example.org",
    "officer": "ottilie@example.org",
    "companion": "toni@example.org",
}
SAMPLE = Path(__file__).parent.parent / "nominations" / "samples" / "broken.xlsx"
LONG_NAME = "theodora@example.org"


def user_of(actor: str) -> User | None:
    """Return the user of the cast; None for a visitor."""
    return User.objects.filter(email=ADDRESSES.get(actor, "")).first()


def objects_for(actor: str) -> SimpleNamespace:
    """Return what the arguments of addresses name: own objects of the actor, else a student with a very long name."""
    user = user_of(actor)
    participation = _participation(actor)
    world = SimpleNamespace(
        users={},
        edition=Edition.objects.get(year=2027),
        programme=Programme.objects.get(),
        participation=participation,
        person=participation.person,
        person_other=Person.objects.exclude(pk=participation.person_id).order_by("pk").first(),
        nomination=Nomination.objects.get(participation=participation),
        body=NominatingBody.objects.get(name="Kumamoto"),
        coordinator=Coordinator.objects.get(body__name="Kumamoto"),
        organiser_row=Organiser.objects.get(edition__year=2027),
        hold=LegalHold.objects.first(),
        report=Report.objects.first(),
        host_row=Host.objects.get(name="Hana Brandt"),
        officer_row=Officer.objects.get(name="Ottilie Kern"),
        project=LabProject.objects.get(title="Reading tumour sections"),
        plan=Plan.objects.first(),
    )
    world.institute = world.project.institute
    world.guardian, _made = Guardian.objects.get_or_create(
        person=participation.person, defaults={"name": "A parent"}
    )
    world.document, _made = Document.objects.get_or_create(participation=participation, kind="cv")
    world.reference = Reference.objects.filter(
        participation=participation
    ).first() or Reference.objects.create(
        participation=participation, name="Aya Mori", state="arrived", letter="A careful and curious student."
    )
    world.consent_paper = ConsentPaper.objects.filter(participation=participation).first()
    world.consent_paper = world.consent_paper or ConsentPaper.objects.create(
        participation=participation,
        role="participant",
        file=StoredFile.objects.create(participation=participation, content_type="application/pdf", size=1),
        brought_by="organiser",
    )
    world.slot = Slot.objects.order_by("pk").last()
    world.interview = _interview(world, user)
    world.reviewer_row = Reviewer.objects.get(name="Rosa Lindner")
    if actor == "reviewer" and BoardSettings.objects.filter(closed_at__isnull=False).exists():
        board.reopen(edition=world.edition, by=user)
    world.entry = Entry.objects.first()
    world.data_request = Request.objects.first() or Request.objects.create(
        person=participation.person, kind="erasure", received_on=clock.today(), due=clock.today()
    )
    _changes(world)
    world.copy = Copy(pk=0)
    world.restriction = Restriction.objects.first() or Restriction.objects.create(
        person=world.data_request.person, asked_by="person", why="x"
    )
    if user is not None:
        world.bundle = Bundle.objects.create(edition=world.edition, owner=user, data="JVBERg==")
        _add_work(world, user)
    return world


def _changes(world: SimpleNamespace) -> None:
    """A change that was asked for, more time for somebody, somebody on duty."""
    world.change_request = ChangeRequest.objects.filter(
        state="waiting"
    ).first() or ChangeRequest.objects.create(
        participation=world.participation, section="about_me", changes={"city": "Ulm"}, role="participant"
    )
    world.extension = FreezeExtension.objects.first() or FreezeExtension.objects.create(
        participation=world.participation, section="about_me", until=clock.today(), reason="A new address"
    )
    world.duty = Duty.objects.first() or Duty(pk=0)


def _interview(world: SimpleNamespace, user: Any) -> Interview:
    """Return the interview of the student: somebody who has not chosen yet, or the one on whose panel the user sits."""
    sat = Interview.objects.filter(slot__panel__user=user, outcome="recommended").first() if user else None
    found, _made = Interview.objects.get_or_create(
        nomination=world.nomination, defaults={"invited_at": clock.now()}
    )
    return sat or found


def signed_addresses() -> list[str]:
    """Return the addresses behind links that need no account: a partner's answer, a student's part, a referee's, a parent's."""
    edition = Edition.objects.get(year=2027)
    reply = SeasonReply.objects.filter(edition=edition, body__name="Kumamoto").get()
    asked = asking_queries.addresses(edition, [reply.body])[reply.body_id][0]
    handed_in = Nomination.objects.filter(sender_state__in=IN_HAND, participation__state=State.PROSPECTIVE)
    student = handed_in.order_by("pk")[0].participation
    letter, _made = Reference.objects.update_or_create(
        participation=student, defaults={"name": "Aya Mori", "email": "mori@example.org", "state": "asked"}
    )
    talked_to = handed_in.order_by("pk")[1]
    Interview.objects.get_or_create(nomination=talked_to, defaults={"invited_at": clock.now()})
    minor = Participation.objects.filter(person__guardians__email__contains="@").exclude(pk=student.pk)[0]
    days = {"offered_at": clock.now(), "accept_by": clock.today() + timedelta(days=9)}
    Participation.objects.filter(pk=minor.pk).update(state=State.OFFERED, **days)
    minor.refresh_from_db()
    parent = minor.person.guardians.exclude(email="")[0]
    return [
        reverse("nominations:answer", args=[asking_queries.sign(reply, asked)]),
        reverse("applications:page", args=[seat.sign(student)]),
        reverse("applications:correct", args=[seat.sign(student)]),
        urlsplit(seat.referee_link(letter)).path,
        reverse("people:agree", args=[answers.link(minor, parent)]),
        reverse("consents:seat", args=[consents.link(minor, parent)]),
        reverse("consents:seat_history", args=[consents.link(minor, parent)]),
        reverse("interviews:page", args=[seat.sign(talked_to.participation)]),
        guest.path(edition),
        reverse("handbook:guest_chapter", args=[guest.sign(edition), "free-time-and-law"]),
        reverse("handbook:guest_changes", args=[guest.sign(edition), 1]),
    ]


def _participation(actor: str) -> Participation:
    rows = Participation.objects.select_related("person")
    if actor == "coordinator":
        return rows.filter(nomination__body__name="Kumamoto").order_by("pk").first() or rows.get()
    return rows.get(person__email=ADDRESSES[actor] if actor in ("participant", "minor") else LONG_NAME)


def _add_work(world: SimpleNamespace, user: Any) -> None:
    """Things in the making: an uploaded list with errors, a plan not yet published, a job, a letter held for review."""
    world.correction = correcting.propose(
        nomination=world.nomination, values={"given_names": "Corrected"}, by=None, role="coordinator"
    )
    world.release = Release.objects.filter(edition=world.edition).order_by("at").last()
    season.add(world, user)
    world.entry = Entry.objects.create(
        edition=world.edition,
        about=f"people.person:{world.person.pk}",
        person_id=world.person.pk,
        text="A call",
        follow_up_on=clock.today(),
        created_by=user,
        created_at=clock.now(),
    )
    world.stash = nominations.stash_list(
        edition=world.edition, body=world.body, owner=user, file_name="liste.xlsx", data=SAMPLE.read_bytes()
    )
    world.draft_plan = placements.new_plan(edition=world.edition, title="A try", by=user, copy_of=world.plan)
    if not world.draft_plan.placements.exists():
        placements.propose(plan=world.draft_plan, by=user)
    world.job = Job.objects.create(kind="placements.propose", owner=user)
    world.message = Message.objects.create(
        kind="reminder",
        key="reminder:pages",
        message_id="<pages@example.org>",
        to_email=world.person.email,
        to_name=world.person.full_name,
        edition_id=world.edition.pk,
        person_id=world.person.pk,
        about=f"people.participation:{world.participation.pk}",
        context={"edition": "ISH 2027", "path": "/"},
        state=MessageState.HELD,
        created_at=clock.now(),
    )
    world.mail = Message.objects.filter(state=MessageState.SENT, to_email=user.email).first()
