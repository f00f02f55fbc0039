"""What follows in this house when a consent is refused or taken back: what rested on it is erased, and who has to know is told.

What rests on a consent says each declaration ("consent" in `policies.py`); everything else stays, because the school keeps
it for a task of its own (GDPR Art. 6(1)(e)) or by law. Erased and not merely closed: keeping is processing, too, and without
the consent there is no ground for it (Art. 9(2), 17(1)(b)). Two guardians who disagree have not consented; what was erased
is asked anew once they agree.

What could not be erased at once is erased in the night (`leftovers`): after a legal hold, and where a no counts only since
custody changed or a signature was done without.
"""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from ish import clock
from ish.consents import conditions, informing, taking_back_mails
from ish.consents.registry import Following, Listener, Withdrawal, Words, on_withdrawal
from ish.consents.states import Kind
from ish.people import consenting
from ish.people.models import Participation, Person
from ish.privacy import catalogue, emptying, holding
from ish.privacy import registry as stores
from ish.privacy import services as privacy
from ish.privacy.emptying import Emptied
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
    if found != "held":
        _empty(change.participation, change.kind)


def _empty(row: Participation, consent: str) -> Emptied:
    """Empty what rested on the consent, after whoever is saving it at this moment."""
    list(Person.objects.select_for_update().filter(pk=row.person_id).values_list("pk"))
    changing_services.drop(participation=row, consent=consent)
    return privacy.empty_resting_on(person_id=row.person_id, edition_id=row.edition_id, consent=consent)


# ---------------------------------------------------------------- WHAT COULD NOT BE ERASED AT ONCE


def leftovers() -> list[tuple[int, str]]:
    """Return of which participations something rests on which consent although it is refused, and no legal hold keeps it. The
    number of queries does not depend on how many people there are."""
    held, today = holding.everybody(), clock.today()
    found = set()
    for consent in catalogue.CONSENTS:
        refused = Participation.objects.filter(conditions.refused(consent, today)).exclude(person__in=held)
        found |= {(key, consent) for key in refused.filter(_kept(consent)).values_list("pk", flat=True)}
        found |= {(key, consent) for key in changing_services.of_whom_left(refused, consent)}
    return sorted(found)


def _kept(consent: str) -> Q:
    """Something is kept on the consent alone. What belongs to no edition, such as how a name is said, is judged by the last one:
    who refused years ago and agrees now has given it anew."""
    kept = Q()
    for label, names in catalogue.resting_on(consent).items():
        policy = catalogue.declared(label)
        rows: QuerySet[Any] = policy.model._base_manager.filter(emptying.is_filled(policy.model, names))
        mine = rows.filter(**{str(policy.lookup()): OuterRef("person")})
        if policy.edition:
            kept |= Q(Exists(mine.filter(**{policy.edition: OuterRef("edition")})))
        else:
            later = Q(person=OuterRef("person"), edition__arrival_day__gt=OuterRef("edition__arrival_day"))
            kept |= Q(Exists(mine)) & ~Q(Exists(Participation.objects.filter(later)))
    for store in stores.stores():
        if store.consent == consent and store.left is not None:
            kept |= Q(pk__in=store.left())
    return kept


@transaction.atomic
def empty_leftover(key: int, consent: str) -> Emptied:
    """Empty what rests on a refused consent of one participation, unless somebody agreed meanwhile or a hold began."""
    row = Participation.objects.select_for_update(of=("self",)).select_related("person").get(pk=key)
    if privacy.is_held(row.person_id) or not consenting.is_refused(row, consent, clock.today()):
        return Emptied()
    return _empty(row, consent)


# ---------------------------------------------------------------- WHO IS TOLD


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
