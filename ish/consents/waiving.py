"""Single consents that are done without for many people at once: those that the school asks for, and not the law."""

from collections.abc import Sequence
from datetime import date
from functools import partial
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from ish.consents import conditions, law, lifting_services, queries
from ish.consents.models import Lift, Purpose
from ish.people.models import Participation
from ish.people.states import COMING
from ish.people.waiving import Waivable
from ish.programme.models import Edition


def of(edition: Edition, at: date) -> list[Waivable]:
    """Return the needed consents that the law does not ask for."""
    rows = Purpose.objects.filter(edition=edition, active=True, needed=True).exclude(kind__in=law.BY_LAW)
    named = queries.titles(list(rows))
    return [
        Waivable(
            code=f"consent-{row.code}",
            label=_("Consent: %(title)s") % {"title": named[row.pk]},
            open=partial(_open, row, at),
            waived=partial(_waived, row),
            waive=partial(_waive, row),
            unwaive=partial(_unwaive, row),
        )
        for row in rows
    ]


def _open(purpose: Purpose, at: date, rows: QuerySet[Participation]) -> QuerySet[Participation]:
    return rows.filter(conditions.waits(purpose.code, at), state__in=COMING)


def _waived(purpose: Purpose, rows: QuerySet[Participation]) -> QuerySet[Participation]:
    return rows.filter(Exists(Lift.objects.filter(participation=OuterRef("pk"), purpose=purpose)))


def _waive(purpose: Purpose, keys: Sequence[int], reason: str, by: Any) -> int:
    return lifting_services.lift_many(purpose=purpose, keys=keys, reason=reason, by=by)


def _unwaive(purpose: Purpose, keys: Sequence[int], by: Any) -> int:
    return lifting_services.unlift_many(purpose=purpose, keys=keys)
