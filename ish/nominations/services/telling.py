"""Partners who tell their own students first: the decision is out, for them alone, until they have told or the day has come."""

from collections.abc import Iterable
from typing import Any

import structlog
from django.db import transaction

from ish import clock
from ish.nominations import places_queries, rules
from ish.nominations.models import Nomination, Release
from ish.nominations.services.deciding import Released, release_one
from ish.nominations.services.ladder import locked_many, write_many
from ish.nominations.services.naming import lock_body
from ish.programme.models import Edition

log = structlog.get_logger(__name__)


@transaction.atomic
def tell(*, nominations: Iterable[Nomination], by: Any) -> Released:
    """Let students know what their partner has told them: the decisions take effect, and our letters go. Twice is once.

    Whoever has left in the meantime stays as they are, and nothing is intended for them any more. With `by`, somebody said so:
    the release remembers that these students know. Without, the day has come.
    """
    keys = [row.pk for row in nominations]
    rows = list(_waiting(keys))
    for body in {row.body_id: row.body for row in sorted(rows, key=lambda row: row.body_id)}.values():
        lock_body(body)
    done = Released("")
    for row in locked_many(_waiting(keys)):
        if by is not None:
            _remember(row)
        if release_one(row, by=by):
            getattr(done, row.receiver_state).append(row.pk)
        else:
            write_many([row], {"tell_on": None, "pending": ""}, by=by)
            done.skipped.append(row.pk)
    return done


def _remember(row: Nomination) -> None:
    if row.release_id is not None:
        release = Release.objects.select_for_update().get(pk=row.release_id)
        release.told = [*release.told, row.pk]
        release.save(update_fields=["told"])


def _waiting(keys: list[int]) -> Iterable[Nomination]:
    rows = Nomination.objects.filter(places_queries.TOLD_FIRST, pk__in=keys).order_by("pk")
    return rows.select_related(*places_queries.WITH_PERSON, "release__by", "participation__person__user")


def tell_due() -> int:
    """Write to all whose day has come (the worker asks every hour); returns to how many. A partner whose own letter has not gone
    yet knows nothing, so its students wait, too; the days it has to tell them begin when the letter has gone."""
    count = 0
    waiting = Nomination.objects.filter(places_queries.TOLD_FIRST).order_by()
    for edition in Edition.objects.filter(pk__in=waiting.values("edition")):
        today = clock.today(edition.time_zone)
        near = places_queries.told_first(edition).filter(tell_on__lte=today).exclude(rules.letter_waits())
        rows = list(near)
        days = places_queries.days_to_write(rows)
        done = tell(nominations=[row for row in rows if days[row.pk] <= today], by=None)
        count += done.count
    if count:
        log.info("students_told_on_the_day", count=count)
    return count
