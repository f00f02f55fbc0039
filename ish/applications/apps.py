"""The student's own part before selection."""

from django.apps import AppConfig


class ApplicationsConfig(AppConfig):
    """Connects the app to the registries below."""

    name = "ish.applications"
    label = "applications"

    def ready(self) -> None:
        """Fill the registries."""
        from ish.applications import wiring

        wiring.connect()
