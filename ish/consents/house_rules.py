"""Keeping to the house rules is asked like a consent: of the student and of the guardians; again when their meaning changes."""

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import get_language_info

from ish.consents import purpose_services, seat, standard
from ish.consents.models import Purpose, Text
from ish.consents.states import Asked, Kind
from ish.handbook import guest
from ish.handbook import queries as handbook
from ish.handbook.states import ALL
from ish.people.models import Guardian
from ish.people.states import Capacity
from ish.programme.models import Edition

CODE = purpose_services.RULES


@transaction.atomic
def follow(edition: Edition, by: Any) -> Purpose | None:
    """Ask everybody to keep to the house rules that hold now; None while none are published.

    Who has agreed to an earlier version is asked again when a version since then says so.
    """
    rules = handbook.rules_of(edition)
    if rules is None:
        return None
    words = {code: dict(standard.words(code)[CODE]) for code in standard.languages()}
    for one in words.values():
        one["body"] = one["body"] % rules.version
    known = Purpose.objects.filter(edition=edition, code=CODE).first()
    binding = standard.BINDING
    if known is not None:
        again = rules.asks_again_since(rules.version - 1)
        return purpose_services.save_texts(
            purpose=known, words=words, binding=binding, new_meaning=again, by=by
        )
    values = {
        "kind": Kind.OTHER,
        "asked_of": Asked.BOTH,
        "needed": True,
        "order": 5,
        "capacities": [Capacity.PARTICIPANT],
    }
    return purpose_services.add_purpose(
        edition=edition, values=values, words=words, binding=binding, by=by, code=CODE
    )


@dataclass(frozen=True)
class Reading:
    """Where somebody reads the house rules that hold: the address, in which languages they are written (as these call
    themselves), whether the reader's is among them, and which one binds."""

    url: str
    languages: list[str]
    in_own: bool
    binding: str


def reading(edition: Edition, language: str) -> Reading | None:
    """Return where a reader of `language` finds the rules without account; None while none are published."""
    rules = handbook.rules_of(edition)
    if rules is None:
        return None
    written = [code for code in ALL if rules.texts.get(code)]
    texts = Text.objects.filter(purpose__edition=edition, purpose__code=CODE, binding=True)
    said = texts.order_by("-version").values_list("language", flat=True).first()
    binding = said if said in written else next(iter(written), "")
    own = language.partition("-")[0]
    shown = own if own in written else binding
    return Reading(
        url=f"{guest.rules_path(edition, rules.version)}#{shown}",
        languages=[_name(code) for code in written],
        in_own=own in written,
        binding=_name(binding) if binding else "",
    )


def not_written_in(edition: Edition) -> list[str]:
    """Return the languages of guardians in which the house rules that hold are not written."""
    rules = handbook.rules_of(edition)
    if rules is None:
        return []
    rows = Guardian.objects.filter(
        person__participations__edition=edition, person__participations__state__in=seat.LIVING
    )
    codes = {code.partition("-")[0] for code in rows.values_list("language", flat=True).distinct()}
    return [_name(code) for code in ALL if code in codes and not rules.texts.get(code)]


def _name(code: str) -> str:
    return str(get_language_info(code)["name_local"])
