"""A season of any size with something of everything that pages show: messages, a published plan, looks, a user for each role."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.db import connection
from django.utils import timezone

from accounts.models import User
from ish import clock
from ish.contacts.models import Entry
from ish.interviews.models import Interview, PanelMember, Slot
from ish.nominations.models import Coordinator, Nomination
from ish.nominations.states import Receiver, Sender
from ish.outbox.models import Message
from ish.outbox.states import State as MessageState
from ish.people.models import Participation, Person, Step, Waiver
from ish.people.states import Capacity, State
from ish.placements.models import Host, LabProject, Placement, Plan
from ish.placements.states import PlanState
from ish.privacy import history
from ish.privacy.models import Look
from ish.privacy.services import new_act
from ish.programme.models import Quota
from ish.selection import rules as board
from ish.selection import services as counting
from ish.selection.models import Opinion, Reviewer
from logistics.demo import build, consents, crowd
from logistics.models import Duty
from tests.scale import objects

SEED = 7
BATCH = 1000


@dataclass
class Season:
    """The users by actor, and the keys (and texts of links) with which addresses are filled by name."""

    users: dict[str, User]
    keys: dict[str, Any] = field(default_factory=dict)


def fill(people: int, *, stage: str = "travel") -> Season:
    """Write a season of so many people into an empty database, everything as of `stage`, and return it."""
    world = build.frame(stage)
    crowd.people(world, people, SEED)
    users = {name: world.users[f"{email}@example.org"] for name, email in CAST.items()}
    season = Season(users)
    _one_gives_back()
    rows = list(Participation.objects.select_related("person").order_by("pk"))
    coming = [row for row in rows if row.state in (State.OFFERED, State.CONFIRMED)] or rows
    own = next((row for row in coming if row.state == State.CONFIRMED), coming[0])
    own.person.user = users["participant"]
    own.person.save(update_fields=["user"])
    body = Coordinator.objects.get(user=users["coordinator"]).body
    # A fifth of everybody stands on one partner's list: the coordinator's pages grow with the season, too.
    Nomination.objects.filter(pk__in=list(_every_fifth())).update(body=body)
    _undecided(rows)
    consents.many(world)
    duty = _on_duty(world, users["companion"])
    season.keys = {
        "person": own.person_id,
        "participation": own.pk,
        "body": body.pk,
        "nomination": _open(body),
        "edition": world.edition.pk,
        "programme": world.edition.programme_id,
        **_labs(world, coming, users["host"]),
        **_written(rows, world),
        **_board(world, users["reviewer"]),
        "duty": duty.pk,
        "entry": _contacts(rows, world, users["organiser"]),
    }
    season.keys |= objects.write(world.edition, users, season.keys)
    _traces(rows, own, users["organiser"], world)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # a server knows its tables after a while; this one has had no time yet
    return season


CAST = {
    "organiser": "olga",
    "coordinator": "cem",
    "participant": "pia",
    "host": "hana",
    "reviewer": "rosa",
    "officer": "ottilie",
    "companion": "toni",
}


def _every_fifth() -> Any:
    keys = Nomination.objects.order_by("pk").values_list("pk", flat=True)
    return [key for number, key in enumerate(keys) if number % 5 == 0]


def _open(body: Any) -> int:
    """Return somebody of a partner's list who is coming: only then is there something to correct and to remind of."""
    coming = Nomination.objects.filter(body=body, participation__state=State.CONFIRMED)
    return coming.order_by("pk").values_list("pk", flat=True)[0]


def _one_gives_back() -> None:
    """Make a place free that somebody had, of a partner that has more."""
    row = Nomination.objects.filter(participation__state=State.CONFIRMED).order_by("-pk")[0]
    Participation.objects.filter(nomination=row).update(state=State.GAVE_BACK, offered_at=timezone.now())
    Quota.objects.filter(body=row.body).update(places=999)


def _undecided(rows: list[Participation]) -> None:
    """Give those not decided on an intended decision that waits for its release; a third of them waits."""
    keys = [row.pk for row in rows if row.state == State.PROSPECTIVE]
    handed = Nomination.objects.filter(participation__in=keys, sender_state=Sender.SUBMITTED)
    handed.update(receiver_state=Receiver.WAITING, pending=Receiver.SELECTED)
    waits = list(handed.order_by("pk").values_list("pk", flat=True))[::3]
    Nomination.objects.filter(pk__in=waits).update(receiver_state=Receiver.WAITING_LIST, pending="")


def _on_duty(world: build.World, user: User) -> Duty:
    """Let a tutor look after everybody, from today on; return the duty of a second one who looks after every second person."""
    person = Person.objects.create(user=user, given_names="Toni", family_name="Keller", email=user.email)
    tutor = Participation.objects.create(
        person=person, edition=world.edition, capacity=Capacity.TUTOR, state=State.CONFIRMED
    )
    days = {"starts_on": world.now.date(), "ends_on": world.edition.departure_day}
    Duty.objects.create(participation=tutor, everybody=True, **days)
    named = Duty.objects.create(participation=tutor, **days)
    rows = Participation.objects.filter(edition=world.edition, capacity=Capacity.PARTICIPANT).order_by("pk")
    named.people.set(list(rows.values_list("pk", flat=True))[::2])
    return named


