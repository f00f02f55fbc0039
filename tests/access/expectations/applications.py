"""Who may enter the pages of applications. Signed links are proved in `tests/applications`; here they are no good."""

from tests.access.expecting import Expect, Literal, everybody, of

BOTH = of("participant", "organiser")
NO_LINK = everybody(404)

EXPECTED = {
    "applications:mine": Expect(
        # Mika takes part in the other edition, and is led there.
        pages=of("participant", "participant_other", "mixed", status=302)
    ),
    "applications:own": Expect(
        pages=BOTH,
        posts=of("organiser")
        | of("participant", status=302),  # decided long ago: a student's words come too late
        args={"pk": "participation"},
        data={"do": "upload", "part": "cv"},
    ),
    "applications:panel": Expect(pages=of("coordinator", "organiser"), args={"pk": "nomination"}),
    "applications:options": Expect(
        pages=of("organiser", "organiser_other", "mixed"), posts=of("organiser", "organiser_other", "mixed")
    ),
    "applications:new_link": Expect(pages=everybody(200), posts=everybody(200)),
    "applications:renew": Expect(posts=everybody(302), data={"signed": "nonsense"}),
    "applications:letter": Expect(pages=of("organiser", "reviewer"), args={"pk": "reference"}),
    "applications:letter_file": Expect(pages=of(), args={"pk": "reference"}),
    "applications:reference": Expect(pages=NO_LINK, posts=NO_LINK, args={"signed": Literal("nonsense")}),
    "applications:page": Expect(pages=NO_LINK, posts=NO_LINK, args={"signed": Literal("nonsense")}),
    "applications:correct": Expect(pages=NO_LINK, posts=NO_LINK, args={"signed": Literal("nonsense")}),
    "applications:paper": Expect(pages=NO_LINK, args={"signed": Literal("nonsense"), "part": Literal("cv")}),
}
