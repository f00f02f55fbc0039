"""How Django finds this app."""

from django.apps import AppConfig
from django.core.checks import Tags, register


class DeskConfig(AppConfig):
    name = "ish.desk"
    label = "desk"

    def ready(self) -> None:
        """Hang in the check that every view names who may enter."""
        from ish.desk import messages, working
        from ish.desk.access import check_views

        register(check_views, Tags.urls)
        messages.register()
        working.register()
