"""Papers handed in."""

from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    """Connects the app to the registries below."""

    name = "ish.documents"
    label = "documents"

    def ready(self) -> None:
        """Fill the registries."""
        from ish.documents import wiring

        wiring.connect()
