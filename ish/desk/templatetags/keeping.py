"""Until when what is kept, for pages that ask for it."""

from django import template

from ish.privacy import registry, retention

register = template.Library()


@register.simple_tag
def kept(code: str, edition_id: int | None = None) -> str:
    """Return until when a class of facts is kept in an edition, in words: "14 days after departure …"."""
    return retention.in_words(registry.rules_of(edition_id or None)[code])
