"""Reads: entries, what is due, open promises, who can take something in hand, the last look at the morning list."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.http import HttpRequest

from accounts import roles
from accounts.models import User
from ish import clock
from ish.contacts import rules, subjects
from ish.contacts.models import Entry, MorningLook
from ish.contacts.rules import ORGANISER
from ish.contacts.subjects import Named
from ish.desk import folding
from ish.privacy import services as privacy
from ish.programme import queries as programme
from ish.programme.models import Edition

WITH = ("assignee", "done_by", "ours", "created_by", "edition__programme")
SEARCHED = 5_000
"""In so many of the newest entries words are looked for: their texts are sealed and opened one by one."""
_TEXTS = ("text", "subject", "with_whom", "next_step")


def seen(user: Any) -> QuerySet[Entry]:
    """Return the entries of the editions that the user organises."""
    return roles.visible_to(Entry.objects.all(), user, role=ORGANISER)


def entry_or_404(user: Any, pk: int) -> Entry:
    """Return one entry; raises `Http404` unless the user organises its edition."""
    return roles.visible_or_404(Entry.objects.select_related(*WITH), user, role=ORGANISER, pk=pk)


def about(user: Any, key: str) -> QuerySet[Entry]:
    """Return what the user sees about one subject, the newest first."""
    return seen(user).filter(about=key).select_related(*WITH).order_by("-at", "-pk")


def until(user: Any, edition: Edition) -> QuerySet[Entry]:
    """Return the entries of this edition and of those of its programme before it, as far as the user organises them: what was
    promised in one year is kept in the next."""
    earlier = {"edition__programme": edition.programme_id, "edition__arrival_day__lt": edition.arrival_day}
    return seen(user).filter(Q(edition=edition) | Q(**earlier))


def log_of(user: Any, edition: Edition) -> QuerySet[Entry]:
    """Return the log of an edition, and what is still open of those before it."""
    return until(user, edition).filter(Q(edition=edition) | rules.OPEN)


def due(user: Any, edition: Edition, day: date) -> QuerySet[Entry]:
    """Return what is to be followed up by the day and is the user's, or nobody's; the longest due first."""
    rows = until(user, edition).filter(rules.due_by(day), rules.of(user, edition))
    return with_acting(rows, edition).select_related(*WITH).order_by("follow_up_on", "pk")


def due_of_others(user: Any, edition: Edition, day: date) -> QuerySet[Entry]:
    """Return what is due and has been taken in hand by other organisers."""
    return until(user, edition).filter(rules.due_by(day)).exclude(rules.of(user, edition))


def counted(request: HttpRequest) -> QuerySet[Entry] | None:
    """Return what is due for the user in the edition in hand; None without edition."""
    edition = programme.edition_as(request, ORGANISER)
    return due(request.user, edition, clock.today(edition.time_zone)) if edition else None


def of_today(user: Any, edition: Edition, day: date) -> QuerySet[Entry]:
    """Return what is due for the user, the longest due first, and behind it what was ticked on the day."""
    begins = datetime.combine(day, time.min, ZoneInfo(edition.time_zone))
    mine = rules.due_by(day) & rules.of(user, edition)
    rows = until(user, edition).filter(mine | Q(done_at__gte=begins, erased_at=None))
    order = (F("done_at").asc(nulls_first=True), "follow_up_on", "pk")
    return with_acting(rows, edition).select_related(*WITH).order_by(*order)


def with_acting(rows: QuerySet[Entry], edition: Edition) -> QuerySet[Any]:
    """Add to each entry whether whoever is to see to it still organises the edition."""
    acting = programme.organisers_of(edition).filter(user=OuterRef("assignee")).order_by()
    return rows.annotate(acting=Exists(acting))


def promises(user: Any, edition: Edition) -> QuerySet[Entry]:
    """Return the open promises of either side, those with the nearest day first."""
    rows = until(user, edition).filter(rules.OPEN, rules.PROMISED)
    return with_acting(rows, edition).select_related(*WITH).order_by("follow_up_on", "at", "pk")


def organisers(edition: Edition) -> QuerySet[User]:
    """Return who organises the edition now and can take something in hand."""
    acting = programme.organisers_of(edition).filter(user__isnull=False).order_by()
    return User.objects.filter(pk__in=acting.values("user"), is_active=True).order_by("name", "email")


# ---------------------------------------------------------------- WORDS


@dataclass(frozen=True)
class Shown:
    """An entry as a reader may read it, with the name of what it is about."""

    entry: Entry
    said: dict[str, Any]
    named: Named | None

    @property
    def text(self) -> str:
        """The text, or nothing."""
        return str(self.said.get("text") or "")

    @property
    def title(self) -> str:
        """What is to follow; else the subject, else how the text begins."""
        said = self.said
        return str(said.get("next_step") or said.get("subject") or excerpt(self.text))


def shown(
    entries: Iterable[Entry], *, reader: Any, where: str = "page", with_names: bool = True
) -> list[Shown]:
    """Return the entries as the reader may read them (one query, and those for the names of what they are about)."""
    rows = list(entries)
    if not rows:
        return []
    said = privacy.reveal_each(rows, reader=reader, role=ORGANISER, where=where)
    named = subjects.names(reader, {row.about for row in rows}) if with_names else {}
    return [Shown(row, dict(known), named.get(row.about)) for row, known in zip(rows, said, strict=True)]


def excerpt(text: str, width: int = 140) -> str:
    """Return the beginning of a text in one line."""
    line = " ".join(text[: width * 4].split())
    return line if len(line) <= width else f"{line[:width].rsplit(' ', 1)[0]} …"


def with_words(rows: QuerySet[Entry], words: list[str], user: Any, edition: Edition) -> QuerySet[Entry]:
    """Narrow to entries in whose texts, or in the name of what they are about, each word occurs."""
    wanted = folding.wanted(words)
    called = {
        key for _subject, found in subjects.search(user, edition, " ".join(words), 200) for key in found
    }
    newest = rows.order_by("-at", "-pk").values_list("pk", "about", *_TEXTS)[:SEARCHED]
    found = []
    for pk, key, *texts in newest.iterator():
        whole = folding.searchable(*texts)
        if key in called or all(any(form in whole for form in either) for either in wanted):
            found.append(pk)
    return rows.filter(pk__in=found)


# ---------------------------------------------------------------- THE LAST LOOK


def since(user: Any, edition: Edition) -> datetime:
    """Return since when changes are news: the user's last look on a day before today, else the beginning of yesterday."""
    look = MorningLook.objects.filter(user=user.pk, edition=edition).first()
    return since_of(look, edition)


def since_of(look: MorningLook | None, edition: Edition) -> datetime:
    """Return the same of a look that is known."""
    zone = ZoneInfo(edition.time_zone)
    today = clock.today(zone)
    if look is None:
        return datetime.combine(today - timedelta(days=1), time.min, zone)
    return look.since if look.looked_at.astimezone(zone).date() >= today else look.looked_at
