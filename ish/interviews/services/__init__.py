"""The only writers of interviews: times, invitations, who comes when, how it went; `move` is the one door to a state."""

from ish.interviews.services.booking import (
    NotAllowed,
    Taken,
    ask_other,
    book,
    call_off,
    decline,
    end,
    invite,
    on_change,
    preview,
    tend,
)
from ish.interviews.services.outcomes import (
    BARRED,
    ChangedMeanwhile,
    erase_notes,
    forget,
    forget_many,
    record,
    save_options,
)
from ish.interviews.services.slots import SlotChanged, change_slot, drop_slot, make_slots

__all__ = [
    "BARRED",
    "ChangedMeanwhile",
    "NotAllowed",
    "SlotChanged",
    "Taken",
    "ask_other",
    "book",
    "call_off",
    "change_slot",
    "decline",
    "drop_slot",
    "end",
    "erase_notes",
    "forget",
    "forget_many",
    "invite",
    "make_slots",
    "on_change",
    "preview",
    "record",
    "save_options",
    "tend",
]
