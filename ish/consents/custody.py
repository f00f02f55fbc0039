"""Which guardian may decide for a student today, and what may therefore be handed over to them. Writes nothing."""

from django.utils.translation import gettext as _

from ish.consents import counting, queries, seat
from ish.people.models import Guardian, Participation
from ish.people.states import Custody

DECIDING = frozenset({Custody.JOINT, Custody.SOLE, Custody.APPOINTED})
OF_CUSTODY = ("health", "insurance", "passport")
"""Sections that go to nobody but a guardian with custody. Emergency contacts go to whomever the student names."""


def of_age(participation: Participation) -> bool:
    """Say whether the student is 18 today: from then on nobody decides for them."""
    day = queries.today(participation)
    arrival = participation.edition.arrival_day
    return counting.age(participation.person.birth_date, at=day, arrival=arrival).of_age


def decides(guardian: Guardian, participation: Participation) -> bool:
    """Say whether a guardian is known to have custody of a student who is not 18 yet. Custody that nobody has told does not do,
    nor a share in it where somebody else decides alone."""
    return not of_age(participation) and _has_custody(guardian, participation)


def _has_custody(guardian: Guardian, participation: Participation) -> bool:
    known = {one.pk: str(one.custody) for one in Guardian.objects.filter(person=participation.person_id)}
    said = known.get(guardian.pk)
    if counting.ALONE & set(known.values()):
        return said in counting.ALONE
    return said in DECIDING


def why_not(guardian: Guardian, participation: Participation, section: str) -> str:
    """Return in a sentence why a section cannot be in the hands of a guardian; "" when it can."""
    words = {"name": guardian.name}
    if guardian.person_id != participation.person_id or not seat.may_sit(guardian, participation):
        return _("We need an address of their own to write to.")
    if section not in OF_CUSTODY:
        return ""
    if of_age(participation):
        return _(
            "From the 18th birthday on, health, insurance and passport are filled in by the student alone."
        )
    if _has_custody(guardian, participation):
        return ""
    if guardian.custody == Custody.UNKNOWN:
        return (
            _("%(name)s may fill in health, insurance and passport once it is noted who has custody.") % words
        )
    return _("%(name)s does not decide for the student: health, insurance and passport stay closed.") % words
