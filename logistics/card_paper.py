"""An emergency card as a paper, for a doctor's hand: one page, in German or English."""

from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from ish.papers import setting
from ish.people.models import Participation
from logistics import card


def set_card(participation: Participation, *, reader: Any, role: str, reason: str, language: str) -> bytes:
    """Return the card as a tagged PDF in a language; setting it is a look like reading it. Raises what `card.of` raises."""
    with translation.override(language):
        found = card.of(participation, reader=reader, role=role, reason=reason)
        facts = {
            "heading": found.name,
            "lead": " · ".join(
                one for one in (found.called, found.native, found.sound) if one and one != found.name
            ),
            "born": found.born,
            "phone": found.phone,
            "words": {
                "born": _("Born"),
                "phone": _("Phone"),
                "health": _("Health"),
                "calls": _("Whom to ring"),
                "insurance": _("Insurance"),
                "treatment": _("Treatment"),
                "number": _("Emergency number in Europe: 112"),
            },
            "health": [{"label": one.label, "value": one.value} for one in found.health],
            "calls": [{"name": one.name, "detail": one.detail, "phone": one.phone} for one in found.calls],
            "insurance": found.insurance or [_("not known")],
            "treatment": treatment(found.treatment),
        }
        title = _("Emergency card: %(name)s") % {"name": found.name}
        return setting.typeset(
            "card", facts, language=language, title=title, footer=str(participation.edition)
        )


def treatment(agreed: bool) -> str:
    """Return in a sentence whether a doctor may treat before somebody is reached."""
    if agreed:
        return _("Medical treatment in an emergency has been agreed to.")
    return _(
        "Agreement to medical treatment is missing or was not given: ring the people below first, if there is time."
    )
