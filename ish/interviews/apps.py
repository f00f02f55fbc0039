"""Interviews before the school decides."""

from django.apps import AppConfig


class InterviewsConfig(AppConfig):
    """Connects the app to the registries below."""

    name = "ish.interviews"
    label = "interviews"

    def ready(self) -> None:
        """Fill the registries."""
        from ish.interviews import wiring

        wiring.connect()
