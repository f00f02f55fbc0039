"""How everybody's consents stand: the rows that a filter leaves, and the words for each cell."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts import roles
from ish.consents import conditions, counting, queries, requirements
from ish.consents.models import Purpose
from ish.consents.states import Standing
from ish.people.models import Guardian, Participation
from ish.people.queries import BY_NAME, named
from ish.people.states import COMING
from ish.programme.models import Edition

TONES = {
    counting.AGREED: "done",
    counting.MISSING: "waiting",
    counting.SUPERSEDED: "waiting",
    counting.REFUSED: "problem",
    counting.DISAGREEMENT: "problem",
    counting.WITHDRAWN: "problem",
    counting.WAIVED: "neutral",
    counting.NOT_ASKED: "neutral",
}
CHUNK = 500


def tone_of(state: str, *, needed: bool = True) -> str:
    """Return the tone of a state: a no to what is free is no problem."""
    tone = TONES[state]
    return "neutral" if tone == "problem" and not needed and state == counting.REFUSED else tone


def custody_unknown(at: date) -> Q:
    """Guardians have to sign, and it is not known well enough which: no custody known, or of two only one parent."""
    able = Guardian.objects.filter(person=OuterRef("person")).exclude(custody=counting.ENTRUSTED)
    alone = Exists(able.filter(custody__in=conditions.ALONE))
    unknown = Exists(able.filter(custody=counting.UNKNOWN))
    joint = able.filter(custody=counting.JOINT)
    second = Exists(joint.filter(Exists(_another())))
    clear = (Q(alone) & ~Q(Exists(joint))) | (~Q(unknown) & ~Q(alone) & Q(second))
    return conditions.minor(at) & ~clear


def _another() -> QuerySet[Guardian]:
    rows = Guardian.objects.filter(person=OuterRef("person"), custody=counting.JOINT)
    return rows.exclude(pk=OuterRef("pk"))


def found(edition: Edition, user: Any, at: date, chosen: Mapping[str, str]) -> QuerySet[Participation]:
    """Return those who come and whom the filter leaves, in the order of names."""
    rows = Participation.objects.filter(edition=edition, state__in=COMING, person__erased_at=None)
    rows = rows.filter(capacity__in={one for row in queries.purposes(edition) for one in row.capacity_list})
    rows = rows.filter(roles.sees(user, "people.participation", role="organiser"))
    if words := chosen.get("q", "").split():
        rows = rows.filter(named(words))
    rows = rows.filter(_only(chosen.get("only", ""), at)).select_related("person").order_by(*BY_NAME)
    code, state = chosen.get("purpose"), chosen.get("state")
    if state:
        keys = _standing(rows, edition, at, code, state)
        rows = rows.filter(pk__in=keys)
    return rows


def _only(only: str, at: date) -> Q:
    if only == "guardian":
        return conditions.asks_guardians(at) & ~conditions.guardians_answered(at)
    if only == "student":
        return conditions.asks_student(at) & ~conditions.student_answered(at)
    if only == "refused":
        return requirements.refused(at)
    return custody_unknown(at) if only == "custody" else Q()


def _standing(rows: QuerySet[Participation], edition: Edition, at: date, code: Any, state: str) -> list[int]:
    """Return whose consent (of this code, or any) stands so: worked out for all of them, as SQL has no word for it."""
    everybody = list(rows.order_by())
    keys = []
    for start in range(0, len(everybody), CHUNK):
        for pk, sheet in queries.sheets(everybody[start : start + CHUNK], edition, at).items():
            lines = [line for line in sheet.lines if not code or line.purpose.code == code]
            keys += [pk] if any(line.state == state for line in lines) else []
    return keys


@dataclass(frozen=True)
class Row:
    """One person of the list: a cell for each consent, empty where it is not asked."""

    participation: Participation
    sheet: queries.Sheet
    cells: list[dict[str, Any]]

    @property
    def agreed(self) -> int:
        """How many of the consents are there in full."""
        return sum(cell["state"] == counting.AGREED for cell in self.cells)

    @property
    def asked(self) -> int:
        """How many are asked."""
        return sum(not cell["blank"] for cell in self.cells)


def rows_of(
    participations: Sequence[Participation],
    edition: Edition,
    asked: Sequence[Purpose],
    at: date,
    titles: Mapping[int, str] | None = None,
) -> list[Row]:
    """Return the rows for these people (four queries); `titles` name the cells on a phone."""
    sheets = queries.sheets(participations, edition, at)
    found = []
    for row in participations:
        lines = {line.purpose.pk: line for line in sheets[row.pk].lines}
        cells = [_cell(lines.get(one.pk), one, (titles or {}).get(one.pk, "")) for one in asked]
        found.append(Row(row, sheets[row.pk], cells))
    return found


def _cell(line: queries.Line | None, purpose: Purpose, head: str) -> dict[str, Any]:
    state = line.state if line else counting.NOT_ASKED
    return {
        "state": state,
        "label": Standing(state).label,
        "tone": tone_of(state, needed=purpose.needed),
        "blank": state == counting.NOT_ASKED,
        "head": head,
    }


def lines_for_file(
    rows: QuerySet[Participation], edition: Edition, asked: Sequence[Purpose], at: date
) -> Iterator[list[Any]]:
    """Yield the lines of a spreadsheet: the name, then each consent in a word."""
    everybody = list(rows)
    for start in range(0, len(everybody), CHUNK):
        for row in rows_of(everybody[start : start + CHUNK], edition, asked, at):
            yield [row.participation.person.sort_name, *(cell["label"] for cell in row.cells)]
