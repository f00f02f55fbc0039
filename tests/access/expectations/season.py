"""Who asks the partners, who answers, who acts for them. Signed links are proved in `tests/nominations`."""

from tests.access.expecting import Expect, Literal, everybody, of

EITHER = of("organiser", "organiser_other")

EXPECTED = {
    "nominations:funnel": Expect(pages=EITHER),
    "nominations:forecast": Expect(pages=EITHER),
    "nominations:asking": Expect(pages=EITHER),
    "nominations:ask": Expect(posts=of("organiser", "organiser_other", status=302)),
    "nominations:remind": Expect(posts=of("organiser", "organiser_other", status=302), args={"pk": "body"}),
    "nominations:record": Expect(pages=EITHER, posts=EITHER, args={"pk": "body"}),
    # Nobody was asked in the other edition: there is no answer to agree to.
    "nominations:agree": Expect(
        posts=of("organiser", status=302), args={"pk": "body"}, data={"version": "0"}
    ),
    "nominations:answer": Expect(
        pages=everybody(404), posts=everybody(404), args={"signed": Literal("nonsense")}
    ),
    "nominations:answer_paper": Expect(pages=everybody(404), args={"signed": Literal("nonsense")}),
    "nominations:answer_link": Expect(pages=everybody(200), posts=everybody(200)),
    "nominations:answer_renew": Expect(posts=everybody(302), data={"signed": "nonsense"}),
    "nominations:answer_own": Expect(pages=of("coordinator", status=302), args={"pk": "body"}),
    "nominations:nudge": Expect(
        pages=of("coordinator", "organiser"), posts=of("coordinator", "organiser"), args={"pk": "nomination"}
    ),
    "nominations:deputies": Expect(pages=of("coordinator", "coordinator_other")),
    "nominations:invite_deputy": Expect(
        pages=of("coordinator"), posts=of("coordinator"), args={"pk": "body"}
    ),
    "nominations:hand_over": Expect(pages=of("coordinator"), posts=of("coordinator"), args={"pk": "body"}),
    "nominations:invite_own_again": Expect(posts=of("coordinator", status=302), args={"pk": "coordinator"}),
    "nominations:end_deputy": Expect(pages=of("coordinator"), posts=of("coordinator"), args={"pk": "deputy"}),
}
