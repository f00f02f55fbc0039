"""Reads: what is asked of somebody, how it stands for one person or many, who has agreed."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils import translation

from ish import clock
from ish.consents import counting, law
from ish.consents.models import Answer, Lift, Purpose, Text
from ish.consents.states import Asked, Role, Standing
from ish.people.models import Guardian, Participation
from ish.profiles import rules as profiles
from ish.programme.models import Edition


def today(participation: Participation) -> date:
    """Return the day that counts: in the zone of the edition."""
    return clock.today(participation.edition.time_zone)


# ---------------------------------------------------------------- WHAT IS ASKED


def purposes(edition: Edition | int, *, all_of_them: bool = False) -> list[Purpose]:
    """Return the consents of an edition in their order; without `all_of_them` only those that are asked."""
    rows = Purpose.objects.filter(edition=edition)
    return list(rows if all_of_them else rows.filter(active=True))


def texts(rows: Iterable[Purpose]) -> dict[int, dict[str, Text]]:
    """Return the present texts by consent and language (one query)."""
    wanted = {row.pk: row.version for row in rows}
    found: dict[int, dict[str, Text]] = defaultdict(dict)
    for text in Text.objects.filter(purpose__in=list(wanted)):
        if wanted[text.purpose_id] == text.version:
            found[text.purpose_id][text.language] = text
    return found


def in_language(known: Mapping[str, Text], language: str | None = None) -> Text | None:
    """Return the text in a language (default: the page's), else the English one, else the binding one, else any."""
    wanted = language or translation.get_language() or "en"
    for code in (wanted, wanted.partition("-")[0], "en"):
        if code in known:
            return known[code]
    binding = next((text for text in known.values() if text.binding), None)
    return binding or next(iter(known.values()), None)


def titles(rows: Sequence[Purpose]) -> dict[int, str]:
    """Return what each consent is called in the language of the page."""
    found = texts(rows)
    return {row.pk: (text.title if (text := in_language(found[row.pk])) else row.code) for row in rows}


# ---------------------------------------------------------------- HOW IT STANDS


@dataclass(frozen=True)
class Line:
    """One consent of one person: how it stands on the day, and the last word of each who was asked (0 is the student)."""

    purpose: Purpose
    outcome: counting.Outcome
    answers: Mapping[int, Answer] = field(default_factory=dict)

    @property
    def state(self) -> str:
        """How it stands."""
        return self.outcome.state

    @property
    def label(self) -> Any:
        """The same in words."""
        return Standing(self.outcome.state).label


@dataclass(frozen=True)
class Sheet:
    """All consents of one person on a day, who has to sign, and how old the person counts."""

    participation: Participation
    signers: counting.Signers
    age: counting.Age
    lines: list[Line]

    def of(self, code: str) -> Line | None:
        """Return the line of one consent."""
        return next((line for line in self.lines if line.purpose.code == code), None)

    @property
    def against(self) -> list[Line]:
        """The needed ones that somebody does not agree to."""
        return [line for line in self.lines if line.purpose.needed and line.state in counting.AGAINST]


def sheet(participation: Participation, at: date | None = None) -> Sheet:
    """Return how all consents of one person stand (five queries)."""
    return sheets([participation], participation.edition, at)[participation.pk]


def sheets(
    participations: Sequence[Participation], edition: Edition, at: date | None = None
) -> dict[int, Sheet]:
    """Return the same for many people of an edition; the number of queries does not depend on how many they are. The rows come
    with their person."""
    day = at or clock.today(edition.time_zone)
    rows, keys = purposes(edition), [row.pk for row in participations]
    custody: dict[int, dict[int, str]] = defaultdict(dict)
    people = [row.person_id for row in participations]
    for pk, person, kind in Guardian.objects.filter(person__in=people).values_list("pk", "person", "custody"):
        custody[person][pk] = kind
    lifted: dict[int, set[int]] = defaultdict(set)
    excused: dict[int, set[int]] = defaultdict(set)
    for lift in Lift.objects.filter(participation__in=keys):
        if lift.purpose_id:
            lifted[lift.participation_id].add(lift.purpose_id)
        elif lift.guardian_id:
            excused[lift.participation_id].add(lift.guardian_id)
    said = _answers(keys)
    found = {}
    for row in participations:
        who = counting.signers(custody[row.person_id], excused[row.pk])
        years = counting.age(row.person.birth_date, at=day, arrival=edition.arrival_day)
        asked = [one for one in rows if row.capacity in one.capacity_list]
        for words in said[row.pk].values():
            for answer in words:
                answer.participation = row  # the one in hand: who reads the answers asks for it
        lines = [_line(one, who, years, said[row.pk][one.pk], one.pk in lifted[row.pk]) for one in asked]
        found[row.pk] = Sheet(row, who, years, lines)
    return found


def _answers(keys: Sequence[int]) -> dict[int, dict[int, list[Answer]]]:
    found: dict[int, dict[int, list[Answer]]] = defaultdict(lambda: defaultdict(list))
    rows = Answer.objects.filter(participation__in=keys).select_related("text")
    for answer in rows.order_by("pk"):
        found[answer.participation_id][answer.purpose_id].append(answer)
    return found


def when(purpose: Purpose) -> str:
    """Return when age counts for a consent: on the day of signing, or in the days it is about."""
    return law.RULES[purpose.kind].when


def _line(
    purpose: Purpose, who: counting.Signers, years: counting.Age, said: Sequence[Answer], waived: bool
) -> Line:
    question = counting.Question(purpose.asked_of, purpose.meaning, waived, when(purpose))
    words = [
        counting.Word(row.guardian_id or counting.STUDENT, row.agrees, row.text.meaning, row.of_age)
        for row in said
    ]
    latest = {row.guardian_id or counting.STUDENT: row for row in said}
    return Line(purpose, counting.outcome(question, who, years, words), latest)


def agreed(
    participations: Sequence[Participation], code: str, edition: Edition, at: date | None = None
) -> set[int]:
    """Return the keys of those of whom a consent is there in full on the day. Whoever is not asked for it is not among them."""
    found = sheets(participations, edition, at)
    states = {pk: one.of(code) for pk, one in found.items()}
    return {pk for pk, line in states.items() if line and line.state == counting.AGREED}


def may(participation: Participation, code: str, at: date | None = None) -> bool:
    """Say whether something may be done with one person: agreed in full; or asked of guardians alone, of somebody of age."""
    line = sheet(participation, at).of(code)
    return line is not None and _allows(line)


def without(
    participations: Sequence[Participation], edition: Edition, kinds: Sequence[str], at: date | None = None
) -> dict[int, list[str]]:
    """Return, by participation, what may not be done with somebody, of these kinds, as it is called: for those on site (seven
    queries, however many people)."""
    found = sheets(participations, edition, at)
    named = titles(
        list({line.purpose.pk: line.purpose for one in found.values() for line in one.lines}.values())
    )
    return {
        pk: [named[line.purpose.pk] for line in one.lines if line.purpose.kind in kinds and not _allows(line)]
        for pk, one in found.items()
    }


def _allows(line: Line) -> bool:
    grown = line.state == counting.NOT_ASKED and line.purpose.asked_of == Asked.GUARDIAN
    return line.state == counting.AGREED or grown


# ---------------------------------------------------------------- ONE SIGNER'S OWN


@dataclass(frozen=True)
class Item:
    """One consent as one signer sees it: the text in their language, their own last answer, and nothing of anybody else's."""

    purpose: Purpose
    text: Text
    answer: Answer | None
    again: bool = False

    @property
    def open(self) -> bool:
        """Whether an answer is still to come."""
        return self.answer is None or self.again


def asked_of(sheet: Sheet, guardian: Guardian | None) -> list[Line]:
    """Return the consents that are asked of one signer (None: the student)."""
    kinds = (Asked.PARTICIPANT, Asked.BOTH) if guardian is None else (Asked.GUARDIAN, Asked.BOTH)
    lines = [line for line in sheet.lines if line.purpose.asked_of in kinds]
    if guardian is None:
        return lines
    heard = guardian.pk in sheet.signers.voices
    return [line for line in lines if heard and sheet.age.asks_guardians(when(line.purpose))]


def items(sheet: Sheet, guardian: Guardian | None, language: str | None = None) -> list[Item]:
    """Return what one signer is asked, in their language."""
    lines = asked_of(sheet, guardian)
    words = texts([line.purpose for line in lines])
    key = guardian.pk if guardian else counting.STUDENT
    found = []
    for line in lines:
        text = in_language(words[line.purpose.pk], language)
        if text is not None:
            again = line.outcome.said.get(key) == counting.SUPERSEDED
            found.append(Item(line.purpose, text, line.answers.get(key), again))
    return found


def history(participation: Participation, guardian: Guardian | None) -> list[Answer]:
    """Return all that one signer has ever signed, newest first."""
    role = Role.PARTICIPANT if guardian is None else Role.GUARDIAN
    rows = Answer.objects.filter(participation=participation, role=role, guardian=guardian)
    return list(rows.select_related("text", "purpose", "replaces", "paper").order_by("-at", "-pk"))


def shares_address(guardian: Guardian, participation: Participation) -> bool:
    """Say whether a link to this guardian would reach the student."""
    return profiles.shares_address(guardian, participation.person)
