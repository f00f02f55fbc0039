"""The organisers' pages of programme, edition, phases, partners, places and organisers."""

from ish.programme.views.editions import (
    begin,
    edit_edition,
    edit_programme,
    edition,
    new_programme,
    phases,
)
from ish.programme.views.looking_back import looking_back
from ish.programme.views.next_edition import new_edition, the_list, tick
from ish.programme.views.organisers import end_organiser, invite_organiser, organisers
from ish.programme.views.partners import bodies, body, edit_body, new_body, places

__all__ = [
    "begin",
    "bodies",
    "body",
    "edit_body",
    "edit_edition",
    "edit_programme",
    "edition",
    "end_organiser",
    "invite_organiser",
    "looking_back",
    "new_body",
    "new_edition",
    "new_programme",
    "organisers",
    "phases",
    "places",
    "the_list",
    "tick",
]
