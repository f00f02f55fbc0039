"""Nobody gets an error page by asking oddly: strange query strings at every list, garbage sent to every form."""

import io
from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import urlencode

import pytest
from django.apps import apps
from django.core.cache import cache
from django.db import transaction
from django.test import Client

from tests import servers
from tests.access import world as worlds
from tests.access.expecting import Expect, expectations

EXPECTED = {name: expect for file in expectations().values() for name, expect in file.items()}
NUL, LONG, HUGE = "a\x00b", "x" * 40_000, "9" * 30
VALUES = ("-1", NUL, HUGE, "1' OR 1=1--", "\ud7ff٣²", "0001-01-01", "%s,%n")
WORDS = (
    "page", "sort", "q", "state", "body", "day", "lab", "who", "kind", "only", "actor", "requirement", "partner",
    "sender_state", "receiver_state", "institute", "project", "plan", "copy_of", "next", "direction", "minor",
    "edition", "reserve", "decision", "per_page", "country", "dormant", "role",
)  # fmt: skip
QUERIES = [urlencode(dict.fromkeys(WORDS, value)) for value in VALUES]
QUERIES += [urlencode(dict.fromkeys(("q", "page", "sort"), LONG[:30000]))]
QUERIES += [
    "page=1&page=x&sort=evil&sort=-evil&sort=__class__&sort=person__user__password&q=a&q=&_export=evil&_export=csv",
    "%ff%fe=%ff&q=%ff&page=%00&q[]=1&q[$ne]=1&" + "&".join(f"k{n}=1" for n in range(900)),
]
# Pages that read nothing from their query: forms and questions.
FORMS = (
    "edit", "add", "new", "new_body", "new_edition", "new_programme", "edit_body", "edit_edition", "edit_programme",
    "contact", "erase", "withdraw", "send_back", "hand_in", "hand_in_all", "invite", "invite_organiser", "end",
    "end_organiser", "waive", "unwaive", "accept", "give_back", "host_new", "host_remove", "host_invite", "project_new",
    "institute_new", "privacy", "accessibility", "style_guide", "signup/", "invitation_page", "sign_in_link_page",
    "first_visit_page", "instance", "pending", "message_edit", "facts", "template", "upload",
)  # fmt: skip
GARBAGE_KEYS = (
    *WORDS, "n", "keys", "pk", "version", "order", "add", "remove", "move", "confirmed", "action", "email", "name",
    "family_name", "given_names", "birth_date", "phone", "reason", "legs-TOTAL_FORMS", "legs-INITIAL_FORMS",
    "legs-0-departs_day", "participation", "pinned", "seen", "batch", "title", "year", "number", "places",
    "languages-TOTAL_FORMS", "language", "capacity", "subject", "text", "file", "who", "preset", "same_body_max",
    "form-TOTAL_FORMS", "form-INITIAL_FORMS", "guardians-TOTAL_FORMS", "guardians-INITIAL_FORMS", "leave_out",
)  # fmt: skip


@pytest.fixture
def clients(db: None, plain_templates: None, settings: Any) -> tuple[worlds.World, dict[str, Client]]:
    settings.REQUIRE_SECOND_FACTOR = False
    world = worlds.in_season()
    found = {}
    for actor, user in world.users.items():
        found[actor] = Client(raise_request_exception=False)
        if user:
            found[actor].force_login(user)
    return world, found


def _url(world: worlds.World, name: str, expect: Expect) -> str:
    return expect.url(name, world).partition("?")[0]


def _actors(allowed: Any) -> list[str]:
    """One actor a role is enough: rights are tested elsewhere."""
    return [
        actor
        for actor in ("organiser", "coordinator", "participant", "host", "anonymous")
        if actor in allowed
    ]


def _some(rows: Sequence[Any], many: int, place: int) -> Iterator[tuple[int, Any]]:
    """Yield `many` of the rows and their numbers, others at each place and in each column of servers: in turns each address meets
    all kinds, for a quarter of the time."""
    start = place * many + (len(rows) // 2 if servers.column() == "servers" else 0)
    return ((n % len(rows), rows[n % len(rows)]) for n in range(start, start + many))


def _ask(client: Client, url: str) -> int:
    cache.clear()
    with transaction.atomic():
        response = client.get(url)
        if response.streaming:
            b"".join(response.streaming_content)  # type: ignore[arg-type]
        getattr(
            response, "file_to_stream", io.BytesIO()
        ).close()  # closing the answer would close the database
        transaction.set_rollback(True)
    return response.status_code


@pytest.mark.timeout(600)
def test_strange_query_strings_are_answered(clients: Any) -> None:
    world, browsers = clients
    wrong = []
    for place, (name, expect) in enumerate(EXPECTED.items()):
        if name.endswith(FORMS):
            continue
        for actor in _actors(expect.pages)[:1]:
            url = _url(world, name, expect)
            for _number, query in _some(QUERIES, 2, place):
                if (status := _ask(browsers[actor], f"{url}?{query}")) >= 500:
                    wrong.append(f"{status} {url}?{query[:200]} ({actor})")
    assert not wrong, "\n".join(wrong)


# ---------------------------------------------------------------- WHAT IS SENT

ODD = ("-1", NUL, HUGE, "\ud7ff٣²", LONG)
PAYLOADS: list[Any] = [dict.fromkeys(GARBAGE_KEYS, value) for value in ODD]
PAYLOADS += [{}, {key: ["x", "-1"] for key in GARBAGE_KEYS}]
# What a form may change when it takes garbage for an answer: notes of looks, sessions, texts of its own object.
KEPT = (
    "accounts.user",
    "people.participation",
    "people.step",
    "placements.placement",
    "programme.organiser",
    "nominations.coordinator",
)

# One button to take what the page shows: whatever comes with it, it was pressed.
PRESSED = ("nominations:preview",)


def _state() -> dict[str, int]:
    """How many rows there are of what nobody may create or remove by sending garbage."""
    return {label: apps.get_model(label).objects.count() for label in KEPT}


def _send(client: Client, url: str, data: Any) -> tuple[int, bool]:
    """Return the status, and whether rows appeared or disappeared; what was written is undone."""
    cache.clear()
    with transaction.atomic():
        before = _state()
        response = client.post(url, data)
        changed = not transaction.get_connection().needs_rollback and _state() != before
        transaction.set_rollback(True)
    return response.status_code, changed


@pytest.mark.timeout(600)
def test_garbage_is_no_answer_to_a_form(clients: Any) -> None:
    world, browsers = clients
    wrong = []
    for place, (name, expect) in enumerate(EXPECTED.items()):
        for actor in _actors(expect.posts)[:1]:
            url = _url(world, name, expect)
            for number, data in _some(PAYLOADS, 2, place):
                status, changed = _send(browsers[actor], url, data)
                if status >= 500 or (changed and name not in PRESSED):
                    wrong.append(
                        f"{status} {url} payload {number} ({actor}){' changed rows' if changed else ''}"
                    )
    assert not wrong, "\n".join(wrong)
