"""In a real browser: the handbook is kept, read without network, renewed, and gone with its reader."""

from types import SimpleNamespace
from typing import Any

import pytest

from ish.handbook import guest
from ish.handbook.models import Page
from tests.handbook import makers

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.once]
KEPT = "#handbook-keep [data-state]:has-text('Kept on this device, as of')"
CONTROLLED = "() => navigator.serviceWorker.controller !== null"
NAMES = "async () => (await caches.keys()).filter((name) => name.startsWith('ish-handbook:'))"
UNTIL = """async (wanted) => {
  for (let tries = 0; tries < 100; tries += 1) {
    const names = (await caches.keys()).filter((name) => name.startsWith("ish-handbook:"));
    if (names.length === wanted.length && !names.some((name) => wanted.not.includes(name))) return true;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return false;
}"""
EVERYTHING = """async () => {
  const found = [];
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) {
      const answer = await cache.match(request);
      const text = answer.headers.get("content-type")?.startsWith("text/html") ? await answer.text() : "";
      found.push([name, new URL(request.url).pathname, text]);
    }
  }
  return found;
}"""


def test_read_without_network_renewed_and_gone_on_signing_out(
    page: Any, site: str, signed_in: Any, axe: Any, house: SimpleNamespace, complaints: list[str]
) -> None:
    user = house.pia.person.user
    signed_in(page, user).goto(f"{site}/handbook/")
    page.wait_for_selector(KEPT)
    page.wait_for_function(CONTROLLED)
    axe(page)
    _names_nobody(page, user)

    page.context.set_offline(True)
    page.reload()
    assert "No network: the handbook as of" in page.locator(".handbook-as-of").inner_text()
    page.click("text=House")
    assert page.locator("h1").inner_text() == "House"
    assert (
        page.locator(".handbook-text")
        .evaluate("one => getComputedStyle(one).fontFamily")
        .startswith('"ISH Sans"')
    )
    assert page.evaluate("document.fonts.check('1rem \"ISH Sans\"')")
    axe(page)
    page.goto(f"{site}/handbook/manage/")
    assert page.locator("h1").inner_text() == "No network"

    page.context.set_offline(False)
    makers.change(Page.objects.get(slug="house"), "The new house, on the hill")
    before = page.evaluate(NAMES)
    page.goto(f"{site}/handbook/read/house/")
    assert "on the hill" in page.locator(".handbook-text").inner_text()
    assert _until(page, 1, before)
    page.context.set_offline(True)
    page.reload()
    assert "on the hill" in page.locator(".handbook-text").inner_text()

    page.context.set_offline(False)
    page.goto(f"{site}/handbook/")
    page.click(".account-menu summary")
    page.click("text=Sign out")
    page.wait_for_load_state()
    assert _until(page, 0)
    page.context.set_offline(True)
    page.goto(f"{site}/handbook/")
    assert page.locator("h1").inner_text() == "No network"
    page.context.set_offline(False)


def _until(page: Any, length: int, gone: Any = ()) -> bool:
    """Wait until so many copies are kept, and none of those that have to go."""
    return bool(page.evaluate(UNTIL, {"length": length, "not": list(gone)}))


def _names_nobody(page: Any, user: Any) -> None:
    """No page that is kept says who reads it, and none but the handbook's is kept."""
    found = page.evaluate(EVERYTHING)
    assert {path for _name, path, text in found if text} == {
        "/handbook/",
        "/handbook/offline/",
        "/handbook/read/emergency/",
        "/handbook/read/house/",
        "/handbook/read/rules/",
    }
    for _name, path, text in found:
        assert user.name not in text and user.email not in text and "csrf" not in text.lower(), path


def test_a_guest_keeps_it_by_a_button_and_no_one_elses_goes(
    page: Any, site: str, signed_in: Any, house: SimpleNamespace
) -> None:
    page.goto(site + guest.path(house.edition))
    page.wait_for_selector("#handbook-keep [data-state]:has-text('Not kept on this device')")
    page.click("text=Keep it on this device")
    page.wait_for_selector(KEPT)
    page.wait_for_function(CONTROLLED)
    signed_in(page, house.pia.person.user).goto(f"{site}/handbook/")
    page.wait_for_selector(KEPT)
    assert len(page.evaluate(NAMES)) == 2

    signed_in(page, house.olga).goto(f"{site}/handbook/")
    page.wait_for_selector("#handbook-keep [data-state]:has-text('Not kept on this device')")
    assert _until(page, 1)
    page.context.set_offline(True)
    page.goto(site + guest.path(house.edition))
    assert "No network: the handbook as of" in page.locator(".handbook-as-of").inner_text()
    page.context.set_offline(False)
    page.reload()
    page.click("text=Remove it from this device")
    assert _until(page, 0)
