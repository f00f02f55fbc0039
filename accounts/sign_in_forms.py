"""allauth's forms in our words: labels that stand above, no text inside the fields."""

from typing import Any

from allauth.account import forms as allauth
from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.plain_forms import Plain

_LABELS = {
    "email": _("E-mail address"),
    "login": _("E-mail address"),
    "code": _("Code"),
    "password": _("Password"),
    "oldpassword": _("Your password now"),
    "password1": _("New password"),
    "password2": _("New password once more"),
}


class OurWords(Plain, forms.Form):
    """Gives fields our labels and takes the text out of them; `helps` adds help under some of them."""

    helps: dict[str, Any] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            if name in _LABELS:
                field.label = _LABELS[name]
            if name in self.helps:
                field.help_text = self.helps[name]
            if name == "code":
                field.widget.attrs |= {
                    "class": "input-medium",
                    "autocapitalize": "characters",
                    "spellcheck": "false",
                }


class Login(OurWords, allauth.LoginForm):
    """Address and password."""

    helps = {"password": ""}


class RequestCode(OurWords, allauth.RequestLoginCodeForm):
    """The address to which a sign-in code goes."""


class ConfirmLoginCode(OurWords, allauth.ConfirmLoginCodeForm):
    """The code from the mail."""


class ConfirmAddressCode(OurWords, allauth.ConfirmEmailVerificationCodeForm):
    """The code that proves a new address."""


class ConfirmResetCode(OurWords, allauth.ConfirmPasswordResetCodeForm):
    """The code that allows a new password."""


class ResetPassword(OurWords, allauth.ResetPasswordForm):
    """The address whose password was forgotten."""


class NewPassword(OurWords, allauth.ResetPasswordKeyForm):
    """A new password after the old one was forgotten."""


class ChangePassword(OurWords, allauth.ChangePasswordForm):
    """A new password in exchange for the old one."""

    helps = {"oldpassword": ""}


class SetPassword(OurWords, allauth.SetPasswordForm):
    """The first password of somebody who came without."""


class ChangeAddress(OurWords, allauth.AddEmailForm):
    """Another address to sign in with."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].label = _("New e-mail address")


class Reauthenticate(OurWords, allauth.ReauthenticateForm):
    """The password once more, before something that matters."""
