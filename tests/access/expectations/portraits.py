"""Who may enter the pages of pictures."""

from tests.access.expecting import Expect, of

OWN = of("participant", "organiser")
ARGS = {"pk": "participation"}

EXPECTED = {
    "portraits:portrait": Expect(pages=OWN, posts=OWN, args=ARGS),
    # The world's picture is allowed for nobody else: tests/portraits says who sees one that is.
    "portraits:framed": Expect(pages=OWN, args=ARGS),
    "portraits:whole": Expect(pages=OWN, args=ARGS),
}
