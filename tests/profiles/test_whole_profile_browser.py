"""The whole profile by keyboard alone, and its editors on a phone: nothing is lost, nothing sticks out, everything can be hit."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.urls import reverse
from PIL import Image
from playwright.sync_api import expect

from ish.profiles.models import Education, Emergency, Health, Insurance, TravelDocument
from tests import axe_rules

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.once, pytest.mark.timeout(180)]
PHONE = {"viewport": {"width": 390, "height": 780}, "has_touch": True, "is_mobile": True}
# Where the focus is, and what is wrong with how it shows ("" when nothing is).
FOCUS = """() => {
  const one = document.activeElement, box = one.getBoundingClientRect();
  if (one === document.body) return "the focus is lost";
  if (box.bottom < 0 || box.top > innerHeight || !box.width) return "out of sight: " + one.outerHTML.slice(0, 150);
  // A link that is a whole row has the ring around the row.
  const css = [one, one.closest(".task")].filter(Boolean).map((each) => getComputedStyle(each));
  const ring = css.some((each) => each.outlineStyle !== "none" && parseFloat(each.outlineWidth) > 0);
  return ring ? "" : "no ring: " + one.outerHTML.slice(0, 150);
}"""
# What is narrower or lower than a finger needs; a box to tick is as large as it is together with its words.
SMALL = """() => {
  const kinds = "button, select, textarea, summary, input:not([type=hidden])";
  const found = [...document.querySelectorAll(`main :is(${kinds}):not([tabindex="-1"])`)];
  return found.filter((one) => one.checkVisibility({checkVisibilityCSS: true, checkOpacity: true})).map((one) => {
    const ticks = one.matches("[type=radio], [type=checkbox]") ? [...one.labels] : [];
    const boxes = [one, ...ticks].map((each) => each.getBoundingClientRect());
    const wide = Math.max(...boxes.map((b) => b.right)) - Math.min(...boxes.map((b) => b.left));
    const high = Math.max(...boxes.map((b) => b.bottom)) - Math.min(...boxes.map((b) => b.top));
    return high && (wide < 40 || high < 40) ? `${one.outerHTML.slice(0, 90)} ${wide}x${high}` : "";
  }).filter(Boolean);
}"""


class Hands:
    """Somebody without a mouse: Tab, arrows, Enter, Space and letters."""

    def __init__(self, page: Any) -> None:
        self.page = page

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def to(self, selector: str, most: int = 45) -> None:
        """Go on with Tab until the focus is there; on the way it is always to be seen."""
        for _step in range(most):
            self.press("Tab")
            wrong = self.wrong()
            assert not wrong, f"on the way to {selector}: {wrong}"
            if self.page.evaluate("(wanted) => document.activeElement.matches(wanted)", selector):
                return
        raise AssertionError(f"Tab does not reach {selector}")

    def wrong(self) -> str:
        """Return what is wrong with the focus, once the page has come to it."""
        for _moment in range(20):
            if not (found := self.page.evaluate(FOCUS)):
                return ""
            self.page.wait_for_timeout(25)
        return str(found)

    def write(self, selector: str, words: str) -> None:
        self.to(selector)
        self.page.keyboard.type(words)

    def open(self, code: str) -> None:
        """Jump over the navigation, and follow the link of a section."""
        self.press("Tab", "Enter")
        self.to(f"main a[href$='/{code}/']")
        self.press("Enter")
        self.page.wait_for_url(f"**/{code}/")

    def done(self) -> None:
        """What was written is saved by itself and the focus stays; with the button, too, and back to the profile."""
        before = self.page.evaluate("document.activeElement.id")
        expect(self.page.locator(".autosave")).to_contain_text("saved")
        assert self.page.evaluate("document.activeElement.id") == before, "saving took the focus away"
        self.to("main form button.btn-primary")
        with self.page.expect_navigation():
            self.press("Enter")
        self.to(".breadcrumbs a[href^='/profile/']")
        self.press("Enter")
        self.page.wait_for_url("**/profile/*/")


def test_the_whole_profile_by_keyboard_alone(pia: Any, site: str, signed_in: Any, page: Any) -> None:
    signed_in(page, pia.person.user)
    page.goto(site + reverse("profiles:profile", args=[pia.pk]))
    hands = Hands(page)
    for fill in (_about_me, _emergency, _education, _passport, _health, _insurance):
        fill(hands)
    expect(page.get_by_text("6 of 6 complete")).to_be_visible()
    assert [row["name"] for row in Emergency.objects.get().contacts] == ["Ken Sato", "Aya Sato"]
    assert Education.objects.get().languages[0] == {"language": "ja", "level": "C2"}
    assert (TravelDocument.objects.get().number, Insurance.objects.get().covered) == ("TR447", True)
    health = Health.objects.get()
    assert (health.allergies[0]["what"], health.medication, health.diet) == ("Nuts", "-", "-")


def _about_me(hands: Hands) -> None:
    hands.open("about_me")
    hands.write("#id_nationalities_0", "Japan")
    hands.write("#id_city", "Kumamoto")
    hands.write("#id_residence_country", "Japan")
    hands.press("Tab", "Shift+Tab")
    hands.done()


def _emergency(hands: Hands) -> None:
    hands.open("emergency")
    hands.write("#id_contacts_0_name", "Ken Sato")
    hands.write("#id_contacts_0_phone", "+81 96 765 4321")
    hands.to("button[name=add]")
    hands.press("Enter")
    expect(hands.page.locator("#id_contacts_1_name")).to_be_focused()  # in the new row, ready to write
    assert not hands.wrong()
    hands.page.keyboard.type("Aya Sato")
    hands.write("#id_contacts_1_phone", "+81 96 765 4322")
    hands.press("Tab")
    hands.done()


def _education(hands: Hands) -> None:
    hands.open("education")
    hands.to("#id_kind_0")
    hands.press("Space", "ArrowDown")  # school, no: university
    expect(hands.page.locator("#id_kind_1")).to_be_checked()
    hands.write("#id_institution", "Kumamoto University")
    hands.write("#id_languages_0_language", "Japanese")
    hands.to("#id_languages_0_level")
    hands.page.keyboard.type("C2")
    hands.write("#id_languages_1_language", "English")
    hands.to("#id_languages_1_level")
    hands.page.keyboard.type("B2")
    hands.press("Tab")
    hands.done()


def _passport(hands: Hands) -> None:
    hands.open("passport")
    hands.to("#id_kind_0")
    hands.press("Space")
    hands.write("#id_number", "TR447")
    hands.write("#id_issuing_country", "Japan")
    hands.write("#id_expires_on", "10.04.2033")
    hands.press("Tab")
    hands.done()


def _health(hands: Hands) -> None:
    hands.open("health")
    hands.write("#id_allergies_0_what", "Nuts")
    for name in ("conditions", "medication", "diet", "access_needs"):
        hands.to(f"#id_{name}_none")
        hands.press("Space")
        expect(hands.page.locator(f"#id_{name}_none")).to_be_checked()
    hands.press("Tab")
    hands.done()


def _insurance(hands: Hands) -> None:
    hands.open("insurance")
    hands.to("#id_covers_0_kind")
    hands.press("ArrowDown")
    assert hands.page.locator("#id_covers_0_kind").input_value() == "health"
    hands.write("#id_covers_0_insurer", "Umi Travel Care")
    hands.press("Tab")
    hands.done()


# ---------------------------------------------------------------- ON A PHONE


@pytest.fixture
def phone(browser: Any, browser_context_args: Any, complaints: list[str]) -> Iterator[Any]:
    """A phone: 390 wide, with fingers."""
    context = browser.new_context(**{**browser_context_args, **PHONE})
    context.set_default_timeout(30_000)
    page = context.new_page()
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    context.close()


def _fits(page: Any) -> None:
    wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert wide <= 0, f"{page.url} sticks out by {wide}"
    small = page.evaluate(SMALL)
    assert not small, f"{page.url}: too small for a finger: {small}"


LONG = "Words-that-go-on-and-on-4711-0815"
ROWS = (
    ("emergency", "contacts", "name"),
    ("education", "languages", "language"),
    ("health", "allergies", "what"),
    ("health", "medication", "what"),
    ("passport", "other_documents", "number"),
    ("insurance", "covers", "insurer"),
)


def test_rows_are_added_and_taken_away_with_a_finger(pia: Any, site: str, signed_in: Any, phone: Any) -> None:
    signed_in(phone, pia.person.user)
    for code, rows, column in ROWS:
        phone.goto(site + reverse("profiles:section", args=[pia.pk, code]))
        names = phone.locator(f"[name={rows}_{column}]")
        before = names.count()
        names.first.fill("Japanese" if code == "education" else LONG)
        names.first.blur()
        phone.locator(f"button[name=add][value={rows}]").tap()
        expect(names).to_have_count(before + 1)
        expect(phone.locator(f"[id^=id_{rows}_{before}_]:focus")).to_have_count(1)
        _fits(phone)
    for code in ("about_me", "interests"):
        phone.goto(site + reverse("profiles:section", args=[pia.pk, code]))
        _fits(phone)


def test_a_picture_is_taken_framed_and_allowed_with_a_finger(
    pia: Any, site: str, signed_in: Any, phone: Any, tmp_path: Any
) -> None:
    file = tmp_path / "me.jpg"
    Image.new("RGB", (1200, 900), "teal").save(file)
    signed_in(phone, pia.person.user)
    phone.goto(site + reverse("portraits:portrait", args=[pia.pk]))
    _fits(phone)
    phone.locator("input[type=file]").set_input_files(file)
    phone.get_by_role("button", name="Take this picture").tap()
    frame = phone.locator("#frame form")
    expect(frame).to_be_visible()
    _fits(phone)
    frame.locator("input[type=range]").first.fill("60")
    frame.get_by_role("button", name="Save what shows").tap()
    uses = phone.locator("#uses")
    uses.get_by_role("checkbox").first.tap()
    uses.get_by_role("button", name="Save", exact=True).tap()
    expect(phone.locator("#uses").get_by_role("checkbox").first).to_be_checked()
    _fits(phone)
    axe_rules.check(phone)
