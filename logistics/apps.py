"""Journeys, arrivals and departures, the roster, the demonstration."""

from django.apps import AppConfig


class LogisticsConfig(AppConfig):
    """Connects the app to the registries below."""

    name = "logistics"

    def ready(self) -> None:
        """Fill the registries."""
        from logistics import wiring

        wiring.connect()
