"""Texts of the sign-in library that people meet here. Collected so that our catalogue, which comes first, speaks in our tone."""

from django.utils.translation import gettext_noop as _

TEXTS = (
    _("Be patient, you are sending too many requests."),
    _("Please type your current password."),
    _("You cannot add more than %d email addresses."),
    _("You cannot remove your primary email address."),
    _("You must type the same email each time."),
    _("You must type the same password each time."),
    _("Your primary email address must be verified."),
)
