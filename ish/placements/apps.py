"""How Django finds this app."""

from django.apps import AppConfig


class PlacementsConfig(AppConfig):
    name = "ish.placements"
    label = "placements"
