"""What this app shows on other pages: how the consents of a person stand."""

from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string

from ish.consents import counting, informing, lifting_services, overview, queries, seat
from ish.consents.models import Answer, Lift, Paper
from ish.people.models import Guardian, Participation
from ish.people.states import Relation
from ish.privacy.catalogue import CONSENTS
from ish.privacy.services import reveal_each

SAID = {
    counting.YES: "done",
    counting.NO: "problem",
    counting.WITHDRAWN: "problem",
    counting.SUPERSEDED: "waiting",
}


def person_panel(request: HttpRequest, participation: Participation) -> str | None:
    """On the organisers' page of a person: a piece that is fetched when the page stands."""
    if not seat.is_living(participation):
        return None
    context = {"participation": participation}
    return render_to_string("consents/panels/later.html", context, request=request)


def person_context(request: HttpRequest, row: Participation) -> dict[str, Any]:
    """Return how everything stands for one person, with names and reasons as far as this organiser reads them."""
    sheet = queries.sheet(row)
    titles = queries.titles([line.purpose for line in sheet.lines])
    parents = {one.pk: one for one in row.person.guardians.all()}
    names = _names(request, parents)
    said = [answer for line in sheet.lines for answer in line.answers.values()]
    known = _revealed(request, said)
    lifts = list(Lift.objects.filter(participation=row).select_related("by", "guardian", "purpose"))
    for one in lifts:
        one.participation = row
    reasons = _revealed(request, lifts)
    by_purpose = {one.purpose_id: one for one in lifts if one.purpose_id}
    lines = [
        {
            "purpose": line.purpose,
            "title": titles[line.purpose.pk],
            "label": line.label,
            "tone": overview.tone_of(line.state, needed=line.purpose.needed),
            "state": line.state,
            "words": [_word(key, answer, line, names, known) for key, answer in line.answers.items()],
            "waits": [names.get(key, "") for key in sorted(line.outcome.waits)],
            "lift": _lift(by_purpose.get(line.purpose.pk), reasons),
            "not_lifted": lifting_services.NOT_LIFTED if line.purpose.kind in CONSENTS else "",
        }
        for line in sheet.lines
    ]
    return {
        "participation": row,
        "person": row.person,
        "sheet": sheet,
        "lines": lines,
        "open": [one for one in lines if one["state"] in counting.OPEN],
        "settled": [one for one in lines if one["state"] not in counting.OPEN | counting.AGAINST],
        "against": [one for one in lines if one["state"] in counting.AGAINST],
        "to_tell": _to_tell(sheet),
        "parents": [_parent(one, row, sheet, names, lifts, reasons) for one in parents.values()],
        "nobody": sheet.age.minor and sheet.signers.nobody,
        "unclear": sheet.age.minor and not sheet.signers.clear,
        "papers": Paper.objects.filter(participation=row).select_related("file", "guardian").order_by("-at"),
        "names": names,
    }


def _to_tell(sheet: queries.Sheet) -> list[str]:
    """Return whom to tell on site, when something was taken back."""
    back = any(line.state == counting.WITHDRAWN for line in sheet.lines)
    return informing.names(sheet.participation) if back else []


def _revealed(request: HttpRequest, rows: list[Any]) -> dict[int, Any]:
    found = reveal_each(rows, reader=request.user, role="organiser", where="page") if rows else []
    return {one.obj.pk: one for one in found}


def _names(request: HttpRequest, parents: dict[int, Guardian]) -> dict[int, str]:
    known = _revealed(request, list(parents.values()))
    return {pk: str(one.get("name", "")) for pk, one in known.items()}


def _word(
    key: int, answer: Answer, line: queries.Line, names: dict[int, str], known: dict[int, Any]
) -> dict[str, Any]:
    word = line.outcome.said.get(key, "")
    values = known.get(answer.pk, {})
    return {
        "student": key == counting.STUDENT,
        "who": names.get(key, ""),
        "agrees": answer.agrees,
        "word": word,
        "tone": SAID.get(word, "neutral"),
        "name": values.get("name", ""),
        "source": values.get("source", ""),
        "at": answer.at,
        "method": answer.get_method_display(),
        "version": answer.text.version,
        "language": answer.text.language,
    }


def _lift(row: Lift | None, reasons: dict[int, Any]) -> dict[str, Any] | None:
    if row is None:
        return None
    by = row.by.get_full_name() if row.by else ""
    return {"pk": row.pk, "reason": reasons.get(row.pk, {}).get("reason", ""), "by": by, "at": row.at}


def _parent(
    one: Guardian,
    row: Participation,
    sheet: queries.Sheet,
    names: dict[int, str],
    lifts: list[Lift],
    reasons: dict[int, Any],
) -> dict[str, Any]:
    waived = next((lift for lift in lifts if lift.guardian_id == one.pk), None)
    must = one.pk in sheet.signers.every or one.pk in sheet.signers.one
    return {
        "guardian": one,
        "name": names.get(one.pk, ""),
        "relation": Relation(one.relation).label if one.relation else "",
        "custody": one.get_custody_display(),
        "reach": one.get_reach_display() if one.reach else "",
        "must": must and sheet.age.minor,
        "alternatively": one.pk in sheet.signers.one and len(sheet.signers.one) > 1,
        "shared": bool(one.email) and queries.shares_address(one, row),
        "may_sit": seat.may_sit(one, row),
        "lift": _lift(waived, reasons),
    }
