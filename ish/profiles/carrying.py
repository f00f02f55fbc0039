"""What of the privacy notice goes over into the next edition: its words, to be checked again."""

from typing import Any

from django.urls import reverse
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ish.profiles import notice
from ish.profiles.models import NoticeText
from ish.programme import carrying, checklist
from ish.programme.carrying import Carrier
from ish.programme.checklist import Evidence, Point
from ish.programme.models import Edition


def carry(old: Edition, new: Edition, by: Any) -> int:
    """Take over what the organisers say in the notice; that it was checked is not taken over. Returns 1, or 0 without words."""
    row = NoticeText.objects.filter(edition=old).first()
    if row is None:
        return 0
    NoticeText.objects.create(
        edition=new,
        transfers_en=row.transfers_en,
        transfers_de=row.transfers_de,
        saved_at=timezone.now(),
        saved_by=by,
    )
    return 1


def _checked(edition: Edition) -> Evidence:
    row = NoticeText.objects.filter(edition=edition).first()
    if row is None or row.checked_on is None or not notice.is_checked(edition):
        return Evidence(_("The data protection officer has not checked the present notice yet."), False)
    day = formats.date_format(row.checked_on, "DATE_FORMAT")
    return Evidence(_("Checked on %(day)s.") % {"day": day}, True)


def register() -> None:
    """Tell the registries of the next edition."""
    carrying.register(
        Carrier(
            "notice",
            gettext_lazy("What we say in the privacy notice, to be checked again"),
            count=lambda old: NoticeText.objects.filter(edition=old).count(),
            carry=carry,
            order=10,
        )
    )
    checklist.register(
        Point(
            "notice",
            gettext_lazy("The privacy notice is checked"),
            _checked,
            lambda edition: reverse("profiles:notice_text"),
            order=60,
        )
    )
