"""People's rights over their data: their own pages for themselves, requests and restrictions for organisers of their school."""

from tests.access.expecting import Expect, Literal, everybody, of

PERSON = {"pk": "person"}
REQUEST = {"pk": "data_request"}
RESTRICTION = {"pk": "restriction"}
OWN = ("participant", "participant_other", "companion")
YES = {"confirmed": "1"}

EXPECTED = {
    "rights:mine": Expect(pages=of(*OWN)),
    "rights:copy": Expect(pages=of(*OWN, status=405), posts=of(*OWN, status=302)),
    # This one is not kept any more: they are told so, and nobody else learns that there was one.
    "rights:file": Expect(
        pages=of("participant", status=302),
        posts=of("participant", status=405),
        args={"pk": "copy"},
    ),
    "rights:seat_copy": Expect(posts=everybody(404), args={"signed": Literal("nonsense")}),
    "rights:seat_file": Expect(pages=everybody(404), args={"signed": Literal("nonsense"), "pk": Literal(1)}),
    "rights:ask": Expect(pages=of(*OWN), posts=of(*OWN)),
    "rights:requests": Expect(pages=of("organiser", "organiser_other")),
    "rights:request": Expect(pages=of("organiser"), posts=of("organiser"), args=REQUEST),
    "rights:longer": Expect(pages=of("organiser"), posts=of("organiser"), args=REQUEST, data=YES),
    "rights:person": Expect(pages=of("organiser"), args=PERSON),
    "rights:person_copy": Expect(pages=of("organiser"), posts=of("organiser"), args=PERSON, data=YES),
    "rights:record": Expect(pages=of("organiser"), posts=of("organiser"), args=PERSON, data=YES),
    "rights:restrict": Expect(pages=of("organiser"), posts=of("organiser"), args=PERSON, data=YES),
    "rights:tell": Expect(
        pages=of("organiser"), posts=of("organiser", status=302), args=RESTRICTION, data=YES
    ),
    "rights:lift": Expect(
        pages=of("organiser"), posts=of("organiser", status=302), args=RESTRICTION, data=YES
    ),
}
