"""A season of any size, for trying things out: invented people by the thousand, the same for the same seed."""

import random
from datetime import date, timedelta

from django.db import transaction

from ish.nominations.models import Nomination
from ish.nominations.states import Receiver, Sender
from ish.people.models import Guardian, Participation, Person
from ish.people.states import State
from ish.placements.models import LabProject, Wish, WishList
from ish.profiles.models import (
    AboutMe,
    Education,
    Emergency,
    Health,
    Insurance,
    NoticeRead,
    TravelDocument,
)
from ish.profiles.notice import NOTICE_VERSION
from ish.programme.models import NominatingBody, Quota
from logistics.demo import nominees, season
from logistics.demo.build import World
from logistics.models import Journey, Leg

BATCH = 1000
GIVEN = "Ada Aiko Alma Anton Bela Bruno Carla Chidi Daria Deniz Elif Emil Enzo Farah Finn Greta Hana Hugo Ines Ivo Jana Jin Kaja Kenji Lea Leon Lina Luca Maja Malik Mei Mila Nadia Nils Noor Olek Omar Paula Pavel Quinn Rania Rosa Samir Sara Selma Sora Tariq Tessa Uma Viktor Wanda Xenia Yara Yuki Zoé".split()  # noqa: SIM905 - a list of names reads better as one line
FAMILY = "Adler Bianchi Castel Dąbrowski Eide Fischer García Haddad Ito Jansen Kowalczyk Lefort Müller Nakamura Olsen Petrov Quist Rossi Schäfer Tanaka Ulrich Varga Weiss Ximenes Yılmaz Zhang Bergström Costa Dubois Endo Farkas Gruber".split()  # noqa: SIM905 - a list of names reads better as one line
FIELDS = "biology chemistry physics astronomy informatics mathematics medicine pharmacy".split()  # noqa: SIM905 - a list of names reads better as one line
STATES = (
    (State.CONFIRMED, Receiver.SELECTED, 60),
    (State.OFFERED, Receiver.SELECTED, 15),
    (State.PROSPECTIVE, Receiver.WAITING_LIST, 10),
    (State.PROSPECTIVE, Receiver.WAITING, 8),
    (State.NOT_SELECTED, Receiver.NOT_SELECTED, 5),
    (State.WITHDREW, Receiver.SELECTED, 2),
)


@transaction.atomic
def people(world: World, count: int, seed: int) -> None:
    """Write `count` nominees with everything they would have at the stage; the same for the same `seed`."""
    chance = random.Random(seed)  # noqa: S311 - invented people need no secrecy
    bodies = _bodies(world, count)
    projects = _projects(world, count)
    persons = Person.objects.bulk_create([_person(chance, i, bodies) for i in range(count)], batch_size=BATCH)
    plans = [chance.choices(STATES, [w for *_s, w in STATES])[0] for _ in persons]
    participations = Participation.objects.bulk_create(
        [_participation(world, person, plan[0]) for person, plan in zip(persons, plans, strict=True)],
        batch_size=BATCH,
    )
    Nomination.objects.bulk_create(
        [
            _nomination(world, chance, p, plan, bodies, i)
            for i, (p, plan) in enumerate(zip(participations, plans, strict=True))
        ],
        batch_size=BATCH,
    )
    Guardian.objects.bulk_create(
        [
            Guardian(person=p, name=f"Parent of {p.given_names}", email=f"parent.{p.email}")
            for p in persons
            if _minor(p)
        ],
        batch_size=BATCH,
    )
    placed = [p for p in participations if p.state in (State.OFFERED, State.CONFIRMED)]
    if world.reached("profiles"):
        _sections(world, chance, placed)
        _wishes(world, chance, placed, projects)
    if world.reached("travel"):
        _journeys(world, chance, [p for p in placed if p.state == State.CONFIRMED])


