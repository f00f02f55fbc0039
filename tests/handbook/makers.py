"""A short handbook: two chapters and the house rules."""

from typing import Any

from ish.handbook import services
from ish.handbook.models import Page
from ish.handbook.states import EVERYBODY, Kind

NUMBERS = "Ring **112**, then +49 30 23125 110. See [the house](house)."
RULES = "1. We treat each other with respect.\n2. From 22:00 on it is quiet."


def chapter(edition: Any, slug: str, text: str = NUMBERS, *, publish: bool = True, **fields: Any) -> Page:
    """Return a chapter of that address (its title, too), published."""
    title, kind = slug.title(), fields.pop("kind", Kind.CHAPTER)
    page = services.add(
        edition=edition,
        titles={"en": title, "de": fields.pop("title_de", "")},
        bodies={"en": text, "de": fields.pop("body_de", "")},
        audience=fields.pop("audience", EVERYBODY),
        kind=kind,
        by=None,
    )
    if publish:
        services.publish(page=page, by=None)
    return page


def change(page: Page, text: str, *, asks_again: bool = False, publish: bool = True, by: Any = None) -> None:
    """Write the next version of a page."""
    page.refresh_from_db()
    row = page.versions.order_by("-number")[0]
    services.save(
        page=page,
        titles=row.titles,
        bodies={**row.bodies, "en": text},
        audience=page.audience,
        asks_again=asks_again,
        edits=page.edits,
        by=by,
    )
    if publish:
        services.publish(page=page, by=by)
    page.refresh_from_db()


def handbook(edition: Any) -> Page:
    """Write the numbers, the house and the house rules; return the rules, or those that are there."""
    there = Page.objects.filter(edition=edition, kind=Kind.RULES).first()
    if there is not None:
        return there
    chapter(edition, "emergency")
    chapter(edition, "house", "Uferweg 1")
    return chapter(edition, "rules", RULES, kind=Kind.RULES)
