"""Who may enter the pages of the desk."""

from tests.access.expecting import Expect, everybody, of, signed_in

SEARCHERS = ("organiser", "organiser_other", "coordinator", "coordinator_other", "host", "host_other")
IN_2027 = (
    "organiser",
    "coordinator",
    "coordinator_other",
    "participant",
    "participant_other",
    "host",
    "host_other",
    "companion",
    "mixed",
)

EXPECTED = {
    "desk:home": Expect(pages=signed_in(200)),
    "desk:signed_in": Expect(pages=signed_in(200)),
    "desk:search": Expect(pages=of(*SEARCHERS), query="?q=Pia"),
    "desk:edition": Expect(
        pages=signed_in(405),
        posts={**signed_in(404), **of(*IN_2027, "reviewer", status=302)},
        data=lambda world: {"edition": world.edition.pk},
    ),
    "desk:job": Expect(pages=of("organiser"), args={"pk": "job"}),
    "desk:privacy": Expect(pages=everybody(200)),
    "desk:accessibility": Expect(pages=everybody(200)),
    "desk:style_guide": Expect(pages=everybody(200)),
}
