"""Reads: times that are free, who may sit on a panel or must not, what stands in the lists."""

import hashlib
import json
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Case, Exists, OuterRef, Prefetch, Q, QuerySet, Subquery, Value, When
from django.http import Http404

from accounts import roles
from accounts.models import User
from ish import clock
from ish.interviews import planning, rules
from ish.interviews.models import Interview, PanelMember, Slot
from ish.interviews.states import OPEN, Outcome, Stand
from ish.nominations.models import Nomination
from ish.outbox.models import Message
from ish.people.models import Participation
from ish.programme import queries as programme
from ish.programme.models import Edition, Organiser, active_on
from ish.selection.models import Reviewer, Standing
from ish.selection.rules import ORGANISER, REVIEWER, clash, clashing, own_rows

WITH_PERSON = (
    "nomination__participation__person", "nomination__participation__edition", "nomination__body",
    "nomination__edition__programme", "nomination__release", "slot", "outcome_by",
)  # fmt: skip
LONGEST = timedelta(hours=4)
MOST_OFFERED = 40


def panels() -> Prefetch:
    """Return what fetches the panel of slots with their names."""
    return Prefetch("panel", PanelMember.objects.select_related("user"))


# ---------------------------------------------------------------- INTERVIEWS


def every() -> QuerySet[Interview]:
    """Return interviews with what pages show of them."""
    return Interview.objects.select_related(*WITH_PERSON).prefetch_related(
        Prefetch("slot__panel", PanelMember.objects.select_related("user"))
    )


def of(edition: Edition) -> QuerySet[Interview]:
    """Return the interviews of an edition."""
    return every().filter(nomination__edition=edition)


def of_participation(participation_id: int) -> Interview | None:
    """Return the interview of a student, or None when there was never an invitation."""
    return every().filter(nomination__participation=participation_id).first()


def interview_or_404(user: Any, pk: int) -> tuple[Interview, str]:
    """Return an interview and the role through which the user sees it; raises `Http404`."""
    for role in (ORGANISER, REVIEWER):
        if found := roles.visible_to(every(), user, role=role).filter(pk=pk).first():
            return found, role
    raise Http404


def candidates(edition: Edition) -> QuerySet[Nomination]:
    """Return who may be invited and is not."""
    invited = Interview.objects.filter(nomination=OuterRef("pk"), state__in=OPEN)
    rows = Nomination.objects.filter(rules.CANDIDATE, ~Exists(invited.exclude(outcome=Outcome.MISSED)))
    return rows.filter(edition=edition).select_related("participation__person", "body", "edition")


def outcome_due(edition: Edition) -> QuerySet[Interview]:
    """Return the interviews that have been, and of which nobody has said how they went."""
    return Interview.objects.filter(
        nomination__edition=edition,
        slot__starts_at__lte=clock.now(),
        state=Stand.BOOKED,
        outcome="",
        over_at=None,
    )


def waiting(edition: Edition) -> QuerySet[Interview]:
    """Return the invitations that need an organiser: the student has asked for another time."""
    rows = Interview.objects.filter(nomination__edition=edition, state=Stand.INVITED, over_at=None)
    return rows.filter(asked_other_at__isnull=False)


def conflicted(edition: Edition) -> QuerySet[Interview]:
    """Return the interviews to come on whose panel somebody must not judge the student: another panel or time is needed."""
    return every().filter(nomination__edition=edition, slot__in=_barred_members().values("slot"))


def conflicts(edition: Edition) -> QuerySet[PanelMember]:
    """Return who that is, in the order of the times, with slot and student."""
    rows = _barred_members().filter(slot__edition=edition).order_by("slot__starts_at", "pk")
    return rows.select_related("user", "slot__interview__nomination__participation__person")


def _barred_members() -> QuerySet[PanelMember]:
    return PanelMember.objects.filter(
        clash(nomination="slot__interview__nomination", user="user"),
        slot__starts_at__gt=clock.now(),
        slot__interview__over_at=None,
    )


def barred_on(interview: Interview) -> list[str]:
    """Return the names of those on the panel who must not judge the student."""
    members = {one.user_id: one.user for one in interview.slot.panel.all()} if interview.slot else {}
    return [members[pk].get_full_name() for pk in sorted(clashing(interview.nomination, members))]


def letter_waits(nomination: Nomination) -> Message | None:
    """Return the letter by which a student will learn what was decided; None when they know, or nothing was decided."""
    release = nomination.release
    if release is None or not rules.is_secret(nomination):
        return None
    return next((row for row in rules.letters_of(nomination, release) if row.state in rules.WAITS), None)


def last_letter(nomination: Nomination) -> datetime | None:
    """Return when a student was written to about the decision, by the clock of rules, as far as it was released."""
    release = nomination.release
    sent = [row.sent_at for row in rules.letters_of(nomination, release)] if release else []
    return max((clock.seen(at) for at in sent if at is not None), default=None)


