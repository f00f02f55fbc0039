"""Every declared personal field × every role × every page, fragment, export, search result, mail and line of the log.

A value planted in a field may be seen only by roles whose declaration reads it. The addresses come from the expectations of the
access matrix, so that a new page is walked without anybody remembering to add it.
"""

import html
import io
import logging
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader
from pypdf.errors import PdfReadError

from accounts.models import User
from ish.desk.registry import search
from ish.outbox import rendering
from ish.outbox.models import Message
from ish.people import consequences
from ish.people import services as people
from ish.people.consequences import Change
from ish.placements import services as placements
from ish.privacy import registry, services
from ish.privacy.models import Look
from ish.programme.models import Organiser
from tests.access import world as worlds
from tests.access.expecting import ACTORS, expectations
from tests.access.test_matrix import _statuses as statuses
from tests.canary import matrix, staff
from tests.canary.planting import COUNTRIES, NOT_PLANTED, Canary, plant

PARTS = ("selection", "travel", "health")
OPEN = {200, 302}  # what leads on says something, too: where to
OWN_ROLE = {
    "guardian": "guardian",
    "organiser": "organiser",
    "coordinator": "coordinator",
    "participant": "participant",
    "host": "host",
    "reviewer": "reviewer",
    "officer": "officer",
    "companion": "companion",
    "mixed": "coordinator",  # of Pia's edition they are no organiser
}
_HIDDEN = re.compile(r"<datalist.*?</datalist>|<option(?![^>]*selected)[^>]*>.*?</option>", re.DOTALL)
_MORE = re.compile(r'href="([^"]*\?[^"]*(?:export|format|download)[^"]*)"')


_LISTS_TO_FILL_IN = ("/template/", "/students.xlsx")


def _offered(canary: Canary, url: str) -> bool:
    """Say whether a country stands there as one of all that may be chosen: a workbook keeps them on a sheet of its own."""
    return canary.name in COUNTRIES and url.endswith(_LISTS_TO_FILL_IN)


class Lines(logging.Handler):
    """Keeps what was logged."""

    def __init__(self) -> None:
        super().__init__()
        self.text: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.text.append(f"{record.getMessage()} {record.msg!r} {record.args!r}")


@dataclass
class Walk:
    """The planted world, and a browser for each actor."""

    world: worlds.World
    canaries: list[Canary]
    left_out: set[str]
    clients: dict[str, Client] = field(default_factory=dict)
    staff: list[Canary] = field(default_factory=list)
    unlogged: set[tuple[str, str]] = field(default_factory=set)  # sensitive values shown without a look row

    def may_read(self, actor: str) -> set[str]:
        """Return the names of the fields that this actor may read of Pia."""
        if actor.startswith("organiser:"):
            role, parts = "organiser", {actor.partition(":")[2]}
        else:
            role, parts = OWN_ROLE.get(actor, ""), {"lead"}
        return {c.name for c in self.canaries if services._may_read(c.policy, role, parts)}

    def urls(self, actor: str) -> Iterator[str]:
        """Yield the address of every page that may open for the actor, filled with Pia's objects. That the others are refused,
        and that a refusal says nothing, is the matter of `tests/access/test_matrix.py`."""
        role = actor.partition(":")[0]
        for expected in expectations().values():
            for name, expect in expected.items():
                if statuses(expect.pages, role) & OPEN:
                    yield expect.url(name, self.world)
        for code in ("about_me", "education", "passport", "health"):
            yield reverse("profiles:section", args=[self.world.participation.pk, code])

    def seen(self, actor: str, urls: list[str]) -> dict[str, str]:
        """Return the fields that the actor saw, and where first. Exports that a page offers are fetched, too."""
        found: dict[str, str] = {}
        planted = [*self.canaries, *self.staff]
        queue, known = list(urls), set(urls)
        while queue:
            url = queue.pop(0)
            text, raw = self._fetch(actor, url)
            for canary in planted:
                if canary.name not in found and canary.seen_in(text) and not _offered(canary, url):
                    found[canary.name] = url
            for more in _MORE.findall(raw):
                target = html.unescape(more)
                full = urlsplit(url).path + target if target.startswith("?") else target
                if full not in known and full.startswith("/"):
                    known.add(full)
                    queue.append(full)
        for code in ("about_me", "education", "passport", "health"):
            url = reverse("profiles:facts", args=[self.world.participation.pk, code])
            text, _raw = self._fetch(actor, url, post=True)
            found |= {c.name: url for c in planted if c.name not in found and c.seen_in(text)}
        return found

    def _fetch(self, actor: str, url: str, *, post: bool = False) -> tuple[str, str]:
        """Return the answer as text without suggestions, in lower case, and as it came; whatever it wrote is undone."""
        cache.clear()
        client = self.clients[actor]
        with transaction.atomic():
            before = Look.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
            response = client.post(url, headers={"HX-Request": "true"}) if post else client.get(url)
            body = b"".join(response.streaming_content) if response.streaming else response.content
            raw = as_text(body)
            text = html.unescape(_HIDDEN.sub("", raw) + response.headers.get("Location", "")).casefold()
            if actor not in ("participant", "anonymous"):
                self._ask_for_looks(text, url, before)
            transaction.set_rollback(True)
        return text, raw

    def _ask_for_looks(self, text: str, url: str, before: int) -> None:
        """Note which sensitive values of Pia were shown without that anybody could know."""
        planted = [c for c in self.canaries if c.policy.logged and not _offered(c, url)]
        shown = {c.name for c in planted if c.seen_in(text)}
        if shown:
            looks = Look.objects.filter(pk__gt=before, person_id=self.world.person.pk)
            known = {name for fields in looks.values_list("fields", flat=True) for name in fields}
            self.unlogged |= {(name, url) for name in shown - known}


