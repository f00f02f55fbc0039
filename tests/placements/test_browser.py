"""In a real browser: a card dragged to a lab, a move by keyboard with its question, wishes ranked by keyboard alone."""

from typing import Any

import pytest

from ish.placements.models import Wish
from tests.placements import makers

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _one_factor(settings: Any) -> None:
    settings.REQUIRE_SECOND_FACTOR = False


def test_the_board_by_drag_and_by_keyboard(page: Any, site: str, signed_in: Any, axe: Any) -> None:
    edition = makers.edition()
    olga = makers.organiser(edition)
    lab, laser = makers.lab(edition, "Rivers"), makers.lab(edition, "Laser", min_age=30)
    pia, plan = makers.student(edition, "Pia", lab, laser), makers.plan(edition)
    signed_in(page, olga).goto(f"{site}/placements/plans/{plan.pk}/")
    axe(page)
    page.locator(f"#card-{pia.pk} .board-grip").drag_to(
        page.locator(f".board-cards[data-project='{lab.pk}']")
    )
    page.wait_for_selector(f".board-cards[data-project='{lab.pk}'] #card-{pia.pk}")
    page.wait_for_selector(f"#card-{pia.pk}:focus")
    assert makers.where(plan) == {"Pia": "Rivers"}
    assert "Pia Example is now in" in page.locator("#announcer").text_content()

    page.locator(f"#card-{pia.pk} summary").focus()
    page.keyboard.press("Enter")
    page.wait_for_selector(f"#find-{pia.pk}")
    page.keyboard.press("Tab")
    page.wait_for_selector(f"#find-{pia.pk}:focus")
    page.keyboard.type("laser")
    page.wait_for_selector(f"#found-{pia.pk} li:only-child button:has-text('Laser')")
    axe(page)
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_selector("#id_reason:focus")
    assert makers.where(plan) == {"Pia": "Rivers"}
    axe(page)
    page.keyboard.type("The lab agreed.")
    page.keyboard.press("Enter")
    page.wait_for_selector(f".board-cards[data-project='{laser.pk}'] #card-{pia.pk}")
    assert makers.where(plan) == {"Pia": "Laser"}
    assert page.locator(f"#card-{pia.pk} .board-warning").is_visible()
    axe(page)


def test_a_drop_that_needs_a_reason_puts_the_card_back(page: Any, site: str, signed_in: Any) -> None:
    edition = makers.edition()
    laser = makers.lab(edition, "Laser", min_age=30)
    pia, plan = makers.student(edition, "Pia"), makers.plan(edition)
    signed_in(page, makers.organiser(edition)).goto(f"{site}/placements/plans/{plan.pk}/")
    page.locator(f"#card-{pia.pk} .board-grip").drag_to(
        page.locator(f".board-cards[data-project='{laser.pk}']")
    )
    page.wait_for_selector("#id_reason")
    assert page.locator(f".board-cards[data-project=''] #card-{pia.pk}").count() == 1
    assert makers.where(plan) == {}


def test_wishes_by_keyboard_alone(page: Any, site: str, signed_in: Any, axe: Any) -> None:
    edition = makers.edition()
    makers.wishes_open(edition)
    for title in ("Rivers", "Stars"):
        makers.lab(edition, title)
    pia = makers.student(edition, "Pia", account=True)
    signed_in(page, pia.person.user).goto(f"{site}/placements/{pia.pk}/wishes/")
    for number in (1, 2):
        page.locator("button[name=add]").first.focus()
        page.keyboard.press("Enter")
        page.wait_for_selector(f"[data-ranked] li:nth-child({number}) input", state="attached")
    axe(page)
    page.locator("[data-move=up]").nth(1).focus()
    with page.expect_response(lambda answer: answer.request.method == "POST"):
        page.keyboard.press("Enter")
    page.wait_for_selector("#wishes-status:has-text('saved')")
    assert "is now number 1 of 2" in page.locator("#announcer").text_content()
    assert list(Wish.objects.order_by("rank").values_list("project__title", flat=True)) == ["Stars", "Rivers"]
    page.reload()
    assert page.locator(".ranked-label").all_text_contents() == ["Stars", "Rivers", "Any suitable lab"]
