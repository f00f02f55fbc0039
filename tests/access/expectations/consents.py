"""Who may enter the pages of consents. Signed links are proved in `tests/consents`; here they are no good."""

from tests.access.expecting import Expect, Literal, everybody, of

NO_LINK = everybody(404)
LINK = {"signed": Literal("nonsense")}
PART = {"pk": "participation"}
CODE = {"code": Literal("alumni")}

ORGANISERS = of("organiser", "organiser_other", "mixed")
# The world asks one thing: to stay in touch.
SIGNER = {**PART, "signer": Literal(0)}

EXPECTED = {
    "consents:matrix": Expect(pages=ORGANISERS),
    "consents:ask": Expect(pages=of("organiser", "organiser_other", "mixed", status=302)),
    "consents:purposes": Expect(pages=ORGANISERS),
    "consents:take": Expect(posts=of("organiser", "organiser_other", "mixed", status=302)),
    "consents:add": Expect(pages=ORGANISERS, posts=ORGANISERS),
    "consents:purpose": Expect(
        pages=of("organiser"), posts=of("organiser"), args={"code": Literal("alumni")}
    ),
    "consents:person": Expect(pages=of("organiser"), args=PART),
    "consents:panel": Expect(pages=of("organiser"), args=PART),
    "consents:lift": Expect(
        posts=of("organiser", status=302), args=PART, data={"purpose": "alumni", "reason": "no boat"}
    ),
    "consents:record": Expect(pages=of("organiser"), posts=of("organiser"), args=SIGNER),
    "consents:guardian": Expect(
        pages=of("organiser"), posts=of("organiser"), args={**PART, "signer": "guardian"}
    ),
    "consents:send": Expect(posts=of("organiser", status=302), args={**PART, "signer": "guardian"}),
    "consents:mine": Expect(pages=of("participant", "participant_other", "mixed", "companion", status=302)),
    "consents:own": Expect(
        pages=of("participant"), posts=of("participant", status=302), args=PART, data={"do": "save"}
    ),
    "consents:own_history": Expect(pages=of("participant"), args=PART),
    "consents:own_withdraw": Expect(pages=of("participant"), posts=of("participant"), args={**PART, **CODE}),
    "consents:find": Expect(pages=of("organiser", "organiser_other", "mixed", status=302)),
    "consents:read": Expect(pages=of("organiser"), posts=of("organiser"), args={"pk": "consent_paper"}),
    "consents:file": Expect(pages=of("organiser"), args={"pk": "consent_paper"}),
    "consents:blank": Expect(pages=of("participant", "organiser"), args=SIGNER),
    "consents:bring": Expect(posts=of("participant", "organiser", status=302), args=SIGNER),
    "consents:seat_form": Expect(pages=NO_LINK, args=LINK),
    "consents:seat_upload": Expect(posts=NO_LINK, args=LINK),
    "consents:hand_over": Expect(
        posts=of("organiser", "participant", status=302),
        args=PART,
        data=lambda world: {"section": "health", "guardian": world.guardian.pk},
    ),
    "consents:seat_section": Expect(pages=NO_LINK, posts=NO_LINK, args={**LINK, "code": Literal("health")}),
    "consents:new_link": Expect(posts=everybody(410), data={"signed": "nonsense"}),
    "consents:seat": Expect(pages=NO_LINK, posts=NO_LINK, args=LINK),
    "consents:seat_history": Expect(pages=NO_LINK, args=LINK),
    "consents:seat_record": Expect(pages=NO_LINK, args=LINK),
    "consents:seat_paper": Expect(pages=NO_LINK, args={**LINK, "paper": Literal(1)}),
    "consents:own_record": Expect(pages=of("participant"), args=PART),
    "consents:own_paper": Expect(pages=of("participant"), args={**PART, "paper": "signed_form"}),
    "consents:signer_record": Expect(pages=of("organiser"), args=SIGNER),
    "consents:paper_page": Expect(pages=of("organiser"), args={"pk": "signed_form", "number": Literal(1)}),
    "consents:seat_withdraw": Expect(pages=NO_LINK, posts=NO_LINK, args={**LINK, **CODE}),
}
