"""What a section says beside its form: what is still missing, what we noticed, the passport's name line. Decides nothing."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django_countries import countries

from ish.desk import days
from ish.people.models import Participation
from ish.profiles import asked, covers, mrz, sections
from ish.profiles.forms import SectionForm, label_of
from ish.profiles.models import DocumentKind, EducationKind, Permit
from ish.profiles.rules import Standing, asks_for_guardian, shares_address
from ish.profiles.sections import Section


def missing(
    participation: Participation, section: Section, row: Any, at: date, waits: Collection[str] = ()
) -> list[str]:
    """Return in words what the section still needs; the same rule as `conditions`, for one row in hand. `waits` is what the
    student has said and the school still looks at."""
    if getattr(row, "nothing_to_declare", None):
        return []
    person = participation.person
    needed = list(asked.needed(participation.capacity, participation.resident, section.code))
    if getattr(row, "kind", "") == EducationKind.GAP and section is sections.EDUCATION:
        needed.remove("institution")
    found = [
        _("%(what)s (the school looks at it)") % {"what": label_of(name, section)}
        if name in waits
        else label_of(name, section)
        for name in needed
        if name not in _OF_ROWS and not getattr(person if name in section.person_fields else row, name)
    ]
    found += [words for name in needed if name in _OF_ROWS for words in _OF_ROWS[name](row)]
    if section is sections.ABOUT_ME and asks_for_guardian(participation, at):
        reachable = [g for g in person.guardians.all() if g.name and (g.email or g.phone)]
        if not reachable:
            found.append(_("a parent or guardian whom we can reach"))
    return found


def until(standing: Standing, section: Section) -> list[str]:
    """Return in sentences until when the reader can change what; nothing for who can at any time."""
    by_day: dict[date, list[str]] = {}
    for name in (*section.person_fields, *section.fields):
        if name in standing.until:
            by_day.setdefault(standing.until[name], []).append(label_of(name, section))
    found = []
    if standing.extended is not None:
        day = days.in_words(standing.extended)
        found.append(_("You were given more time for this: until %(day)s.") % {"day": day})
    for last, labels in sorted(by_day.items()):
        words = {"day": days.in_words(last), "what": ", ".join(labels)}
        if len(by_day) == 1 and not standing.asked:
            found.append(_("This can be changed until %(day)s; after that you can ask for a change.") % words)
        else:
            found.append(_("Can be changed until %(day)s: %(what)s.") % words)
    return found


def hint_at_asking(form: SectionForm, standing: Standing) -> None:
    """Say beside each fact whose day has passed that a change of it is asked for."""
    words = _("The organisers decide on a change.")
    for name in standing.asked & set(form.fields):
        said = str(form.fields[name].help_text or "")
        stop = "." if said and said[-1] not in ".!?”" else ""
        form.fields[name].help_text = f"{said}{stop} {words}".strip()


def asked_for(names: Collection[str], section: Section) -> str:
    """Return the sentence that some changes wait for the organisers; "" for none."""
    if not names:
        return ""
    every = [name for name in (*section.person_fields, *section.fields) if name in names]
    what = ", ".join(label_of(name, section) for name in every)
    return _(
        "The day to change this has passed: %(what)s. We keep what you wrote as a request; the organisers look at it and you"
        " get a message."
    ) % {"what": what}


def _contact_missing(row: Any) -> list[str]:
    first: dict[str, str] = next(iter(row.contacts or []), {})
    if not row.contacts:
        return [_("somebody to call")]
    parts = {"name": _("name of the first contact"), "phone": _("phone of the first contact")}
    return [words for part, words in parts.items() if not first.get(part)]


def _cover_missing(row: Any) -> list[str]:
    return [] if row.covered else [_("an insurance for illness, with the name of the insurer")]


_OF_ROWS: dict[str, Callable[[Any], list[str]]] = {"contacts": _contact_missing, "covers": _cover_missing}


def months_after(day: date, months: int) -> date:
    """Return the same day so many months later, or the last day of that month."""
    index = day.month - 1 + months
    year, month = day.year + index // 12, index % 12 + 1
    for number in range(day.day, 27, -1):
        try:
            return date(year, month, number)
        except ValueError:
            continue
    return date(year, month, day.day)


def warnings(participation: Participation, section: Section, row: Any) -> list[str]:
    """Return what we noticed and somebody should look at; nothing of it keeps a section from being complete."""
    if section is sections.PASSPORT:
        return [
            *_expiring(participation, row),
            *_other_script(participation),
            *_other_names(participation, row),
            *_permit_ends(participation, row),
        ]
    if section is sections.INSURANCE:
        return _uncovered(participation, row)
    if section is sections.ABOUT_ME:
        return shared_address(participation)
    return []


def _expiring(participation: Participation, row: Any) -> list[str]:
    departure = participation.edition.departure_day
    needed = months_after(departure, 3)
    if row.expires_on is None or row.expires_on >= needed:
        return []
    return [
        _(
            "This document is valid until %(until)s. Most entry rules ask for three months after you leave, that is until"
            " %(needed)s. Please ask for a new one now and tell us its number when you have it."
        )
        % {"until": days.in_words(row.expires_on), "needed": days.in_words(needed)}
    ]


def _other_script(participation: Participation) -> list[str]:
    person = participation.person
    lost = mrz.unwritable(person.family_name + person.given_names)
    if not lost:
        return []
    return [
        _(
            "Passports write names in Latin letters; these are others: %(letters)s. Please write your names under “About"
            " you” as the Latin letters of your passport spell them, and your own script in its own field."
        )
        % {"letters": " ".join(lost[:12])}
    ]


def _other_names(participation: Participation, row: Any) -> list[str]:
    """The name line as the student reads it in the document has other names than we have."""
    person = participation.person
    if not row.printed_line:
        return []
    layout = mrz.ID_CARD if row.kind == DocumentKind.ID_CARD else mrz.PASSPORT
    line = mrz.name_line(family_name=person.family_name, given_names=person.given_names, layout=layout)
    if not mrz.differs(row.printed_line, line, layout):
        return []
    return [
        _(
            "The line that you copied from the document has other names than we have. Please compare the two lines, letter by"
            " letter. Tickets and letters must have the names of the document; change ours under “About you” if they are wrong."
        )
    ]


def _permit_ends(participation: Participation, row: Any) -> list[str]:
    until, departure = row.permit_expires_on, participation.edition.departure_day
    if until is None or row.permit in (None, Permit.NONE) or until >= departure:
        return []
    words = _(
        "Your residence permit ends on %(until)s, before you leave. Please tell us when it has been renewed."
    )
    return [words % {"until": days.in_words(until)}]


def _uncovered(participation: Participation, row: Any) -> list[str]:
    edition = participation.edition
    found = covers.findings(row.covers or [], arrival=edition.arrival_day, departure=edition.departure_day)
    return [_uncovered_in_words(finding) for finding in found]


def _uncovered_in_words(finding: covers.Finding) -> str:
    if finding.code == "gap" and finding.first and finding.last:
        return _(
            "Nothing covers illness from %(first)s to %(last)s. The insurance should hold from the day you leave home until"
            " you are back."
        ) % {"first": days.in_words(finding.first), "last": days.in_words(finding.last)}
    return str(_FINDINGS[finding.code]) % {"source": covers.SOURCE}


_FINDINGS = {
    "none": _lazy("There is no insurance for illness yet."),
    "card_alone": _lazy(
        "A European or British card alone pays for necessary care only, neither for the way home nor for private care"
        " (%(source)s). A travel health insurance beside it costs little; please add one."
    ),
    "no_repatriation": _lazy(
        "No insurance says that it pays for the way home when you are ill. Please look into the papers, or ask the insurer."
    ),
    "territory": _lazy("The insurance for illness holds at home only. Please add one that holds in Germany."),
    "no_liability": _lazy(
        "There is no liability insurance: who breaks something in a lab has to pay for it. Often your family has one."
    ),
    "no_accident": _lazy(
        "There is no accident insurance. Ask your school or family whether one covers you abroad."
    ),
}


def shared_address(participation: Participation) -> list[str]:
    """Return the warning about a parent at the student's own address: such a parent was not told what we keep of them."""
    person = participation.person
    if not any(shares_address(guardian, person) for guardian in person.guardians.all()):
        return []
    return [
        _(
            "A parent has the same e-mail address as the student. What a parent has to know or sign must reach the"
            " parent: please write an address of their own."
        )
    ]


