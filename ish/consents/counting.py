"""How a consent stands: from what was said, by whom, to which meaning of the text, and from who may decide on that day.

Knows neither Django nor anything of ours but the law and ages. A signer is a number: 0 the student, every other one a guardian.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from ish.consents.law import SIGNING, THERE
from ish.people import ages

STUDENT = 0
GUARDIAN, PARTICIPANT, BOTH = "guardian", "participant", "both"

JOINT, SOLE, APPOINTED, ENTRUSTED, UNKNOWN = "joint", "sole", "appointed", "entrusted", "unknown"
ALONE = frozenset({SOLE, APPOINTED})

NOT_ASKED, MISSING, SUPERSEDED, AGREED = "not_asked", "missing", "superseded", "agreed"
REFUSED, DISAGREEMENT, WITHDRAWN, WAIVED = "refused", "disagreement", "withdrawn", "waived"
YES, NO = "yes", "no"

OPEN = frozenset({MISSING, SUPERSEDED})
AGAINST = frozenset({REFUSED, DISAGREEMENT, WITHDRAWN})


# ---------------------------------------------------------------- WHO HAS TO SIGN


@dataclass(frozen=True)
class Signers:
    """Whose word is needed: of each in `every`, and of one in `one`. Whoever is in `voices` is heard, needed or not. `clear` says
    that custody is known well enough: of each guardian, and of a second one where it is joint."""

    every: frozenset[int] = frozenset()
    one: frozenset[int] = frozenset()
    voices: frozenset[int] = frozenset()
    clear: bool = True

    @property
    def nobody(self) -> bool:
        """Whether there is nobody who could sign."""
        return not (self.every or self.one)


def signers(custody: Mapping[int, str], excused: Iterable[int] = ()) -> Signers:
    """Return which guardians have to sign; `excused` are those whose signature was waived.

    Joint custody: each known guardian who may have custody. Sole or appointed: one such, and the others have no say. Nobody's
    custody known: one of them. Who looks after a student without custody never signs.
    """
    able = {key: kind for key, kind in custody.items() if kind != ENTRUSTED}
    asked = {key: kind for key, kind in able.items() if key not in frozenset(excused)}
    alone = frozenset(key for key, kind in asked.items() if kind in ALONE)
    if JOINT in asked.values():
        return Signers(every=frozenset(asked), voices=frozenset(able), clear=_is_clear(able))
    if alone:
        heard = frozenset(key for key, kind in able.items() if kind in ALONE or kind == JOINT)
        return Signers(one=alone, voices=heard, clear=True)
    return Signers(one=frozenset(asked), voices=frozenset(able), clear=_is_clear(able))


def _is_clear(able: Mapping[int, str]) -> bool:
    kinds = list(able.values())
    mixed = JOINT in kinds and not set(kinds) <= {JOINT}
    return bool(kinds) and UNKNOWN not in kinds and not mixed and kinds.count(JOINT) != 1


# ---------------------------------------------------------------- AGE, A FUNCTION OF THE DAY


@dataclass(frozen=True)
class Age:
    """`minor`: under 18 on the day, so that guardians sign what has its effect at once. `minor_there`: on arrival, too, so that
    they sign what is about the stay. `of_age`: is 18 on the day, so that only what was said since then is the student's own."""

    minor: bool
    of_age: bool
    minor_there: bool

    def asks_guardians(self, when: str) -> bool:
        """Say whether guardians sign a consent of which age counts then (`law.SIGNING`, `law.THERE`)."""
        return self.minor if when == SIGNING else self.minor_there


def age(born: date | None, *, at: date, arrival: date) -> Age:
    """Return how old a student counts on the day; who may be a minor is one."""
    if born is None:
        return Age(minor=True, of_age=False, minor_there=True)
    under = ages.is_under(born, ages.ADULT, at)
    return Age(minor=under, of_age=not under, minor_there=ages.is_under(born, ages.ADULT, max(at, arrival)))


# ---------------------------------------------------------------- HOW IT STANDS


@dataclass(frozen=True)
class Question:
    """A consent as it is asked now: of whom, the meaning of its present text, whether it was waived for this person, and when it
    counts how old they are."""

    asked_of: str
    meaning: int = 1
    waived: bool = False
    when: str = THERE


@dataclass(frozen=True)
class Word:
    """Something said: by whom, yes or no, to which meaning of the text; `of_age`: was 18 when saying it."""

    signer: int
    agrees: bool
    meaning: int = 1
    of_age: bool = False


@dataclass(frozen=True)
class Outcome:
    """How it stands, each signer's last word (`YES`, `NO`, `WITHDRAWN`, `SUPERSEDED`), and whose word is still waited for."""

    state: str
    said: Mapping[int, str]
    waits: frozenset[int] = frozenset()


def outcome(question: Question, who: Signers, years: Age, words: Iterable[Word]) -> Outcome:
    """Return how one consent stands; `words` from the oldest on."""
    said = _said(question, years, words)
    by_guardians = question.asked_of in (GUARDIAN, BOTH) and years.asks_guardians(question.when)
    by_student = question.asked_of in (PARTICIPANT, BOTH)
    if question.waived:
        return Outcome(WAIVED, said)
    if not (by_guardians or by_student):
        return Outcome(NOT_ASKED, said)
    voices = (who.voices if by_guardians else frozenset()) | ({STUDENT} if by_student else frozenset())
    heard = {key: word for key, word in said.items() if key in voices}
    waits = _waits(who, heard, by_guardians=by_guardians, by_student=by_student)
    nobody = by_guardians and who.nobody
    return Outcome(_state(heard, waits, nobody=nobody), said, waits)


def _said(question: Question, years: Age, words: Iterable[Word]) -> dict[int, str]:
    """Return each signer's last word."""
    found: dict[int, str] = {}
    agreed: set[int] = set()
    for word in words:
        own_again = word.signer == STUDENT and years.of_age and not word.of_age
        if word.meaning != question.meaning or own_again:
            found[word.signer] = SUPERSEDED
        elif word.agrees:
            found[word.signer] = YES
        else:
            found[word.signer] = WITHDRAWN if word.signer in agreed else NO
        agreed = agreed | {word.signer} if word.agrees else agreed
    return found


def _waits(who: Signers, heard: Mapping[int, str], *, by_guardians: bool, by_student: bool) -> frozenset[int]:
    counted = {key for key, word in heard.items() if word != SUPERSEDED}
    waits = set() if not by_student or STUDENT in counted else {STUDENT}
    if by_guardians:
        waits |= who.every - counted
        waits |= who.one if not who.one & counted else set()
    return frozenset(waits)


def _state(heard: Mapping[int, str], waits: frozenset[int], *, nobody: bool) -> str:
    words = set(heard.values())
    if WITHDRAWN in words:
        return WITHDRAWN
    if NO in words:
        return DISAGREEMENT if YES in words else REFUSED
    if waits or nobody:
        return SUPERSEDED if any(heard.get(key) == SUPERSEDED for key in waits) else MISSING
    return AGREED
