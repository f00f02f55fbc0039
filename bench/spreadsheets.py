"""Lists in: a partner's list of 10,000 rows read, checked, previewed and written, and once more with other values in each row.

`python bench/spreadsheets.py [rows]`. The measure is "bulk_create with validation" of as many rows of one table. Times are CPU:
what else the machine does must not decide.
"""

import io
import sys
import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.common import cpu, heading, installation, row, verdict, wall

COLUMNS = (
    "Rank", "Family name", "Given names", "Date of birth", "Sex", "Nationality", "E-mail", "Phone", "School or university",
    "Grade or year", "English level", "Guardian", "Guardian e-mail", "Interests", "Motivation",
)  # fmt: skip


def main(rows: int = 10_000) -> None:
    """Print what a list costs."""
    with installation():
        from django.db import transaction  # noqa: PLC0415 - after the set-up

        with transaction.atomic():
            _lists_in(rows)
            transaction.set_rollback(True)


# ---------------------------------------------------------------- IN


def _lists_in(rows: int) -> None:
    from logistics.demo import build  # noqa: PLC0415 - after the set-up

    world = build.frame("nominations")
    body, owner = world.bodies["kumamoto"], world.users["cem@example.org"]
    place = {"edition": world.edition, "body": body, "owner": owner}
    floor = cpu(lambda: _floor_in(rows), 2)
    heading(f"Lists of {rows} rows × {len(COLUMNS)} columns", "CPU seconds", "seconds", "queries")
    row("bulk_create with validation, one table", f"{floor:.2f}")
    for told, data in (("new students", _book(rows)), ("the same, other values", _book(rows, changed=True))):
        row(f"{told}:")
        stash = _taken(place, data, floor)
        peak = _peak(stash)
        row("  memory at its highest", note=verdict(peak / 1e6, 150, "MB"))


def _taken(place: dict[str, Any], data: bytes, floor: float) -> Callable[[], Any]:
    """Take a list from the upload to the last row, print what that costs, and return how to do it once more."""
    from ish.nominations import services  # noqa: PLC0415 - after the set-up

    made: list[Any] = []
    by = place["owner"]

    def upload() -> None:
        made.append(services.stash_list(**place, file_name="students.xlsx", data=data))

    def write() -> None:
        services.import_rows(stash=made[-1], by=by, update=True)

    steps = {
        "upload": upload,
        "read, check, preview": lambda: services.preview(made[-1]),
        "read, check, write": write,
    }
    found = {name: _counted(work) for name, work in steps.items()}
    for name, (took, wall_clock, asked) in found.items():
        row(f"  {name}", f"{took:.2f}", f"{wall_clock:.2f}", f"{asked}")
    seconds, wall_clock, queries = (sum(step[n] for step in found.values()) for n in range(3))
    row("  together", f"{seconds:.2f}", f"{wall_clock:.2f}", f"{queries}", note=verdict(seconds / floor, 3))
    row("", note=verdict(queries, 60, "queries"))

    def again() -> None:
        upload()
        write()

    return again


def _book(rows: int, *, changed: bool = False) -> bytes:
    """Return a list of so many students; `changed`: the same ones, with another phone, school and motivation each."""
    import xlsxwriter  # noqa: PLC0415 - after the set-up

    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"constant_memory": True})
    page = book.add_worksheet("Students")
    for n, cells in enumerate([COLUMNS, *(_cells(n, changed=changed) for n in range(1, rows + 1))]):
        page.write_row(n, 0, cells)
    book.close()
    return file.getvalue()


def _cells(n: int, *, changed: bool) -> tuple[Any, ...]:
    return (
        n, f"Family{n}", f"Given{n}", f"{13 + n % 15}.{1 + n % 12:02d}.2008", "FM"[n % 2], "Japan", f"p{n}@example.org",
        f"+496221{6 if changed else 5}{n:05d}", f"School {(n + changed) % 97}", "12", "B2", f"Parent {n}",
        f"parent{n}@example.org", "biology; chemistry", f"I would like to {'see' if changed else 'find'} how it is done.",
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


def _counted(work: Callable[[], object]) -> tuple[float, float, int]:
    """Return seconds of CPU, seconds and queries."""
    from tests.counting import counting  # noqa: PLC0415 - after the set-up

    began = time.process_time()
    with counting() as count:
        seconds = wall(work)
    return time.process_time() - began, seconds, count.queries


def _peak(work: Callable[[], object]) -> int:
    """Return the most bytes that were held while the work was done."""
    tracemalloc.start()
    work()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak


if __name__ == "__main__":
    main(*(int(word) for word in sys.argv[1:]))
