"""A list beside what is known: which rows are new, known already, alike or with other values, and which have errors."""

from dataclasses import dataclass, field, replace
from functools import cached_property

from ish.nominations.address_queries import known_elsewhere
from ish.nominations.models import ImportStash
from ish.nominations.named_queries import Named
from ish.nominations.reading import Problem, Reading, Row
from ish.nominations.rules import COORDINATOR, ORGANISER
from ish.nominations.services import matching
from ish.nominations.services.bulk import collector_resting
from ish.nominations.services.listed import Difference, differences
from ish.nominations.services.listed_corrections import without_waiting
from ish.nominations.services.matching import problem
from ish.nominations.services.reading_lists import read_list


@dataclass
class Preview:
    """What confirming a list would do: rows to create, rows known already, alike or with other values, rows with errors."""

    reading: Reading
    fresh: list[Row] = field(default_factory=list)
    already: list[tuple[Row, int]] = field(default_factory=list)
    waiting: set[int] = field(default_factory=set)  # those of them whose correction waits for the school
    changed: list[tuple[Row, Difference]] = field(default_factory=list)
    handed_in: list[tuple[Row, Difference]] = field(default_factory=list)
    faulty: list[Row] = field(default_factory=list)

    @cached_property
    def blocking(self) -> list[Problem]:
        """Errors of the file as a whole: nothing can be taken."""
        return [p for p in self.reading.problems if p.severity == "error"]

    @cached_property
    def errors(self) -> list[Problem]:
        """One for each bad cell."""
        return [p for row in self.faulty for p in row.problems if p.severity == "error"]

    @cached_property
    def warnings(self) -> list[Problem]:
        """What should be looked at and stops nothing."""
        of_rows = [p for row in self.reading.rows for p in row.problems if p.severity != "error"]
        return [p for p in self.reading.problems if p.severity != "error"] + of_rows


def preview(stash: ImportStash, role: str = COORDINATOR) -> Preview:
    """Return what confirming would do, compared with the database as it is now. Raises `Unreadable`."""
    with collector_resting():
        return compared(read_list(stash), stash, role)


_COMPARED = (*matching.CODES, "email_taken", "email_known", "cell_emptied")  # what only the database knows


def compared(reading: Reading, stash: ImportStash, role: str) -> Preview:
    """Part the rows of a list into new ones, those named already, and those with errors. What the school itself says does not
    wait."""
    named = Named(stash.edition, stash.body)
    elsewhere = known_elsewhere(stash.edition, stash.body, {row.values.email for row in reading.rows})
    found = Preview(reading)
    known: list[tuple[Row, int]] = []
    for row in reading.rows:
        if row.problems:
            row.problems = [one for one in row.problems if one.code not in _COMPARED]
    whose = matching.match(reading, named, stash)
    for row in reading.rows:
        values, pk = row.values, whose.get(row.number)
        if other := named.taken(values.email, by=pk):
            row.problems.append(_email_taken(row, other, reading))
        elif values.email.lower() in elsewhere:
            row.problems.append(_email_known(row, reading))
        if row.has_errors:
            found.faulty.append(row)
        elif pk is not None:
            known.append((row, pk))
        else:
            found.fresh.append(row)
    differing = differences(known, [column.field for column in reading.known_columns])
    left = {} if role == ORGANISER else without_waiting(differing, stash)
    for row, pk in known:
        difference = differing.pop(pk, None)
        if difference and left.get(pk, difference) is None:
            found.waiting.add(pk)
        difference = left.pop(pk, difference)
        if difference and difference.lost:
            row.problems += [problem("cell_emptied", row, name, "", reading) for name in difference.lost]
            found.faulty.append(row)
        elif difference:
            (found.handed_in if difference.handed_in else found.changed).append((row, difference))
        else:
            found.already.append((row, pk))
    return found


def _email_taken(row: Row, other: str, reading: Reading) -> Problem:
    """Say that a brother or sister, named before, has the row's address: one of the two would never get in."""
    return problem("email_taken", row, "email", row.values.email, reading, name=other)


def _email_known(row: Row, reading: Reading) -> Problem:
    """Ask for another address where a student of another partner has it. It stops nothing: who it is, the partner cannot know."""
    return replace(problem("email_known", row, "email", row.values.email, reading), severity="warning")
