"""How Django finds this app."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "ish.people"
    label = "people"
