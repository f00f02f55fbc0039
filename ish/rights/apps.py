"""What people may ask of us about their own data."""

from django.apps import AppConfig


class RightsConfig(AppConfig):
    """Connects the app to the registries below."""

    name = "ish.rights"
    label = "rights"

    def ready(self) -> None:
        """Fill the registries."""
        from ish.rights import wiring

        wiring.connect()
