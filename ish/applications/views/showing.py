"""An application as pages show it: parts, their states in words, forms. Writes nothing."""

from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from ish.applications import forms, referee_services, seat, services
from ish.applications.models import Application, Reference
from ish.applications.requirements import HELPS, LABELS
from ish.applications.seat import Seat
from ish.applications.states import NEXT_JUDGED, Ask, Field, Judged, RefereeState
from ish.documents import kinds, queries, rules
from ish.documents.models import Document
from ish.documents.states import DocumentState, Scan
from ish.people import deadlines
from ish.people.models import Waiver
from ish.people.states import State

TONES = {
    DocumentState.MISSING: "todo",
    DocumentState.SUBMITTED: "waiting",
    DocumentState.ACCEPTED: "done",
    DocumentState.SENT_BACK: "problem",
}
JUDGED_TONES = {Judged.ACCEPTED: "done", Judged.SENT_BACK: "problem"}
REFEREE_TONES = {
    RefereeState.ASKED: "waiting",
    RefereeState.ARRIVED: "done",
    RefereeState.DECLINED: "problem",
}


def words_of(motivation: str, codes: list[str]) -> dict[str, str]:
    """Return what is written in words, by label."""
    return {_("Motivation"): motivation, _("Fields of interest"): fields_in_words(codes)}


def fields_in_words(codes: list[str]) -> str:
    """Return fields of interest, the most interesting first."""
    return ", ".join(str(Field(code).label) for code in codes if code in Field.values)


def states_of(nomination: Any) -> list[dict[str, Any]]:
    """Return each part that is asked, and how it stands: label, tone, word. Nothing of what is in it (five queries)."""
    participation = nomination.participation
    own = services.of(participation)
    asked = seat.asked(nomination.edition)
    papers = queries.of(participation, seat.PAPERS)
    reference = referee_services.reference_of(participation)
    waived = set(
        Waiver.objects.filter(participation=participation, requirement__in=list(LABELS)).values_list(
            "requirement", flat=True
        )
    )
    rows = []
    for part, how in asked.items():
        tone, word = (
            _motivation(own, nomination)
            if part == "motivation"
            else _state(part, papers.get(part), reference)
        )
        if part in waived and tone not in ("done", "waiting"):
            tone, word = "neutral", _("not needed")
        elif tone == "todo" and how == Ask.OPTIONAL:
            tone, word = "neutral", _("not given, optional")
        rows.append(
            {
                "part": part,
                "label": LABELS[part],
                "tone": tone,
                "state": word,
                "required": how == Ask.REQUIRED,
                "document": papers.get(part),
                "reference": reference if part == "reference" else None,
                "again_by": _again_by(own, papers.get(part), reference if part == "reference" else None)
                if part not in waived
                else None,
                "waived": part in waived,
            }
        )
    return rows


def _again_by(own: Application, document: Document | None, reference: Reference | None) -> date | None:
    """Return the day by which something that was sent back, and has not come again, should."""
    if reference is not None:
        return reference.again_by if reference.state == RefereeState.ASKED and reference.reason else None
    if document is not None:
        return document.again_by if document.state == DocumentState.SENT_BACK else None
    return own.again_by if own.judged == Judged.SENT_BACK else None


def _motivation(own: Application, nomination: Any) -> tuple[str, str]:
    if own.judged and (own.motivation or nomination.motivation):
        return JUDGED_TONES[Judged(own.judged)], str(Judged(own.judged).label)
    if own.motivation:
        return "done", _("written")
    return ("done", _("from the partner")) if nomination.motivation else ("todo", _("missing"))


def _state(part: str, document: Document | None, reference: Reference | None) -> tuple[str, str]:
    if part == "reference":
        if reference is None:
            return "todo", _("missing")
        state = RefereeState(reference.state)
        if state == RefereeState.ASKED and reference.reason:
            return REFEREE_TONES[state], _("asked once more")
        return REFEREE_TONES[state], str(state.label)
    state_of = DocumentState(document.state) if document else DocumentState.MISSING
    return TONES[state_of], str(state_of.label)


def until(nomination: Any, *, place: str = "") -> dict[str, Any]:
    """Return the last day, where it is counted, and when it ends for the reader, whose clock is on (`place`: as it is there)."""
    last, zone = seat.last_day(nomination), nomination.edition.time_zone
    return {
        "last_day": last,
        "zone": deadlines.zone_name(zone),
        "elsewhere": deadlines.due_elsewhere(last, ZoneInfo(zone), place) if last else "",
    }


