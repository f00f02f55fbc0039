"""Reads for the paper with a partner's answer to the season's question: what it said, what is agreed."""

from typing import Any

from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ish.nominations import asking_queries as asking
from ish.nominations import queries
from ish.nominations.models import SeasonReply
from ish.nominations.states import TakesPart
from ish.programme import queries as programme
from ish.programme.models import Quota


def paper(reply: SeasonReply) -> dict[str, Any]:
    """Return what the paper prints, in the language and the time zone that are active (two queries)."""
    edition, quota = reply.edition, programme.quota(reply.edition, reply.body)
    at = timezone.localtime(reply.answered_at)
    return {
        "heading": _("Your answer, for your file"),
        "lead": _("This is what the school has received from you, and what is agreed by now."),
        "facts": [
            [_("Partner"), reply.body.name],
            [_("Edition"), str(edition)],
            [
                _("From – to"),
                f"{formats.date_format(edition.arrival_day, 'DATE_FORMAT')} – "
                f"{formats.date_format(edition.departure_day, 'DATE_FORMAT')}",
            ],
            [_("Answered on"), f"{formats.date_format(at, 'DATETIME_FORMAT')} ({at.tzname()})"],
        ],
        "answer_heading": _("What you answered"),
        "answer": [[one["label"], one["value"]] for one in asking.facts(reply)],
        "agreed_heading": _("What is agreed"),
        "agreed": agreed(reply, quota),
        "notes": _notes(reply, quota),
    }


def agreed(reply: SeasonReply, quota: Quota | None) -> list[list[str]]:
    """Return what is agreed with a partner, line by line."""
    if quota is None:
        return [[_("Places"), _("nothing is agreed yet")]]
    due = queries.due_of(reply.edition, quota)
    lines = [[_("Places"), str(quota.places)], [_("On the waiting list"), str(quota.reserve_places)]]
    if due and quota.places:
        lines.append([_("Names by"), formats.date_format(due, "DATE_FORMAT")])
    if quota.tells_first_days:
        days = quota.tells_first_days
        lead = ngettext("%(n)s day before we do", "%(n)s days before we do", days) % {"n": days}
        lines.append([_("You tell your students first"), lead])
    return lines


def _notes(reply: SeasonReply, quota: Quota | None) -> list[str]:
    phase = programme.phase(reply.edition, "nominations")
    if reply.taking_part == TakesPart.YES and asking.differences(
        reply, quota, phase.closes if phase else None
    ):
        return [_("Your answer is not agreed yet in all points; we write to you when it is.")]
    return []
