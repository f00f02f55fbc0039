"""What a section says beside its form: what is still missing, what we noticed, the passport's name line. Decides nothing."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django_countries import countries

from ish.desk import days
from ish.people.models import Participation
from ish.profiles import mrz, sections
from ish.profiles.forms import SectionForm, label_of
from ish.profiles.models import DocumentKind, EducationKind
from ish.profiles.rules import Standing, asks_for_guardian, shares_address
from ish.profiles.sections import QUESTIONS, Section

_NEEDED = {
    "about_me": (
        "birth_date",
        "nationalities",
        "city",
        "residence_country",
        "emergency_name",
        "emergency_phone",
    ),
    "education": ("kind", "institution", "languages"),
    "passport": ("kind", "number", "issuing_country", "expires_on"),
    "health": QUESTIONS,
}


def missing(
    participation: Participation, section: Section, row: Any, at: date, waits: Collection[str] = ()
) -> list[str]:
    """Return in words what the section still needs; the same rule as `conditions`, for one row in hand. `waits` is what the
    student has said and the school still looks at."""
    if getattr(row, "nothing_to_declare", None):
        return []
    person = participation.person
    needed = list(_NEEDED[section.code])
    if getattr(row, "kind", "") == EducationKind.GAP and section is sections.EDUCATION:
        needed.remove("institution")
    found = [
        _("%(what)s (the school looks at it)") % {"what": label_of(name, section)}
        if name in waits
        else label_of(name, section)
        for name in needed
        if not getattr(person if name in section.person_fields else row, name)
    ]
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
    words = _("The day to change this has passed: what you write here is asked for.")
    for name in standing.asked & set(form.fields):
        said = str(form.fields[name].help_text or "")
        form.fields[name].help_text = f"{said} {words}".strip()


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
        return [*_expiring(participation, row), *_other_script(participation)]
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
    """The preview of the passport's name line, and which document it is on."""

    line: str
    card: bool


def name_line(participation: Participation, section: Section, row: Any) -> NameLine | None:
    """Return the name line as the document should show it; None in sections without one."""
    if section is not sections.PASSPORT:
        return None
    person = participation.person
    card = row.kind == DocumentKind.ID_CARD
    line = mrz.name_line(
        family_name=person.family_name,
        given_names=person.given_names,
        state=countries.alpha3(str(row.issuing_country)) if row.issuing_country else "",
        layout=mrz.ID_CARD if card else mrz.PASSPORT,
    )
    return NameLine(line, card)


def beside(
    participation: Participation, section: Section, row: Any, at: date, *, waits: Collection[str] = ()
) -> dict[str, Any]:
    """Return what stands beside the form."""
    return {
        "missing": missing(participation, section, row, at, waits),
        "warnings": warnings(participation, section, row),
        "name_line": name_line(participation, section, row),
    }
