"""Writes the handbook of the demonstration: our proposal, looked through and published; the house rules once changed."""

from datetime import datetime, timedelta

from ish.handbook import services
from ish.handbook.models import Page, Version
from ish.handbook.states import Kind, Stand
from logistics.demo import season
from logistics.demo.build import World

WRITTEN = season.PHASES["nominations"][0] - timedelta(days=20)
CHANGED = WRITTEN + timedelta(days=15)
LATER = {
    "en": ("cars", "A private car is a taxi, too, unless we have ordered it."),
    "de": ("Autos", "Auch ein Taxi ist ein privates Auto, wenn wir es nicht bestellt haben."),
}
"""What the present house rules say more than their first version, and on which line."""
WRITING = {
    "en": ("Card", "The machine at the corner charges five euros; the one of the savings bank does not."),
    "de": ("Karte", "Der Automat an der Ecke nimmt fünf Euro, der der Sparkasse nichts."),
}
"""What is being added to the chapter on money."""


def pages(world: World) -> None:
    """Write and publish the chapters and two versions of the house rules; one chapter is being written anew."""
    olga = world.users["olga@example.org"]
    services.propose(edition=world.edition, by=olga)
    for page in Page.objects.filter(edition=world.edition):
        services.publish(page=page, by=olga)
    rules = Page.objects.get(edition=world.edition, kind=Kind.RULES)
    _change(rules, olga, LATER, note="Taxis are named.", publish=True)
    money = Page.objects.get(edition=world.edition, slug="money-and-phone")
    _change(money, olga, WRITING, publish=False)
    for stand, day in ((Stand.PAST, WRITTEN), (Stand.CURRENT, WRITTEN), (Stand.DRAFT, world.now.date())):
        at = datetime(day.year, day.month, day.day, 9, 10, tzinfo=season.BERLIN)
        rows = Version.objects.filter(page__edition=world.edition, stand=stand)
        rows.update(saved_at=at)
        rows.filter(published_at__isnull=False).update(published_at=at)
    at = datetime(CHANGED.year, CHANGED.month, CHANGED.day, 16, 30, tzinfo=season.BERLIN)
    rules.versions.filter(stand=Stand.CURRENT).update(saved_at=at, published_at=at)


def _change(
    page: Page, by: object, more: dict[str, tuple[str, str]], *, note: str = "", publish: bool
) -> None:
    """Add a sentence to the line of a page that holds a word."""
    page.refresh_from_db()
    row = page.versions.get(stand=Stand.CURRENT)
    services.save(
        page=page,
        titles=row.titles,
        bodies={code: _with(text, *more[code]) for code, text in row.bodies.items()},
        audience=page.audience,
        note=note,
        asks_again=publish,
        edits=page.edits,
        by=by,
    )
    if publish:
        services.publish(page=page, by=by)


def _with(text: str, word: str, sentence: str) -> str:
    lines = text.split("\n")
    at = next(n for n, line in enumerate(lines) if word.lower() in line.lower())
    lines[at] += f" {sentence}"
    return "\n".join(lines)
