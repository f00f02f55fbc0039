"""How a use case of this app says no."""

from typing import Any

from django.utils.translation import gettext as _


class ChangedMeanwhile(Exception):
    """Somebody else saved this since it was read. `current` is the row as it is now."""

    def __init__(self, current: Any) -> None:
        super().__init__(_("Somebody else has changed this in the meantime."))
        self.current = current


class NotAllowed(Exception):
    """The plan, list or project cannot be changed in this way; the text says why."""


class Warned(Exception):
    """Something speaks against the place; with a reason it can be given all the same. `warnings` are sentences."""

    def __init__(self, warnings: list[Any]) -> None:
        super().__init__(" ".join(str(w) for w in warnings))
        self.warnings = warnings
