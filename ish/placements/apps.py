"""Institutes, lab projects, hosts, wishes, plans."""

from django.apps import AppConfig


class PlacementsConfig(AppConfig):
    """Connects the app to the registries below."""

    name = "ish.placements"
    label = "placements"

    def ready(self) -> None:
        """Fill the registries."""
        from ish.placements import wiring

        wiring.connect()
