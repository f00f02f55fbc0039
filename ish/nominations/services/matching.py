"""Whom the rows of a list are about: somebody the partner has named, somebody new, or a question that the partner answers."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from ish.nominations import keys
from ish.nominations.models import ImportStash
from ish.nominations.named_queries import Named, Who, who
from ish.nominations.reading import Problem, Reading, Row

CODES = ("key_unknown", "known_name", "known_other")
"""The problems that this adds to rows."""


def match(reading: Reading, named: Named, stash: ImportStash) -> dict[int, int]:
    """Return, by the number of the row, which nomination it is about; a row that is missing is a new student.

    First what is certain: our own key, what somebody said, name and birth date, name and address. Of the rest, a name that only
    one student has tells who it is as long as nothing speaks against it; if something does, the row has a question.
    """
    said = {int(number): pk for number, pk in (stash.choices or {}).get("same", {}).items()}
    found: dict[int, int] = {}
    claimed: set[int] = set()
    open_rows: list[tuple[Row, Who]] = []
    for row in reading.rows:
        one, pk = who(row.values), said.get(row.number)
        if pk and pk not in named.keys:
            pk = None  # what was said is of somebody who is no longer there
        if row.values.key:
            pk = _keyed(row, named, stash, reading)
        elif pk is None:
            pk = named.find(one, besides=claimed)
            if pk is None:
                open_rows.append((row, one))
        if pk in named.keys and pk is not None:
            found[row.number] = pk
            claimed.add(pk)
    _by_name(open_rows, found, named, reading)
    return found


def _keyed(row: Row, named: Named, stash: ImportStash, reading: Reading) -> int | None:
    """Return the nomination that our own key tells; a key that is not ours becomes a problem of the row."""
    pk = keys.nomination_of(row.values.key, edition=stash.edition, body=stash.body)
    if pk in named.keys:
        return pk
    row.problems.append(problem("key_unknown", row, "key", row.values.key, reading))
    return None


def _by_name(rows: Sequence[tuple[Row, Who]], found: dict[int, int], named: Named, reading: Reading) -> None:
    counts = Counter(one.words for _row, one in rows)
    claimed = set(found.values())
    for row, one in rows:
        namesakes = named.namesakes(one, besides=claimed)
        fitting = [known for known in namesakes if known.agrees(one) and known.named_alike(one)]
        if fitting and len(fitting) == counts[one.words] == len(namesakes):
            found[row.number] = fitting[0].pk or 0
            claimed.add(found[row.number])
            counts[one.words] -= 1
        elif namesakes:
            _ask(row, one, (fitting or namesakes)[0], reading)


def _ask(row: Row, one: Who, known: Who, reading: Reading) -> None:
    """Ask whether two of one name are one. Two addresses speak for two: then it stops nothing."""
    field = next((name for name in ("name", "family_name", "given_names") if name in reading.column_of), "")
    other = one.written_otherwise(known)
    asked = problem(
        "known_other" if other else "known_name", row, field, one.name, reading, known=str(known.pk)
    )
    row.problems.append(replace(asked, severity="warning") if other else asked)


def problem(code: str, row: Row, field: str, text: str, reading: Reading, **params: str) -> Problem:
    """Return a problem of a row that only the database knows."""
    at = reading.column_of.get(field)
    where = (at.letter, at.heading) if at else ("", "")
    return Problem(code, params, row.number, *where, field, text[:60], text=text)
