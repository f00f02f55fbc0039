"""What the pages share: saving a form through a service, and the word for somebody else's change."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext as _

from ish.programme import services


def told_meanwhile(request: HttpRequest) -> None:
    text = _(
        "Somebody else has changed this in the meantime. You see their version now; please enter yours again."
    )
    messages.warning(request, text)


def saved_by(request: HttpRequest, form: Any, save: Any) -> str:
    """Run a service for a form; return "saved", "meanwhile", or "" with the errors put on the form."""
    try:
        save()
    except services.ChangedMeanwhile:
        told_meanwhile(request)
        return "meanwhile"
    except ValidationError as error:
        form.take(error)
        return ""
    messages.success(request, _("Saved."))
    return "saved"