def _bodies(world: World, count: int) -> list[NominatingBody]:
    """Return partners enough that each names about twenty-five."""
    have = [b for b in world.bodies.values() if not b.dormant]
    wanted = max(len(have), count // 25)
    more = [
        NominatingBody(
            name=f"Partner {i:03d}",
            kind="organisation",
            country="DE",
            time_zone="Europe/Berlin",
            language="en",
        )
        for i in range(len(have), wanted)
    ]
    bodies = have + NominatingBody.objects.bulk_create(more)
    Quota.objects.bulk_create(
        [Quota(edition=world.edition, body=b, places=25, reserve_places=5) for b in bodies[len(have) :]]
    )
    return bodies


def _projects(world: World, count: int) -> list[LabProject]:
    """Return lab projects with seats enough for everybody."""
    have = list(world.projects.values())
    institute = have[0].institute
    wanted = max(0, count - sum(p.capacity for p in have)) // 3
    more = [
        LabProject(
            edition=world.edition, institute=institute, title=f"Project {i:04d}", capacity=4, languages=["en"]
        )
        for i in range(wanted)
    ]
    return have + LabProject.objects.bulk_create(more, batch_size=BATCH)


def _person(chance: random.Random, i: int, bodies: list[NominatingBody]) -> Person:
    given, family = chance.choice(GIVEN), chance.choice(FAMILY)
    body = bodies[i % len(bodies)]
    return Person(
        given_names=given,
        family_name=family,
        birth_date=date(2005, 1, 1) + timedelta(days=chance.randrange(365 * 6)),
        sex=chance.choice("FM"),
        nationalities=[str(body.country)],
        email=f"{given}.{family}.{i}@example.org".lower().encode("ascii", "ignore").decode(),
        time_zone=body.time_zone,
    )


def _minor(person: Person) -> bool:
    age = person.age_on(season.ARRIVAL)
    return age is not None and age < 18


def _participation(world: World, person: Person, state: str) -> Participation:
    if not world.reached("profiles"):
        return Participation(person=person, edition=world.edition, state=State.PROSPECTIVE)
    has_offer = state in (State.OFFERED, State.CONFIRMED, State.WITHDREW)
    return Participation(
        person=person,
        edition=world.edition,
        state=state,
        offered_at=nominees.OFFERED_ON if has_offer else None,
        accept_by=season.PHASES["acceptance"][1] if has_offer else None,
        confirmed_at=nominees.OFFERED_ON + timedelta(days=3) if state == State.CONFIRMED else None,
    )


def _nomination(
    world: World,
    chance: random.Random,
    p: Participation,
    plan: tuple[str, str, int],
    bodies: list[NominatingBody],
    i: int,
) -> Nomination:
    state, receiver, _weight = plan
    return Nomination(
        edition=world.edition,
        body=bodies[i % len(bodies)],
        participation=p,
        sender_state=Sender.WITHDRAWN if state == State.WITHDREW else Sender.SUBMITTED,
        receiver_state=receiver if world.reached("profiles") else Receiver.WAITING,
        rank=i // len(bodies) + 1,
        reserve=receiver == Receiver.WAITING_LIST,
        school=f"School {i % 97}",
        english_level=chance.choice(("B1", "B2", "C1", "C2")),
        interests="; ".join(chance.sample(FIELDS, 2)),
        motivation="I would like to find out how it is really done.",
        submitted_at=nominees.SUBMITTED_ON,
    )


def _sections(world: World, chance: random.Random, rows: list[Participation]) -> None:
    """Some have filled in nothing yet, most nearly everything."""
    saved = {"version": 1, "saved_at": world.now - timedelta(days=5)}
    far = {p.pk: chance.choice((0, 1, 2, 3, 4, 4, 4, 4)) for p in rows}
    NoticeRead.objects.bulk_create(
        [
            NoticeRead(person=p.person, edition_id=world.edition.pk, version=NOTICE_VERSION, language="en")
            for p in rows
            if far[p.pk]
        ],
        batch_size=BATCH,
    )
    about = [p for p in rows if far[p.pk] >= 1]
    AboutMe.objects.bulk_create(
        [
            AboutMe(participation=p, city="Somewhere", residence_country="DE", **saved)
            for p in about
        ],
        batch_size=BATCH,
    )  # fmt: skip
    parent = {
        "name": "A parent",
        "relation": "parent",
        "phone": "+4962215550199",
        "language": "en",
        "hours": "",
        "time_zone": "",
    }
    Emergency.objects.bulk_create(
        [Emergency(participation=p, contacts=[parent], **saved) for p in about], batch_size=BATCH
    )
    Education.objects.bulk_create(
        [
            Education(participation=p, kind="school", institution="A school", grade="12",
                      languages=[{"language": "en", "level": "B2"}], **saved)
            for p in rows if far[p.pk] >= 2
        ],
        batch_size=BATCH,
    )  # fmt: skip
    TravelDocument.objects.bulk_create(
        [
            TravelDocument(participation=p, kind="passport", number=f"X{p.pk:08d}", issuing_country="DE",
                           expires_on=date(2031, 1, 1), **saved)
            for p in rows if far[p.pk] >= 3
        ],
        batch_size=BATCH,
    )  # fmt: skip
    Health.objects.bulk_create(
        [Health(participation=p, nothing_to_declare="yes", **saved) for p in rows if far[p.pk] >= 4],
        batch_size=BATCH,
    )
    cover = {"kind": "health", "insurer": "Reisewohl", "number": "R-1", "phone": "", "starts": "", "ends": "",
             "territory": "eu", "repatriation": "yes"}  # fmt: skip
    Insurance.objects.bulk_create(
        [Insurance(participation=p, covers=[cover], covered=True, **saved) for p in rows if far[p.pk] >= 4],
        batch_size=BATCH,
    )


def _wishes(
    world: World, chance: random.Random, rows: list[Participation], projects: list[LabProject]
) -> None:
    wishing = [p for p in rows if chance.random() < 0.85 or world.reached("travel")]
    lists = WishList.objects.bulk_create(
        [WishList(participation=p, version=1, submitted_at=world.now - timedelta(days=3)) for p in wishing],
        batch_size=BATCH,
    )
    Wish.objects.bulk_create(
        [
            Wish(wish_list=wish_list, project=project, rank=rank)
            for wish_list in lists
            for rank, project in enumerate(chance.sample(projects, min(5, len(projects))), start=1)
        ],
        batch_size=BATCH,
    )


def _journeys(world: World, chance: random.Random, rows: list[Participation]) -> None:
    start, end = world.places["LHR"], world.places["FRA"]
    journeys, legs = [], []
    for p in rows:
        if chance.random() < 0.2:
            continue
        lands = nominees.moment(f"18 {chance.randrange(6, 22)}:{chance.randrange(60):02d}", end.time_zone)
        leaves = lands - timedelta(minutes=95)
        journeys.append(
            Journey(participation=p, direction="arrival", starts_at=leaves, ends_at=lands, version=1)
        )
        legs.append((f"LH{chance.randrange(100, 999)}", leaves, lands))
    saved = Journey.objects.bulk_create(journeys, batch_size=BATCH)
    Leg.objects.bulk_create(
        [
            Leg(journey=journey, order=1, mode="flight", number=number, from_place=start, to_place=end, departs_at=leaves,
                departs_zone=start.time_zone, arrives_at=lands, arrives_zone=end.time_zone)
            for journey, (number, leaves, lands) in zip(saved, legs, strict=True)
        ],
        batch_size=BATCH,
    )  # fmt: skip
