"""Who sees what: everybody signed in. Logs: the data protection officer alone. The record: organisers, too."""

from tests.access.expecting import Expect, Literal, of, signed_in

BOTH = ("organiser", "organiser_other")
WIDE = (*BOTH, "officer")
FORM = {200, 302}

EXPECTED = {
    "oversight:need_to_know": Expect(pages=signed_in(200)),
    "oversight:looks": Expect(pages=of("officer")),
    "oversight:changes": Expect(pages=of("officer")),
    "oversight:kept": Expect(pages=of(*WIDE)),
    "oversight:record": Expect(pages=of(*WIDE)),
    "oversight:edit_record": Expect(pages=of(*WIDE), posts=of(*WIDE, status=FORM)),
    "oversight:check_record": Expect(posts=of(*WIDE, status=302), data={"version": "0"}),
    "oversight:record_paper": Expect(pages=of(*WIDE), args={"language": Literal("de")}),
    "oversight:officers": Expect(pages=of(*BOTH)),
    "oversight:invite_officer": Expect(pages=of(*BOTH), posts=of(*BOTH, status=FORM)),
    "oversight:end_officer": Expect(
        pages=of(*BOTH), posts=of(*BOTH, status=FORM), args={"pk": "officer_row"}
    ),
}
