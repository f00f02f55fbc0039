"""Until when what is kept, the nightly erasure, and the evidence of it."""

from django.apps import AppConfig


class ForgettingConfig(AppConfig):
    """Connects the app to the registries below."""

    name = "ish.forgetting"
    label = "forgetting"

    def ready(self) -> None:
        """Fill the registries."""
        from ish.forgetting import wiring

        wiring.connect()
