"""Who may enter the pages of interviews. Signed links are proved in `tests/interviews`; here they are no good."""

from tests.access.expecting import Expect, Literal, everybody, of

ORGANISERS = of("organiser", "organiser_other", "mixed")
SENT = of("organiser", "organiser_other", "mixed", status=302)
PANELS = of("organiser", "organiser_other", "mixed", "reviewer", "reviewer_other")
BOTH_SAT_THERE = of("organiser", "reviewer")
ROW, SLOT, OWN = {"pk": "interview"}, {"pk": "slot"}, {"pk": "participation"}
NO_LINK, NONSENSE = everybody(404), {"signed": Literal("nonsense")}

EXPECTED = {
    "interviews:list": Expect(pages=ORGANISERS),
    "interviews:invite": Expect(pages=ORGANISERS, posts=SENT),
    "interviews:options": Expect(pages=ORGANISERS, posts=ORGANISERS),
    "interviews:times": Expect(pages=ORGANISERS),
    "interviews:make": Expect(pages=ORGANISERS, posts=ORGANISERS),
    "interviews:slot": Expect(pages=of("organiser"), posts=of("organiser"), args=SLOT),
    "interviews:drop": Expect(pages=of("organiser"), posts=of("organiser"), args=SLOT),
    "interviews:mine": Expect(pages=PANELS),
    "interviews:my_calendar": Expect(pages=PANELS),
    "interviews:of": Expect(pages=of("organiser", status=302), args=OWN),
    # Decided long ago: a student reads when it was, and chooses nothing more.
    "interviews:own": Expect(pages=of("participant"), posts=of("participant"), args=OWN, data={"do": "pick"}),
    "interviews:own_calendar": Expect(pages=of("participant"), args=OWN),
    "interviews:interview": Expect(pages=BOTH_SAT_THERE, posts=BOTH_SAT_THERE, args=ROW),
    "interviews:assign": Expect(posts=of("organiser", status=302), args=ROW),
    "interviews:call_off": Expect(pages=of("organiser"), posts=of("organiser"), args=ROW),
    "interviews:page": Expect(pages=NO_LINK, posts=NO_LINK, args=NONSENSE),
    "interviews:page_calendar": Expect(pages=NO_LINK, args=NONSENSE),
}
