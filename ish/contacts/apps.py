"""The contact log."""

from django.apps import AppConfig


class ContactsConfig(AppConfig):
    """Connects the app to the registries below."""

    name = "ish.contacts"
    label = "contacts"

    def ready(self) -> None:
        """Fill the registries."""
        from ish.contacts import wiring

        wiring.connect()
