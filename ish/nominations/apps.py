"""How Django finds this app."""

from django.apps import AppConfig


class NominationsConfig(AppConfig):
    name = "ish.nominations"
    label = "nominations"