def page_of(
    found: Seat, row: Application, *, part: forms.OwnPartForm | None, given: dict[str, Any]
) -> dict[str, Any]:
    """Return what the page shows. `given` holds forms as they were filled in, by part."""
    nomination, organiser = found.nomination, found.role == "organiser"
    told = until(nomination)
    may_write = organiser or seat.is_open_until(nomination, told["last_day"])
    if part is None and may_write:
        initial = forms.OwnPartForm.initial_of(row.motivation or "", row.fields)
        part = forms.OwnPartForm(initial=initial, organiser=organiser)
    states = {line["part"]: line for line in states_of(nomination)}
    return {
        "seat": found,
        "nomination": nomination,
        "person": found.participation.person,
        "edition": nomination.edition,
        "organiser": organiser,
        "may_write": may_write,
        **told,
        "states": list(states.values()),
        "form": part if may_write else None,
        "saved_at": row.saved_at,
        "motivation": row.motivation or "",
        "partner_motivation": nomination.motivation,
        "motivation_reason": row.reason if row.judged == Judged.SENT_BACK else "",
        "judge": _judge(found, row, given) if organiser else None,
        "fields_words": fields_in_words(row.fields),
        "papers": [
            _paper(found, states[code], may_write, given.get(code)) for code in seat.PAPERS if code in states
        ],
        "reference": _referee(found, states["reference"], may_write, given)
        if "reference" in states
        else None,
    }


def _judge(found: Seat, row: Application, given: dict[str, Any]) -> dict[str, Any] | None:
    """Return what an organiser can say of a motivation; None when there is nothing to judge, or the school has decided."""
    text = row.motivation or found.nomination.motivation
    if not text or found.participation.state != State.PROSPECTIVE:
        return None
    return {
        "accept": Judged.ACCEPTED in NEXT_JUDGED[row.judged],
        "form": given.get("judge") or _reason_form(found, "judge", row.reason),
        "more": row.judged == Judged.SENT_BACK,
        "failed": "judge" in given,
    }


def _reason_form(found: Seat, prefix: str, reason: str) -> forms.ReasonForm | None:
    """Return the form by which an organiser sends something back, or gives more time; None when nothing can come any more."""
    span = seat.time_again(found.nomination)
    return forms.ReasonForm(prefix=prefix, span=span, initial={"reason": reason}) if span else None


def _paper(found: Seat, line: dict[str, Any], may_write: bool, given: Any) -> dict[str, Any]:
    """Return one paper: how it stands, its versions, the form for a newer one."""
    part, document = line["part"], line["document"]
    versions = list(document.versions.all()) if document else []
    here = [row for row in versions if row.file.path]
    newest = here[0] if here else None
    form = None
    if may_write and rules.may_replace(document):
        form = given or forms.PaperForm(organiser=found.role == "organiser", prefix=part)
        form.fields["file"].help_text = capfirst(rules.taken(kinds.get(part))) + "."
    url = ""
    if newest is not None and newest.file.scan in (Scan.NONE, Scan.CLEAN):
        url = (
            found.address("paper", part=part) if found.signed else reverse("documents:file", args=[newest.pk])
        )
    return {
        **line,
        "help": HELPS[part],
        "reason": document.reason if document and document.state == DocumentState.SENT_BACK else "",
        "newest": newest,
        "older": max(0, len(here) - 1),
        "waiting": newest is not None and newest.file.scan == Scan.WAITING,
        "url": url,
        "form": form,
        "failed": bool(given),
    }


def _referee(found: Seat, line: dict[str, Any], may_write: bool, given: dict[str, Any]) -> dict[str, Any]:
    """Return who was asked and how that stands; never what was written."""
    row: Reference | None = line["reference"]
    may_ask = may_write and (row is None or row.state != RefereeState.ARRIVED)
    form = given.get("reference") or forms.RefereeForm(
        prefix="referee", initial={"language": found.participation.person.language}
    )
    return {
        **line,
        "help": HELPS["reference"],
        "row": row,
        "form": form if may_ask else None,
        "failed": "reference" in given,
        "may_remind": row is not None and may_write and referee_services.may_remind(row),
        "enter": (given.get("letter") or _enter_form(row)) if found.role == "organiser" else None,
        "enter_failed": "letter" in given,
        "back": _letter_back(found, row, given),
        "back_failed": "letter_back" in given,
        "more": row is not None and row.state == RefereeState.ASKED,
    }


def _letter_back(found: Seat, row: Reference | None, given: dict[str, Any]) -> forms.ReasonForm | None:
    """Return the form by which an organiser sends a letter back to whoever wrote it."""
    if found.role != "organiser" or row is None or not row.email or not referee_services.may_go_back(row):
        return None
    return given.get("letter_back") or _reason_form(found, "back", row.reason)


def _enter_form(row: Reference | None) -> forms.EnterLetterForm:
    return forms.EnterLetterForm(prefix="letter", initial={"referee": row.name if row else ""})
