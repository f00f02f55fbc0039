"""What a correction means for others, said before it is taken over; and what somebody's step means for corrections that wait."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ish.nominations import correcting_queries as correcting
from ish.nominations import correcting_rules as rules
from ish.nominations import queries
from ish.nominations.models import Correction, Nomination
from ish.nominations.named_queries import key_of
from ish.nominations.services.correcting import settle
from ish.nominations.states import CorrectionState
from ish.people.consequences import Change
from ish.people.states import State

LEFT = gettext_lazy("The student no longer counts.")


def follow(change: Change) -> None:
    """What waits about somebody who no longer counts is settled with their step: nobody can decide on it any more."""
    if change.kind != "state" or change.data["new"] in (*_COUNTING, change.data["old"]):
        return
    waiting = Correction.objects.select_for_update(of=("self",)).filter(
        nomination__participation=change.participation.pk, state=CorrectionState.PROPOSED
    )
    for row in waiting:
        settle(row, CorrectionState.RETRACTED, by=change.data["by"], answer=str(LEFT))


def take_up_again(nomination: Nomination, *, since: datetime) -> None:
    """Let what `follow` has settled since a moment wait again: the student counts once more, as if nothing had been."""
    words = set()
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            words.add(str(LEFT))
    rows = Correction.objects.filter(
        nomination=nomination, state=CorrectionState.RETRACTED, decided_at__gte=since, answer__in=words
    )
    rows.update(state=CorrectionState.PROPOSED, answer="", decided_at=None, decided_by=None)


_COUNTING = (State.PROSPECTIVE, State.OFFERED, State.CONFIRMED, State.ARRIVED)


def foresee(change: Change) -> list[Any]:
    """Say what a correction means: for age, mail, links and doubles."""
    if change.kind != "corrected":
        return []
    fields, row = change.data["fields"], change.participation
    lines: list[Any] = []
    if "birth_date" in fields:
        lines += _about_age(row, *fields["birth_date"])
    if "nationalities" in fields:
        lines.append(_("What is needed for the entry is looked at again for the new nationality."))
    if "email" in fields:
        lines.append(_("Mail goes to the new address; what was sent to the old one opens nothing any more."))
    if "guardian_email" in fields:
        lines.append(_("The parent or guardian is written to at the new address."))
    if {"given_names", "family_name", "birth_date"} & set(fields) and _is_double(row, fields):
        lines.append(
            _("Another student of this partner has this name and date of birth: look whether they are one.")
        )
    return lines


def _about_age(participation: Any, old: str, new: str) -> list[Any]:
    was, becomes = (rules.minor_on_arrival(participation, day) is not False for day in (old, new))
    if becomes and not was:
        unknown = _("As long as we do not know the date of birth, a parent or guardian has to agree.")
        known = _("The student is under 18 on the day of arrival: a parent or guardian has to agree.")
        lines = [known if new else unknown]
        if participation.state == State.CONFIRMED:
            lines.append(_("The place stays accepted; the parent's answer is a to-do from now on."))
        return lines
    if was and not becomes:
        return [_("The student is 18 on the day of arrival: no parent or guardian has to agree any more.")]
    return []


def _is_double(participation: Any, fields: Mapping[str, Any]) -> bool:
    row = (
        Nomination.objects.filter(participation=participation.pk).select_related(*queries.WITH_PERSON).first()
    )
    if row is None:
        return False
    told = {**rules.as_it_is(row, None), **{name: new for name, (_old, new) in fields.items()}}
    born = rules.python("birth_date", told["birth_date"])
    key = key_of(family=told["family_name"], given=told["given_names"], native=told["native_name"], born=born)
    return key is not None and key in correcting.keys_of_others(row)
