"""The only writers of the contact log: entries, follow-ups, ticks, looks."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from ish import clock
from ish.contacts import queries, rules, subjects
from ish.contacts.models import Entry, MorningLook
from ish.contacts.states import Kind
from ish.privacy import holding
from ish.programme.models import Edition

SAID = ("kind", "direction", "at", "with_whom", "subject", "text")
FOLLOWS = ("promised_by", "next_step", "follow_up_on", "assignee")


class NotAllowed(Exception):
    """This cannot be done now; the message says why."""


class ChangedMeanwhile(Exception):
    """Somebody else saved the entry after the version in hand."""


@transaction.atomic
def add(
    *, edition: Edition, about: str, values: Mapping[str, Any], by: Any, corrects: Entry | None = None
) -> Entry:
    """Write an entry about a subject and return it. Raises `NotAllowed` when `by` sees no such subject in the edition."""
    pair = subjects.find(about)
    if pair is None or about not in subjects.names(by, [about], edition):
        raise NotAllowed(_("This is not there any more."))
    subject, pk = pair
    entry = Entry(
        edition=edition,
        about=about,
        person_id=pk if subject.personal else None,
        ours=by,
        created_by=by,
        created_at=clock.now(),
        corrects=corrects,
    )
    _take(entry, values, (*SAID, *FOLLOWS))
    entry.save()
    return entry


def _take(entry: Entry, values: Mapping[str, Any], names: tuple[str, ...]) -> None:
    for name in names:
        if name in values:
            setattr(entry, name, values[name])
    if entry.kind in (Kind.NOTE, Kind.MEETING):
        entry.direction = ""


def _take_follows(entry: Entry, values: Mapping[str, Any]) -> None:
    before = entry.follow_up_on
    _take(entry, values, FOLLOWS)
    if entry.follow_up_on not in (None, before):  # a new day: it is not done any more
        entry.done_at = entry.done_by = None


def _locked(entry: Entry, version: int | None = None) -> Entry:
    """Return the entry as it is now, locked. Raises `ChangedMeanwhile`, and `NotAllowed` when it is gone."""
    row = Entry.objects.select_for_update().filter(pk=entry.pk).first()
    if row is None or row.erased_at is not None:
        raise NotAllowed(_("This entry is not there any more."))
    if version is not None and row.version != version:
        raise ChangedMeanwhile
    return row


@transaction.atomic
def change(*, entry: Entry, values: Mapping[str, Any], version: int, by: Any) -> Entry:
    """Change one's own entry within a day. Raises `NotAllowed`, `ChangedMeanwhile`."""
    row = _locked(entry, version)
    if not rules.may_change(row, by, clock.now()):
        raise NotAllowed(_("The day is over: write a correction instead."))
    _take(row, values, SAID)
    _take_follows(row, values)
    row.version += 1
    row.changed_at = clock.now()
    row.save()
    return row


@transaction.atomic
def remove(*, entry: Entry, by: Any) -> None:
    """Take one's own entry away within a day: written on the wrong page, say. Raises `NotAllowed`."""
    row = _locked(entry)
    if holding.is_held(row.person_id):
        raise NotAllowed(_("A legal hold keeps everything about this person. Write a correction instead."))
    if not rules.may_change(row, by, clock.now()):
        raise NotAllowed(_("The day is over: write a correction instead."))
    row.delete()


@transaction.atomic
def follow(*, entry: Entry, values: Mapping[str, Any], version: int, by: Any) -> Entry:
    """Say what is to follow from an entry, by when, and who sees to it. Raises `NotAllowed`, `ChangedMeanwhile`."""
    row = _locked(entry, version)
    _take_follows(row, values)
    row.version += 1
    row.save(update_fields=[*FOLLOWS, "done_at", "done_by", "direction", "version"])
    return row


@transaction.atomic
def done(*, entry: Entry, by: Any) -> bool:
    """Tick what was to follow. Returns False when somebody was quicker. Raises `NotAllowed` when there is nothing to tick."""
    row = _locked(entry)
    if row.done_at is not None:
        return False
    if not rules.is_open(row):
        raise NotAllowed(_("There is nothing to do here."))
    row.done_at, row.done_by = clock.now(), by
    row.save(update_fields=["done_at", "done_by"])
    return True


@transaction.atomic
def reopen(*, entry: Entry, by: Any) -> bool:
    """Take a tick back. Returns False when there was none."""
    row = _locked(entry)
    if row.done_at is None:
        return False
    row.done_at = row.done_by = None
    row.save(update_fields=["done_at", "done_by"])
    return True


def look(*, user: Any, edition: Edition) -> datetime:
    """Write down that somebody reads the morning list; return since when changes are news to them."""
    now = clock.now()
    row = MorningLook.objects.filter(user=user, edition=edition).first()
    since = queries.since_of(row, edition)
    values = {"looked_at": now, "since": since}
    if row is None:
        MorningLook.objects.get_or_create(user=user, edition=edition, defaults=values)
    else:
        MorningLook.objects.filter(pk=row.pk).update(**values)
    return since


def forget(person_id: int) -> dict[str, int]:
    """Close what was to follow about an erased person, whose texts are empty by now; return how many there were."""
    return forget_many([person_id])


def forget_many(people: Collection[int], edition_id: int | None = None) -> dict[str, int]:
    """The same about many people (in one edition)."""
    rows = Entry.objects.filter(Q(follow_up_on__isnull=False) | rules.PROMISED, person_id__in=people)
    rows = rows if edition_id is None else rows.filter(edition=edition_id)
    count = rows.update(follow_up_on=None, promised_by="", assignee=None)
    return {"closed": count}
