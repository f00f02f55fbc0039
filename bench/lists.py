"""Pages at 50 and at 5,000 people: CPU a request, how it grows, and what the parts cost that load after the page.

`python bench/lists.py [few] [many]`. The pages are those whose queries the tests in tests/scale count.
"""

import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.common import cpu, heading, installation, row, verdict, wall

GROWTH, FRAGMENT = 1.1, 0.4


def main(few: int = 50, many: int = 5_000) -> None:
    """Print a line for each page and the pages that grow too much."""
    with installation():
        small, _ = _measure(few)
        large, seconds = _measure(many)
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
    heading("Other")
    row(f"writing a season of {many} people", f"{seconds:.1f} s")


def _measure(people: int) -> tuple[dict[Any, float], float]:
    """Return CPU by page in a season of so many people, and how long writing it took; the season is undone."""
    from django.core.cache import cache  # noqa: PLC0415 - after the set-up
    from django.db import connection, transaction  # noqa: PLC0415 - the same
    from django.test import Client  # noqa: PLC0415 - the same

    from tests.scale.pages import PAGES  # noqa: PLC0415 - the same
    from tests.scale.season import Season, fill  # noqa: PLC0415 - the same

    found: dict[Any, float] = {}
    seasons: list[Season] = []
    cache.clear()
    with transaction.atomic():
        seconds = wall(lambda: seasons.append(fill(people)))
        connection.cursor().execute("ANALYZE")
        clients = {actor: Client() for actor in {page.actor for page in PAGES}}
        for actor, user in seasons[0].users.items():
            clients[actor].force_login(user)
        for page in PAGES:
            url, client = page.url(seasons[0]), clients[page.actor]
            client.get(url)  # compiled templates and the like are paid once a process
            found[page] = cpu(lambda url=url, client=client: client.get(url), 4)  # type: ignore[misc]
        transaction.set_rollback(True)
    cache.clear()
    return found, seconds


if __name__ == "__main__":
    main(*(int(word) for word in sys.argv[1:]))
