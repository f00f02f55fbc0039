"""Whoever answers a message reaches those who run its edition."""

from ish.outbox import registry
from ish.outbox.models import Message


def test_answers_reach_the_editions_contact(edition):
    edition.contact_email = "school@example.org"
    edition.save(update_fields=["contact_email"])
    assert registry.reply_to(Message(edition_id=edition.pk)) == "school@example.org"
    assert registry.reply_to(Message()) == ""
    assert registry.reply_to(Message(edition_id=0)) == ""
