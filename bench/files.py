"""Everything as a file: CSV against a CSV streamed from `values_list`, XLSX against xlsxwriter alone with the same cells.

`python bench/files.py [people]`. Times are CPU, so that what else the machine does decides nothing.
"""

import csv
import io
import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.common import cpu, heading, installation, row, verdict

PEER, SHARE, XLSX, QUERIES = 38.9, 40, 2, 15
"""Seconds that pretalx took for a CSV of 5,000 speakers on two cores; the share of it that is ours; times xlsxwriter; queries."""
LONG = 2_000
"""Lines from which on a file is compared with the library alone."""
MOST_ROWS, ROWS_A_LINE = 400, 3
"""Rows fetched, whatever the size, and beside them for each line of a file."""
REPEATS = 3


def main(people: int = 5_000) -> None:
    """Print a line for each file, and what it was measured against."""
    with installation():
        from django.db import connection, transaction  # noqa: PLC0415 - after the set-up
        from django.test import Client  # noqa: PLC0415 - the same

        from ish.people.models import Person  # noqa: PLC0415 - the same
        from tests.scale.pages import EXPORTS  # noqa: PLC0415 - the same
        from tests.scale.season import fill  # noqa: PLC0415 - the same

        with transaction.atomic():
            season = fill(people)
            Person.objects.filter(phone="").update(
                phone="+496221543210"
            )  # a number has to be read and written
            connection.cursor().execute("ANALYZE")
            client = Client()
            floor = cpu(_floor, REPEATS)
            heading(f"Files of {people} people", "CPU", "queries", "the floor", "times that")
            row("CSV streamed from values_list, 10 columns", f"{floor:.2f} s", "1")
            for name, actor, url in sorted({_address(page, season) for page in EXPORTS}):
                client.force_login(season.users[actor])
                _measure(client, f"{name} ({actor})", url, floor=floor)
            transaction.set_rollback(True)


def _address(page: Any, season: Any) -> tuple[str, str, str]:
    """Return name, actor and address of a file up to its format; of the lists of one page, each its own."""
    which = page.query.removeprefix("?").partition("_export")[0].rstrip("-")
    return " ".join(filter(None, (page.name, which))), page.actor, page.url(season).rpartition("=")[0]


def _measure(client: Any, told: str, url: str, *, floor: float) -> None:
    """Print the lines of one list: its CSV and its XLSX."""
    found, cost = _taken(client, f"{url}=csv")
    note = verdict(found, PEER / SHARE, f"s (1/{SHARE} of pretalx)")
    row(
        f"{told} csv",
        f"{found:.2f} s",
        f"{cost.queries}",
        f"{floor:.2f} s",
        f"{found / floor:.1f} ×",
        note=note,
    )
    cells = _cells(client, f"{url}=csv")
    if cost.queries > QUERIES:
        row("", note=verdict(cost.queries, QUERIES, "queries"))
    if cost.rows > MOST_ROWS + ROWS_A_LINE * len(cells):
        row("", note=verdict(cost.rows / len(cells), ROWS_A_LINE, "rows a line"))
    limit = cpu(lambda: _limit(cells), REPEATS)
    found, cost = _taken(client, f"{url}=xlsx")
    # A short file costs what any answer costs: the library alone is no measure of it.
    note = verdict(found / limit, XLSX) if len(cells) >= LONG else ""
    row(
        f"{told} xlsx",
        f"{found:.2f} s",
        f"{cost.queries}",
        f"{limit:.2f} s",
        f"{found / limit:.1f} ×",
        note=note,
    )


def _taken(client: Any, url: str) -> tuple[float, Any]:
    """Return the CPU of a download, and its queries and rows."""
    from tests.counting import counting  # noqa: PLC0415 - after the set-up

    with counting() as count:
        _download(client, url)
    return cpu(lambda: _download(client, url), REPEATS), count


def _download(client: Any, url: str) -> bytes:
    response = client.get(url)
    if response.status_code != 200:
        raise SystemExit(f"{url} answered {response.status_code}.")
    return b"".join(response.streaming_content)


def _cells(client: Any, url: str) -> list[list[str]]:
    """Return the cells of a list as its CSV has them."""
    return list(csv.reader(io.StringIO(_download(client, url).decode("utf-8-sig"))))


def _floor() -> None:
    """Write ten plain columns of everybody as CSV."""
    from ish.people.models import Participation  # noqa: PLC0415 - after the set-up

    fields = [
        f"person__{n}" for n in ("family_name", "given_names", "birth_date", "sex", "email", "native_name")
    ]
    rows = Participation.objects.values_list(*fields, "state", "capacity", "offered_at", "accept_by")
    writer = csv.writer(io.StringIO())
    for values in rows.iterator(chunk_size=2000):
        writer.writerow(values)


def _limit(rows: list[list[str]]) -> None:
    """Write the same cells with the library alone, memory constant."""
    import xlsxwriter  # noqa: PLC0415 - after the set-up

    book = xlsxwriter.Workbook(io.BytesIO(), {"constant_memory": True, "strings_to_formulas": False})
    page = book.add_worksheet()
    for number, values in enumerate(rows):
        page.write_row(number, 0, values)
    book.close()


if __name__ == "__main__":
    main(*(int(word) for word in sys.argv[1:]))
