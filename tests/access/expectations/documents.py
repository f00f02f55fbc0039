"""Who may enter the pages of papers."""

from tests.access.expecting import Expect, of

EXPECTED = {
    "documents:file": Expect(pages=of("participant", "organiser", "reviewer"), args={"pk": "version"}),
    "documents:accept": Expect(posts=of("organiser", status=302), args={"pk": "document"}),
    "documents:send_back": Expect(pages=of("organiser"), posts=of("organiser"), args={"pk": "document"}),
}
