"""Lists in and out: a partner's list of 10,000 rows read, checked, previewed and written; 5,000 people as CSV and XLSX.

`python bench/spreadsheets.py [rows] [people]`. The measures: "bulk_create with validation" of as many rows of one table, a CSV
streamed from `values_list`, and an XLSX of the same values by xlsxwriter with constant memory.
"""

import csv
import io
import sys
import tracemalloc
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.common import heading, installation, row, verdict, wall

COLUMNS = (
    "Rank", "Family name", "Given names", "Date of birth", "Sex", "Nationality", "E-mail", "Phone", "School or university",
    "Grade or year", "English level", "Guardian", "Guardian e-mail", "Interests", "Motivation",
)  # fmt: skip
PRETALX_CSV = 38.9
"""Seconds for a CSV of all 5,000 speakers there, measured once on two cores; ours is to take a fortieth."""


def main(rows: int = 10_000, people: int = 5_000) -> None:
    """Print both tables."""
    with installation():
        from django.db import transaction  # noqa: PLC0415 - after the set-up

        for part, size in ((_lists_in, rows), (_lists_out, people)):
            with transaction.atomic():
                part(size)
                transaction.set_rollback(True)


# ---------------------------------------------------------------- IN


def _lists_in(rows: int) -> None:
    from ish.nominations import services  # noqa: PLC0415 - after the set-up
    from logistics.demo import build  # noqa: PLC0415 - the same

    world = build.frame("nominations")
    body, owner = world.bodies["kumamoto"], world.users["cem@example.org"]
    data = _book(rows)
    floor = wall(lambda: _floor_in(rows))
    steps: dict[str, tuple[float, int]] = {}
    made: list[Any] = []
    steps["upload"] = _counted(
        lambda: made.append(
            services.stash_list(
                edition=world.edition, body=body, owner=owner, file_name="students.xlsx", data=data
            )
        )
    )
    steps["read, check, preview"] = _counted(lambda: services.preview(made[0]))
    steps["read, check, write"] = _counted(lambda: services.import_rows(stash=made[0], by=owner))
    seconds, queries = (sum(step[n] for step in steps.values()) for n in (0, 1))
    heading(f"A list of {rows} rows × {len(COLUMNS)} columns", "seconds", "queries")
    row("bulk_create with validation, one table", f"{floor:.2f}")
    for name, (took, asked) in steps.items():
        row(name, f"{took:.2f}", f"{asked}")
    row("together", f"{seconds:.2f}", f"{queries}", note=verdict(seconds / floor, 3))
    row("", note=verdict(queries, 60, "queries"))
    again = services.stash_list(
        edition=world.edition, body=body, owner=owner, file_name="students.xlsx", data=data
    )
    took, asked = _counted(lambda: services.preview(again))
    row("the same list again: all known", f"{took:.2f}", f"{asked}")
    peak = _peak(lambda: services.preview(again))
    row("memory at its highest", note=verdict(peak / 1e6, 150, "MB"))


def _book(rows: int) -> bytes:
    import xlsxwriter  # noqa: PLC0415 - after the set-up

    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"constant_memory": True})
    page = book.add_worksheet("Students")
    for n, cells in enumerate([COLUMNS, *(_cells(n) for n in range(1, rows + 1))]):
        page.write_row(n, 0, cells)
    book.close()
    return file.getvalue()


def _cells(n: int) -> tuple[Any, ...]:
    return (
        n, f"Family{n}", f"Given{n}", f"{13 + n % 15}.{1 + n % 12:02d}.2008", "FM"[n % 2], "Japan", f"p{n}@example.org",
        f"+4962215{n:05d}", f"School {n % 97}", "12", "B2", f"Parent {n}", f"parent{n}@example.org",
        "biology; chemistry", "I would like to find out how it is really done.",
    )  # fmt: skip


def _floor_in(rows: int) -> None:
    """Validate as many rows of one table and write them in bulk, then take them back."""
    from datetime import date  # noqa: PLC0415 - after the set-up

    from django.db import transaction  # noqa: PLC0415 - the same

    from ish.people.models import Person  # noqa: PLC0415 - the same

    with transaction.atomic():
        made = [
            Person(
                family_name=f"Family{n}", given_names=f"Given{n}", birth_date=date(2008, 1 + n % 12, 1 + n % 28),
                sex="FM"[n % 2], nationalities=["JP"], email=f"p{n}@example.org", phone=f"+4962215{n:05d}", language="en",
                time_zone="Asia/Tokyo",
            )
            for n in range(rows)
        ]  # fmt: skip
        for person in made:
            person.clean_fields()
        Person.objects.bulk_create(made, batch_size=1000)
        transaction.set_rollback(True)


# ---------------------------------------------------------------- OUT


def _lists_out(people: int) -> None:
    from django.test import Client  # noqa: PLC0415 - after the set-up

    from ish.people.models import Participation  # noqa: PLC0415 - the same
    from tests.scale.pages import EXPORTS  # noqa: PLC0415 - the same
    from tests.scale.season import fill  # noqa: PLC0415 - the same

    season = fill(people)
    client = Client()
    client.force_login(season.users["organiser"])
    fields = [f"person__{n}" for n in ("family_name", "given_names", "birth_date", "sex", "email", "phone")]
    values = Participation.objects.values_list(*fields, "state", "capacity", "offered_at", "accept_by")
    floor = wall(lambda: _floor_csv(values.iterator(chunk_size=2000)), 2)
    limit = wall(lambda: _floor_xlsx(values.iterator(chunk_size=2000)), 2)
    heading(f"Lists of {people} people", "seconds", "queries", "of the floor")
    row("CSV streamed from values_list, 10 columns", f"{floor:.2f}", "1")
    row("xlsxwriter, constant memory, 10 columns", f"{limit:.2f}", "1")
    for page in EXPORTS:
        took, asked = _counted(lambda page=page: _download(client, page.url(season)))  # type: ignore[misc]
        is_csv = page.query.endswith("csv")
        least = floor if is_csv else limit
        note = verdict(took, PRETALX_CSV / 40, "s") if is_csv else verdict(took / limit, 2)
        row(page.told, f"{took:.2f}", f"{asked}", f"{took / least:.1f} ×", note=note)


def _download(client: Any, url: str) -> None:
    response = client.get(url)
    for _part in response.streaming_content:
        pass


def _floor_csv(rows: Iterable[Any]) -> None:
    writer = csv.writer(io.StringIO())
    for values in rows:
        writer.writerow(values)


def _floor_xlsx(rows: Iterable[Any]) -> None:
    import xlsxwriter  # noqa: PLC0415 - after the set-up

    book = xlsxwriter.Workbook(io.BytesIO(), {"constant_memory": True})
    page = book.add_worksheet()
    for n, values in enumerate(rows):
        for column, value in enumerate(values):
            page.write_string(n, column, str(value))
    book.close()


# ---------------------------------------------------------------- COUNTING


def _counted(work: Callable[[], object]) -> tuple[float, int]:
    """Return seconds and queries."""
    from tests.counting import counting  # noqa: PLC0415 - after the set-up

    with counting() as count:
        seconds = wall(work)
    return seconds, count.queries


def _peak(work: Callable[[], object]) -> int:
    """Return the most bytes that were held while the work was done."""
    tracemalloc.start()
    work()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak


if __name__ == "__main__":
    main(*(int(word) for word in sys.argv[1:]))
