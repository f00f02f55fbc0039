"""Writes the nominees of the demonstration: persons, participations, nominations, sections, wishes, journeys, as of the stage."""

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from ish.nominations.models import Nomination
from ish.nominations.states import Receiver, Sender
from ish.people.models import Guardian, Participation, Person, Step
from ish.people.states import Capacity, State
from ish.placements.models import Wish, WishList
from ish.profiles.models import NoticeRead
from ish.profiles.notice import NOTICE_VERSION
from logistics.demo import cast, profile, season
from logistics.demo.build import World, days_before
from logistics.demo.cast import Nominee
from logistics.models import Journey, Leg

# At the stage "nominations" these partners have sent their list; the others are still silent or have a draft.
SENT_BY_MARCH = ("rehovot", "bautzen", "palo-alto", "cambridge")
DRAFTS_IN_MARCH = ("heidelberg", "nysf")
# What parents read, where it is not what their child is written to in.
_AT_HOME = {"rehovot": "he", "montpellier": "fr", "jelenia-gora": "pl", "heidelberg": "de"}
OFFERED_ON = datetime(2027, 4, 23, 11, 0, tzinfo=season.BERLIN)
SUBMITTED_ON = datetime(2027, 3, 12, 15, 20, tzinfo=season.BERLIN)


def people(world: World) -> None:
    """Write everybody who is known at the stage."""
    for nominee in cast.CAST:
        if world.reached("profiles") or nominee.body in (*SENT_BY_MARCH, *DRAFTS_IN_MARCH):
            _one(world, nominee)
    if world.reached("profiles"):
        _replacement()
        _guest(world)


def _one(world: World, nominee: Nominee) -> None:
    person = _person(world, nominee)
    participation = Participation.objects.create(
        person=person, edition=world.edition, state=_state(world, nominee), created_at=SUBMITTED_ON
    )
    _ladder(world, nominee, participation)
    _nomination(world, nominee, participation)
    if world.reached("profiles") and participation.state in (
        State.OFFERED,
        State.CONFIRMED,
        State.VISA_REFUSED,
    ):
        _sections(world, nominee, participation)
        _wishes(world, nominee, participation)
        _journeys(world, nominee, participation)


def _person(world: World, nominee: Nominee) -> Person:
    person = Person.objects.create(
        user=world.users.get(nominee.address),
        family_name=nominee.family,
        given_names=nominee.given,
        badge_name=nominee.badge if world.reached("profiles") else "",
        native_name=nominee.native,
        pronunciation=nominee.say if world.reached("profiles") else "",
        birth_date=nominee.born,
        sex=nominee.sex,
        nationalities=list(nominee.nations),
        email=nominee.address,
        language=nominee.language,
        time_zone=world.bodies[nominee.body].time_zone,
    )
    for name, email in (nominee.guardian, nominee.second_guardian):
        if name:
            language = _AT_HOME.get(nominee.body, nominee.language)
            Guardian.objects.create(person=person, name=name, email=email, language=language)
    return person


def _state(world: World, nominee: Nominee) -> str:
    if not world.reached("profiles"):
        return State.PROSPECTIVE
    if nominee.outcome == "visa":
        return State.VISA_REFUSED
    if nominee.outcome == "offered":
        return State.CONFIRMED if world.reached("travel") else State.OFFERED
    return {
        "confirmed": State.CONFIRMED,
        "withdrew": State.WITHDREW,
        "waiting_list": State.PROSPECTIVE,
        "not_selected": State.NOT_SELECTED,
    }[nominee.outcome]


def _ladder(world: World, nominee: Nominee, participation: Participation) -> None:
    late = nominee.key in ("chloe.lindqvist", "yunji.seo")
    offered = days_before(season.STAGES["profiles"], 4) if late else OFFERED_ON
    way: list[tuple[str, datetime]] = []
    if participation.state == State.NOT_SELECTED:
        way = [(State.NOT_SELECTED, OFFERED_ON)]
    elif participation.state != State.PROSPECTIVE:
        way = [(State.OFFERED, offered)]
        if participation.state != State.OFFERED:
            way.append((State.CONFIRMED, offered + timedelta(days=3, hours=5)))
        if participation.state in (State.WITHDREW, State.VISA_REFUSED):
            days = 16 if participation.state == State.WITHDREW else 23
            way.append((participation.state, offered + timedelta(days=days)))
    old = State.PROSPECTIVE.value
    for new, at in way:
        Step.objects.create(participation=participation, old=old, new=new, at=at)
        old = new
    if way and participation.state != State.NOT_SELECTED:
        participation.offered_at = offered
        participation.accept_by = (offered + timedelta(days=14)).date() if late else date(2027, 5, 14)
        if nominee.key == "mina":
            participation.accept_by = date(2027, 5, 21)
        participation.confirmed_at = way[1][1] if len(way) > 1 else None
        participation.save(update_fields=["offered_at", "accept_by", "confirmed_at"])


