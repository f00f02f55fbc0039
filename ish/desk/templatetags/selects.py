"""The options of a select, written without a template for each: a list of two hundred partners costs no more than its text."""

from collections.abc import Iterator, Mapping
from typing import Any

from django import template
from django.db.models.fields import BLANK_CHOICE_DASH
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

NOTHING_CHOSEN = BLANK_CHOICE_DASH[0][1]
"""What Django offers where nothing is chosen yet; people are told in a word."""

register = template.Library()


@register.simple_tag
def options(widget: Mapping[str, Any]) -> SafeString:
    """Return the `<option>`s of the context of a select, those of a group in their `<optgroup>`."""
    return mark_safe("".join(_groups(widget["optgroups"])))


def _groups(groups: Any) -> Iterator[str]:
    for label, choices, _index in groups:
        if label:
            yield format_html('<optgroup label="{}">', label)
        for choice in choices:
            yield _option(choice)
        if label:
            yield "</optgroup>"


def _option(choice: Mapping[str, Any]) -> str:
    # The value of a choice may be an object of its own (a key with its row), so it is told as text, as Django tells it.
    said = _("choose") if choice["label"] == NOTHING_CHOSEN else choice["label"]
    value, label = conditional_escape(str(choice["value"])), conditional_escape(said)
    return f'<option value="{value}"{_attributes(choice["attrs"])}>{label}</option>\n'


def _attributes(found: Mapping[str, Any]) -> str:
    if not found:
        return ""
    told = [(name, value) for name, value in found.items() if value is not False]
    bare = format_html_join("", " {}", ((name,) for name, value in told if value is True))
    return bare + format_html_join("", ' {}="{}"', ((name, v) for name, v in told if v is not True))
