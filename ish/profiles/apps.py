"""How Django finds this app, and what it tells the registries."""

from django.apps import AppConfig


class ProfilesConfig(AppConfig):
    """Connects the app to the registries below."""

    name = "ish.profiles"
    label = "profiles"

    def ready(self) -> None:
        """Fill the registries."""
        from ish.profiles import wiring

        wiring.connect()
