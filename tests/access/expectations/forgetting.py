"""Who reads until when what is kept (organisers; everybody their own), who decides on it (the lead), who reads reports."""

from tests.access.expecting import Expect, Literal, of

ORGANISERS = of("organiser", "organiser_other", "mixed")
FORM = {200, 302}
READ = of("organiser", "organiser_other", "mixed", "officer")
LEADS = ("organiser", "organiser_other", "mixed")
PERSON, HOLD, REPORT = {"pk": "person"}, {"pk": "hold"}, {"pk": "report"}

EXPECTED = {
    "forgetting:overview": Expect(pages=ORGANISERS),
    "forgetting:rules": Expect(pages=ORGANISERS),
    "forgetting:rule": Expect(
        pages=ORGANISERS, posts=of(*LEADS, status=FORM), args={"code": Literal("season")}
    ),
    "forgetting:archive": Expect(pages=ORGANISERS, posts=of(*LEADS, status=FORM)),
    "forgetting:decide": Expect(pages=of(*LEADS, status=FORM), posts=of(*LEADS, status=FORM)),
    "forgetting:hold": Expect(pages=of("organiser"), posts=of("organiser", status=FORM), args=PERSON),
    "forgetting:end_hold": Expect(pages=of("organiser"), posts=of("organiser", status=FORM), args=HOLD),
    "forgetting:run": Expect(pages=ORGANISERS, posts=of(*LEADS, status=FORM)),
    "forgetting:report": Expect(pages=READ, args=REPORT),
    "forgetting:report_paper": Expect(pages=READ, args=REPORT),
    "forgetting:scan": Expect(posts=of(*LEADS, status=302), args=REPORT),
    "forgetting:close": Expect(pages=of(*LEADS), posts=of(*LEADS, status=FORM), args=REPORT),
    "forgetting:mine": Expect(pages=of("participant", "participant_other", "mixed", "companion")),
}
