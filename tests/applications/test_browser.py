"""In a real browser, on a phone: the student's page saves by itself and has no barrier; neither has the referee's."""

from types import SimpleNamespace
from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page, expect

from ish.applications import seat
from ish.applications.models import Application, Reference
from tests.axe_rules import OPTIONS

pytestmark = pytest.mark.django_db(transaction=True)


def barriers(page: Page) -> list[str]:
    page.evaluate(AXE_SCRIPT)
    run = "async (options) => (await axe.run(document, options)).violations.map((one) => one.id)"
    options = {name: value for name, value in OPTIONS.items() if name != "elementRef"}
    found: list[str] = page.evaluate(run, options)
    return found


def test_a_student_on_a_phone_and_her_teacher(
    cast: SimpleNamespace, address: str, live_server: Any, page: Page
) -> None:
    page.set_viewport_size({"width": 320, "height": 700})
    page.goto(live_server.url + address)
    assert barriers(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.get_by_label("Why would you like to come?").fill("I like rivers.")
    page.get_by_label("Most of all").select_option("biology")
    expect(page.locator("#own-part-status")).to_contain_text("saved")
    page.get_by_label("Name", exact=True).fill("Aya Mori")
    page.get_by_label("E-mail address").fill("mori@example.org")
    page.get_by_role("button", name="Ask them").click()
    expect(page.get_by_text("We are writing to Aya Mori.")).to_be_visible()
    assert Application.objects.get().motivation == "I like rivers."
    page.goto(live_server.url + seat.referee_link(Reference.objects.get()).partition("8000")[2])
    assert barriers(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
