"""What of the board goes over into the next edition: how it reads, its rubric, and its reviewers if that is wished."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from ish import clock
from ish.privacy import history
from ish.programme import carrying
from ish.programme.carrying import Carrier
from ish.programme.models import Edition, active_on
from ish.selection.models import BoardSettings, Criterion, Reviewer


def _rules(old: Edition) -> int:
    settings = BoardSettings.objects.filter(edition=old).count()
    return settings + Criterion.objects.filter(edition=old).count()


def carry_rules(old: Edition, new: Edition, by: Any) -> int:
    """Read as last time: options and criteria. Dates, opinions and the result stay behind. Returns how many rows came along."""
    row = BoardSettings.objects.filter(edition=old).first()
    if row is not None:
        BoardSettings.objects.create(
            edition=new, readers_each=row.readers_each, anonymised=row.anonymised, others=row.others
        )
    made = Criterion.objects.bulk_create(
        Criterion(edition=new, label=one.label, weight=one.weight)
        for one in Criterion.objects.filter(edition=old).order_by("pk")
    )
    history.note_made(made, by=by)
    return len(made) + (row is not None)


def _active(old: Edition) -> Any:
    return Reviewer.objects.filter(active_on(clock.today()), edition=old, user__isnull=False)


def carry_reviewers(old: Edition, new: Edition, by: Any) -> int:
    """Let those who read today read again, with the last day they have. Returns how many."""
    made = Reviewer.objects.bulk_create(
        Reviewer(edition=new, user_id=row.user_id, name=row.name, email=row.email, active_to=row.active_to)
        for row in _active(old).order_by("pk")
    )
    history.note_made(made, by=by)
    return len(made)


def register() -> None:
    """Tell the registry of the next edition."""
    carrying.register(
        Carrier("board", _("How the board reads, with its criteria"), _rules, carry_rules, order=40)
    )
    carrying.register(
        Carrier(
            "reviewers",
            _("The reviewers of the board; they can read the new students then"),
            count=lambda old: _active(old).count(),
            carry=carry_reviewers,
            ticked=False,
            order=41,
        )
    )
