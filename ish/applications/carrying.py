"""What of the applications goes over into the next edition: what students are asked for."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from ish.applications.models import Options
from ish.programme import carrying
from ish.programme.carrying import Carrier
from ish.programme.models import Edition

PARTS = ("motivation", "cv", "transcript", "reference")


def carry(old: Edition, new: Edition, by: Any) -> int:
    """Ask for the same as last time. Returns 1, or 0 where nobody ever chose."""
    row = Options.objects.filter(edition=old).first()
    if row is None:
        return 0
    Options.objects.create(edition=new, **{name: getattr(row, name) for name in PARTS})
    return 1


def register() -> None:
    """Tell the registry of the next edition."""
    carrying.register(
        Carrier(
            "applications",
            _("What students hand in before the decision"),
            count=lambda old: Options.objects.filter(edition=old).count(),
            carry=carry,
            order=20,
        )
    )
