"""Every page at 50 and at 5,000 people: as many queries as the aims allow, the same number at both sizes, few rows."""

from typing import Any

import pytest
from django.core.cache import cache
from django.db import transaction
from django.test import Client

from tests.access.expecting import Expect, expectations
from tests.counting import Count, counting
from tests.scale.pages import ABOVE_THE_AIM, EXPORTS, MOST_ROWS, PAGES, Page
from tests.scale.season import Season, fill
from tests.scale.unmeasured import NOT_MEASURED

FEW, MANY = 50, 5_000
ROWS_A_LINE = 3
Costs = dict[Page, tuple[int, Count]]


def test_every_page_is_measured_or_says_why_not() -> None:
    opened = {
        name for file in expectations().values() for name, expect in file.items() if _opens(name, expect)
    }
    measured = {page.name for page in [*PAGES, *EXPORTS]}
    told = [name for names in NOT_MEASURED.values() for name in names]
    assert sorted(opened - measured - set(told)) == [], (
        "Pages that nobody measures: give each a line in tests/scale/pages.py or, with the reason, in tests/scale/unmeasured.py."
    )
    assert sorted(name for name in told if name in measured or name not in opened) == [], (
        "Lines of tests/scale/unmeasured.py that are no longer needed."
    )


def _opens(name: str, expect: Expect) -> bool:
    """Say whether a browser gets to see something there: addresses that only take what is sent refuse it with 405."""
    statuses = {s for told in expect.pages.values() for s in (told if isinstance(told, set) else {told})}
    return not name.startswith("/") and bool(statuses - {405})


@pytest.mark.once
@pytest.mark.timeout(600)
def test_pages_cost_the_same_at_any_size(db: None, settings: Any, monkeypatch: Any) -> None:
    settings.REQUIRE_SECOND_FACTOR = False
    for kept in ("ish.clock._SECONDS", "accounts.demo._SECONDS", "ish.desk.frame._SECONDS"):
        monkeypatch.setattr(kept, 3600)  # what is kept for a few seconds is no page's fault
    few, many = (_at(size, [*PAGES, *EXPORTS]) for size in (FEW, MANY))
    wrong = [line for page in PAGES for line in _judged(page, few[page], many[page])]
    wrong += [line for page in EXPORTS for line in _written(page, many[page])]
    assert not wrong, "\n".join(wrong)


def _at(people: int, pages: list[Page]) -> Costs:
    """Return status and cost of each page in a season of so many people; the season is undone."""
    found: Costs = {}
    with transaction.atomic():
        season = fill(people)
        clients = {actor: _client(season, actor) for actor in {page.actor for page in pages}}
        for page in pages:
            found[page] = _cost(clients[page.actor], page.url(season))
        transaction.set_rollback(True)
    cache.clear()
    return found


def _client(season: Season, actor: str) -> Client:
    client = Client()
    if actor in season.users:
        client.force_login(season.users[actor])
    client.get("/")
    return client


def _cost(client: Client, url: str) -> tuple[int, Count]:
    with counting() as count:
        response = client.get(url)
        if response.streaming:
            for part in response.streaming_content:
                count.lines += part.count(b"\n")
    return response.status_code, count


def _answered(page: Page, cost: tuple[int, Count]) -> list[str]:
    status, count = cost
    most, _rows = page.limits
    found = [f"{page.told}: {status}"] if status != 200 else []
    if count.queries > most:
        found.append(f"{page.told}: {count.queries} queries, at most {most}\n{count.told()}")
    return found


def _written(page: Page, cost: tuple[int, Count]) -> list[str]:
    """A file may fetch as many rows as a page, and a few more for each of its lines (packed ones are not counted)."""
    found, count = _answered(page, cost), cost[1]
    most = MOST_ROWS + ROWS_A_LINE * count.lines
    if page.query.endswith("csv") and count.rows > most:
        found.append(f"{page.told}: {count.rows} rows for {count.lines} lines, at most {most}")
    return found


def _judged(page: Page, few: tuple[int, Count], many: tuple[int, Count]) -> list[str]:
    found = _answered(page, many)
    _queries, most_rows = page.limits
    # Fewer are fine: what is kept once a process is paid by the season that comes first.
    if few[1].queries < many[1].queries and (page.name, page.actor) not in ABOVE_THE_AIM:
        found.append(f"{page.told}: {few[1].queries} queries for {FEW} people, {many[1].queries} for {MANY}")
        found.append(f"{few[1].told()}\n…\n{many[1].told()}")
    if many[1].rows > most_rows:
        found.append(f"{page.told}: {many[1].rows} rows, at most {most_rows}")
    return found
