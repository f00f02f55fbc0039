"""A small world with everything twice: editions with an organiser each, partners, students, lab supervisors.

"Own" objects belong to the edition of 2027, to Kumamoto, to Pia and to Hana's project; the others must not reach them.
"""

from datetime import UTC, datetime, timedelta
from io import BytesIO
from types import SimpleNamespace
from typing import Any

from PIL import Image

from accounts.models import User
from ish import clock
from ish.applications.models import Application, Reference
from ish.consents.models import Answer, Paper, Purpose, Text
from ish.contacts.models import Entry
from ish.documents import storage
from ish.documents.models import Document, StoredFile, Version
from ish.forgetting import evidence
from ish.forgetting.models import ArchiveOffer, LegalHold
from ish.interviews.models import Interview, PanelMember, Slot
from ish.jobs.models import Job
from ish.nominations.models import Coordinator, Correction, ImportStash, Nomination, Release, SeasonReply
from ish.nominations.states import Receiver, Sender
from ish.outbox.models import Message
from ish.outbox.states import State as MessageState
from ish.oversight.models import Officer
from ish.people.models import Guardian, Participation, Person
from ish.people.states import Capacity, State
from ish.placements.models import Host, Institute, LabProject, Placement, Plan, Wish, WishList
from ish.placements.states import PlanState
from ish.portraits.models import Portrait
from ish.privacy.models import Look
from ish.profiles import sections
from ish.profiles.models import ChangeRequest, FreezeExtension
from ish.programme.models import Edition, NominatingBody, Organiser, Phase, Programme, Quota
from ish.programme.states import PhaseCode
from ish.selection.models import Assignment, Bundle, Opinion, Result, Reviewer, Standing
from logistics.models import Duty, Journey, Leg, Place
from tests.access import season


class World(SimpleNamespace):
    """The objects by name, and `users` by actor ("anonymous" has none)."""

    users: dict[str, Any]


def build() -> World:
    """Write the world into the database and return it."""
    world = World(users={"anonymous": None, "nobody": _user("nadia")})
    _programme(world)
    _people(world)
    _labs(world)
    _travel(world)
    _papers(world)
    _consents(world)
    _signed_form(world)
    _board(world)
    _interviews(world)
    _rest(world)
    _officer(world)
    _companion(world)
    _mixed(world)
    return world


def in_season() -> World:
    """Return the same world with everything that the addresses of the access matrix speak of."""
    world = build()
    season.add(world, world.users["coordinator"])
    return world


def _user(name: str, language: str = "en") -> User:
    return User.objects.create(email=f"{name}@example.org", name=name.title(), language=language)


def _edition(programme: Programme, number: int, year: int, starts: Any) -> Edition:
    edition = Edition.objects.create(
        programme=programme,
        number=number,
        year=year,
        arrival_day=starts,
        departure_day=starts + timedelta(days=13),
        contact_email="school@example.org",
    )
    today = clock.today()
    for code in PhaseCode.values:
        Phase.objects.create(
            edition=edition, code=code, opens=today - timedelta(days=30), closes=today + timedelta(days=30)
        )
    return edition


def _programme(world: World) -> None:
    today = clock.today()
    world.programme = Programme.objects.create(name="International Summer Science School", short_name="ISH")
    world.edition = _edition(world.programme, 30, 2027, today + timedelta(days=60))
    world.edition_other = _edition(world.programme, 29, 2026, today - timedelta(days=300))
    world.phase = world.edition.phases.get(code=PhaseCode.PROFILE)
    for suffix, name, country in (("", "Kumamoto", "JP"), ("_other", "Montpellier", "FR")):
        body = NominatingBody.objects.create(name=name, kind="twin_city", country=country)
        quota = Quota.objects.create(edition=world.edition, body=body, places=3, reserve_places=2)
        SeasonReply.objects.create(edition=world.edition, body=body, asked_at=clock.now())
        setattr(world, f"body{suffix}", body)
        setattr(world, f"quota{suffix}", quota)
    for suffix, name, edition in (
        ("", "olga", world.edition),
        ("_other", "otto", world.edition_other),
    ):
        user = world.users[f"organiser{suffix}"] = _user(name)
        row = Organiser.objects.create(edition=edition, user=user, name=user.name, email=user.email)
        setattr(world, f"organiser_row{suffix}", row)


