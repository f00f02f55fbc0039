"""Who may enter the pages of the advisory board: reviewers their own students, organisers everything of their editions."""

from tests.access.expecting import Expect, of

ORGANISERS = of("organiser", "organiser_other", "mixed")
BOTH_READ = of("organiser", "reviewer")
SENT = of("organiser", "organiser_other", "mixed", status=302)
ROW = {"pk": "reviewer_row"}
STUDENT = {"pk": "nomination"}

EXPECTED = {
    "selection:board": Expect(pages=ORGANISERS),
    "selection:invite": Expect(pages=ORGANISERS, posts=ORGANISERS),
    "selection:invite_again": Expect(posts=of("organiser", status=302), args=ROW),
    "selection:end": Expect(pages=of("organiser"), posts=of("organiser"), args=ROW),
    "selection:options": Expect(pages=ORGANISERS, posts=ORGANISERS),
    "selection:share_out": Expect(posts=SENT),
    "selection:result": Expect(pages=ORGANISERS),
    "selection:count": Expect(posts=SENT),
    "selection:close": Expect(pages=ORGANISERS, posts=ORGANISERS),
    "selection:take_over": Expect(pages=ORGANISERS, posts=ORGANISERS),
    "selection:reading": Expect(pages=of("reviewer", "reviewer_other")),
    "selection:all_papers": Expect(
        posts=of("organiser", "organiser_other", "mixed", "reviewer", "reviewer_other", status=302)
    ),
    "selection:bundle": Expect(pages=of("reviewer"), args={"pk": "bundle"}),
    # What reviewers post is answered with the page: nothing was said. Organisers say nothing there.
    "selection:student": Expect(
        pages=BOTH_READ, posts=of("reviewer", status=302), args=STUDENT, data={"vote": "no", "version": "0"}
    ),
    "selection:conflict": Expect(pages=of("reviewer"), posts=of("reviewer"), args=STUDENT),
    "selection:paper": Expect(pages=BOTH_READ, args=STUDENT),
}
