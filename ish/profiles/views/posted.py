"""What was posted, as the buttons of rows change it: one more, one less, one further up."""

from typing import Any

from ish.profiles.row_fields import moved_up, posted_rows, without_row
from ish.profiles.row_specs import ROWS


def rows_changed(data: Any) -> tuple[Any, str]:
    """Return what was posted after a button of rows ("add", "remove", "up"), and which rows are wanted then: "languages:3"."""
    for button, change in (("remove", without_row), ("up", moved_up)):
        name, _colon, number = data.get(button, "").partition(":")
        if name in ROWS and number.isascii() and number.isdigit():
            data = change(data, name, ROWS[name].parts, int(number))
            return data, f"{name}:{len(posted_rows(data, name, ROWS[name].parts))}"
    name = data.get("add", "")
    if name in ROWS:
        return data, f"{name}:{min(len(posted_rows(data, name, ROWS[name].parts)) + 1, ROWS[name].most)}"
    return data, ""
