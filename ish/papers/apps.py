"""Papers typeset from templates."""

from django.apps import AppConfig


class PapersConfig(AppConfig):
    """Connects the app to the registries below."""

    name = "ish.papers"
    label = "papers"

    def ready(self) -> None:
        """Fill the registries."""
        from ish.papers import wiring

        wiring.connect()
