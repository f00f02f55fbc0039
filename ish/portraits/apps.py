"""A picture of a person."""

from django.apps import AppConfig


class PortraitsConfig(AppConfig):
    """Connects the app to the registries below."""

    name = "ish.portraits"
    label = "portraits"

    def ready(self) -> None:
        """Fill the registries."""
        from ish.portraits import wiring

        wiring.connect()
