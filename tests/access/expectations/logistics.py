"""Who may open the pages of travel."""

from tests.access.expecting import Expect, Literal, of

_WAY = {"pk": "participation", "direction": Literal("arrival")}

EXPECTED = {
    "logistics:mine": Expect(pages=of("participant", "participant_other", "companion")),
    "logistics:journey": Expect(
        pages=of("participant", "organiser"),
        posts=of("participant", "organiser", status={200, 302, 409}),
        args=_WAY,
    ),
    "logistics:ticket_fits": Expect(
        posts=of("participant", "organiser", status=302), args={"pk": "participation"}
    ),
    "logistics:arrivals": Expect(pages=of("organiser", "organiser_other")),
    "logistics:departures": Expect(pages=of("organiser", "organiser_other")),
    "logistics:roster": Expect(pages=of("organiser", "organiser_other")),
    "logistics:duties": Expect(
        pages=of("organiser", "organiser_other"), posts=of("organiser", "organiser_other")
    ),
    "logistics:duty": Expect(pages=of("organiser"), args={"pk": "duty"}),
    "logistics:change_duty": Expect(
        posts=of("organiser", status=302), args={"pk": "duty"}, data={"do": "in"}
    ),
    "logistics:end_duty": Expect(posts=of("organiser", status=302), args={"pk": "duty"}),
    "logistics:in_care": Expect(pages=of("companion")),
    "logistics:card": Expect(
        pages=of("companion", "organiser"),
        posts=of("companion", "organiser", status=302),
        args={"pk": "participation"},
        data={"cause": "illness"},
    ),
    # Closed, it leads back to where one says why.
    "logistics:card_paper": Expect(
        pages=of("companion", "organiser", status={200, 302}),
        args={"pk": "participation", "language": Literal("de")},
    ),
}
