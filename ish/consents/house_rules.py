"""Keeping to the house rules is asked like a consent: of the student and of the guardians; again when their meaning changes."""

from typing import Any

from django.db import transaction

from ish.consents import purpose_services, standard
from ish.consents.models import Purpose
from ish.consents.states import Asked, Kind
from ish.handbook import guest
from ish.handbook import queries as handbook
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


def address(edition: Edition) -> str:
    """Return where the rules that hold now are read without account; "" while none are published."""
    rules = handbook.rules_of(edition)
    return guest.rules_path(edition, rules.version) if rules else ""
