"""How Django finds this app."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"
    label = "accounts"

    def ready(self) -> None:
        """Listen to allauth and to the mark of the demonstration."""
        from accounts import signals  # noqa: F401 - apps: allauth's models need the registry first
