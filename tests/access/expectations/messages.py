"""Who reads the messages of an edition, and the mailbox, which only the demonstration has."""

from tests.access.expecting import Expect, everybody, of

ONE = {"pk": "message"}

EXPECTED = {
    "desk:messages": Expect(pages=of("organiser", "organiser_other")),
    "desk:messages_act": Expect(
        posts=of("organiser", "organiser_other", status={200, 302}),
        data=lambda world: {"action": "release", "pk": world.message.pk, "confirmed": "1"},
    ),
    "desk:message": Expect(pages=of("organiser"), posts=of("organiser", status={200, 302, 405}), args=ONE),
    "desk:message_edit": Expect(
        pages=of("organiser", status={200, 302}), posts=of("organiser", status={200, 302}), args=ONE
    ),
    "desk:message_preview": Expect(pages=of("organiser"), args=ONE),
    "desk:mailbox": Expect(pages=everybody(404)),
    "desk:mailbox_message": Expect(pages=everybody(404), args=ONE),
    "desk:mailbox_preview": Expect(pages=everybody(404), args=ONE),
    "desk:mailbox_link": Expect(posts=everybody(404), args=ONE),
}
