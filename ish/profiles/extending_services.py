"""More time for one person: a later day than the others have, for a section or for all."""

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from ish import clock
from ish.people.models import Participation, Person
from ish.profiles import rules, sections
from ish.profiles.models import FreezeExtension


@transaction.atomic
def extend(
    *, participation: Participation, section: str, until: date, reason: str, by: Any
) -> FreezeExtension:
    """Let this person change a section ("": all of them) by themselves until a day; takes the place of what was given before.

    The due days of to-dos stay as they are. Raises `ValidationError` (a day that is over, or later than anything can be asked
    for; a section that there is not).
    """
    if section and section not in {one.code for one in sections.every()}:
        raise ValidationError(_("There is no such section."))
    if until < rules.today(participation):
        raise ValidationError({"until": _("This day is over already.")})
    if until > rules.asking_ends(participation):
        raise ValidationError({"until": _("That is later than these facts are kept.")})
    Person.objects.select_for_update().get(pk=participation.person_id)
    given = FreezeExtension.objects.filter(participation=participation, section=section, ended_at=None)
    given.update(ended_at=clock.now())
    vars(participation).pop("_extensions", None)
    return FreezeExtension.objects.create(
        participation=participation, section=section, until=until, reason=reason.strip(), made_by=by
    )


def end(*, extension: FreezeExtension) -> None:
    """Take the time back that was given; what was changed meanwhile stays."""
    rows = FreezeExtension.objects.filter(pk=extension.pk, ended_at=None)
    rows.update(ended_at=clock.now())
