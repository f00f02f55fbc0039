"""A reader before the handbook: what they may read, the addresses of it, and chapters as they are shown to them."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language_info

from ish.handbook import markup, queries
from ish.handbook.models import Version
from ish.handbook.queries import Reading
from ish.handbook.states import ALL, Kind

WRITTEN = {code: str(get_language_info(code)["name_local"]) for code in ALL}


@dataclass(frozen=True)
class Shelf:
    """What a reader may read; `signed` is the text of the link by which they came, empty for who is signed in."""

    reading: Reading
    signed: str = ""

    @cached_property
    def pages(self) -> list[Version]:
        """What is published for them, in order."""
        return queries.pages_for(self.reading.edition, self.reading.audiences)

    @cached_property
    def slugs(self) -> set[str]:
        """The chapters that they have."""
        return {row.page.slug for row in self.pages}

    def url(self, name: str, *args: Any) -> str:
        """Return the address of one of the reader's pages ("contents", "chapter", "rules", "changes", "paper", "copy")."""
        if self.signed:
            guests = "guest" if name == "contents" else f"guest_{name}"
            return reverse(f"handbook:{guests}", args=[self.signed, *args])
        return reverse(f"handbook:{name}", args=args)

    def chapter_url(self, slug: str) -> str:
        """Return where a chapter is, or nothing for one that this reader does not have."""
        return self.url("chapter", slug) if slug in self.slugs else ""

    def html(self, text: str) -> SafeString:
        """Return a text of the handbook as this reader gets it."""
        return mark_safe(markup.html(text, self.chapter_url))  # every sign of it is escaped there

    def entry(self, row: Version) -> dict[str, Any]:
        """Return a page for the contents: its address and title, and the language where it is not the reader's."""
        language = queries.language()
        said_in = row.said_in(language)
        return {
            "slug": row.page.slug,
            "url": self.url("chapter", row.page.slug),
            "title": row.title(language),
            "language": said_in,
            "foreign": WRITTEN[said_in] if said_in != language else "",
            "is_rules": row.page.kind == Kind.RULES,
        }

    def entries(self) -> list[dict[str, Any]]:
        """Return all pages for the contents."""
        return [self.entry(row) for row in self.pages]
