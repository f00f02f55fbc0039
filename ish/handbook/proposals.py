"""The chapters that we propose: texts of ours in both languages, with invented telephone numbers, to be made one's own."""

from dataclasses import dataclass
from functools import lru_cache

from django.template.loader import render_to_string

from ish.handbook.states import EVERYBODY, LANGUAGES, Audience

_AT_HOME = (Audience.PARTICIPANTS.value, Audience.GUARDIANS.value, Audience.TUTORS.value)
CHAPTERS: dict[str, tuple[str, ...]] = {
    "emergency": EVERYBODY,
    "arrival": _AT_HOME,
    "house": _AT_HOME,
    "rules": _AT_HOME,
    "meals": _AT_HOME,
    "money-and-phone": _AT_HOME,
    "labs-and-safety": EVERYBODY,
    "free-time-and-law": _AT_HOME,
    "health": _AT_HOME,
    "departure": _AT_HOME,
    "tutors": (Audience.TUTORS.value,),
}
"""In their order, with who reads them."""


@dataclass(frozen=True)
class Proposal:
    """A page as we propose it, title and text by language."""

    slug: str
    audience: tuple[str, ...]
    titles: dict[str, str]
    bodies: dict[str, str]

    @property
    def is_rules(self) -> bool:
        """Whether these are the house rules."""
        return self.slug == "rules"


@lru_cache(maxsize=1)
def every() -> tuple[Proposal, ...]:
    """Return all proposals in their order."""
    return tuple(_read(slug, audience) for slug, audience in CHAPTERS.items())


def _read(slug: str, audience: tuple[str, ...]) -> Proposal:
    """Return the proposal of that name: the first line of each file is the title."""
    titles, bodies = {}, {}
    for code in LANGUAGES:
        first, _newline, rest = render_to_string(f"handbook/chapters/{slug}.{code}.txt").partition("\n")
        titles[code], bodies[code] = first.strip(), rest.strip()
    return Proposal(slug, audience, titles, bodies)
