"""Wherever organisers read the name of somebody whose data is kept and not used, the mark stands beside it, on every page there
is, those that are written tomorrow, too; and nobody else reads the mark anywhere.
"""

import re
from collections.abc import Iterator
from html import unescape
from typing import Any

import pytest
from django.template.loader import render_to_string
from django.utils.html import strip_tags

from ish.people.models import Person
from ish.rights import services
from tests.access import world as worlds
from tests.access.expecting import expectations

MARK = render_to_string("components/restricted.html")
NAME = "Xanthippe"
OTHERS = ("participant", "coordinator", "host", "reviewer", "companion")
# Pages on which the name stands for another reason than to show or do something with the person, with the reason.
WITHOUT: dict[str, str] = {}


@pytest.fixture
def world(db: None, settings: Any) -> worlds.World:
    settings.REQUIRE_SECOND_FACTOR = False
    made = worlds.in_season()
    Person.objects.filter(pk=made.person.pk).update(given_names=NAME, badge_name=NAME)
    services.restrict(person=made.person, asked_by="person", why="x", by=made.users["organiser"])
    return made


def pages(world: worlds.World, enter: Any, actor: str) -> Iterator[tuple[str, str]]:
    """Yield name and content of each page that opens for an actor."""
    client = enter(world.users[actor])
    every = {name: expect for one in expectations().values() for name, expect in one.items()}
    for name, expect in sorted(every.items()):
        if expect.pages.get(actor) == 200:
            answer = client.get(expect.url(name, world))
            if not answer.streaming and answer.headers.get("Content-Type", "").startswith("text/html"):
                yield name, answer.content.decode()


def says_the_name(page: str) -> bool:
    """Say whether a reader of the page reads the name."""
    shown = re.sub(r"<head>.*?</head>|<script.*?</script>|<nav.*?</nav>", "", page, flags=re.S)
    return NAME in unescape(strip_tags(shown))


@pytest.mark.once
def test_no_page_of_organisers_says_the_name_without_the_mark(world: worlds.World, enter: Any) -> None:
    found = {name: MARK in page for name, page in pages(world, enter, "organiser") if says_the_name(page)}
    assert len(found) > 60  # the world has them on its pages
    missing = {name for name, marked in found.items() if not marked} - set(WITHOUT)
    assert not missing, "\n".join(sorted(missing))


@pytest.mark.once
def test_nobody_else_reads_the_mark(world: worlds.World, enter: Any) -> None:
    found = [(actor, name) for actor in OTHERS for name, page in pages(world, enter, actor) if MARK in page]
    assert found == []
