"""Every page of every role, light on a desk and dark on a phone: no barrier, no complaint, nothing to push sideways.

The pages are those that the access matrix expects to open (`tests/access/expectations`), with the people of the demonstration.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.urls import reverse

from tests import axe_rules
from tests.access.expecting import Expect, expectations
from tests.journey.people_of_the_demo import objects_for, signed_addresses, user_of
from tests.journey.visitor import Visitor

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.once, pytest.mark.timeout(600)]
FILES = expectations()
ALL = tuple(sorted(FILES))
# What is no page of ours to look at: files, and the bodies of mails in their sandbox.
EXCEPT = {
    "nominations:template",
    "nominations:students_list",
    "nominations:receipt",
    "forgetting:report_paper",
    "oversight:record_paper",
    "placements:instance",
    "desk:message_preview",
    "desk:mailbox_preview",
    "documents:file",
    "consents:own_paper",
    "consents:own_record",
    "consents:signer_record",
    "consents:paper_page",
    "portraits:framed",
    "portraits:whole",
    "consents:file",
    "consents:blank",
    "rights:file",
    "handbook:copy",
    "handbook:manifest",
    "handbook:paper",
    "handbook:worker",
    "selection:bundle",
    "selection:paper",
    "interviews:my_calendar",
    "interviews:own_calendar",
}
DEMO = {"anonymous": ("accounts:demo_cast",), "organiser": ("accounts:demo_cast", "desk:mailbox")}
NOWHERE = "/there-is-no-such-page/"
IN_FULL = 5

ROUNDS = [
    pytest.param("anonymous", "travel", ALL, id="anonymous"),
    pytest.param("coordinator", "profiles", ALL, id="coordinator"),
    pytest.param("participant", "travel", ALL, id="participant"),
    pytest.param("minor", "profiles", ALL, id="minor-in-german"),
    pytest.param("host", "travel", ALL, id="host"),
    pytest.param("organiser", "travel", ("accounts", "desk", "messages", "logistics"), id="organiser-desk"),
    pytest.param("organiser", "travel", ("people", "profiles", "contacts"), id="organiser-people"),
    pytest.param(
        "organiser", "profiles", ("nominations", "documents", "applications"), id="organiser-nominations"
    ),
    pytest.param("organiser", "profiles", ("season", "places"), id="organiser-season"),
    pytest.param("organiser", "profiles", ("selection", "interviews"), id="organiser-selection"),
    pytest.param("reviewer", "profiles", ALL, id="reviewer"),
    pytest.param("officer", "profiles", ALL, id="officer"),
    pytest.param("companion", "travel", ALL, id="companion"),
    pytest.param("organiser", "travel", ("placements",), id="organiser-placements"),
    pytest.param("organiser", "profiles", ("programme",), id="organiser-programme"),
]
NAMED = {file for param in ROUNDS if param.values[0] == "organiser" for file in param.values[2]}
if REST := tuple(sorted(set(ALL) - NAMED)):
    ROUNDS.append(pytest.param("organiser", "profiles", REST, id="organiser-rest"))


@pytest.mark.parametrize(("actor", "day", "files"), ROUNDS)
def test_no_page_has_a_barrier(
    actor: str,
    day: str,
    files: tuple[str, ...],
    stage: Callable[[str], None],
    visitor: Callable[..., Visitor],
    signed_in: Callable[[Any, Any], Any],
    complaints: list[str],
) -> None:
    stage(day)
    user = user_of(actor)
    window = visitor("en")
    if user is not None:
        signed_in(window.page, user)
    eyes = Eyes(window, user.language if user else "en")
    _look_at_all(eyes, [*urls(actor, files), (NOWHERE, False)], complaints)
    assert len(eyes.seen) > 3


def test_no_page_behind_a_link_has_a_barrier(
    stage: Callable[[str], None], visitor: Callable[..., Visitor], complaints: list[str]
) -> None:
    stage("nominations")
    found = signed_addresses()
    _look_at_all(Eyes(visitor("en"), ""), [(url, True) for url in found], complaints)


def _look_at_all(eyes: "Eyes", addresses: Iterable[tuple[str, bool]], complaints: list[str]) -> None:
    wrong = []
    for url, sure in addresses:
        wrong += eyes.look_at(url, sure)
        wrong += [f"{url}: {line}" for line in complaints]
        complaints.clear()
    assert not wrong, "\n".join(wrong)


def urls(actor: str, files: tuple[str, ...]) -> Iterator[tuple[str, bool]]:
    """Yield the addresses that the actor may open, with own objects; and whether they surely open."""
    world = objects_for(actor)
    role = "participant" if actor == "minor" else actor
    for name in DEMO.get(actor, ()) if "desk" in files else ():
        yield reverse(name), True
    for name, expect in ((n, e) for file in files for n, e in FILES[file].items()):
        if name not in EXCEPT and not name.startswith("/") and opens(expect, role):
            yield expect.url(name, world), expect.pages.get(role) == 200


def opens(expect: Expect, role: str) -> bool:
    """Say whether the actor may get a page there."""
    status = expect.pages.get(role, 0)
    return status == 200 or (isinstance(status, set) and 200 in status and 405 not in status)


@dataclass
class Eyes:
    """Somebody who has seen some pages, and chains of styles by width and colours. No `language`: each page speaks its own."""

    window: Visitor
    language: str
    seen: set[str] = field(default_factory=set)
    judged: defaultdict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    def look_at(self, url: str, sure: bool) -> Iterator[str]:
        """Open a page once and yield what is wrong with it: wide and light, narrow and dark."""
        page = self.window.page
        _change(page, 1280, "light")
        answer = page.goto(self.window.site + url)
        if sure and (led := urlsplit(page.url).path) != urlsplit(url).path:
            yield f"{url}: leads to {led}, where nobody looks for it"
        if page.url in self.seen:
            return
        self.seen.add(page.url)
        if answer.status >= 500 or (sure and answer.status != 200):
            yield f"{url}: {answer.status}"
        if self.language and (spoken := page.locator("html").get_attribute("lang")) != self.language:
            yield f"{url}: speaks {spoken}, not {self.language}"
        axe_rules.bring(page)
        yield from self._broken(url, "desk, light")
        _change(page, 320, "dark")
        if (wide := page.evaluate("document.documentElement.scrollWidth")) > 320:
            yield f"{url}: {wide} px wide on a phone of 320"
        # Menus that a phone alone shows are the same on every page: the first few tell.
        yield from self._broken(url, "phone, dark", looks_only=len(self.seen) > IN_FULL)

    def _broken(self, url: str, dress: str, *, looks_only: bool = False) -> Iterator[str]:
        """Yield a line for each broken rule and place."""
        for line in axe_rules.broken(self.window.page, judged=self.judged[dress], looks_only=looks_only):
            yield f"{url} ({dress}): {line}"


def _change(page: Any, width: int, scheme: str) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.emulate_media(
        color_scheme=scheme, reduced_motion="reduce"
    )  # half a change of colours has no contrast
