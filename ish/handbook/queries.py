"""Reads: what somebody may read and of which edition, the house rules and all their versions, what organisers look after."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.utils.translation import get_language

from accounts import roles
from ish.desk import frame
from ish.handbook import registry
from ish.handbook.comparing import Line, compare
from ish.handbook.models import Page, Version
from ish.handbook.states import LANGUAGES, Kind, Stand
from ish.programme.models import Edition

ORGANISER = "organiser"


def language() -> str:
    """Return the language of the page as we write it: "de" also for "de-at"."""
    return (get_language() or LANGUAGES[0]).partition("-")[0]


# ---------------------------------------------------------------- READERS


@dataclass(frozen=True)
class Reading:
    """Which edition's handbook somebody reads, and as what; `manages`: is one of its organisers."""

    edition: Edition
    audiences: frozenset[str]
    manages: bool = False


def reading(request: HttpRequest) -> Reading:
    """Return what the user reads: of the edition in hand if they have to do with it, else of another one of theirs.

    Raises `Http404` for who has nothing to do with any.
    """
    found = [
        (role.name, edition, reads(request.user, edition))
        for role in roles.held_by(request.user)
        if (reads := registry.of(role.name)) and (edition := frame.edition_as(request, role.name))
    ]
    if not found:
        raise Http404
    in_hand = getattr(frame.current_edition(request), "pk", None)
    order = sorted(found, key=lambda one: (one[1].pk != in_hand, not one[2]))
    edition = order[0][1]
    mine = [(name, audiences) for name, of, audiences in found if of.pk == edition.pk]
    return Reading(
        edition,
        frozenset(code for _name, audiences in mine for code in audiences),
        any(name == ORGANISER for name, _audiences in mine),
    )


def pages_for(edition: Edition, audiences: Collection[str]) -> list[Version]:
    """Return what is published of the handbook for these readers, in its order, the house rules where they stand (one query)."""
    rows = Version.objects.filter(page__edition=edition, stand=Stand.CURRENT).select_related("page")
    wanted = set(audiences)
    return [row for row in rows.order_by("page__position", "page_id") if wanted & set(row.page.audience)]


def digest_of(pages: list[Version]) -> str:
    """Return a text that changes whenever what the pages say, their order or their readers' language does."""
    return ".".join([language(), *(f"{row.page_id}-{row.number}" for row in pages)])


# ---------------------------------------------------------------- HOUSE RULES


@dataclass(frozen=True)
class Rules:
    """A version of the house rules: its number, and title and text by language (as written, see `markup`)."""

    version: int
    texts: Mapping[str, str]
    titles: Mapping[str, str] = field(default_factory=dict)
    published_at: datetime | None = None
    edition_id: int = 0

    def changed_since(self, version: int) -> dict[str, list[Line]]:
        """Return by language what this version says otherwise than an earlier one; empty when nothing."""
        old = rules_version(self.edition_id, version)
        before: Mapping[str, str] = old.texts if old else {}
        found = {code: compare(before.get(code, ""), text) for code, text in self.texts.items()}
        return {code: lines for code, lines in found.items() if lines}

    def asks_again_since(self, version: int) -> bool:
        """Say whether who agreed to `version` has to agree anew: a version since then asks for it."""
        rows = _published(self.edition_id).filter(number__gt=version, number__lte=self.version)
        return rows.filter(asks_again=True).exists()


def _published(edition_id: int) -> QuerySet[Version]:
    rows = Version.objects.filter(page__edition=edition_id, page__kind=Kind.RULES)
    return rows.exclude(stand=Stand.DRAFT)


def _as_rules(row: Version, edition_id: int) -> Rules:
    return Rules(row.number, dict(row.bodies), dict(row.titles), row.published_at, edition_id)


def rules_of(edition: Any) -> Rules | None:
    """Return the house rules that hold in an edition, or None while none are published."""
    row = _published(edition.pk).filter(stand=Stand.CURRENT).first()
    return _as_rules(row, edition.pk) if row else None


def rules_version(edition_id: int, version: int) -> Rules | None:
    """Return the house rules of an edition as they were published under that number, for ever; None when they never were."""
    row = _published(edition_id).filter(number=version).first()
    return _as_rules(row, edition_id) if row else None


def rules_versions(edition: Edition) -> list[Version]:
    """Return all published versions of the house rules, the newest first."""
    return list(_published(edition.pk).select_related("page").order_by("-number"))


# ---------------------------------------------------------------- ORGANISERS


def managed_page(user: Any, pk: int) -> Page:
    """Return a page of an edition that the user organises; raises `Http404` for any other."""
    rows = Page.objects.select_related("edition__programme")
    return roles.visible_or_404(rows, user, role=ORGANISER, pk=pk)


def versions_of(page: Page) -> list[Version]:
    """Return all versions of a page, the newest first, with who saved them."""
    return list(page.versions.select_related("saved_by").order_by("-number"))


def newest(page: Page) -> Version:
    """Return what the editor begins with: the draft, else what is published. Raises `Http404` for a page without words."""
    row = page.versions.order_by("-number").first()
    if row is None:
        raise Http404
    return row


def overview(edition: Edition) -> list[dict[str, Any]]:
    """Return each page of an edition with its draft and its published version, in order (two queries)."""
    pages = list(Page.objects.filter(edition=edition).order_by("position", "pk"))
    rows = Version.objects.filter(page__edition=edition).exclude(stand=Stand.PAST)
    stands = {(row.page_id, row.stand): row for row in rows}
    return [
        {
            "page": page,
            "draft": stands.get((page.pk, Stand.DRAFT)),
            "current": stands.get((page.pk, Stand.CURRENT)),
        }
        for page in pages
    ]


def unchecked(edition: Edition) -> QuerySet[Page]:
    """Return the pages that nobody has looked at since they were proposed or taken over."""
    return Page.objects.filter(edition=edition, look_again=True)
