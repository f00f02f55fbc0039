"""Ottilie watches over data protection: looks of different kinds, a record with words in it, checked and changed since."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.utils import timezone

from accounts.services import add_user
from ish.oversight import services
from ish.oversight.models import Officer
from ish.people.models import Participation
from ish.people.states import State
from ish.privacy.models import Look
from ish.privacy.services import new_act
from logistics.demo.build import World

HEALTH = ["profiles.health.allergies", "profiles.health.diet", "profiles.health.medication"]
PASSPORT = ["profiles.traveldocument.expires_on", "profiles.traveldocument.number"]
PAPER = ["documents.storedfile.name"]
WORDS = {
    "controller": "Stadt Heidelberg\nMarktplatz 10, 69117 Heidelberg",
    "representative": "International relations office of the City, ish@example.org",
    "recipients": "Hotel (names and nights), insurance (names, birth dates), bus company (names, times of arrival)",
    "security": "The server stands in the City's own computing centre.\nEverybody who runs the school is trained once a year.",
}


def officer(world: World) -> None:
    """Write the officer, who has checked the record once."""
    ottilie, olga = world.users["ottilie@example.org"], world.users["olga@example.org"]
    Officer.objects.create(user=ottilie, name=ottilie.name, email=ottilie.email)
    programme = world.edition.programme
    services.save_record(programme=programme, words=WORDS, version=0, by=olga)
    services.check_record(
        programme=programme, version=1, by=ottilie, on=(world.now - timedelta(days=20)).date()
    )


def looks(world: World) -> None:
    """Write looks of the last weeks: one by one with a reason, a list taken away, at night, and by somebody without the part."""
    rows = Participation.objects.filter(edition=world.edition, state=State.CONFIRMED).order_by("pk")
    keys = list(rows.values_list("person_id", flat=True))
    if keys:
        Look.objects.bulk_create(_looks(world, keys), batch_size=500)


def _looks(world: World, keys: list[int]) -> Iterator[Look]:
    olga, rosa = world.users["olga@example.org"], world.users["rosa@example.org"]
    helper = add_user(email="theo.rahn@example.org", name="Theo Rahn")  # who used to help, and does no more
    night = world.now.replace(hour=23, minute=12) - timedelta(days=6)
    at_night = timezone.now() - (world.now - night)
    once: dict[str, Any] = {"reader": olga, "role": "organiser"}
    yield _look(keys[0], HEALTH, 1, **once, where="person page", reason="The hotel asks about nuts")
    yield _look(keys[-1], PASSPORT, 2, **once, where="form")
    yield _look(keys[0], PAPER, 9, reader=rosa, role="reviewer", where="file", reason="Curriculum vitae")
    yield Look(person_id=keys[1], fields=PASSPORT, at=at_night, act=new_act(), where="person page", **once)
    act = new_act()
    for key in keys:
        yield _look(key, PASSPORT[:1], 4, **once, where="export", act=act, people=len(keys))
    yield _look(keys[1], HEALTH, 3, reader=helper, role="organiser", where="person page")


def _look(person: int, fields: list[str], days: int, *, act: str = "", **more: Any) -> Look:
    return Look(
        person_id=person,
        fields=fields,
        at=timezone.now() - timedelta(days=days),
        act=act or new_act(),
        **more,
    )