def as_text(body: bytes) -> str:
    """Return what somebody can read in an answer: texts of pages and calendars, of every sheet of a workbook, of every page of a
    PDF."""
    if body[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(body)) as file:
            return " ".join(file.read(name).decode(errors="replace") for name in file.namelist())
    if body[:5] == b"%PDF-":
        return _pdf_text(body)
    text = body.decode(errors="replace")
    return (
        text.replace("\r\n ", "") if text.startswith("BEGIN:VCALENDAR") else text
    )  # long lines are folded there


def _pdf_text(body: bytes) -> str:
    try:
        pages = PdfReader(io.BytesIO(body)).pages
        return " ".join(page.extract_text() for page in pages).replace("\u200b", "")
    except PdfReadError:
        return ""  # the paper of the world is an empty one


@pytest.fixture
def walk(db: None, plain_templates: None, plain_refusals: None, settings: Any) -> Walk:
    settings.REQUIRE_SECOND_FACTOR = False
    world = worlds.in_season()
    canaries, left_out = plant(world)
    world.person.refresh_from_db()
    users = dict(world.users)
    for part in PARTS:
        user = users[f"organiser:{part}"] = User.objects.create(email=f"{part}@example.org", name=part)
        Organiser.objects.create(edition=world.edition, user=user, name=part, email=user.email, part=part)
    clients = {}
    for actor, user in users.items():
        clients[actor] = Client(raise_request_exception=False)
        if user:
            clients[actor].force_login(user)
    world.users = users
    return Walk(world, canaries, left_out, clients)


def test_every_field_of_a_person_holds_a_canary(walk):
    assert walk.left_out == NOT_PLANTED
    texts = [text for canary in walk.canaries for text in canary.texts]
    assert len(texts) == len(set(texts))


@pytest.mark.in_turns
@pytest.mark.parametrize("actor", [*ACTORS, *(f"organiser:{part}" for part in PARTS)])
def test_pages_and_exports_show_only_what_the_role_reads(walk, actor):
    """Of Pia, and of those who run and help the school: one walk for both, because a walk is long."""
    walk.staff, near = staff.plant(walk.world)
    lines = Lines()
    logging.getLogger().addHandler(lines)
    try:
        seen = walk.seen(actor, list(walk.urls(actor)))
    finally:
        logging.getLogger().removeHandler(lines)
    of_staff = {name: seen.pop(name) for name in near if name in seen}
    assert {name: url for name, url in seen.items() if name not in walk.may_read(actor)} == {}
    if actor in staff.READERS:
        assert {name: url for name, url in of_staff.items() if actor not in near[name]} == {}
    assert walk.unlogged == set()
    matrix.note(actor, walk.canaries, walk.may_read(actor), seen)
    logged = "\n".join(lines.text).casefold()
    assert [canary.name for canary in walk.canaries if canary.seen_in(logged)] == []
    if actor == "participant":
        # Which shows, too, that the walk sees what is there: everything somebody may read about themselves.
        assert walk.may_read(actor) - set(seen) == set()
        assert {"host: name", "host: email"} <= set(of_staff)


def test_search_finds_nobody_by_what_the_reader_may_not_know(walk):
    found = []
    for actor, user in walk.world.users.items():
        if actor in ("anonymous", "nobody", "organiser:travel", "organiser:health"):
            continue  # no search at all, or the same as another's
        allowed = walk.may_read(actor)
        hidden = [canary for canary in walk.canaries if canary.name not in allowed]
        found += [(actor, c.name) for c in hidden if search.find(user, c.texts[0])]
        for group in search.find(user, str(walk.world.person.given_names)) if allowed else ():
            hits = " ".join(f"{hit.title} {hit.detail}" for hit in group.hits).casefold()
            found += [(actor, c.name) for c in hidden if c.seen_in(hits)]
    assert found == []


def test_mails_say_only_what_their_reader_may_know(walk):
    world = walk.world
    world.participation.refresh_from_db()
    Message.objects.all().delete()
    olga = world.users["organiser"]
    world.placement.delete()  # so that the lab is news
    people.remind(participations=[world.participation], by=olga, at=world.edition.arrival_day)
    consequences.apply(Change("named", world.participation, {"by": olga}))
    placements.publish(plan=world.draft_plan, by=olga)
    people.withdraw(participation=world.participation, by=olga)
    role_by_address = {world.users[role].email: role for role in OWN_ROLE if role in world.users}
    role_by_address[world.participation.person.email] = "participant"
    role_by_address[world.person.guardians.get().email] = "guardian"
    role_by_address[world.deputy.email] = "coordinator"
    written = set()
    for message in Message.objects.all():
        role = role_by_address.get(message.to_email, "nobody")
        shown = rendering.preview(message)
        text = f"{shown.subject} {shown.text} {html.unescape(shown.html)}".casefold()
        leaks = [c.name for c in walk.canaries if c.seen_in(text) and c.name not in walk.may_read(role)]
        assert (message.kind, message.to_email, leaks) == (message.kind, message.to_email, [])
        written.add(role)
    assert {"participant", "host", "guardian"} <= written


def test_the_matrix_notices_a_leak(walk, monkeypatch):
    """Break the rule about parts: health facts reach an organiser who does not look after health."""
    actor = "organiser:selection"
    url = reverse("profiles:section", args=[walk.world.participation.pk, "health"])
    assert walk.seen(actor, [url]).keys() <= walk.may_read(actor)
    monkeypatch.setattr(registry, "parts_of", lambda user, edition_id: {"lead"})
    assert "profiles.health.allergies" in walk.seen(actor, [url]).keys() - walk.may_read(actor)
