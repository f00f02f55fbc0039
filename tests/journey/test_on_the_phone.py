"""A minor on a phone: the to-do list, one section that saves by itself, and the to-do list again."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.journey.visitor import Visitor

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(180)]
PHONE = {"viewport": {"width": 375, "height": 740}, "has_touch": True, "is_mobile": True}


def test_mina_answers_on_the_way_to_school(
    stage: Callable[[str], None], visitor: Callable[..., Visitor]
) -> None:
    stage("profiles")
    mina = visitor("de", **PHONE)
    mina.open("account_login")
    mina.press("Mina Aydin")
    expect(mina.page.locator("html")).to_have_attribute("lang", "de")
    _goes(mina, "Your to-do list")
    mina.follow(mina.say("About you"))
    _reads_the_notice(mina)
    mina.sees(
        mina.say("You are under 18: we need somebody who may decide for you, at an address of their own.")
    )
    mina.fill("town", "Heidelberg")
    mina.waits_until_saved()
    _fits(mina)
    _goes(mina, "Your to-do list")
    mina.page.go_back()
    expect(mina.field("town")).to_have_value("Heidelberg")
    _fits(mina)


def _goes(mina: Visitor, text: str) -> None:
    """On a phone the navigation is behind a button."""
    mina.page.locator(".nav-menu > summary").click()
    mina.page.locator(".nav-menu").get_by_role("link", name=mina.say(text)).click()
    mina.is_at(mina.say(text))
    _fits(mina)


def _reads_the_notice(mina: Visitor) -> None:
    if mina.main.get_by_role("button", name=mina.say("I have read this")).count():
        mina.press(mina.say("I have read this"))
    mina.is_at(mina.say("About you"))


def _fits(mina: Visitor) -> None:
    """Nothing has to be pushed sideways."""
    assert mina.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
