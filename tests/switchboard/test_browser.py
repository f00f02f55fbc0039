"""The harness itself: a browser that finds what it should find."""

from typing import Any

from tests import axe_rules


def test_axe_finds_what_is_wrong(page: Any) -> None:
    page.set_content("<html><body><img src='data:,'><input></body></html>")
    rules = {line.split(" ")[0] for line in axe_rules.violations(page)}
    assert {"image-alt", "label", "html-has-lang", "document-title"} <= rules


def test_a_good_page_passes(page: Any, axe: Any) -> None:
    page.set_content("<html lang='en'><title>Good</title><main><h1>Good</h1></main></html>")
    axe(page)


def test_the_browser_reaches_the_site(page: Any, site: str) -> None:
    answer = page.goto(f"{site}/healthz")
    assert answer.status == 200


def test_script_errors_and_the_policy_are_noticed(page: Any, complaints: list[str]) -> None:
    page.set_content("<script>throw new Error('broken')</script>")
    page.evaluate("console.error('Refused to apply: Content Security Policy')")
    page.wait_for_timeout(200)
    assert [("broken" in line, "Policy" in line) for line in complaints] == [(True, False), (False, True)]
    complaints.clear()
