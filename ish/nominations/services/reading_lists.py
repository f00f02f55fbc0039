"""What an uploaded list says: read from the file once, kept sealed when it is long, settled anew each time."""

import base64
import hashlib
import json
from typing import Any

from ish import clock
from ish.nominations.models import ImportStash
from ish.nominations.reading import Reading, Unreadable, keeping, read_file, settle
from ish.nominations.services.bulk import collector_resting
from ish.nominations.services.choices import choices_of

KEPT_FROM = 500
"""Rows from which a reading is kept: shorter lists are read faster than sealed."""


def read_list(stash: ImportStash) -> Reading:
    """Return what a list says, as people said it is to be read; nothing is compared. Raises `Unreadable`."""
    with collector_resting():
        choices = choices_of(stash)
        how: dict[str, Any] = {
            "default_region": str(stash.body.country),
            "today": clock.today(),
            "on": stash.edition.arrival_day,
            "choices": choices,
        }
        mark = _mark(stash, how)
        kept = stash.reading or {}
        if kept.get("of") == mark:
            reading = keeping.unpack(kept["said"])
        else:
            if not stash.data:
                raise Unreadable("file_empty")
            reading = read_file(base64.b64decode(stash.data), stash.file_name, **how)
            if len(reading.rows) >= KEPT_FROM:
                _keep(stash, {"of": mark, "said": keeping.pack(reading)})
        return settle(reading, **how)


def _mark(stash: ImportStash, how: dict[str, Any]) -> str:
    """Return by what a kept reading is known to be that of this file, read in this way, on this day."""
    way = [how["default_region"], str(how["today"]), str(how["on"]), keeping.choices_in_words(how["choices"])]
    text = json.dumps([keeping.FORM, stash.digest, stash.file_name, *way])
    return hashlib.sha256(text.encode()).hexdigest()


def _keep(stash: ImportStash, said: dict[str, str]) -> None:
    stash.reading = said
    ImportStash.objects.filter(pk=stash.pk, confirmed_at=None).update(reading=said)
