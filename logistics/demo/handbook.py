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
    "en": "A private car is a taxi, too, unless we have ordered it.",
    "de": "Auch ein Taxi ist ein privates Auto, wenn wir es nicht bestellt haben.",
}
"""What the present house rules say more than their first version."""


def pages(world: World) -> None:
    """Write and publish the chapters and two versions of the house rules; one chapter is being written anew."""
    olga = world.users["olga@example.org"]
    services.propose(edition=world.edition, by=olga)
    for page in Page.objects.filter(edition=world.edition):
        services.publish(page=page, by=olga)
    rules = Page.objects.get(edition=world.edition, kind=Kind.RULES)
    _change(rules, olga, "Outside", note="Taxis are named.", publish=True)
    _change(Page.objects.get(edition=world.edition, slug="money-and-phone"), olga, "", publish=False)
    for stand, day in ((Stand.PAST, WRITTEN), (Stand.CURRENT, WRITTEN), (Stand.DRAFT, world.now.date())):
        at = datetime(day.year, day.month, day.day, 9, 10, tzinfo=season.BERLIN)
        rows = Version.objects.filter(page__edition=world.edition, stand=stand)
        rows.update(saved_at=at)
        rows.filter(published_at__isnull=False).update(published_at=at)
    at = datetime(CHANGED.year, CHANGED.month, CHANGED.day, 16, 30, tzinfo=season.BERLIN)
    rules.versions.filter(stand=Stand.CURRENT).update(saved_at=at, published_at=at)


def _change(page: Page, by: object, heading: str, *, note: str = "", publish: bool) -> None:
    """Add a sentence to a page; behind the point on cars where there is one, else at the end."""
    page.refresh_from_db()
    row = page.versions.get(stand=Stand.CURRENT)
    bodies = {code: _with(text, LATER[code] if heading else "") for code, text in row.bodies.items()}
    services.save(
        page=page,
        titles=row.titles,
        bodies=bodies,
        audience=page.audience,
        note=note,
        asks_again=publish,
        edits=page.edits,
        by=by,
    )
    if publish:
        services.publish(page=page, by=by)


def _with(text: str, sentence: str) -> str:
    if not sentence:
        return text
    lines = text.split("\n")
    at = next(
        n for n, line in enumerate(lines) if line.startswith("4. ") and ("cars" in line or "Autos" in line)
    )
    lines[at] += f" {sentence}"
    return "\n".join(lines)
