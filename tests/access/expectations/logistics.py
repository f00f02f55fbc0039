"""Who reads and fills in journeys: organisers of the edition and the traveller."""

from tests.access.expecting import Expect, Literal, of

BOTH = ("organiser", "organiser_other")

EXPECTED = {
    "logistics:mine": Expect(pages=of("participant", "participant_other", status={200, 302})),
    "logistics:journey": Expect(
        pages=of("participant", "organiser"),
        posts=of("participant", "organiser", status={200, 302, 409}),
        args={"pk": "participation", "direction": Literal("arrival")},
    ),
    "logistics:arrivals": Expect(pages=of(*BOTH)),
    "logistics:departures": Expect(pages=of(*BOTH)),
    "logistics:roster": Expect(pages=of(*BOTH)),
}
