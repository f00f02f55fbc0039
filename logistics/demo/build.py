"""Builds the season of the demonstration as of a stage. Rows are written with the dates they would have had by then."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.core.management import call_command
from django.db import transaction

from accounts.models import DemoCast, DemoMark, User
from accounts.services import add_user
from ish import clock
from ish.nominations.models import Coordinator
from ish.placements.models import Host, Institute, LabProject
from ish.profiles import notice
from ish.profiles.services import save_notice_text
from ish.programme.models import Edition, NominatingBody, Organiser, Phase, Programme, Quota
from ish.programme.states import Part
from logistics.demo import cast, season
from logistics.models import Place


class NotEmpty(Exception):
    """The database already holds something: a demonstration is only ever loaded into an empty one."""


@dataclass
class World:
    """What has been built so far, by key."""

    stage: str
    now: datetime
    edition: Edition
    users: dict[str, User] = field(default_factory=dict)
    bodies: dict[str, NominatingBody] = field(default_factory=dict)
    projects: dict[str, LabProject] = field(default_factory=dict)
    places: dict[str, Place] = field(default_factory=dict)

    def reached(self, stage: str) -> bool:
        """Say whether the season has come as far as `stage`."""
        return season.STAGES[self.stage] >= season.STAGES[stage]

    def project(self, beginning: str) -> LabProject:
        """Return the project whose title begins so."""
        return next(p for title, p in self.projects.items() if title.startswith(beginning))


def is_empty() -> bool:
    """Say whether nobody has used this database yet."""
    return not User.objects.exists() and not Programme.objects.exists()


@transaction.atomic
def frame(stage: str) -> World:
    """Write everything but the nominees: mark, users, programme, partners, labs. Raises `NotEmpty`."""
    if not is_empty():
        raise NotEmpty("The database is not empty. A demonstration is loaded into an empty database only.")
    now = season.STAGES[stage]
    DemoMark.objects.create(stage=stage, now=now)
    clock.forget()
    world = World(stage=stage, now=now, edition=_edition())
    _users(world)
    _notice(world)
    _bodies(world)
    _labs(world)
    world.places = {place.iata or place.name: place for place in Place.objects.all()}
    return world


def _edition() -> Edition:
    programme = Programme.objects.create(
        name="International Summer Science School Heidelberg", short_name="ISH", kind="incoming"
    )
    edition = Edition.objects.create(
        programme=programme,
        number=30,
        year=2027,
        arrival_day=season.ARRIVAL,
        departure_day=season.DEPARTURE,
        contact_email="ish@example.org",
        data_protection_contact="Data protection officer of the City, data-protection@example.org",
    )
    Phase.objects.bulk_create(
        Phase(edition=edition, code=code, opens=opens, closes=closes)
        for code, (opens, closes) in season.PHASES.items()
    )
    return edition


def _users(world: World) -> None:
    for order, (email, name, label) in enumerate(cast.SIGN_INS):
        language = "de" if email.startswith(("mina",)) else "en"
        user = add_user(email=email, name=name, language=language)
        DemoCast.objects.create(user=user, label=label, order=order)
        world.users[email] = user
    olga = world.users["olga@example.org"]
    Organiser.objects.create(
        edition=world.edition, user=olga, name=olga.name, email=olga.email, part=Part.LEAD
    )


def _notice(world: World) -> None:
    """The privacy notice says what we propose, and has been checked."""
    save_notice_text(
        edition=world.edition,
        words={code: notice.proposal(code) for code in notice.LANGUAGES},
        checked_on=season.PHASES["nominations"][0] - timedelta(days=11),
        version=0,
        by=world.users["olga@example.org"],
    )


def _bodies(world: World) -> None:
    for body in season.BODIES:
        row = NominatingBody.objects.create(
            name=body.name,
            kind=body.kind,
            country=body.country,
            time_zone=body.zone,
            language=body.language,
            dormant=body.dormant,
            parent=world.bodies.get(body.parent),
        )
        world.bodies[body.key] = row
        if body.places or body.reserve:
            Quota.objects.create(
                edition=world.edition,
                body=row,
                places=body.places,
                reserve_places=body.reserve,
                nominations_by=body.names_by,
                tells_first_days=body.tells_first,
            )
        name, email = body.coordinator
        if email:
            user = world.users.get(email)
            if user:
                User.objects.filter(pk=user.pk).update(time_zone=body.zone)
            elif body.key not in season.NOT_YET:
                user = add_user(email=email, name=name, language=body.language, time_zone=body.zone)
            Coordinator.objects.create(body=row, user=user, name=name, email=email)


def _labs(world: World) -> None:
    institutes = {
        i.key: Institute.objects.create(
            name=i.name, short_name=i.short, address=i.address, hospital=i.hospital
        )
        for i in season.INSTITUTES
    }
    for p in season.PROJECTS:
        project = LabProject.objects.create(
            edition=world.edition,
            institute=institutes[p.institute],
            title=p.title,
            abstract=p.abstract,
            fields=p.fields,
            capacity=p.capacity,
            min_age=p.min_age,
            languages=list(p.languages),
            computer_only=p.computer,
            safety_note=p.safety,
            state=p.state,
        )
        world.projects[p.title] = project
        name, email = p.host
        user, language = world.users.get(email), "de" if "de" in p.languages else "en"
        Host.objects.create(project=project, user=user, name=name, email=email, language=language)


def days_before(now: datetime, days: int, hour: int = 10) -> datetime:
    """Return the moment `days` before `now`, at `hour` o'clock in the school's zone."""
    return (now - timedelta(days=days)).astimezone(season.BERLIN).replace(hour=hour, minute=12)


def throw_away() -> None:
    """Empty a database that holds a demonstration. Raises `NotEmpty` when it is a real one."""
    if not DemoMark.objects.exists():
        raise NotEmpty("This database is not a demonstration; it is left alone.")
    places = list(Place.objects.all())
    call_command("flush", interactive=False, verbosity=0)
    Place.objects.bulk_create(places)
    clock.forget()
