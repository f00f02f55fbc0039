"""Advisory board and interviews."""

from django.apps import AppConfig


class SelectionConfig(AppConfig):
    """Connects the app to the registries below."""

    name = "ish.selection"
    label = "selection"

    def ready(self) -> None:
        """Fill the registries."""
        from ish.selection import wiring

        wiring.connect()
