"""What of interviews goes over into the next edition: for how long notes are kept. Times, panels and students stay behind."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from ish.interviews.models import InterviewSettings
from ish.programme import carrying
from ish.programme.carrying import Carrier
from ish.programme.models import Edition


def _rules(old: Edition) -> int:
    return InterviewSettings.objects.filter(edition=old).count()


def carry_rules(old: Edition, new: Edition, by: Any) -> int:
    """Keep notes as long as last time. Returns how many rows came along."""
    row = InterviewSettings.objects.filter(edition=old).first()
    if row is None:
        return 0
    InterviewSettings.objects.create(edition=new, keep_notes_days=row.keep_notes_days)
    return 1


def register() -> None:
    """Tell the registry of the next edition."""
    carrying.register(
        Carrier("interviews", _("How long notes of interviews are kept"), _rules, carry_rules, order=42)
    )
