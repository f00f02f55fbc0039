"""Third part of the walk: a plan is proposed, changed by hand, pinned and published; student and lab supervisor learn of it."""

from typing import Any

from playwright.sync_api import expect

from tests.journey.conftest import Letters
from tests.journey.naming import MAIL
from tests.journey.profile import ALLERGY, PASSPORT, PHONE
from tests.journey.visitor import Visitor
from tests.worker import Worker

LAB = "Reading tumour sections"


def olga_sees_who_is_ready(olga: Visitor) -> None:
    """Mio has done what she can by now; Ryusei has not even answered."""
    olga.be("Olga Winter")
    olga.go("Who is ready")
    expect(olga.row("HAYASHIDA")).to_contain_text(olga.say("A place in a lab"))
    expect(olga.row("HAYASHIDA")).not_to_contain_text(olga.say("Choose your labs"))
    expect(olga.row("ONO")).to_contain_text(olga.say("Accept the place"))


def olga_plans(olga: Visitor) -> None:
    """A proposal fulfils the first wish; what is moved by hand is pinned, and stays so through the next proposal."""
    olga.go("Lab places")
    olga.fill("Name of the plan", "First try")
    olga.press(olga.say("Make the plan"))
    olga.press(olga.say("Propose"), exact=True)
    _is_in(olga, "Yeast as a clock")
    _move(olga, LAB)
    _is_in(olga, LAB)
    expect(_card(olga)).to_contain_text(olga.say("pinned"))
    olga.press(olga.say("Propose"), exact=True)
    _is_in(olga, LAB)


def _card(olga: Visitor) -> Any:
    return olga.main.locator(".board-card").filter(has_text="HAYASHIDA")


def _is_in(olga: Visitor, lab: str) -> None:
    found = olga.main.locator(".board-lab").filter(has=olga.page.get_by_role("heading", name=lab))
    expect(found.locator(".board-card").filter(has_text="HAYASHIDA")).to_be_visible()


def _move(olga: Visitor, lab: str) -> None:
    _card(olga).locator("summary").click()
    _card(olga).get_by_role("searchbox").fill(lab)
    _card(olga).get_by_role("button", name=lab).first.click()
    expect(_card(olga)).to_be_focused()


def olga_publishes(olga: Visitor) -> None:
    """First in numbers, then in earnest."""
    olga.follow(olga.say("Publish"))
    assert olga.number(olga.say("person will be written to", "people will be written to", n=2)) == 2
    assert olga.number(olga.say("without a lab")) == 0
    olga.press(olga.say("Publish and write to them"))
    expect(olga.page.locator("#messages")).not_to_be_empty()


def mio_sees_the_lab(mio: Visitor, worker: Worker, letters: Letters) -> None:
    """The mail comes, and the page says where, when and with whom."""
    before = len(letters.to(MAIL))
    worker.wait_for(lambda: len(letters.to(MAIL)) >= max(before, 3))
    mio.go("Your lab")
    mio.sees(LAB, "Hana Brandt", "hana@example.org")


def hana_sees_mio(desk: Visitor, worker: Worker, letters: Letters) -> None:
    """The lab supervisor knows whom to expect, and nothing that is none of her business."""
    worker.wait_for(lambda: letters.to("hana@example.org"))
    desk.be("Hana Brandt")
    desk.go("Your projects")
    desk.sees(LAB, "HAYASHIDA", "Kumamoto University", MAIL)
    desk.misses(PASSPORT, PHONE, PHONE.replace(" ", ""), ALLERGY, "Ken Hayashida", "2005")
