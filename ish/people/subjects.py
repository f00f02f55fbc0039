"""People in the contact log: what they are called there, how they are found, the panel on their page."""

from collections.abc import Collection
from typing import Any

from django.db.models import F, Value
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ish.contacts import panels, subjects
from ish.contacts.subjects import Named, Subject
from ish.people import partners, queries
from ish.people.models import Participation

PERSON = "people.person"


def register() -> None:
    """Tell the log about people."""
    subjects.register(Subject(PERSON, gettext_lazy("Person"), _named, _search, icon="person", personal=True))


def panel(request: HttpRequest, participation: Participation) -> str | None:
    """On the page of a person; what is written there belongs to the edition in which one looks at them."""
    if participation.person.erased_at:
        return None
    return panels.render_log(request, f"{PERSON}:{participation.person_id}", participation.edition)


def _named(user: Any, keys: Collection[int], edition: Any) -> dict[int, Named]:
    rows = queries.seen_participations(user, role="organiser").filter(person__in=keys)
    return _names(rows.filter(edition=edition) if edition is not None else rows)


def _search(user: Any, edition: Any, words: list[str], limit: int) -> dict[int, Named]:
    rows = queries.seen_participations(user, role="organiser").filter(
        queries.named(words, parents=True), edition=edition
    )
    return _names(rows.filter(person__erased_at=None).order_by(*queries.BY_NAME)[:limit])


def _names(rows: Any) -> dict[int, Named]:
    """Return the people of these participations by key; who takes part twice is named once."""
    path = partners.path()
    names = rows.annotate(partner_name=F(f"{path}__name") if path else Value(""))
    values = names.values_list(
        "person",
        "person__given_names",
        "person__family_name",
        "person__erased_at",
        "partner_name",
        "person__restricted_at",
    )
    return {
        pk: Named(
            _("Erased person") if erased else " ".join(part for part in (given, family) if part),
            reverse("people:person", args=[pk]),
            partner or "",
            bool(since),
        )
        for pk, given, family, erased, partner, since in values
    }
