"""What this app tells the registries at the start: who sees entries, partners as subjects, messages in the morning, panels."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from auditlog.registry import auditlog
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from accounts import roles
from ish import clock
from ish.contacts import morning, panels, queries, services, subjects
from ish.contacts.models import Entry
from ish.contacts.morning import Line, Who, either
from ish.contacts.rules import ORGANISER
from ish.contacts.states import Turn
from ish.contacts.subjects import Named, Subject
from ish.desk.registry import Entry as NavEntry
from ish.desk.registry import navigation, words_match
from ish.desk.registry import panels as slots
from ish.outbox.models import Message
from ish.outbox.states import State
from ish.privacy import history
from ish.privacy import registry as privacy
from ish.programme.models import Edition, NominatingBody
from ish.programme.rules import organises

BODY = "programme.nominatingbody"


def connect() -> None:
    """Fill the registries."""
    roles.add_sees(ORGANISER, "contacts.entry", lambda user: organises(user, "edition"))
    if not auditlog.contains(Entry):
        history.keep(Entry)
    privacy.on_erase("contacts", services.forget, many=services.forget_many, by_edition=True)
    subjects.register(Subject(BODY, _("Partner"), _bodies, _find_bodies, icon="globe2"))
    morning.register("contacts", _lines, order=90)
    _hang_into_the_frame()


def _hang_into_the_frame() -> None:
    navigation.add(
        NavEntry(ORGANISER, 5, _("Morning list"), "contacts:morning", "bell", counted=queries.counted)
    )
    navigation.add(NavEntry(ORGANISER, 27, _("Contact log"), "contacts:log", "journal-text"))
    slots.add("desk.organiser", panels.desk_panel, order=3)
    slots.add("body", panels.of_subject(BODY), order=60)


def _bodies(user: Any, keys: Collection[int], edition: Any) -> dict[int, Named]:
    rows = roles.visible_to(NominatingBody.objects.filter(pk__in=keys), user, role=ORGANISER)
    return {row.pk: _named(row) for row in rows}


def _find_bodies(user: Any, edition: Any, words: list[str], limit: int) -> dict[int, Named]:
    rows = roles.visible_to(NominatingBody.objects.filter(words_match(words, "name")), user, role=ORGANISER)
    return {row.pk: _named(row) for row in rows.order_by("name")[:limit]}


def _named(row: NominatingBody) -> Named:
    return Named(row.name, reverse("programme:body", args=[row.pk]), row.name)


def _lines(edition: Edition, since: datetime, user: Any) -> Iterable[Line]:
    """What is due in the hands of others, what could not be sent, and what is held for review."""
    today = clock.today(edition.time_zone)
    yield Line(
        "others",
        queries.due_of_others(user, edition, today),
        ngettext_lazy(
            "%(n)s follow-up of another organiser is due",
            "%(n)s follow-ups of other organisers are due",
            "n",
        ),
        Who((either("assignee__name", "assignee__email"),), "pk", "contacts:entry"),
        Turn.THEM,
        day="follow_up_on",
        until=True,
        url=f"{reverse('contacts:log')}?shows=others",
        exact=True,
        icon="people",
    )
    rows, url = Message.objects.filter(edition_id=edition.pk), reverse("desk:messages")
    whom = Who((either("to_name", "to_email"),), "pk", "desk:message")
    yield Line(
        "failed",
        rows.filter(state=State.FAILED),
        ngettext_lazy("%(n)s message could not be sent", "%(n)s messages could not be sent", "n"),
        whom,
        Turn.NOW,
        moment="created_at",
        wall=True,
        url=f"{url}?state={State.FAILED}",
        exact=True,
        icon="envelope",
    )
    yield Line(
        "held",
        rows.filter(state=State.HELD),
        ngettext_lazy("%(n)s message is held for review", "%(n)s messages are held for review", "n"),
        whom,
        Turn.US,
        moment="created_at",
        wall=True,
        url=f"{url}?state={State.HELD}",
        exact=True,
        icon="envelope-paper",
    )
