"""How Django finds this app, and what it tells the registries."""

from django.apps import AppConfig


class NominationsConfig(AppConfig):
    name = "ish.nominations"
    label = "nominations"

    def ready(self) -> None:
        from ish.nominations import wiring

        wiring.connect()
