"""How Django finds this app."""

from typing import Any

from django.apps import AppConfig
from django.core.checks import Tags, register


class DeskConfig(AppConfig):
    name = "ish.desk"
    label = "desk"

    def ready(self) -> None:
        """Hang in the check that every view names who may enter."""
        from django.contrib.auth.signals import user_logged_in

        from ish.desk import messages, working
        from ish.desk.access import check_views

        register(check_views, Tags.urls)
        user_logged_in.connect(_signed_in, dispatch_uid="desk.typed")
        messages.register()
        working.register()


def _signed_in(sender: Any, request: Any, user: Any, **kwargs: Any) -> None:
    from ish.desk import typed

    if request is not None and hasattr(request, "session"):
        typed.on_sign_in(request, user)
