"""What organisers read in the morning about papers."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import ngettext

from ish.contacts.morning import Line
from ish.documents.models import Document
from ish.documents.states import DocumentState
from ish.people.models import Participation
from ish.people.morning import PEOPLE
from ish.people.states import OPEN
from ish.programme.models import Edition


def lines(edition: Edition, since: datetime, user: Any) -> Iterable[Line]:
    """Return whose papers have come since then and were not looked at."""
    papers = Document.objects.filter(
        participation=OuterRef("pk"), state=DocumentState.SUBMITTED, moved_at__gt=since
    )
    yield Line(
        Participation.objects.filter(Exists(papers), edition=edition, state__in=OPEN),
        lambda n: ngettext("%(n)s student handed in papers", "%(n)s students handed in papers", n) % {"n": n},
        reverse("people:list"),
        icon="paperclip",
        few=PEOPLE,
    )
