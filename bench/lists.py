"""Pages at 300 and at 5,000 people: CPU a request, how it grows, and what the parts cost that load after the page.

`python bench/lists.py [few] [many]`. The pages are those whose queries the tests in tests/scale count. `few` are as many as fill
every list, so that growth is what the rest of the season costs and not a fuller page. What other products take was measured once,
beside the floor: a plain list of Django's; the aims are shares of theirs, told as so many floors.
"""

import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.common import cpu, heading, installation, row, verdict, wall

GROWTH, FRAGMENT = 1.1, 0.4
REPEATS = 3
# Milliseconds of CPU at 5,000 people: the floor, pretalx' speakers (50 a page) and submission, pretix' check-in list (25 a page).
FLOOR, SPEAKERS, SUBMISSION, CHECK_IN = 8, 485, 217, 65
SHARES = {
    "people:list": (("1/8 of pretalx' speakers", SPEAKERS / 8), ("0.8 of pretix' check-in", CHECK_IN * 0.8)),
    "people:person": (("1/4 of pretalx' submission", SUBMISSION / 4),),
}


def main(few: int = 300, many: int = 5_000) -> None:
    """Print a line for each page and the pages that grow too much."""
    with installation():
        small = _measure(few).pages
        found = _measure(many)
    large = found.pages
    heading("CPU of a request", f"{few}", f"{many}", "growth")
    missed = []
    for page, after in large.items():
        before, growth = small[page], after / small[page]
        if page.kind == "fragment":
            note = verdict(after, FRAGMENT, "s")
        else:
            note = verdict(growth, GROWTH)
        if note.endswith("MISSED"):
            missed.append(page.told)
        row(page.told[:56], f"{before * 1000:.0f} ms", f"{after * 1000:.0f} ms", f"{growth:.2f} ×", note=note)
    row(f"{len(large) - len(missed)} of {len(large)} met")
    heading("Against the floor", "CPU", "floors")
    row("a plain list of Django's, 50 a page", f"{found.floor * 1000:.1f} ms", "1")
    for page in [page for page in large if page.name in SHARES and "?" not in page.query]:
        for told, share in SHARES[page.name]:
            floors = large[page] / found.floor
            note = verdict(floors, share / FLOOR, f"floors ({told})")
            row(page.told, f"{large[page] * 1000:.0f} ms", f"{floors:.1f}", note=note)
    heading("Other")
    row(f"writing a season of {many} people", f"{found.writing:.1f} s")
    note = verdict(found.starting, 0.4, "s")
    row("the request that starts reminders to all", f"{found.starting:.2f} s", note=note)
    row("", note=verdict(found.queries, 30, "queries"))


@dataclass
class Measured:
    """CPU by page, seconds of writing the season, CPU of the floor; seconds and queries of starting a mass mail."""

    pages: dict[Any, float] = field(default_factory=dict)
    writing: float = 0
    floor: float = 0
    starting: float = 0
    queries: int = 0


def _measure(people: int) -> Measured:
    """Return what a season of so many people costs; the season is undone."""
    from django.core.cache import cache  # noqa: PLC0415 - after the set-up
    from django.db import connection, transaction  # noqa: PLC0415 - the same
    from django.test import Client  # noqa: PLC0415 - the same

    from tests.scale.pages import PAGES  # noqa: PLC0415 - the same
    from tests.scale.season import Season, fill  # noqa: PLC0415 - the same

    found = Measured()
    seasons: list[Season] = []
    cache.clear()
    with transaction.atomic():
        found.writing = wall(lambda: seasons.append(fill(people)))
        connection.cursor().execute("ANALYZE")
        clients = {actor: Client() for actor in {page.actor for page in PAGES}}
        for actor, user in seasons[0].users.items():
            clients[actor].force_login(user)
        for page in PAGES:
            url, client = page.url(seasons[0]), clients[page.actor]
            client.get(url)  # compiled templates and the like are paid once a process
            found.pages[page] = cpu(lambda url=url, client=client: client.get(url), REPEATS)  # type: ignore[misc]
        found.floor = _floor(clients["organiser"])
        _start_reminders(clients["organiser"], found)
        transaction.set_rollback(True)
    cache.clear()
    return found


def _start_reminders(client: Any, found: Measured) -> None:
    """Press the button that writes to everybody who has something to do."""
    from django.urls import reverse  # noqa: PLC0415 - after the set-up

    from tests.counting import counting  # noqa: PLC0415 - the same

    answers: list[Any] = []
    with counting() as count:
        found.starting = wall(
            lambda: answers.append(client.post(reverse("people:remind"), {"confirmed": "1"}))
        )
    if "/jobs/" not in answers[0].headers.get("Location", ""):
        raise SystemExit("Nobody is reminded.")
    found.queries = count.queries


def _floor(client: Any) -> float:
    """Return the CPU of a plain list, with no more around it than a session."""
    from django.test import override_settings  # noqa: PLC0415 - after the set-up

    from bench.common import plain  # noqa: PLC0415 - the same

    with override_settings(ROOT_URLCONF=plain.__name__, MIDDLEWARE=plain.MIDDLEWARE):
        bare = type(client)()  # middleware is loaded once a client
        bare.cookies = client.cookies
        if bare.get("/").status_code != 200:
            raise SystemExit("The plain list does not answer.")
        return cpu(lambda: bare.get("/"), 2 * REPEATS)


if __name__ == "__main__":
    main(*(int(word) for word in sys.argv[1:]))
