"""What organisers read in the morning about profiles: changes that somebody asked for and that wait for them."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import ngettext_lazy

from ish.contacts.morning import Line, Who
from ish.contacts.states import Turn
from ish.people import partners
from ish.profiles import changing_queries
from ish.programme.models import Edition

_NAMES = ("participation__person__given_names", "participation__person__family_name")


def lines(edition: Edition, since: datetime, user: Any) -> Iterable[Line]:
    """Return what waits of what the reader's part of the work decides on."""
    partner = f"participation__{partners.path()}__name" if partners.path() else ""
    yield Line(
        "changes",
        changing_queries.waiting(edition, user),
        ngettext_lazy("%(n)s change was asked for", "%(n)s changes were asked for", "n"),
        Who(_NAMES, "pk", "profiles:change", partner),
        Turn.US,
        moment="asked_at",
        url=reverse("profiles:changes"),
        exact=True,
        icon="pencil",
    )
