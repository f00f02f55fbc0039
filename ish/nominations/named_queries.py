"""Reads: whom a partner has named already, so that a student of a list is known again."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher
from typing import Any

from ish.nominations.models import Nomination
from ish.nominations.reading import Values
from ish.nominations.reading.names import same_order
from ish.nominations.reading.text import words
from ish.nominations.rules import COUNTED
from ish.programme.models import Edition, NominatingBody

ALIKE = 0.75  # so much of two words is alike when one is a slip of the other
_PATH = "participation__person__"
_FIELDS = ("family_name", "given_names", "native_name", "birth_date", "email")


@dataclass(frozen=True, slots=True)
class Who:
    """By what one student is told from others."""

    family: str
    given: str
    native: str = ""
    born: date | None = None
    email: str = ""
    pk: int | None = None

    @property
    def name(self) -> str:
        """The name as it is spoken."""
        return f"{self.given} {self.family}".strip()

    @property
    def words(self) -> tuple[str, ...]:
        """The words of the name in any order."""
        return tuple(sorted(words(self.name) or words(self.native)))

    def agrees(self, other: "Who") -> bool:
        """Say whether nothing that both have speaks against one student."""
        return not _differ(self.born, other.born) and not self.written_otherwise(other)

    def written_otherwise(self, other: "Who") -> bool:
        """Say whether both have an address, and not the same."""
        return _differ(self.email.casefold(), other.email.casefold())

    def named_alike(self, other: "Who") -> bool:
        """Say whether the words of both names stand in the same order; which of the names comes first does not count."""
        return same_order((self.family, self.given), (other.family, other.given))


def _differ(one: Any, other: Any) -> bool:
    return bool(one and other and one != other)


def who(values: Values) -> Who:
    """Return by what the student of a row is told from others."""
    return Who(values.family_name, values.given_names, values.native_name, values.birth_date, values.email)


def key_of(*, family: str, given: str, native: str, born: date | None) -> tuple[Any, ...] | None:
    """Return what tells a student from others: the words of the name in any order, and the birth date; None without one."""
    name = Who(family, given, native).words
    return (born, *name) if born and name else None


class Named:
    """The students a body has named already, to be asked for by name and birth date, or by address (one query)."""

    def __init__(self, edition: Edition, body: NominatingBody, *, withdrawn: bool = True) -> None:
        rows = Nomination.objects.filter(edition=edition, body=body).order_by("pk")
        if not withdrawn:
            rows = rows.filter(COUNTED)
        self._by_name: dict[tuple[str, ...], list[Who]] = {}
        self._by_email: dict[str, Who] = {}
        self.keys: set[int] = set()
        for pk, family, given, native, born, email in rows.values_list("pk", *(_PATH + f for f in _FIELDS)):
            one = Who(family, given, native, born, email, pk)
            self.keys.add(pk)
            if name := one.words:
                self._by_name.setdefault(name, []).append(one)
            if email:
                self._by_email.setdefault(email.casefold(), one)

    def find(self, one: Who, *, besides: Collection[int] = ()) -> int | None:
        """Return the key of the nomination that is about the same student: name and birth date say so, or name and address; of
        those to whom nothing else is known, the name alone. Twins may have the same words in their names. `besides`: those who
        are found already come last."""
        if one.born and (same := [known for known in self._namesakes(one) if _is_one(one, known)]):
            return min(same, key=lambda known: _rank(one, known, besides)).pk
        if one.email:
            at = self._by_email.get(one.email.casefold())
            return at.pk if at and may_be_same(one.name, at.name) else None
        if one.born:
            return None
        bare = [known for known in self._namesakes(one) if not known.born and not known.email]
        return min(bare, key=lambda known: _rank(one, known, besides)).pk if bare else None

    def namesakes(self, one: Who, *, besides: Collection[int]) -> list[Who]:
        """Return those of the same name who are not found yet, in whatever order its words stand."""
        return [known for known in self._namesakes(one) if known.pk not in besides]

    def _namesakes(self, one: Who) -> Iterator[Who]:
        return iter(self._by_name.get(one.words, ()))

    def taken(self, email: str, *, by: int | None) -> str:
        """Return the name of another student than the one named in `by` who has this address; "" when it is free."""
        known = self._by_email.get(email.casefold()) if email else None
        return known.name if known and known.pk != by else ""


def _is_one(one: Who, known: Who) -> bool:
    """Say whether two of the same words and birth date are one: named in the same order, or at one address."""
    at_one_address = bool(one.email) and one.email.casefold() == known.email.casefold()
    return one.born == known.born and (at_one_address or one.named_alike(known))


def _rank(one: Who, known: Who, besides: Collection[int]) -> tuple[bool, bool, bool]:
    """Return how well two fit, the best first."""
    return known.pk in besides, one.written_otherwise(known), one.email != known.email


def may_be_same(one: str, other: str) -> bool:
    """Say whether two names at one address can be the same student: apart from words that one leaves out, mistyped words, and
    another script. Brothers and sisters differ by more."""
    mine, theirs = set(words(one)), set(words(other))
    left, right = (" ".join(sorted(rest)) for rest in (mine - theirs, theirs - mine))
    if not left or not right or left.isascii() != right.isascii():
        return True
    return SequenceMatcher(None, left, right).ratio() >= ALIKE
