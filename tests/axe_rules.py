"""The rules of accessibility that every page keeps: WCAG 2.2 AA and axe's best practices."""

from typing import Any

from axe_playwright_python.sync_playwright import Axe

OPTIONS = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
}


def violations(page: Any) -> list[str]:
    """Return one line per broken rule and place, empty when the page is fine."""
    found = Axe().run(page, options=OPTIONS).response["violations"]
    return [
        f"{rule['id']} ({rule['impact']}): {node['html'][:160]} - {node['failureSummary'].splitlines()[-1].strip()}"
        for rule in found
        for node in rule["nodes"]
    ]


def check(page: Any) -> None:
    """Raise `AssertionError` with the list of what is wrong."""
    wrong = violations(page)
    assert not wrong, f"{page.url}\n" + "\n".join(wrong)
