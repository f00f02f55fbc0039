"""Roles do not add up: who organises one edition and coordinates in another learns of the other only what coordinators do.

Mika coordinates Kumamoto in 2027 and organises 2026. Every page of organisers, and every export, is walked with either in hand.
"""

import html
import io
import re
import zipfile
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.urls import resolve, reverse
from django.utils.functional import SimpleLazyObject

from accounts import roles
from ish.desk.access import rule_of
from ish.people.models import Participation
from tests.access import world as worlds
from tests.access.expecting import expectations

OF_2027 = (
    "Pia Sato",
    "Sato, Pia",
    "Paul Blanc",
    "Blanc, Paul",
    "Project of Hana",
    "Project of Hugo",
)
NEVER = OF_2027[2:]  # nothing of other partners and of labs on any page; Pia is their own student
EXPORTS = ("?_export=csv", "?_export=xlsx")


@pytest.fixture
def world(db: None, plain_templates: None, settings: Any) -> worlds.World:
    settings.REQUIRE_SECOND_FACTOR = False
    return worlds.in_season()


def _client(world: worlds.World, edition: Any) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(world.users["mixed"])
    client.post(reverse("desk:edition"), {"edition": edition.pk})
    return client


def _urls(world: worlds.World) -> list[str]:
    found = []
    for expected in expectations().values():
        for name, expect in expected.items():
            found.append(expect.url(name, world))
    return ["/", *(url for url in found if "organiser" in _roles(url))]


def _roles(url: str) -> tuple[str, ...]:
    rule = rule_of(resolve(urlsplit(url).path).func)
    return rule.roles if rule is not None else ()


def _text(response: Any) -> str:
    body = b"".join(response.streaming_content) if response.streaming else response.content
    if body[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(body)) as file:
            body = b" ".join(file.read(name) for name in file.namelist())
    return html.unescape(body.decode(errors="replace"))


def _forbidden(url: str) -> tuple[str, ...]:
    return OF_2027 if _roles(url) == ("organiser",) else NEVER


@pytest.mark.in_turns
@pytest.mark.parametrize("chosen", ["edition", "edition_other"])
def test_no_page_or_file_of_organisers_tells_of_an_edition_only_coordinated_in(world, chosen):
    client = _client(world, getattr(world, chosen))
    leaks = []
    for url in _urls(world):
        text = _text(client.get(url))
        leaks += [(url, word) for word in _forbidden(url) if word in text]
        for export in EXPORTS if "_export=" in text else ():
            text = _text(client.get(url + export))
            leaks += [(url + export, word) for word in _forbidden(url) if word in text]
    assert leaks == []


@pytest.mark.in_turns
@pytest.mark.parametrize("chosen", ["edition", "edition_other"])
def test_the_desk_of_an_organiser_is_about_the_edition_they_organise(world, chosen):
    text = _text(_client(world, getattr(world, chosen)).get("/"))
    numbers = re.findall(rf'href="[^"]*/(?:bodies|body)/{world.body_other.pk}/', text)
    assert numbers == [] and "Montpellier" not in text
    theirs = text.partition("As coordinator")[2]
    assert "Kumamoto" in theirs and "5 of 6 places used" in re.sub(
        r"\s+", " ", re.sub(r"<[^>]+>", " ", theirs)
    )  # by Pia and others, named in 2027


def test_what_a_list_shows_follows_from_the_part_in_the_edition_listed(world):
    """The roster of 2026 has the same columns whichever edition is in hand."""
    shown = {
        chosen: _text(
            _client(world, getattr(world, chosen)).get(reverse("logistics:roster") + "?_export=csv")
        ).splitlines()[0]
        for chosen in ("edition", "edition_other")
    }
    assert shown["edition"] == shown["edition_other"]


def test_what_was_fetched_for_somebody_is_not_asked_again_until_roles_change(world: Any) -> None:
    """The user of a request is wrapped: what is kept on them has to go from the one inside."""
    wrapped: Any = SimpleLazyObject(lambda: world.users["organiser"])
    other = Participation.objects.filter(edition=world.edition_other).first()
    assert other is not None and roles.through(wrapped, other) == set()
    roles.remember(wrapped, "organiser", [other])
    assert roles.through(wrapped, other) == {"organiser"}
    roles.forget_held(wrapped)
    assert roles.through(wrapped, other) == set()
