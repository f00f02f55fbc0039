"""allauth's door to the outbox: its mails are sealed rows that the worker sends; a mail server that is down fails no sign-in."""

from typing import Any

from django.db import transaction

from accounts import adapter
from accounts.models import User
from ish.outbox.services import enqueue_secret


class Adapter(adapter.Adapter):
    """Everything as in accounts, only that nothing is sent from within a request."""

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Render allauth's mail and put it, sealed, into the outbox. A code in it lives as long as allauth honours it."""
        mail = self.render_mail(template_prefix, email, {"email": email, **context})
        html = next(
            (str(body) for body, kind in getattr(mail, "alternatives", []) if kind == "text/html"), ""
        )
        text = str(mail.body)
        if getattr(mail, "content_subtype", "plain") == "html":
            html, text = text, ""
        with transaction.atomic():
            enqueue_secret(
                kind=f"accounts.{template_prefix.rpartition('/')[2]}"[:60],
                to_email=email,
                to_user=User.objects.filter(email=email.strip().lower()).first(),
                subject=str(mail.subject),
                text=text,
                html=html,
                language=self.language_for(email),
            )
