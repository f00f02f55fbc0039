"""How Django finds this app, and what it tells the registries."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "ish.people"
    label = "people"

    def ready(self) -> None:
        from ish.people import wiring

        wiring.connect()
