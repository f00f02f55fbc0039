"""What somebody's leaving means for travel. Nothing is changed: journeys count only while the participation is open."""

from zoneinfo import ZoneInfo

from django.utils import formats
from django.utils.translation import gettext as _

from ish.people.consequences import Change
from ish.people.states import GONE
from logistics import queries
from logistics.states import Direction


def preview(change: Change) -> list[str]:
    """Say whom nobody needs to meet any more."""
    if change.kind != "state" or change.data.get("new") not in GONE:
        return []
    arrival = queries.journeys(change.participation).get(Direction.ARRIVAL)
    if arrival is None or arrival.ends_at is None:
        return []
    local = arrival.ends_at.astimezone(ZoneInfo(change.participation.edition.time_zone))
    when = formats.date_format(local, "SHORT_DATETIME_FORMAT")
    return [_("The arrival on %(when)s is no longer on the list.") % {"when": when}]