def _labs(world: build.World, coming: list[Participation], host: User) -> dict[str, int]:
    """Place everybody who comes in a published plan and in a draft; a twentieth of them in one supervisor's lab."""
    projects = list(LabProject.objects.filter(edition=world.edition).order_by("pk"))
    hosted = Host.objects.filter(user=host).values_list("project_id", flat=True)[0]
    published = Plan.objects.create(
        edition=world.edition, title="In force", state=PlanState.PUBLISHED, published_at=timezone.now()
    )
    draft = Plan.objects.create(edition=world.edition, title="Draft")
    start, end = world.edition.arrival_day + timedelta(days=8), world.edition.departure_day
    Placement.objects.bulk_create(
        [
            Placement(
                plan=plan,
                participation=row,
                project_id=hosted if number % 20 == 0 else projects[number % len(projects)].pk,
                starts_on=start,
                ends_on=end,
            )
            for plan in (published, draft)
            for number, row in enumerate(coming)
        ],
        batch_size=BATCH,
    )
    institute = projects[0].institute_id
    return {"project": hosted, "institute": institute, "plan": published.pk, "draft_plan": draft.pk}


def _board(world: build.World, user: User) -> dict[str, int]:
    """Let a reviewer say something of every second student, a second one of every third, and count."""
    handed = list(board.handed_in(world.edition).order_by("pk"))
    for step, email in ((2, user.email), (3, "second@example.org")):
        row = Reviewer.objects.create(
            edition=world.edition, user=user if step == 2 else None, name="Reviewer", email=email
        )
        Opinion.objects.bulk_create(
            [
                Opinion(reviewer=row, nomination=one, vote=("yes", "no")[n % 2], submitted_at=timezone.now())
                for n, one in enumerate(handed[::step])
            ],
            batch_size=BATCH,
        )
    counting.count(edition=world.edition)
    return {"read": handed[0].pk, "reviewer_row": row.pk, **_interviews(handed, world, user)}


def _interviews(handed: list[Nomination], world: build.World, user: User) -> dict[str, int]:
    """Let every fourth student be interviewed, with the reviewer on each panel; half of the interviews have been."""
    now, some = timezone.now(), handed[::4]
    slots = Slot.objects.bulk_create(
        [
            Slot(edition=world.edition, starts_at=now + timedelta(hours=n - len(some) // 2), minutes=30)
            for n in range(len(some))
        ],
        batch_size=BATCH,
    )
    PanelMember.objects.bulk_create([PanelMember(slot=slot, user=user) for slot in slots], batch_size=BATCH)
    rows = Interview.objects.bulk_create(
        [
            Interview(nomination=one, slot=slot, state="booked", invited_at=now)
            for one, slot in zip(some, slots, strict=True)
        ],
        batch_size=BATCH,
    )
    return {"interview": rows[0].pk, "slot": slots[0].pk}


def _contacts(rows: list[Participation], world: build.World, organiser: User) -> int:
    """Write an entry of the contact log about everybody, due today, every second one a promise."""
    made = Entry.objects.bulk_create(
        [
            Entry(
                edition=world.edition,
                about=f"people.person:{row.person_id}",
                person_id=row.person_id,
                text="They ask for the bus from the station.",
                promised_by="us" if number % 2 else "",
                follow_up_on=world.now.date(),
                created_by=organiser,
                created_at=clock.now(),
            )
            for number, row in enumerate(rows)
        ],
        batch_size=BATCH,
    )
    return made[0].pk


def _written(rows: list[Participation], world: build.World) -> dict[str, int]:
    """Write a message to each, a tenth of them held."""
    made = Message.objects.bulk_create(
        [
            Message(
                kind="people.place_offered",
                key=f"scale:{row.pk}",
                message_id=f"<scale.{row.pk}@example.org>",
                to_email=row.person.email,
                to_name=row.person.full_name,
                edition_id=world.edition.pk,
                person_id=row.person_id,
                about=f"people.participation:{row.pk}",
                state=MessageState.HELD if number % 10 == 0 else MessageState.SENT,
                sent_at=None if number % 10 == 0 else timezone.now(),
                subject="Your place at the summer school",
                body_text="We are glad to offer you a place.\n" * 20,
                body_html="<p>We are glad to offer you a place.</p>" * 20,
            )
            for number, row in enumerate(rows)
        ],
        batch_size=BATCH,
    )
    return {"message": made[0].pk, "message_sent": made[1].pk}


def _traces(rows: list[Participation], own: Participation, organiser: User, world: build.World) -> None:
    """Leave what grows around people: steps and recorded changes of everybody, looks at one of them, a list of all taken away."""
    Step.objects.bulk_create(
        [Step(participation=row, old=State.PROSPECTIVE, new=row.state, at=world.now) for row in rows],
        batch_size=BATCH,
    )
    history.note_made(rows, by=organiser)
    once = {"reader": organiser, "role": "organiser", "fields": ["profiles.health.diet"]}
    Waiver.objects.bulk_create(
        [
            Waiver(participation=row, requirement="departure", reason="By bus", by=organiser)
            for row in rows[::10]
        ],
        batch_size=BATCH,
    )
    Look.objects.bulk_create(
        [Look(person_id=own.person_id, where="page", act=new_act(), **once) for _row in rows],
        batch_size=BATCH,
    )
    act = new_act()
    Look.objects.bulk_create(
        [Look(person_id=row.person_id, where="export", act=act, people=len(rows), **once) for row in rows],
        batch_size=BATCH,
    )
