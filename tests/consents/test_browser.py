"""The guardian's seat in Hebrew on a phone: from right to left, nothing mixed up; signed, read again, one taken back."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from ish import clock
from ish.consents import counting, seat
from ish.consents.models import Answer
from tests import axe_rules
from tests.consents import makers

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.once, pytest.mark.timeout(180)]
PHONE = {"viewport": {"width": 390, "height": 780}, "has_touch": True, "is_mobile": True, "locale": "he-IL"}
# Half a change of colours has no contrast: what is still moving is brought to its end.
SETTLED = """async () => {
  const drawn = () => new Promise(requestAnimationFrame);
  await drawn(); await drawn();
  for (const one of document.getAnimations()) one.finish();
  await drawn();
}"""


@pytest.fixture
def phone(browser: Any, browser_context_args: Any, complaints: list[str]) -> Iterator[Any]:
    context = browser.new_context(**{**browser_context_args, **PHONE})
    context.set_default_timeout(30_000)
    page = context.new_page()
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    assert complaints == []
    context.close()


def _fine(page: Any) -> None:
    """From right to left, nothing sticks out on either side, no barrier, light and dark."""
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    assert page.evaluate("getComputedStyle(document.querySelector('main')).direction") == "rtl"
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth && window.scrollX === 0")
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        page.evaluate(SETTLED)
        axe_rules.check(page)


def test_a_mother_in_haifa_answers_signs_reads_again_and_takes_one_back(
    db: None, site: str, phone: Any, monkeypatch: Any
) -> None:
    monkeypatch.setattr(clock, "now", lambda: makers.JUNE)
    pia = makers.pia(makers.edition(("medical", "swimming", "photo_web")), language="he")
    mother = makers.guardian(pia, "Ruth Ben-Ami", "sole", language="he")
    signed = seat.link(pia, mother)
    phone.goto(site + reverse("consents:seat", args=[signed]))
    expect(phone.locator("html")).to_have_attribute("lang", "he")
    _fine(phone)
    # The other languages are behind a button; they open where one sees them.
    phone.locator(".language-menu summary").tap()
    for choice in phone.locator(".language-menu button").all():
        box = choice.bounding_box()
        assert box["x"] >= 0 and box["x"] + box["width"] <= 390, box
    phone.locator(".language-menu summary").tap()
    # Two names in Latin letters beside each other keep their places in a sentence from right to left: each stands by itself.
    for name in ("Ruth Ben-Ami", "Pia Petit"):
        expect(phone.locator("main p bdi", has_text=name).first).to_be_visible()
    # What is asked stands in the language of its text, and its beginning is where that language begins.
    legend = phone.locator("fieldset.consent legend").first
    direction = "rtl" if legend.get_attribute("lang") == "he" else "ltr"
    assert legend.evaluate("(one) => getComputedStyle(one).direction") == direction
    fields = phone.locator("fieldset.consent")
    for number, answer in enumerate(("yes", "yes", "no")):
        fields.nth(number).locator(f"input[value={answer}]").tap()
    expect(phone.locator("#consents-status, .autosave").first).to_be_visible()
    phone.locator("input[name=name]").fill("רות בן־עמי")
    phone.locator("button[value=sign]").tap()
    expect(phone.locator("ul.tasks li")).to_have_count(3)
    assert {row.agrees for row in Answer.objects.all()} == {True, False} and Answer.objects.count() == 3
    _fine(phone)
    phone.locator(f"a[href='{reverse('consents:seat_history', args=[signed])}']").tap()
    expect(phone.locator("section.panel")).to_have_count(3)
    expect(phone.get_by_text("רות בן־עמי").first).to_be_visible()
    _fine(phone)
    phone.goto(site + reverse("consents:seat_withdraw", args=[signed, "swimming"]))
    _fine(phone)
    phone.locator("input[name=name]").fill("רות בן־עמי")
    phone.locator("main form button.btn-primary").tap()
    expect(phone.locator("#messages")).not_to_be_empty()
    assert makers.state(pia, "swimming") == counting.WITHDRAWN
    _fine(phone)