def shared_address_panel(request: HttpRequest, participation: Participation) -> str | None:
    """The same on the organisers' page of a person."""
    for words in shared_address(participation):
        context = {"tone": "waiting", "title": _("A parent has not been told"), "text": words}
        return render_to_string("components/notice.html", context, request=request)
    return None


@dataclass(frozen=True)
class NameLine:
    """The preview of the passport's name line: on which document, or the names alone, and from which names it is made."""

    line: str
    card: bool
    given_names: str
    family_name: str
    names_only: bool = False


def name_line(
    participation: Participation, section: Section, row: Any, said: Mapping[str, Any] | None = None
) -> NameLine | None:
    """Return the name line as the document should show it; None in sections without one. `said`: names not decided yet."""
    person = participation.person
    names = {name: (said or {}).get(name) or getattr(person, name) for name in ("given_names", "family_name")}
    if section is sections.ABOUT_ME:
        line = mrz.name_line(**names, layout=mrz.NAMES).rstrip(mrz.FILLER)
        return NameLine(line, card=False, names_only=True, **names) if line else None
    if section is not sections.PASSPORT:
        return None
    card = row.kind == DocumentKind.ID_CARD
    line = mrz.name_line(
        **names,
        state=countries.alpha3(str(row.issuing_country)) if row.issuing_country else "",
        layout=mrz.ID_CARD if card else mrz.PASSPORT,
    )
    return NameLine(line, card, **names)


def beside(
    participation: Participation,
    section: Section,
    row: Any,
    at: date,
    *,
    waits: Collection[str] = (),
    said: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """Return what stands beside the form. `waits` and `said`: what of it the school looks at first, and how it reads then."""
    return {
        "missing": missing(participation, section, row, at, waits),
        "needed": bool(asked.needed(participation.capacity, participation.resident, section.code)),
        "warnings": warnings(participation, section, row),
        "name_line": name_line(participation, section, row, said),
    }
