"""How Django finds this app."""

from django.apps import AppConfig


class PrivacyConfig(AppConfig):
    name = "ish.privacy"
    label = "privacy"
