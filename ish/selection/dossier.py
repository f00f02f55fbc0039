"""What a reviewer, or an organiser, reads of a student before an opinion: one dossier, as far as the reader may know it.

In an anonymised edition reviewers see neither name, partner, school, rank nor papers; names in what the student writes are
covered. Looks at letters are written down.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import permutations
from typing import Any

from django.utils.translation import gettext as _

from ish.applications.models import Application, Reference
from ish.applications.states import Field, RefereeState
from ish.documents import kinds
from ish.documents import queries as documents
from ish.documents.models import Document
from ish.documents.states import HERE, READABLE
from ish.nominations.models import Nomination
from ish.people import ages
from ish.privacy import services as privacy
from ish.selection.covering import Covering

PAPERS = ("cv", "transcript")
_OPEN = ("grade", "english_level", "interests", "motivation")
_OWN = ("motivation", "fields")


@dataclass
class Dossier:
    """One student as the reader may know them. `motivation` is in the student's own words, `from_partner` in their partner's.
    `papers` are (label, key of the file's version or None), `behind` those of them that stand behind the dossier as a PDF."""

    nomination: Nomination
    title: str
    anonymised: bool
    motivation: str = ""
    from_partner: str = ""
    facts: list[tuple[str, str]] = field(default_factory=list)
    papers: list[tuple[str, int | None]] = field(default_factory=list)
    behind: list[tuple[str, int]] = field(default_factory=list)
    letter: str = ""
    letter_by: str = ""
    letter_file: int | None = None
    withheld: list[str] = field(default_factory=list)


def title_of(nomination: Nomination, *, anonymised: bool) -> str:
    """Return what a student is called: the name, or a number."""
    if anonymised:
        return _("Student %(number)s") % {"number": nomination.pk}
    return nomination.participation.person.full_name or _("Erased person")


def make(nomination: Nomination, *, reader: Any, role: str, anonymised: bool, where: str = "page") -> Dossier:
    """Return the dossier. The caller has asked whether it opens to the reader."""
    found = Dossier(nomination, title_of(nomination, anonymised=anonymised), anonymised)
    values, own = _values(nomination, reader, role, anonymised), _own(nomination, role)
    codes = own.get("fields", [])
    chosen = ", ".join(str(Field(code).label) for code in codes if code in Field.values)
    covered = _covering(nomination).cover if anonymised else _as_it_is
    found.motivation = covered(own.get("motivation", ""))
    found.from_partner = covered(values.get("motivation", ""))
    interests = chosen or covered(values.get("interests", ""))
    found.facts = [
        (_("Grade or year"), covered(values.get("grade", ""))),
        (_("English (CEFR)"), values.get("english_level", "")),
        (_("Age on arrival"), age_band(nomination)),
        (_("Fields of interest"), interests),
    ]
    if anonymised:
        found.withheld = [_("Name"), _("Partner and rank"), _("School"), _("Papers"), _("Recommendation")]
        return found
    rank = f"{'R' if nomination.reserve else ''}{nomination.rank or ''}"
    found.facts = [
        (_("Partner"), nomination.body.name),
        (_("Rank given by the partner"), rank),
        (_("School"), values.get("school", "")),
        *found.facts,
    ]
    held = documents.of(nomination.participation, PAPERS)
    found.papers = _papers(held)
    good = [str(kinds.get(code).label) for code, row in held.items() if row.state in HERE]
    found.behind = [(label, key) for label, key in found.papers if key and label in good]
    _add_letter(found, reader, role, where)
    return found


def _values(nomination: Nomination, reader: Any, role: str, anonymised: bool) -> dict[str, str]:
    """Return what the nomination says, as far as the role reads it; without a name nothing that tells who it is."""
    if not anonymised:
        return dict(privacy.reveal(nomination, reader=reader, role=role))
    names = privacy.readable(Nomination, role) & set(_OPEN)
    return {name: getattr(nomination, name) for name in names}


def _own(nomination: Nomination, role: str) -> dict[str, Any]:
    """Return what the student wrote, as far as the role reads it."""
    row: Application | None = getattr(nomination.participation, "application", None)
    names = privacy.readable(Application, role) & set(_OWN)
    return {name: getattr(row, name) or "" for name in names} if row else {}


def age_band(nomination: Nomination) -> str:
    """Return "under 18" or "18 or older" on the day of arrival; "" while unknown."""
    born = nomination.participation.person.birth_date
    if born is None:
        return ""
    minor = born > ages.born_by(nomination.edition.arrival_day)
    return _("under 18") if minor else _("18 or older")


def _as_it_is(text: str) -> str:
    return text


def _covering(nomination: Nomination) -> Covering:
    """Return what covers the student's names, school and partner in a text."""
    person, body = nomination.participation.person, nomination.body
    called = (person.given_names, person.family_name, person.badge_name)
    pairs = permutations((name for name in called if name), 2)
    names = (*called, person.native_name, *(" ".join(pair) for pair in pairs))
    through = body.parent.name if body.parent else ""
    return Covering(names, (body.name, through, nomination.school))


def _papers(held: dict[str, Document]) -> list[tuple[str, int | None]]:
    return [(str(kinds.get(code).label), _file_of(held[code])) for code in PAPERS if code in held]


def _file_of(document: Document) -> int | None:
    newest = documents.newest(document)
    return newest.pk if newest is not None and newest.file.scan in READABLE else None


def _add_letter(found: Dossier, reader: Any, role: str, where: str) -> None:
    rows = Reference.objects.filter(
        participation=found.nomination.participation_id, state=RefereeState.ARRIVED
    )
    row = rows.select_related("participation__person", "participation__edition", "file").first()
    if row is None:
        return
    shown = privacy.reveal(row, reader=reader, role=role, where=where, reason=_("Dossier"))
    found.letter = shown.get("letter") or ""
    parts: Sequence[str] = [shown.get("name") or "", shown.get("relation") or ""]
    found.letter_by = ", ".join(part for part in parts if part)
    found.letter_file = row.pk if row.file and row.file.path and row.file.scan in READABLE else None


def as_data(found: Dossier, *, heads: dict[str, str]) -> dict[str, Any]:
    """Return the dossier as its paper takes it; `heads` are the headings in the reader's language."""
    attached = [label for label, _key in found.behind]
    if found.letter_file:
        attached.append(_("Recommendation"))
    return {
        "title": found.title,
        "facts": [[label, value or "–"] for label, value in found.facts],
        "parts": [
            *_motivations(found, heads["motivation"]),
            *(
                [{"heading": heads["letter"], "text": found.letter, "note": found.letter_by}]
                if found.letter
                else []
            ),
        ],
        "attached": ", ".join(attached) or "–",
        "withheld": ", ".join(found.withheld),
    }


def _motivations(found: Dossier, heading: str) -> list[dict[str, str]]:
    """Return the student's own words, then those of the partner; one of them, where there is only one."""
    texts = [(found.motivation, ""), (found.from_partner, _("Written by the partner"))]
    given = [{"heading": heading, "text": text, "note": note} for text, note in texts if text]
    return given or [{"heading": heading, "text": "–", "note": ""}]
