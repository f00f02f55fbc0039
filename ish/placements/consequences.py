"""What somebody's leaving means for the labs. Nothing is changed: placements count only while the participation is open."""

from django.utils.translation import gettext as _

from ish.people.consequences import Change
from ish.people.states import GONE
from ish.placements import queries


def preview(change: Change) -> list[str]:
    """Say which lab is left, and who stays behind alone in it."""
    if change.kind != "state" or change.data.get("new") not in GONE:
        return []
    found = []
    for placement in queries.labs_of(change.participation):
        found.append(_("A place in the lab “%(lab)s” becomes free.") % {"lab": placement.project})
        others = [
            p for p in queries.people_of(placement.project) if p.participation_id != change.participation.pk
        ]
        if len(others) == 1:
            found.append(_("One student stays in that lab alone."))
    return found
