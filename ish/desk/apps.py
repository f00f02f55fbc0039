"""How Django finds this app."""

from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "ish.desk"
    label = "desk"
