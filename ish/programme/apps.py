"""How Django finds this app, and what it tells the registries."""

from django.apps import AppConfig


class ProgrammeConfig(AppConfig):
    name = "ish.programme"
    label = "programme"

    def ready(self) -> None:
        from ish.programme import wiring

        wiring.connect()
