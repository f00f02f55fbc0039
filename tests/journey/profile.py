"""Second part of the walk: six sections that save by themselves, and a ranked list made with the keyboard alone."""

from collections.abc import Callable

from django.utils import translation
from playwright.sync_api import expect

from ish.desk import names
from tests.journey.visitor import Visitor

PASSPORT, PHONE, ALLERGY = "TR4471203", "+81 96 123 4567", "Peanuts"


def mio_reads_the_notice(mio: Visitor) -> None:
    """Before the first question stands what becomes of the answers."""
    mio.go("Your profile")
    mio.is_at(mio.say("How we use your data"))
    mio.press(mio.say("I have read this"))
    mio.is_at(mio.say("Your profile"))
    mio.sees(mio.say("%(done)s of %(total)s complete", done=0, total=6))


def mio_fills_in(mio: Visitor) -> None:
    """Six sections; nobody presses a button, and nothing is lost."""
    for title, fill in (
        ("About you", _about),
        ("Emergency contacts", _contacts),
        ("Education and languages", _education),
        ("Passport", _passport),
        ("Health and diet", _health),
        ("Insurance", _insurance),
    ):
        section(mio, title, fill)
    mio.sees(mio.say("%(done)s of %(total)s complete", done=6, total=6))


def section(mio: Visitor, title: str, fill: Callable[[Visitor], None]) -> None:
    """Open a section from the profile, fill it in, wait for the sign that it is saved, and go back."""
    mio.go("Your profile")
    mio.follow(mio.say(title))
    mio.is_at(mio.say(title))
    fill(mio)
    mio.waits_until_saved()
    mio.go("Your profile")


def _name_of(mio: Visitor, kind: str, code: str) -> str:
    with translation.override(mio.language):
        return names.name_of(kind, code)


def _about(mio: Visitor) -> None:
    mio.fill("phone", PHONE)
    mio.fill("town", "Kumamoto")
    mio.fill("country of residence", _name_of(mio, "country", "JP"))


def _contacts(mio: Visitor) -> None:
    for part, value in (("name", "Ken Hayashida"), ("relation", "father"), ("phone", "+81 96 765 4321")):
        mio.main.locator(f"#id_contacts_0_{part}").fill(value)


def _education(mio: Visitor) -> None:
    mio.tick("university")
    mio.fill("name of the school or university", "Kumamoto University")
    mio.fill("semester or year of study", "3rd year")
    for number, code, level in ((1, "ja", "C2"), (2, "en", "B2")):
        mio.main.get_by_label(mio.say("Language %(n)s", n=number), exact=True).fill(
            _name_of(mio, "language", code)
        )
        levels = mio.main.get_by_label(mio.say("How well")).nth(number - 1)
        levels.select_option(level)


def _passport(mio: Visitor) -> None:
    mio.tick("passport")
    mio.fill("number", PASSPORT)
    mio.fill("issued by", _name_of(mio, "country", "JP"))
    mio.fill("issued on", "11.04.2023")
    mio.fill("valid until", "2033-04-10")


def _health(mio: Visitor) -> None:
    mio.main.locator("#id_allergies_0_what").fill(ALLERGY)
    for name in ("conditions", "medication", "diet", "access_needs"):
        box = mio.main.locator(f"#id_{name}_none")
        box.press("Space")  # by keyboard: the page may move a little while it saves
        expect(box).to_be_checked()


def _insurance(mio: Visitor) -> None:
    mio.main.locator("#id_covers_0_kind").select_option("health")
    mio.main.locator("#id_covers_0_insurer").fill("Umi Travel Care")


def mio_wishes(mio: Visitor) -> None:
    """Three labs are chosen; the third becomes the first by keyboard, and the list saves by itself."""
    mio.go("Your lab")
    mio.follow(mio.say("Choose your labs"))
    for title in ("Gamma-ray telescope cameras", "Air of other planets", "Yeast as a clock"):
        offer = mio.page.get_by_role("article").filter(has_text=title)
        mio.press(mio.say("Add to your list"), within=offer)
        expect(mio.page.locator(".ranked-item")).to_contain_text([title])
    up = mio.main.get_by_role("button", name=mio.say("Move %(label)s up", label="Yeast as a clock"))
    up.focus()
    for position in (2, 1):
        mio.page.keyboard.press("Enter")
        place = {"label": "Yeast as a clock", "position": position, "total": 3}
        said = mio.say("%%(label)s is now number %%(position)s of %%(total)s.").replace("%%", "%") % place
        expect(mio.page.locator("#announcer")).to_have_text(said)
    mio.waits_until_saved()
    mio.go("Your lab")
    expect(mio.main.get_by_role("listitem").first).to_contain_text("Yeast as a clock")
