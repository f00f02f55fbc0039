"""The handbook and the house rules of an edition, also without network."""

from django.apps import AppConfig


class HandbookConfig(AppConfig):
    """Connects the app to the registries below."""

    name = "ish.handbook"
    label = "handbook"

    def ready(self) -> None:
        """Fill the registries."""
        from ish.handbook import wiring

        wiring.connect()