# ---------------------------------------------------------------- TIMES


def slots(edition: Edition, *, now: datetime | None = None) -> QuerySet[Slot]:
    """Return the times of an edition with panel and student; given the moment, those to come first."""
    over = Case(When(starts_at__gt=now, then=Value(0)), default=Value(1)) if now else Value(0)
    return (
        Slot.objects.filter(edition=edition)
        .select_related(
            "edition", "interview__nomination__participation__person", "interview__nomination__body"
        )
        .prefetch_related(panels())
        .order_by(over, "starts_at", "pk")
    )


def free(edition: Edition, *, after: datetime) -> QuerySet[Slot]:
    """Return the times that begin after a moment and that nobody has."""
    rows = Slot.objects.filter(edition=edition, starts_at__gt=after, interview=None)
    return rows.prefetch_related(panels()).order_by("starts_at", "pk")


def offered(nomination: Nomination, *, after: datetime) -> list[Slot]:
    """Return the times that a student may choose from: free, and without anybody on the panel who must not judge them."""
    rows = free(nomination.edition, after=after)
    sitting = PanelMember.objects.filter(slot__in=rows.order_by().values("pk")).values_list("user", flat=True)
    barred = clashing(nomination, sitting.distinct())
    return list(rows.exclude(panel__user__in=barred)[:MOST_OFFERED])


def own_slots(user: Any, *, since: datetime | None = None) -> QuerySet[Slot]:
    """Return the times on whose panel somebody sits, with who comes, of editions that they still organise or read."""
    mine = PanelMember.objects.filter(user=user.pk).values("slot")
    organised = Organiser.objects.filter(active_on(clock.today()), user=user.pk).values("edition")
    here = Q(edition__in=organised) | Q(edition__in=own_rows(user).values("edition"))
    rows = Slot.objects.filter(here, pk__in=mine)
    if since is not None:
        rows = rows.filter(starts_at__gte=since)
    return rows.select_related(
        "edition__programme", "interview__nomination__participation__person", "interview__nomination__body"
    ).prefetch_related(panels())


def mark_of_slot(slot: Slot) -> str:
    """Return a short mark of a time as it is: when, where, who."""
    who = sorted(slot.panel.values_list("user", flat=True))
    facts = [slot.starts_at.isoformat(), slot.minutes, slot.place, slot.video_link, who]
    return hashlib.sha256(json.dumps(facts).encode()).hexdigest()[:20]


# ---------------------------------------------------------------- PANELS


def possible_members(edition: Edition) -> list[User]:
    """Return who may sit on a panel today: organisers and reviewers who have accepted, by name."""
    today = clock.today()
    organisers = programme.organisers_of(edition).filter(user__isnull=False).values("user")
    reviewers = Reviewer.objects.filter(active_on(today), edition=edition, user__isnull=False).values("user")
    return list(User.objects.filter(Q(pk__in=organisers) | Q(pk__in=reviewers)).order_by("name", "pk"))


def busy(
    users: Iterable[int], starts: Sequence[datetime], minutes: int, *, besides: int | None = None
) -> list[tuple[User, Slot]]:
    """Return (who, when) where a member sits on another panel at one of these times already."""
    if not starts:
        return []
    rows = PanelMember.objects.filter(
        user__in=list(users),
        slot__starts_at__gt=min(starts) - LONGEST,
        slot__starts_at__lt=max(starts) + timedelta(minutes=minutes),
    )
    found = rows.exclude(slot=besides).select_related("user", "slot").order_by("slot__starts_at", "pk")
    return [
        (row.user, row.slot)
        for row in found
        if any(planning.overlap(at, minutes, row.slot.starts_at, row.slot.minutes) for at in starts)
    ]


def zones(edition: Edition) -> dict[str, list[str]]:
    """Return the zones of partners whose students may still be spoken with, each with the partners' names."""
    rows = Nomination.objects.filter(rules.CANDIDATE, edition=edition)
    pairs = rows.order_by().values_list("body__time_zone", "body__name").distinct()
    found: dict[str, list[str]] = {}
    for zone, name in sorted(pairs):
        found.setdefault(zone, []).append(name)
    return found


def nights(at: datetime, minutes: int, known: dict[str, list[str]]) -> list[tuple[str, list[str]]]:
    """Return (zone, partners) where a time lies in the night."""
    return [(zone, names) for zone, names in known.items() if planning.is_night(at, minutes, zone)]


def nomination_of(participation: Participation) -> Nomination | None:
    """Return the nomination of a student with what the rules ask."""
    rows = Nomination.objects.select_related("participation__person", "edition__programme", "body")
    return rows.filter(participation=participation.pk).first()


def with_board(rows: Any, path: str) -> Any:
    """Return rows with `board_place`: where the board's last count has put the student; `path` leads to the nomination."""
    line = Standing.objects.filter(nomination=OuterRef(path))
    return rows.annotate(board_place=Subquery(line.values("place")[:1]))
