"""Profiles: students their own, organisers on their behalf; partners and lab supervisors never."""

from tests.access.expecting import Expect, Literal, of

OWN = of("organiser", "participant")
ARGS = {"pk": "participation", "code": Literal("education")}

EXPECTED = {
    "profiles:mine": Expect(pages=of("participant", "participant_other", "companion", status=302)),
    "profiles:data": Expect(pages=of("participant", "participant_other", "companion")),
    "profiles:looks": Expect(pages=OWN, args={"pk": "person"}),
    # Organisers are led to their own page of the person; the student reads the notice first.
    "profiles:profile": Expect(
        pages=of("organiser", "participant", status=302), args={"pk": "participation"}
    ),
    "profiles:notice": Expect(
        pages=OWN, posts={"participant": 302, "organiser": 200}, args={"pk": "participation"}
    ),
    "profiles:notice_text": Expect(
        pages=of("organiser", "organiser_other"),
        posts=of("organiser", "organiser_other"),
    ),
    "profiles:proof": Expect(
        pages=of("organiser"),
        posts=of("organiser", status=302),
        args={"pk": "participation"},
        data={"kind": "measles", "seen_on": "1.2.2026", "valid_until": ""},
    ),
    "profiles:section": Expect(
        pages={"organiser": 200, "participant": 302},
        posts=of("organiser", "participant", status=302),
        args=ARGS,
        data={"version": "0", "institution": "Lyceum"},
    ),
    "profiles:changes": Expect(pages=of("organiser", "organiser_other")),
    "profiles:changes_of": Expect(pages=of("organiser"), args={"pk": "participation"}),
    "profiles:change": Expect(
        pages=of("organiser"),
        posts=of("organiser"),
        args={"pk": "change_request"},
        data={"fields_chosen": "city", "do": "decline"},
    ),
    "profiles:withdraw_change": Expect(
        pages=of("participant", status=405),
        posts=of("participant", status=302),
        args={"pk": "change_request"},
    ),
    "profiles:extend": Expect(pages=of("organiser"), posts=of("organiser"), args={"pk": "participation"}),
    "profiles:end_extension": Expect(
        pages=of("organiser", status=405), posts=of("organiser", status=302), args={"pk": "extension"}
    ),
    "profiles:wrong": Expect(
        pages=of("participant"),
        posts=of("participant"),
        args={"label": Literal("people.guardian"), "pk": "guardian"},
    ),
    "profiles:facts": Expect(posts=of("organiser"), pages=of("organiser", status=405), args=ARGS),
}