def _people(world: World) -> None:
    for suffix, cast, names in (
        ("", ("cem", "pia"), ("Pia", "Sato")),
        ("_other", ("dana", "paul"), ("Paul", "Blanc")),
    ):
        body = getattr(world, f"body{suffix}")
        sender = world.users[f"coordinator{suffix}"] = _user(cast[0])
        row = Coordinator.objects.create(body=body, user=sender, name=sender.name, email=sender.email)
        setattr(world, f"coordinator{suffix}", row)
        user = world.users[f"participant{suffix}"] = _user(cast[1])
        person = Person.objects.create(
            user=user,
            given_names=names[0],
            family_name=names[1],
            email=user.email,
            birth_date=clock.today() - timedelta(days=7000),
        )
        participation = Participation.objects.create(
            person=person, edition=world.edition, state=State.CONFIRMED, offered_at=clock.now()
        )
        nomination = Nomination.objects.create(
            edition=world.edition,
            body=body,
            participation=participation,
            sender_state=Sender.SUBMITTED,
            receiver_state=Receiver.SELECTED,
            submitted_at=clock.now(),
        )
        release = Release.objects.create(edition=world.edition, batch=f"one{suffix}")
        stash = ImportStash.objects.create(
            edition=world.edition, body=body, owner=sender, file_name="list.csv", digest="0" * 64
        )
        for section in sections.every():
            section.model.objects.create(participation=participation)
        changed = {"fields": {"city": ["", "Metz"]}, "reason": "We moved."}
        request = ChangeRequest.objects.create(
            participation=participation,
            section="about_me",
            role="participant",
            asked_by=user,
            changes=changed,
        )
        extension = FreezeExtension.objects.create(
            participation=participation, until=clock.today(), reason="Was ill."
        )
        for name, obj in {
            "person": person,
            "participation": participation,
            "nomination": nomination,
            "release": release,
            "stash": stash,
            "change_request": request,
            "extension": extension,
            "correction": Correction.objects.create(
                nomination=nomination,
                role="coordinator",
                proposed_by=sender,
                changes={"family_name": [names[1], "Changed"]},
            ),
            "guardian": Guardian.objects.create(person=person, name="A parent", email="parent@example.org"),
        }.items():
            setattr(world, f"{name}{suffix}", obj)


def _labs(world: World) -> None:
    world.institute = Institute.objects.create(name="Institute of Rivers", short_name="Rivers")
    world.plan = Plan.objects.create(
        edition=world.edition, title="Plan A", state=PlanState.PUBLISHED, published_at=clock.now()
    )
    world.draft_plan = Plan.objects.create(edition=world.edition, title="Plan B")
    for suffix, name in (("", "hana"), ("_other", "hugo")):
        project = LabProject.objects.create(
            edition=world.edition, institute=world.institute, title=f"Project of {name.title()}"
        )
        user = world.users[f"host{suffix}"] = _user(name)
        row = Host.objects.create(project=project, user=user, name=user.name, email=user.email)
        participation = getattr(world, f"participation{suffix}")
        placement = Placement.objects.create(
            plan=world.plan,
            participation=participation,
            project=project,
            starts_on=world.edition.arrival_day,
            ends_on=world.edition.departure_day,
        )
        wish_list = WishList.objects.create(participation=participation, submitted_at=clock.now())
        Wish.objects.create(wish_list=wish_list, project=project, rank=1)
        for key, obj in {
            "project": project,
            "host_row": row,
            "placement": placement,
            "wish_list": wish_list,
        }.items():
            setattr(world, f"{key}{suffix}", obj)
    world.draft_placement = Placement.objects.create(
        plan=world.draft_plan,
        participation=world.participation,
        project=world.project,
        starts_on=world.edition.arrival_day,
        ends_on=world.edition.departure_day,
    )


