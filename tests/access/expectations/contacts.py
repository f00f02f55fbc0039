"""Who may enter the contact log and the morning list: organisers, each of their own edition."""

from typing import Any

from tests.access.expecting import Expect, Literal, of

ORGANISERS = of("organiser", "organiser_other", "mixed")
OWN = of("organiser")
ENTRY = {"pk": "entry"}
PERSON = {"key": Literal("people.person"), "pk": "person"}
FORM = {200, 302}


def _written(world: Any) -> dict[str, Any]:
    return {"about": f"people.person:{world.person.pk}", "edition": world.edition.pk, "text": "x"}


EXPECTED = {
    "contacts:log": Expect(pages=ORGANISERS),
    # A person is known to the organisers of their edition, a partner to all of them.
    "contacts:about": Expect(pages=OWN, args=PERSON),
    "contacts:find": Expect(pages=ORGANISERS),
    "contacts:new": Expect(pages=OWN, posts=of("organiser", status=FORM), args=PERSON),
    "contacts:correct": Expect(pages=OWN, posts=of("organiser", status=FORM), args=ENTRY),
    "contacts:add": Expect(posts=of("organiser", status=302), data=_written),
    "contacts:morning": Expect(pages=ORGANISERS),
    "contacts:told": Expect(pages=ORGANISERS, args={"key": Literal("people-offers")}),
    "contacts:today": Expect(pages=of("organiser", "organiser_other", "mixed", status=302)),
    "contacts:promises": Expect(pages=ORGANISERS),
    "contacts:entry": Expect(pages=OWN, args=ENTRY),
    "contacts:edit": Expect(pages=OWN, posts=of("organiser", status=FORM), args=ENTRY),
    "contacts:remove": Expect(pages=OWN, posts=of("organiser", status=FORM), args=ENTRY),
    "contacts:follow": Expect(
        pages=of("organiser", status=302), posts=of("organiser", status=FORM), args=ENTRY
    ),
    "contacts:done": Expect(posts=of("organiser", status=302), args=ENTRY),
    "contacts:reopen": Expect(posts=of("organiser", status=302), args=ENTRY),
}
