"""What the school of the demonstration has decided: intended in March, released in April and May; and who said yes to a place.

The last release, of the waiting list, is made on the stage's own morning: its letters still wait, so that it can be undone.
"""

from datetime import date, datetime, timedelta

from django.db.models import Q, QuerySet

from ish.nominations import services
from ish.nominations.models import Coordinator, ListHabits, Nomination, Release
from ish.nominations.services import Why
from ish.nominations.states import CoordinatorKind, Reason, Receiver
from ish.people import answer_mails, answers
from ish.people.models import Participation
from ish.people.states import Answering, Method, State
from logistics.demo import mailbox, season
from logistics.demo.build import World

FIRST, LATE, LIST = "demo-april", "demo-may", "demo-waiting-list"
FIRST_ON = datetime(2027, 4, 23, 11, 0, tzinfo=season.BERLIN)
LATE_ON = datetime(2027, 5, 14, 10, 12, tzinfo=season.BERLIN)
LIST_ON = datetime(2027, 5, 18, 8, 50, tzinfo=season.BERLIN)
TOLD_BY_THEIR_PARTNER = "Ema"
"""Her partner has told her already; Lucas's has not."""

TOO_YOUNG = Why(
    reason=Reason.AGE,
    staff="Fifteen on arrival: the laboratories take nobody under sixteen. Very able, ask Rehovot about 2028.",
    student="You are fifteen this summer, and our laboratories may only take people from sixteen on. "
    "We would be glad to read from you again next year.",
)
MORE_THAN_PLACES = Why(
    reason=Reason.PLACES, student="You are very near the top of the list: please keep the dates free."
)
# Given names of students whose partners had sent their list by March, what is intended for them, and why.
INTENDED: tuple[tuple[tuple[str, ...], str, Why], ...] = (
    (("Zihan", "Ethan", "Hanka", "Noam"), Receiver.SELECTED, Why()),
    (("Chloe",), Receiver.WAITING_LIST, Why(reason=Reason.PLACES)),
    (("Ilan",), Receiver.NOT_SELECTED, TOO_YOUNG),
)  # fmt: skip
# How Kumamoto's lists are to be read, as its coordinator once said: headings, and what stands below them.
HABITS = {"氏名（ローマ字）": "name", "学年": "grade", "英検": ""}


def decisions(world: World) -> None:
    """Write what is intended, released and answered by the stage, who helps in between, and how lists are read."""
    ListHabits.objects.create(
        body=world.bodies["kumamoto"],
        columns=HABITS,
        date_order="YMD",
        updated_at=FIRST_ON - timedelta(days=44),
    )
    _deputy(world)
    if not world.reached("profiles"):
        _intend(world)
        return
    _first_and_late(world)
    _answers(world)
    _waiting_list(world)


def _deputy(world: World) -> None:
    Coordinator.objects.create(
        body=world.bodies["montpellier"],
        name="Étienne Caron",
        email="etienne.caron@example.org",
        kind=CoordinatorKind.DEPUTY,
        active_from=date(2027, 3, 8),
        active_to=date(2027, 8, 31),
    )


def _intend(world: World) -> None:
    for names, decision, why in INTENDED:
        rows = Nomination.objects.filter(edition=world.edition, participation__person__given_names__in=names)
        services.set_pending(nominations=rows, decision=decision, by=world.users["olga@example.org"], why=why)


# ---------------------------------------------------------------- RELEASES


def _first_and_late(world: World) -> None:
    """Say which release each decision of April and May belongs to. Whoever took a free place was in none."""
    decided = Nomination.objects.filter(edition=world.edition, decided_at__isnull=False)
    late = decided.filter(participation__person__given_names="Yun-ji")
    _release(world, LATE, LATE_ON, late)
    moved_up = Q(participation__person__given_names="Chloe")
    _release(world, FIRST, FIRST_ON, decided.exclude(moved_up | Q(pk__in=late)))


def _release(world: World, batch: str, at: datetime, rows: QuerySet[Nomination]) -> None:
    before = {str(row.pk): [Receiver.WAITING, State.PROSPECTIVE] for row in rows}
    row = Release.objects.create(
        edition=world.edition, batch=batch, at=at, by=world.users["olga@example.org"], before=before
    )
    Nomination.objects.filter(pk__in=before).update(release=row, decided_at=at, decided_by=row.by)
    ilan = Nomination.objects.filter(pk__in=before, receiver_state=Receiver.NOT_SELECTED)
    ilan.update(**TOO_YOUNG.values())


def _waiting_list(world: World) -> None:
    """Release the waiting list by the product's own doors, and date it back."""
    olga = world.users["olga@example.org"]
    rows = Nomination.objects.filter(edition=world.edition, receiver_state=Receiver.WAITING)
    keys = list(rows.values_list("pk", flat=True))
    services.set_pending(nominations=rows, decision=Receiver.WAITING_LIST, by=olga, why=MORE_THAN_PLACES)
    services.release(edition=world.edition, keys=keys, by=olga, batch=LIST)
    told = Nomination.objects.filter(pk__in=keys, tell_on__isnull=False)
    if not world.reached("travel"):
        told = told.filter(participation__person__given_names=TOLD_BY_THEIR_PARTNER)
    services.tell(nominations=told, by=olga)
    Release.objects.filter(batch=LIST).update(at=LIST_ON)
    Nomination.objects.filter(pk__in=keys, decided_at__isnull=False).update(decided_at=LIST_ON)


# ---------------------------------------------------------------- WHO SAID YES


def _answers(world: World) -> None:
    """Write what students and parents said: everybody who comes, and one whose parent has not answered yet."""
    rows = Participation.objects.filter(edition=world.edition, nomination__isnull=False)
    for row in rows.filter(confirmed_at__isnull=False).select_related("person__user", "edition"):
        minor, at = answers.needs_guardian(row), row.confirmed_at or FIRST_ON
        _student_says_yes(row, at - timedelta(hours=26 if minor else 0))
        if minor and (parent := answers.usable_guardian(row)):
            answers.note(
                row,
                role=Answering.GUARDIAN,
                agrees=True,
                at=at,
                method=Method.LINK,
                name=parent.name,
                guardian=parent,
            )
    for row in rows.filter(state=State.OFFERED, person__given_names="Yun-ji").select_related("person__user"):
        at = (row.offered_at or LATE_ON) + timedelta(days=1, hours=5)
        _student_says_yes(row, at)
        if parent := answers.usable_guardian(row):
            mailbox.sent(answer_mails.guardian_asked(participation=row, guardian=parent), at, world)


def _student_says_yes(row: Participation, at: datetime) -> None:
    answers.note(
        row,
        role=Answering.STUDENT,
        agrees=True,
        at=at,
        method=Method.PAGE,
        name=row.person.full_name,
        guardian=answers.usable_guardian(row) if answers.needs_guardian(row) else None,
        by=row.person.user,
    )
