"""What participants and their guardians agree to, each by itself, and the guardian's seat."""

from django.apps import AppConfig


class ConsentsConfig(AppConfig):
    """Connects the app to the registries below."""

    name = "ish.consents"
    label = "consents"

    def ready(self) -> None:
        """Fill the registries."""
        from ish.consents import wiring

        wiring.connect()
