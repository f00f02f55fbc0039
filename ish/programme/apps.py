"""How Django finds this app."""

from django.apps import AppConfig


class ProgrammeConfig(AppConfig):
    name = "ish.programme"
    label = "programme"
