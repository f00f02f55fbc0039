"""The only writers of the board: reviewers, options, who reads whom, opinions, the result."""

from ish.selection.services.board import close, reopen, save_options, share_out
from ish.selection.services.bundles import content, erase_old, forget, forget_many, paper, still_open
from ish.selection.services.bundles import run as run_bundle
from ish.selection.services.bundles import start as start_bundle
from ish.selection.services.counting import count
from ish.selection.services.opinions import (
    ChangedMeanwhile,
    NotAllowed,
    declare_conflict,
    opinion_of,
    save_opinion,
    withdraw_conflict,
)
from ish.selection.services.reviewers import (
    AlreadyReviewer,
    bind_reviewer,
    end_reviewer,
    invite_again,
    invite_reviewer,
    remind_reviewers,
)
from ish.selection.services.taking_over import Changed, Share, mark_of, shares, take_over

__all__ = [
    "AlreadyReviewer",
    "Changed",
    "ChangedMeanwhile",
    "NotAllowed",
    "Share",
    "bind_reviewer",
    "close",
    "content",
    "count",
    "declare_conflict",
    "end_reviewer",
    "erase_old",
    "forget",
    "forget_many",
    "invite_again",
    "invite_reviewer",
    "mark_of",
    "opinion_of",
    "paper",
    "remind_reviewers",
    "reopen",
    "run_bundle",
    "save_opinion",
    "save_options",
    "share_out",
    "shares",
    "start_bundle",
    "still_open",
    "take_over",
    "withdraw_conflict",
]
