"""The only writers of institutes, labs, wishes, plans and placements."""

from ish.placements.services.errors import ChangedMeanwhile, NotAllowed, Warned
from ish.placements.services.labs import (
    add_host,
    invite_host,
    remove_host,
    save_institute,
    save_project,
)
from ish.placements.services.plans import (
    discard_plan,
    new_plan,
    outcome_in_words,
    pin,
    place,
    propose,
    run_propose,
    set_aim,
    unplace,
    warnings_for,
)
from ish.placements.services.publishing import move_plan, publish, published_in_words, run_publish
from ish.placements.services.wishes import MOST_WISHES, save_wishes

__all__ = [
    "MOST_WISHES",
    "ChangedMeanwhile",
    "NotAllowed",
    "Warned",
    "add_host",
    "discard_plan",
    "invite_host",
    "move_plan",
    "new_plan",
    "outcome_in_words",
    "pin",
    "place",
    "propose",
    "publish",
    "published_in_words",
    "remove_host",
    "run_propose",
    "run_publish",
    "save_institute",
    "save_project",
    "save_wishes",
    "set_aim",
    "unplace",
    "warnings_for",
]
