"""Who may read what, who looked, and the data protection officer who watches over both."""

from django.apps import AppConfig


class OversightConfig(AppConfig):
    """Connects the app to the registries below."""

    name = "ish.oversight"
    label = "oversight"

    def ready(self) -> None:
        """Fill the registries."""
        from ish.oversight import wiring

        wiring.connect()