def _travel(world: World) -> None:
    # Places come with a migration or with the demonstration: take them as they are.
    home, _made = Place.objects.get_or_create(
        iata="KMJ", defaults={"name": "Kumamoto Aso", "time_zone": "Asia/Tokyo", "country": "JP"}
    )
    here, _made = Place.objects.get_or_create(
        iata="FRA", defaults={"name": "Frankfurt am Main", "time_zone": "Europe/Berlin", "country": "DE"}
    )
    day = world.edition.arrival_day
    start = datetime(day.year, day.month, day.day, 1, tzinfo=UTC)
    for suffix in ("", "_other"):
        journey = Journey.objects.create(
            participation=getattr(world, f"participation{suffix}"),
            direction="arrival",
            starts_at=start,
            ends_at=start + timedelta(hours=14),
        )
        leg = Leg.objects.create(
            journey=journey,
            from_place=home,
            to_place=here,
            departs_at=start,
            departs_zone=home.time_zone,
            arrives_at=start + timedelta(hours=14),
            arrives_zone=here.time_zone,
        )
        setattr(world, f"journey{suffix}", journey)
        setattr(world, f"leg{suffix}", leg)


def _consents(world: World) -> None:
    """The edition asks whether one may be written to afterwards; Pia has said yes."""
    world.purpose = Purpose.objects.create(edition=world.edition, code="alumni", asked_of="both")
    world.text = Text.objects.create(
        purpose=world.purpose, version=1, language="en", title="Letters", body="Letters afterwards."
    )
    Answer.objects.create(
        participation=world.participation,
        purpose=world.purpose,
        text=world.text,
        role="participant",
        agrees=True,
        of_age=True,
        method="page",
    )
    world.consent_paper = Paper.objects.create(
        participation=world.participation,
        role="guardian",
        guardian=world.guardian,
        file=world.version.file,
        brought_by="participant",
    )


def _signed_form(world: World) -> None:
    """Pia has brought a signed form: a small grey picture."""
    out = BytesIO()
    Image.new("L", (40, 60), 200).save(out, "PNG")
    file = StoredFile.objects.create(
        participation=world.participation,
        path=storage.write(out.getvalue()),
        name="form.png",
        content_type="image/png",
        size=len(out.getvalue()),
    )
    world.signed_form = Paper.objects.create(
        participation=world.participation, role="participant", file=file, brought_by="participant"
    )


def _papers(world: World) -> None:
    for suffix in ("", "_other"):
        participation = getattr(world, f"participation{suffix}")
        document = Document.objects.create(participation=participation, kind="cv", state="submitted")
        file = StoredFile.objects.create(
            participation=participation,
            path=storage.write(b"%PDF-1.7 %%EOF"),
            name="cv.pdf",
            content_type="application/pdf",
            size=14,
        )
        version = Version.objects.create(document=document, number=1, file=file)
        Application.objects.create(participation=participation)
        reference = Reference.objects.create(
            participation=participation, name="A teacher", email="teacher@example.org", state="arrived"
        )
        Portrait.objects.create(participation=participation, original=file, framed=file)
        setattr(world, f"reference{suffix}", reference)
        setattr(world, f"document{suffix}", document)
        setattr(world, f"version{suffix}", version)


def _board(world: World) -> None:
    """Rosa reads the students of 2027 and has said yes to Pia; Rui reads those of the other edition."""
    for suffix, name, edition in (("", "rosa", world.edition), ("_other", "rui", world.edition_other)):
        user = world.users[f"reviewer{suffix}"] = _user(name)
        row = Reviewer.objects.create(edition=edition, user=user, name=user.name, email=user.email)
        setattr(world, f"reviewer_row{suffix}", row)
    world.opinion = Opinion.objects.create(
        reviewer=world.reviewer_row, nomination=world.nomination, vote="yes", submitted_at=clock.now()
    )
    Assignment.objects.create(reviewer=world.reviewer_row, nomination=world.nomination)
    result = Result.objects.create(edition=world.edition, seed="seed", opinions=1)
    Standing.objects.create(result=result, nomination=world.nomination, place=1, yes=1)
    world.bundle = Bundle.objects.create(
        edition=world.edition,
        owner=world.users["reviewer"],
        students=[world.nomination.pk],
        data="JVBERg==",
    )


