"""Who reads the handbook (everybody of the edition, as what they are) and who writes it (its organisers)."""

from tests.access.expecting import Expect, Literal, everybody, of

ORGANISERS = ("organiser", "organiser_other", "mixed")
HERE = ("organiser", "participant", "participant_other", "companion", "host", "host_other")
# Mika takes part in, and organises, the other edition, which has no handbook.
THERE = {**of(*HERE), **of("organiser_other", "mixed", status=404)}
OWN = of("organiser")
FORM = {200, 302}
PAGE = {"pk": "handbook_page"}
CHAPTER, VERSION = {"slug": Literal("emergency")}, {"version": Literal(1)}
SIGNED = {"signed": Literal("not-one-of-ours")}
NO_LINK = everybody(404)

EXPECTED = {
    "handbook:contents": Expect(pages=of(*HERE, *ORGANISERS)),
    "handbook:copy": Expect(pages=of(*HERE, *ORGANISERS)),
    "handbook:chapter": Expect(pages=THERE, args=CHAPTER),
    "handbook:rules": Expect(pages=THERE, args=VERSION),
    "handbook:changes": Expect(pages=THERE, args=VERSION),
    "handbook:paper": Expect(pages=THERE),
    # They know nobody.
    "handbook:worker": Expect(pages=everybody(200)),
    "handbook:offline": Expect(pages=everybody(200)),
    "handbook:manifest": Expect(pages=everybody(200)),
    "handbook:guest": Expect(pages=NO_LINK, args=SIGNED),
    "handbook:guest_chapter": Expect(pages=NO_LINK, args={**SIGNED, **CHAPTER}),
    "handbook:guest_rules": Expect(pages=NO_LINK, args={**SIGNED, **VERSION}),
    "handbook:guest_changes": Expect(pages=NO_LINK, args={**SIGNED, **VERSION}),
    "handbook:guest_paper": Expect(pages=NO_LINK, args=SIGNED),
    "handbook:guest_copy": Expect(pages=NO_LINK, args=SIGNED),
    "handbook:manage": Expect(pages=of(*ORGANISERS)),
    "handbook:propose": Expect(posts=of(*ORGANISERS, status=302)),
    "handbook:order": Expect(posts=of(*ORGANISERS, status=302)),
    "handbook:new": Expect(pages=of(*ORGANISERS), posts=of(*ORGANISERS, status=FORM)),
    "handbook:edit": Expect(pages=OWN, posts=of("organiser", status=FORM), args=PAGE),
    "handbook:publish": Expect(
        pages=of("organiser", status=FORM), posts=of("organiser", status=FORM), args=PAGE
    ),
    "handbook:versions": Expect(pages=OWN, args=PAGE),
    "handbook:discard": Expect(posts=of("organiser", status=302), args=PAGE),
    "handbook:remove": Expect(pages=OWN, posts=of("organiser", status=FORM), args=PAGE),
}
