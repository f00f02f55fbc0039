"""Who may open the pages of travel."""

from tests.access.expecting import Expect, Literal, of

_WAY = {"pk": "participation", "direction": Literal("arrival")}

EXPECTED = {
    "logistics:mine": Expect(pages=of("participant", "participant_other")),
    "logistics:journey": Expect(
        pages=of("participant", "organiser"),
        posts=of("participant", "organiser", status={200, 302, 409}),
        args=_WAY,
    ),
    "logistics:arrivals": Expect(pages=of("organiser", "organiser_other")),
    "logistics:departures": Expect(pages=of("organiser", "organiser_other")),
    "logistics:roster": Expect(pages=of("organiser", "organiser_other")),
}
