"""The planted world, and a walk through everything that opens for an actor: pages, answers to what is sent, files, further links.

The addresses come from the expectations of the access matrix, so that a new page is walked without anybody remembering to add
it. What an actor saw is kept by field and surface, with the first address.
"""

import html
import logging
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from django.core.cache import cache
from django.db import transaction
from django.test import Client
from django.urls import reverse

from ish.privacy import services
from ish.privacy.models import Look
from tests.access.expecting import Expect, expectations
from tests.access.test_matrix import _statuses as statuses
from tests.access.world import World
from tests.canary import surfaces
from tests.canary.planting import COUNTRIES, Canary

OPEN = {200, 302}  # what leads on says something, too: where to
SECTIONS = ("about_me", "education", "emergency", "interests", "passport", "health", "insurance")
# What they read of Pia, and no further; who stands nowhere here reads nothing of her.
ROLES = {
    **{name: name for name in ("organiser", "coordinator", "participant", "host", "reviewer")},
    **{name: name for name in ("officer", "companion", "guardian")},
    "mixed": "coordinator",  # of Pia's edition they are no organiser
    "companion:card": "companion",
    "guardian:second": "guardian",
    "student:link": "participant",
}
THEMSELVES = ("participant", "student:link", "anonymous")  # whose looks are not written down
_MORE = re.compile(r'href="([^"]*\?[^"]*(?:export|format|download)[^"]*)"')
_LISTS_TO_FILL_IN = ("/template/", "/students.xlsx")

# field → surface → the first address
Seen = dict[str, dict[str, str]]
# where to, and what
Sent = tuple[str, Mapping[str, Any]]


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

    world: World
    canaries: list[Canary]
    left_out: set[str]
    clients: dict[str, Client] = field(default_factory=dict)
    others: list[Canary] = field(default_factory=list)  # planted in rows of staff, and of a second guardian
    unlogged: set[tuple[str, str]] = field(default_factory=set)  # sensitive values shown without a look row
    broken: set[tuple[str, int]] = field(
        default_factory=set
    )  # pages that did not open: what they show nobody knows
    by_url: dict[str, set[str]] = field(default_factory=dict)
    near: dict[str, set[str]] = field(default_factory=dict)  # who may see each of the others
    raw: str = ""
    _any: re.Pattern[str] | None = None

    def may_read(self, actor: str) -> set[str]:
        """Return the names of the fields that this actor may read of Pia."""
        if actor.startswith("organiser:"):
            role, parts = "organiser", {actor.partition(":")[2]}
        else:
            role, parts = ROLES.get(actor, ""), {"lead"}
        return {c.name for c in self.canaries if services._may_read(c.policy, role, parts)}

    def urls(self, role: str) -> list[str]:
        """Return the address of every page that may open for the role, filled with Pia's objects. That the others are refused,
        and that a refusal says nothing, is the matter of `tests/access/test_matrix.py`."""
        found = [e.url(name, self.world) for name, e in _every() if statuses(e.pages, role) & OPEN]
        return [
            *found,
            *(reverse("profiles:section", args=[self.world.participation.pk, c]) for c in SECTIONS),
        ]

    def posts(self, role: str) -> Iterator[Sent]:
        """Yield what the role may send, and where: the answer shows something, too. Of organisers' many answers only those with
        something on them: those that lead on lead to pages that are walked anyway."""
        answers = {200} if role.startswith("organiser") or role == "mixed" else OPEN
        for name, expect in _every():
            if statuses(expect.posts, role) & answers:
                data = expect.data(self.world) if callable(expect.data) else expect.data
                yield expect.url(name, self.world), data
        for code in SECTIONS:
            yield reverse("profiles:facts", args=[self.world.participation.pk, code]), {}

    def seen(self, actor: str, urls: Iterable[str], posts: Iterable[Sent] = ()) -> Seen:
        """Return the fields that the actor saw, on which surfaces, and where first. Exports that pages offer are fetched, too."""
        found: Seen = {}
        queue = list(urls)
        known = set(queue)
        while queue:
            url = queue.pop(0)
            self._note(found, actor, url, self.fetch(actor, url))
            for more in _MORE.findall(self.raw):
                target = html.unescape(more)
                full = urlsplit(url).path + target if target.startswith("?") else target
                if full not in known and full.startswith("/"):
                    known.add(full)
                    queue.append(full)
        for url, data in posts:
            self._note(found, actor, url, self.fetch(actor, url, data=data))
        return found

    def fetch(self, actor: str, url: str, *, data: Mapping[str, Any] | None = None) -> dict[str, str]:
        """Return the texts of the answer by surface, in lower case; whatever it wrote is undone. `raw` is how it came."""
        client = self.clients[actor]
        if data is not None:
            cache.clear()  # nobody is kept from asking so often
        with transaction.atomic():
            before = Look.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
            if data is None:
                response = client.get(url)
            else:
                response = client.post(url, dict(data), headers={"HX-Request": "true"})
            body = b"".join(response.streaming_content) if response.streaming else response.content
            if response.status_code >= 500 or response.status_code == 429:
                self.broken.add((url, response.status_code))
            self.raw = body.decode(errors="replace") if body[:2] != b"PK" and body[:1] != b"\x89" else ""
            texts = self._texts(response, body, fragment=data is not None)
            if actor not in THEMSELVES:
                self._ask_for_looks(texts, url, before)
            transaction.set_rollback(True)
        return texts

    def _texts(self, response: Any, body: bytes, *, fragment: bool) -> dict[str, str]:
        """Divide an answer by surface, when there is anything in it at all."""
        plain = not body.startswith((b"%PDF-", b"PK", b"BEGIN:VCALENDAR"))
        if plain and not self.anything().search(f"{response.headers} {html.unescape(self.raw)}".casefold()):
            return {}
        divided = surfaces.of_answer(response, body, fragment=fragment)
        return {surface: text.casefold() for surface, text in divided.items()}

    def anything(self) -> re.Pattern[str]:
        """Return one expression for all that is planted."""
        if self._any is None:
            texts = [re.escape(text) for c in (*self.canaries, *self.others) for text in c.texts]
            self._any = re.compile("|".join(texts))
        return self._any

    def _note(self, found: Seen, actor: str, url: str, texts: dict[str, str]) -> None:
        for canary in (*self.canaries, *self.others):
            for surface in where(canary, texts, url):
                found.setdefault(canary.name, {}).setdefault(surface, url)
                self.by_url.setdefault(url, set()).add(canary.name)

    def _ask_for_looks(self, texts: dict[str, str], url: str, before: int) -> None:
        """Note which sensitive values of Pia were shown without that anybody could know."""
        shown = {c.name for c in self.canaries if c.policy.logged and where(c, texts, url)}
        if shown:
            looks = Look.objects.filter(pk__gt=before, person_id=self.world.person.pk)
            known = {name for fields in looks.values_list("fields", flat=True) for name in fields}
            self.unlogged |= {(name, url) for name in shown - known}


def where(canary: Canary, texts: Mapping[str, str], url: str) -> list[str]:
    """Return the surfaces on which a value stands. A country stands there, too, as one of all that may be chosen."""
    found = [surface for surface, text in texts.items() if canary.seen_in(text)]
    if canary.name in COUNTRIES:
        offered = {surfaces.CHOICES} | ({surfaces.SHEET} if url.endswith(_LISTS_TO_FILL_IN) else set())
        return [surface for surface in found if surface not in offered]
    return found


def _every() -> Iterator[tuple[str, Expect]]:
    for expected in expectations().values():
        yield from expected.items()
