"""What allauth asks us: who may come in, and in which language somebody is written to."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.core.mail import EmailMessage
from django.http import HttpRequest
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from accounts.models import User


class Adapter(DefaultAccountAdapter):
    """Accounts come by invitation only. Mails are in the language of the person they go to."""

    # What went wrong, and what to do about it.
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "incorrect_code": _(
            "This is not the code. Look at the newest mail from us, or let us send a new one."
        ),
        "email_password_mismatch": _(
            "This address and this password do not belong together. Try again, or let us send you a code."
        ),
        "incorrect_password": _("This is not your password. Try again, or let us send you a code."),
        "too_many_login_attempts": _("That was tried too often. Wait a few minutes, then try again."),
        "unverified_primary_email": _("Please confirm your e-mail address first."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody signs up unasked."""
        return False

    def language_for(self, email: str) -> str:
        """Return the language of the user with this address, or that of the request while there is none."""
        known = User.objects.filter(email=email.strip().lower()).values_list("language", flat=True).first()
        if known in dict(settings.LANGUAGES):
            return str(known)
        return translation.get_language() or settings.LANGUAGE_CODE

    def render_mail(
        self, template_prefix: str, email: str, context: dict[str, Any], headers: dict[str, str] | None = None
    ) -> EmailMessage:
        """Return the mail, rendered in the recipient's language."""
        with translation.override(self.language_for(email)):
            return super().render_mail(template_prefix, email, context, headers)

    def format_email_subject(self, subject: str) -> str:
        """Return the subject as it is: our templates already say who writes."""
        return subject
