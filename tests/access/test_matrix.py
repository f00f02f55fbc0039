"""Every address of ours × every actor × own and other scope. An address without an expectation fails.

What is expected stands in `expectations/`, one file an app. Each page opens for somebody, with something on it, or stands
in `NOT_HERE`. Whoever is not named there gets the refusal: a visitor is sent to the sign-in page, everybody else learns nothing
("not found"), for GET and for POST alike.
"""

import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.test import Client

from ish.desk.access import OURS
from ish.desk.addresses import Address, every_address
from tests.access import world as worlds
from tests.access.expecting import ACTORS, SUM_OF, Expect, Status, expectations

PULSE = ("healthz", "readyz")


def ours(address: Address) -> bool:
    """Whether the view behind the address is one of ours (not Django's, not allauth's)."""
    view = getattr(address.view, "view_class", address.view)
    return f"{view.__module__}.".startswith(OURS) and address.name not in PULSE


def key(address: Address) -> str:
    """By what an address is expected: its name, or, where it has none, the address itself with a slash in front."""
    return address.name or f"/{address.route}"


FILES = expectations()
EXPECTED = {name: expect for expected in FILES.values() for name, expect in expected.items()}

# What opens for nobody in this world.
NOT_HERE = {
    # It only leads to where something is.
    "applications:mine",
    "consents:mine",
    "consents:ask",  # Pia is of age: nobody's guardian is to be written to
    "contacts:today",
    "contacts:follow",
    "handbook:publish",
    "interviews:of",
    "nominations:of",
    "nominations:answer_own",
    "profiles:mine",
    "profiles:profile",
    "/accounts/signup/",
    "set_language",
    # The copy of this world is not kept any more; one that is stands in tests/rights.
    "rights:file",
    # The emergency card on paper leads to the card until its reader has said why; one that is open stands in tests/logistics.
    "logistics:card_paper",
    # Behind a link by mail: proved where the links are made, and looked at in `tests/journey/test_pages.py`.
    "accounts:invitation",
    "accounts:invitation_page",
    "accounts:sign_in_link",
    "accounts:sign_in_link_page",
    "accounts:first_visit",
    "accounts:first_visit_page",
    "applications:reference",
    "applications:page",
    "applications:correct",
    "applications:paper",
    "consents:seat",
    "consents:seat_history",
    "consents:seat_record",
    "consents:seat_paper",
    "consents:seat_section",
    "rights:seat_copy",
    "rights:seat_file",
    "consents:seat_form",
    "consents:find",  # it only leads on
    "consents:seat_withdraw",
    "interviews:page",
    "interviews:page_calendar",
    "nominations:answer",
    "nominations:answer_paper",
    "people:agree",
    "handbook:guest",
    "handbook:guest_chapter",
    "handbook:guest_rules",
    "handbook:guest_changes",
    "handbook:guest_paper",
    "handbook:guest_copy",
    # In a demonstration, or in an empty installation, alone.
    "accounts:demo_cast",
    "desk:mailbox",
    "desk:mailbox_message",
    "desk:mailbox_preview",
    "programme:begin",
    # A file that is not there: a letter that was written on the page, a plan without a proposal.
    "applications:letter_file",
    "placements:instance",
}


def test_every_url_has_an_expectation() -> None:
    missing = {key(address) for address in every_address() if ours(address)} - set(EXPECTED)
    assert sorted(missing) == []


def test_no_expectation_without_a_url() -> None:
    assert sorted(set(EXPECTED) - {key(address) for address in every_address()}) == []


def test_every_argument_is_filled() -> None:
    wrong = {
        key(address): (address.arguments, sorted(EXPECTED[key(address)].args))
        for address in every_address()
        if ours(address)
        and key(address) in EXPECTED
        and set(address.arguments) != set(EXPECTED[key(address)].args)
    }
    assert wrong == {}


@dataclass
class Stage:
    """The world and a session cookie by actor, both written once; every request is undone."""

    world: worlds.World
    sessions: dict[str, str]

    def client(self, actor: str) -> Client:
        """Return a browser of its own: what a page left in cookies is not there for the next request."""
        client = Client(raise_request_exception=False)
        if actor in self.sessions:
            client.cookies[settings.SESSION_COOKIE_NAME] = self.sessions[actor]
        return client


@pytest.fixture
def stage(db: None, plain_templates: None, plain_refusals: None, settings: Any) -> Stage:
    settings.REQUIRE_SECOND_FACTOR = False
    world = worlds.in_season()
    return Stage(world, {actor: _session(user) for actor, user in world.users.items() if user})


def _session(user: Any) -> str:
    client = Client()
    client.force_login(user)
    return client.cookies[settings.SESSION_COOKIE_NAME].value


@pytest.mark.in_turns
@pytest.mark.parametrize("file", sorted(FILES))
def test_who_may_enter(file: str, stage: Stage) -> None:
    wrong = [line for name, expect in FILES[file].items() for line in _wrong(name, expect, stage)]
    assert not wrong, "\n".join(wrong)


def _wrong(name: str, expect: Expect, stage: Stage) -> Iterator[str]:
    """Yield a line for every actor and method whose answer is not the one expected, and for a page that opens for nobody."""
    url, opened = expect.url(name, stage.world), False
    for actor in ACTORS:
        for method in ("GET", "POST"):
            allowed = _allowed(expect, actor, method)
            status, target = _ask(stage.client(actor), stage.world, method, url, expect)
            if status not in allowed:
                yield f"{name} ({url}) {method} as {actor}: {status} {target}, expected {sorted(allowed)}"
            opened = opened or (method == "GET" and status == 200)
    if not opened and name not in NOT_HERE and not _only_sent(expect):
        yield f"{name} ({url}) opens for nobody"


def _only_sent(expect: Expect) -> bool:
    """Say whether an address is a button: nobody looks at it."""
    return bool(expect.posts) and all(status == 405 for status in expect.pages.values())


REFUSED_VISITOR = -302
"""A redirect to the sign-in page, as distinct from any other redirect."""


def _allowed(expect: Expect, actor: str, method: str) -> set[int]:
    mine, other = (expect.pages, expect.posts) if method == "GET" else (expect.posts, expect.pages)
    if found := _statuses(mine, actor):
        return found
    if found := _statuses(other, actor):
        # May enter by the other method: told so. A page that asks nothing answers a POST with itself at most.
        return {405} | found
    # An address that takes no such method at all may say so to everybody: that tells nothing about what is behind it.
    return {REFUSED_VISITOR, 405} if actor == "anonymous" else {404, 405}


def _statuses(expected: Mapping[str, Status], actor: str) -> set[int]:
    """Return the statuses expected for an actor; none: refused."""
    found: set[int] = set()
    for name in (actor,) if actor in expected else SUM_OF.get(actor, ()):
        status = expected.get(name, set())
        found |= set(status) if isinstance(status, set) else {status}
    return found


def _ask(client: Client, world: worlds.World, method: str, url: str, expect: Expect) -> tuple[int, str]:
    """Return status and target of a redirect; whatever the request wrote is undone."""
    data = expect.data(world) if callable(expect.data) else expect.data
    cache.clear()
    with transaction.atomic():
        if method == "GET":
            response = client.get(url)
        else:
            response = client.post(url, dict(data))
        if response.streaming:
            b"".join(response.streaming_content)  # type: ignore[arg-type]
            getattr(response, "file_to_stream", io.BytesIO()).close()
        transaction.set_rollback(True)
    target = response.headers.get("Location", "")
    to_sign_in = response.status_code == 302 and "/login/" in target and "next=" in target
    return (REFUSED_VISITOR if to_sign_in else response.status_code), target