def _interviews(world: World) -> None:
    """Rosa and Olga have spoken with Pia; a time of the other edition is Rui's."""
    for suffix, edition in (("", world.edition), ("_other", world.edition_other)):
        slot = Slot.objects.create(
            edition=edition, starts_at=clock.now() - timedelta(hours=1), minutes=30, place="Room 1"
        )
        for role in ("organiser", "reviewer"):
            PanelMember.objects.create(slot=slot, user=world.users[f"{role}{suffix}"])
        setattr(world, f"slot{suffix}", slot)
    world.interview = Interview.objects.create(
        nomination=world.nomination, slot=world.slot, state="booked", invited_at=clock.now()
    )


def _rest(world: World) -> None:
    olga = world.users["organiser"]
    world.entry = Entry.objects.create(
        edition=world.edition,
        about=f"people.person:{world.person.pk}",
        person_id=world.person.pk,
        text="A call",
        follow_up_on=clock.today(),
        created_by=olga,
        created_at=clock.now(),
    )
    world.job = Job.objects.create(kind="test", owner=world.users["organiser"])
    for suffix, edition in (("", world.edition), ("_other", world.edition_other)):
        message = Message.objects.create(
            kind="test",
            key=f"test{suffix}",
            message_id=f"<test{suffix}@example.org>",
            to_email="pia@example.org",
            edition_id=edition.pk,
            person_id=world.person.pk,
            about=f"people.participation:{world.participation.pk}",
            state=MessageState.HELD,
            subject="A subject",
            body_text="A text",
        )
        setattr(world, f"message{suffix}", message)


def _officer(world: World) -> None:
    """Ottilie watches over data protection; somebody has looked at Pia's health facts."""
    user = world.users["officer"] = _user("ottilie")
    world.officer_row = Officer.objects.create(user=user, name=user.name, email=user.email)
    Look.objects.create(
        reader=world.users["organiser"],
        role="organiser",
        person_id=world.person.pk,
        fields=["profiles.health.allergies"],
        where="person page",
    )
    world.hold = LegalHold.objects.create(person=world.person, reason="A claim is open.")
    world.report = evidence.current()
    ArchiveOffer.objects.create(edition=world.edition, answer="nothing")


def _mixed(world: World) -> None:
    """Mika coordinates Kumamoto, which takes part in 2027, but organises, and takes part in, the other edition only."""
    user = world.users["mixed"] = _user("mika")
    values = {"user": user, "name": user.name, "email": user.email}
    Coordinator.objects.create(body=world.body, **values)
    Organiser.objects.create(edition=world.edition_other, **values)
    person = Person.objects.create(user=user, given_names="Mika", family_name="Berg", email=user.email)
    Participation.objects.create(
        person=person, edition=world.edition_other, state=State.CONFIRMED, offered_at=clock.now()
    )


def _companion(world: World) -> None:
    """Toni is a tutor of the edition and on duty: for Pia alone."""
    user = world.users["companion"] = _user("toni")
    person = Person.objects.create(user=user, given_names="Toni", family_name="Keller", email=user.email)
    tutor = Participation.objects.create(
        person=person, edition=world.edition, capacity=Capacity.TUTOR, state=State.CONFIRMED
    )
    today = clock.today()
    days = {"starts_on": today - timedelta(days=400), "ends_on": today + timedelta(days=400)}
    world.duty = Duty.objects.create(participation=tutor, **days)
    world.duty.people.add(world.participation)