def _nomination(world: World, nominee: Nominee, participation: Participation) -> None:
    receiver = Receiver.WAITING.value
    if world.reached("profiles"):
        # The waiting list is decided on later: see `decisions`.
        receiver = {"waiting_list": Receiver.WAITING, "not_selected": Receiver.NOT_SELECTED}.get(
            nominee.outcome, Receiver.SELECTED
        )
    elif nominee.key == "ilan.katz":
        receiver = Receiver.UNDER_REVIEW
    sender = Sender.WITHDRAWN if participation.state == State.WITHDREW else Sender.SUBMITTED
    if not world.reached("profiles") and nominee.body in DRAFTS_IN_MARCH:
        sender = Sender.DRAFT
    Nomination.objects.create(
        edition=world.edition,
        body=world.bodies[nominee.body],
        participation=participation,
        sender_state=sender,
        receiver_state=receiver,
        rank=nominee.rank,
        reserve=nominee.reserve,
        school=nominee.school,
        grade=nominee.grade,
        english_level=nominee.english,
        interests=nominee.interests,
        motivation=nominee.motivation,
        submitted_at=None if sender == Sender.DRAFT else SUBMITTED_ON,
        decided_at=OFFERED_ON if receiver not in (Receiver.WAITING, Receiver.UNDER_REVIEW) else None,
        created_at=SUBMITTED_ON - timedelta(days=2),
    )


def _replacement() -> None:
    """Chloe moved up from the waiting list of Palo Alto when Ethan withdrew."""
    moved_up = Nomination.objects.get(participation__person__given_names="Chloe")
    moved_up.replaces = Nomination.objects.get(participation__person__given_names="Ethan")
    moved_up.save(update_fields=["replaces"])


def _guest(world: World) -> None:
    person = _person(world, cast.GUEST)
    Participation.objects.create(
        person=person, edition=world.edition, capacity=Capacity.INVITED_GUEST, state=State.OFFERED, offered_at=OFFERED_ON,
        accept_by=date(2027, 5, 31),
    )  # fmt: skip


# ---------------------------------------------------------------- sections


def _sections(world: World, nominee: Nominee, participation: Participation) -> None:
    filled = 4 if world.reached("travel") else nominee.filled
    saved = days_before(world.now, 6)
    if filled >= 1:
        NoticeRead.objects.create(
            person=participation.person,
            edition_id=world.edition.pk,
            version=NOTICE_VERSION,
            language=nominee.language,
            at=saved,
        )
    profile.write(world, nominee, participation, filled=filled, saved=saved)


def _wishes(world: World, nominee: Nominee, participation: Participation) -> None:
    if not nominee.wishes and not world.reached("travel"):
        return
    wish_list = WishList.objects.create(
        participation=participation, version=1, submitted_at=days_before(world.now, 3)
    )
    Wish.objects.bulk_create(
        Wish(wish_list=wish_list, project=world.project(beginning), rank=rank)
        for rank, beginning in enumerate(nominee.wishes or ("Finding star", "Stem cells"), start=1)
    )


# ---------------------------------------------------------------- journeys


def _journeys(world: World, nominee: Nominee, participation: Participation) -> None:
    if not world.reached("travel") or not nominee.route or participation.state != State.CONFIRMED:
        return
    there = _legs(world, nominee.route)
    _journey(participation, "arrival", there, days_before(world.now, 8))
    if nominee.body not in ("palo-alto", "jef"):
        home = [
            {**leg, "from_place": leg["to_place"], "to_place": leg["from_place"], **_home_times(leg, index)}
            for index, leg in enumerate(reversed(there))
        ]
        _journey(participation, "departure", home, days_before(world.now, 8))


def _legs(world: World, route: tuple[tuple[str, str, str, str], ...]) -> list[dict[str, Any]]:
    legs = []
    for number, start, end, times in route:
        left, right = times.split(" - ")
        from_place, to_place = world.places[start], world.places[end]
        legs.append(
            {
                "mode": _mode(number),
                "number": number,
                "from_place": from_place,
                "to_place": to_place,
                "departs_at": moment(left, from_place.time_zone),
                "departs_zone": from_place.time_zone,
                "arrives_at": moment(right, to_place.time_zone),
                "arrives_zone": to_place.time_zone,
            }
        )
    return legs


def _mode(number: str) -> str:
    if number.startswith(("TGV", "ICE", "RB", "S1")):
        return "train"
    return "bus" if number.startswith("FlixBus") else "flight"


def moment(text: str, zone: str) -> datetime:
    day, clock_time = text.split()
    hour, minute = clock_time.split(":")
    return datetime(2027, 7, int(day), int(hour), int(minute), tzinfo=ZoneInfo(zone))


def _home_times(leg: dict[str, Any], index: int) -> dict[str, Any]:
    begins = datetime(2027, 8, 14, 11, 0, tzinfo=season.BERLIN) + timedelta(hours=16 * index)
    lasts = leg["arrives_at"] - leg["departs_at"]
    return {
        "departs_at": begins,
        "departs_zone": leg["arrives_zone"],
        "arrives_at": begins + lasts,
        "arrives_zone": leg["departs_zone"],
    }


def _journey(
    participation: Participation, direction: str, legs: list[dict[str, Any]], saved: datetime
) -> None:
    journey = Journey.objects.create(
        participation=participation,
        direction=direction,
        starts_at=legs[0]["departs_at"],
        ends_at=legs[-1]["arrives_at"],
        version=1,
        saved_at=saved,
    )
    Leg.objects.bulk_create(Leg(journey=journey, order=i, **leg) for i, leg in enumerate(legs, start=1))
