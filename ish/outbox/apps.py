"""How Django finds this app."""

from django.apps import AppConfig


class OutboxConfig(AppConfig):
    """Tells privacy how to forget what was written to somebody."""

    name = "ish.outbox"
    label = "outbox"

    def ready(self) -> None:
        """Register the erasers."""
        from ish.outbox import erasing, files
        from ish.privacy import registry

        registry.on_erase("outbox", erasing.erase, erase="messages", many=erasing.erase_many)
        registry.on_erase("mail files", files.forget, many=files.forget_many)
