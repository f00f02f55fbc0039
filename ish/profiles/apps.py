"""How Django finds this app."""

from django.apps import AppConfig


class ProfilesConfig(AppConfig):
    name = "ish.profiles"
    label = "profiles"
