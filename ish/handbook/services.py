"""The only writers of the handbook: proposals, drafts, publishing, order."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.text import slugify
from django.utils.translation import gettext as _

from ish import clock
from ish.handbook import proposals, registry
from ish.handbook.models import Page, Version
from ish.handbook.states import ALL, EVERYBODY, Audience, Kind, Stand
from ish.programme.models import Edition

MOST = 60
"""Pages of an edition: more than anybody reads."""
LONGEST, MOST_LINES = 150_000, 2_000
"""Signs and lines of a handbook in one language, some eighty pages: so that paper and copy are made while somebody waits."""


class NotAllowed(Exception):
    """This cannot be done; the message says why."""


class ChangedMeanwhile(Exception):
    """Somebody else saved the page after the version in hand; `newest` is what they wrote."""

    def __init__(self, newest: Version, edits: int) -> None:
        super().__init__("The page was changed meanwhile.")
        self.newest, self.edits = newest, edits


def _locked(page: Page, edits: int | None = None) -> Page:
    """Return the page as it is now, locked. Raises `NotAllowed` when it is gone, `ChangedMeanwhile`."""
    row = Page.objects.select_for_update().filter(pk=page.pk).first()
    if row is None:
        raise NotAllowed(_("This page is not there any more."))
    if edits is not None and row.edits != edits:
        raise ChangedMeanwhile(row.versions.order_by("-number")[0], row.edits)
    return row


def _tidy(words: Mapping[str, str]) -> dict[str, str]:
    """Return the words by language without empty ones; browsers send lines that end otherwise than those we keep."""
    kept = {code: words.get(code, "").replace("\r\n", "\n").replace("\r", "\n").strip() for code in ALL}
    return {code: text for code, text in kept.items() if text}


def _touched(page: Page) -> None:
    page.edits += 1
    page.save()


# ---------------------------------------------------------------- BEGINNING


@transaction.atomic
def propose(*, edition: Edition, by: Any) -> int:
    """Write our proposal of each page that the edition lacks, as a draft that somebody has to look at; return how many."""
    Edition.objects.select_for_update().get(pk=edition.pk)
    there = Page.objects.filter(edition=edition)
    slugs, has_rules = set(there.values_list("slug", flat=True)), there.filter(kind=Kind.RULES).exists()
    wanted = [p for p in proposals.every() if p.slug not in slugs and not (p.is_rules and has_rules)]
    start = len(slugs)
    for number, one in enumerate(wanted):
        _new(
            edition,
            slug=one.slug,
            kind=Kind.RULES if one.is_rules else Kind.CHAPTER,
            position=start + number,
            audience=list(one.audience),
            look_again=True,
            titles=one.titles,
            bodies=one.bodies,
            by=by,
        )
    return len(wanted)


def _new(edition: Edition, *, titles: Any, bodies: Any, by: Any, note: str = "", **fields: Any) -> Page:
    page = Page.objects.create(edition=edition, **fields)
    Version.objects.create(
        page=page, number=1, titles=titles, bodies=bodies, note=note, saved_at=clock.now(), saved_by=by
    )
    return page


@transaction.atomic
def add(
    *,
    edition: Edition,
    titles: Mapping[str, str],
    bodies: Mapping[str, str],
    audience: Sequence[str] = EVERYBODY,
    kind: str = Kind.CHAPTER,
    note: str = "",
    by: Any,
) -> Page:
    """Begin a page as a draft at the end. Raises `NotAllowed` for a page too many, or a second set of house rules."""
    Edition.objects.select_for_update().get(pk=edition.pk)
    rows = Page.objects.filter(edition=edition)
    if rows.count() >= MOST:
        raise NotAllowed(_("A handbook has %(most)s pages at the most.") % {"most": MOST})
    if kind == Kind.RULES and rows.filter(kind=Kind.RULES).exists():
        raise NotAllowed(_("An edition has one page of house rules."))
    tidy = _tidy(titles)
    return _new(
        edition,
        slug=_free_slug(edition, next(iter(tidy.values()), "")),
        kind=kind,
        position=(rows.aggregate(last=Max("position"))["last"] or 0) + 1,
        audience=[Audience(code).value for code in audience],
        titles=tidy,
        bodies=_tidy(bodies),
        note=note,
        by=by,
    )


def _free_slug(edition: Edition, title: str) -> str:
    """Return an address made of the title that no other page of the edition has."""
    begin = slugify(title)[:30].strip("-_").replace("_", "-") or "chapter"
    taken = set(Page.objects.filter(edition=edition).values_list("slug", flat=True))
    if begin not in taken:
        return begin
    return next(slug for n in range(2, MOST + 2) if (slug := f"{begin}-{n}") not in taken)


# ---------------------------------------------------------------- WRITING


@transaction.atomic
def save(
    *,
    page: Page,
    titles: Mapping[str, str],
    bodies: Mapping[str, str],
    audience: Sequence[str],
    note: str = "",
    asks_again: bool = False,
    edits: int,
    by: Any,
) -> Version:
    """Keep a draft of a page. Nobody but organisers sees it before it is published; who reads the page changes at once.

    Raises `ChangedMeanwhile`, `NotAllowed`.
    """
    row = _locked(page, edits)
    draft = row.versions.filter(stand=Stand.DRAFT).first()
    if draft is None:
        last = row.versions.aggregate(last=Max("number"))["last"] or 0
        draft = Version(page=row, number=last + 1)
    draft.titles, draft.bodies = _tidy(titles), _tidy(bodies)
    draft.note, draft.asks_again = note, asks_again and row.kind == Kind.RULES
    draft.saved_at, draft.saved_by = clock.now(), by
    draft.save()
    row.audience = [Audience(code).value for code in audience]
    _touched(row)
    return draft


@transaction.atomic
def publish(*, page: Page, edits: int | None = None, by: Any) -> Version:
    """Let readers see the draft of a page; the version before stays for those who agreed to it. Without a draft it is noted that
    the page is still right. Raises `ChangedMeanwhile`, and `NotAllowed` for a page that says nothing."""
    row = _locked(page, edits)
    draft = row.versions.filter(stand=Stand.DRAFT).first()
    current = row.versions.filter(stand=Stand.CURRENT).first()
    if draft is not None:
        if not any(draft.titles.get(code) and draft.bodies.get(code) for code in ALL):
            raise NotAllowed(_("A page needs a title and a text in at least one language."))
        _not_too_long(row, draft)
        row.versions.filter(stand=Stand.CURRENT).update(stand=Stand.PAST)
        draft.stand, draft.published_at = Stand.CURRENT, clock.now()
        draft.save()
    elif current is None:
        raise NotAllowed(_("There is nothing to publish."))
    row.look_again = False
    _touched(row)
    if draft is not None and row.kind == Kind.RULES:
        registry.rules_published(row.edition, by)
    return draft or current  # type: ignore[return-value]


def _not_too_long(page: Page, draft: Version) -> None:
    """Raise `NotAllowed` when the handbook would be longer than anybody can carry."""
    rows = Version.objects.filter(page__edition=page.edition_id, stand=Stand.CURRENT).exclude(page=page)
    bodies = [*rows.values_list("bodies", flat=True), draft.bodies]
    for code in ALL:
        whole = "\n".join(body.get(code, "") for body in bodies)
        if len(whole) > LONGEST or whole.count("\n") > MOST_LINES:
            raise NotAllowed(_("The handbook would be longer than eighty pages. Shorten a chapter first."))


@transaction.atomic
def discard(*, page: Page, by: Any) -> None:
    """Throw away the draft of a page that is published. Raises `NotAllowed` when it is all there is."""
    row = _locked(page)
    if not row.versions.filter(stand=Stand.CURRENT).exists():
        raise NotAllowed(_("This page was never published: delete it instead."))
    row.versions.filter(stand=Stand.DRAFT).delete()
    _touched(row)


@transaction.atomic
def order(*, edition: Edition, keys: Sequence[int]) -> None:
    """Put the pages into this order; those that are not named follow as they were."""
    Edition.objects.select_for_update().get(pk=edition.pk)
    pages = {page.pk: page for page in Page.objects.filter(edition=edition).order_by("position", "pk")}
    named = [pages.pop(key) for key in dict.fromkeys(keys) if key in pages]
    for position, page in enumerate([*named, *pages.values()]):
        if page.position != position:
            page.position = position
            page.save(update_fields=["position"])


@transaction.atomic
def remove(*, page: Page, by: Any) -> None:
    """Delete a chapter with all its versions. Raises `NotAllowed` for house rules that were published: people have agreed."""
    row = _locked(page)
    if row.kind == Kind.RULES and row.versions.exclude(stand=Stand.DRAFT).exists():
        raise NotAllowed(_("House rules that were published stay: people may have agreed to them."))
    row.delete()


# ---------------------------------------------------------------- THE NEXT EDITION


def carry(old: Edition, new: Edition, by: Any) -> int:
    """Take the pages over into the next edition as drafts that somebody has to look at; return how many."""
    there = Page.objects.filter(edition=new)
    rows = Page.objects.filter(edition=old).exclude(slug__in=there.values("slug"))
    if there.filter(kind=Kind.RULES).exists():
        rows = rows.exclude(kind=Kind.RULES)
    count = 0
    for page in list(rows.order_by("position", "pk")):
        versions = page.versions.order_by("-number")
        row = versions.filter(stand=Stand.CURRENT).first() or versions.first()
        if row is None:
            continue
        copied = {name: getattr(page, name) for name in ("slug", "kind", "position", "audience")}
        _new(new, titles=row.titles, bodies=row.bodies, by=by, look_again=True, **copied)
        count += 1
    return count
