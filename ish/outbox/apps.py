"""How Django finds this app."""

from django.apps import AppConfig


class OutboxConfig(AppConfig):
    name = "ish.outbox"
    label = "outbox"
