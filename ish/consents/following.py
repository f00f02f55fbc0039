"""What follows in this house when a consent is refused or taken back: what rested on it is erased, and who has to know is told.

What rests on a consent says each declaration ("consent" in `policies.py`); everything else stays, because the school keeps
it for a task of its own (GDPR Art. 6(1)(e)) or by law. Erased and not merely closed: keeping is processing, too, and without
the consent there is no ground for it (Art. 9(2), 17(1)(b)). Two guardians who disagree have not consented; what was erased
is asked anew once they agree.
"""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from ish.consents import informing, taking_back_mails
from ish.consents.registry import Following, Listener, Withdrawal, Words, on_withdrawal
from ish.consents.states import Kind
from ish.people.models import Person
from ish.privacy import services as privacy
from ish.profiles import changing_services

RESTING = {
    Kind.DATA: _(
        "What was given freely is erased at once: interests, sizes, the picture, and how the name is said."
    ),
    Kind.HEALTH: _(
        "What was written about health, diet and access needs is erased at once, and not asked for any more."
    ),
}
KEPT = _("Because of a legal dispute we have to keep it for the time being. It is used for nothing else.")
AGAIN = _("Whoever agrees again later writes it anew.")


def _resting(change: Withdrawal) -> str:
    return "held" if privacy.is_held(change.participation.person_id) else "erased"


def _say_resting(change: Withdrawal, found: str) -> Iterable[Words]:
    return [KEPT] if found == "held" else [RESTING[Kind(change.kind)], AGAIN]


def _erase(change: Withdrawal, found: str) -> None:
    """Empty what rested on the consent, after whoever is saving it at this moment."""
    if found == "held":
        return
    row = change.participation
    list(Person.objects.select_for_update().filter(pk=row.person_id).values_list("pk"))
    changing_services.drop(participation=row, consent=change.kind)
    privacy.empty_resting_on(person_id=row.person_id, edition_id=row.edition_id, consent=change.kind)


def _say_told(change: Withdrawal, found: list[Listener]) -> Iterable[Words]:
    words = ngettext(
        "Besides the organisers, %(n)s person who looks after the students on site is told.",
        "Besides the organisers, %(n)s people who look after the students on site are told.",
        len(found),
    )
    return [words % {"n": len(found)}]


def _tell(change: Withdrawal, found: list[Listener]) -> None:
    for one in found:
        taking_back_mails.write(change, one)


def _nothing(change: Withdrawal, found: Any) -> Iterable[Words]:
    return []  # that organisers are told says the page of each consent


def register() -> None:
    """Fill the table."""
    on_withdrawal(
        "resting", Following((Kind.DATA, Kind.HEALTH), _resting, _say_resting, _erase, refused_too=True)
    )
    on_withdrawal("on_site", Following(informing.ON_SITE, informing.on_site, _say_told, _tell))
    on_withdrawal("organisers", Following(Kind.values, informing.organisers, _nothing, _tell))
