"""allauth's forms for second factors in our words."""

from typing import Any

from allauth.mfa.base import forms as base
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from django.utils.translation import gettext_lazy as _

from accounts.sign_in_forms import OurWords


class Authenticate(OurWords, base.AuthenticateForm):
    """The code of the app, at sign-in."""

    helps = {"code": _("From your authenticator app, or one of your recovery codes.")}


class Reauthenticate(OurWords, base.ReauthenticateForm):
    """The code of the app, before something that matters."""

    helps = {"code": _("From your authenticator app, or one of your recovery codes.")}


class ActivateApp(OurWords, totp.ActivateTOTPForm):
    """The first code of a new app."""

    helps = {"code": _("The six digits that the app shows now.")}


class AddKey(OurWords, webauthn.AddWebAuthnForm):
    """A new passkey; its private half never leaves the device."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("Name of this passkey")
        self.fields["name"].help_text = _(
            "So that you know it again: the name of the phone, computer or key."
        )
        self.fields["passwordless"].label = _("Use it to sign in without a code or password")
        self.fields["passwordless"].initial = True
        self.fields["passwordless"].help_text = _(
            "The device then asks for a finger, a face or its PIN. Without this it is only your second step."
        )


class RenameKey(OurWords, webauthn.EditWebAuthnForm):
    """Another name for a passkey."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("Name of this passkey")
