"""The options of a select: the same document as Django's own template writes, whatever stands in the labels."""

from typing import Any
from xml.etree import ElementTree as ET

from django import forms
from django.db.models.fields import BLANK_CHOICE_DASH
from django.forms.renderers import DjangoTemplates
from django.utils.translation import gettext_lazy

from ish.desk.renderer import Renderer

ODD = "<script>\"x\" & 'y'</script>"
CHOICES: list[Any] = [
    ("", "–"),
    (ODD, ODD),
    (3, gettext_lazy("Cancel")),
    (ODD, [("g&1", "One"), ("g2", ODD)]),
]


def tree(widget: forms.Select, value: Any, renderer: Any) -> list[Any]:
    text = widget.render("body", value, {"id": "id_body", "required": True, "disabled": False}, renderer)
    root = ET.fromstring(text.replace(" required", ' required=""').replace(" selected", ' selected=""'))  # noqa: S314 - our own
    return [(node.tag, node.attrib, (node.text or "").strip()) for node in root.iter()]


def test_as_django_writes_them() -> None:
    for value in ("", ODD, 3, "g2", None, "unknown"):
        widget = forms.Select(choices=CHOICES)
        assert tree(widget, value, Renderer()) == tree(widget, value, DjangoTemplates()), value


def test_nothing_chosen_is_a_word() -> None:
    html = forms.Select(choices=BLANK_CHOICE_DASH).render("body", "", {}, Renderer())
    assert html.count(">choose</option>") == 1


def test_several_may_be_chosen() -> None:
    widget = forms.SelectMultiple(choices=CHOICES)
    html = widget.render("body", ["g2", "3"], {"id": "id_body"}, Renderer())
    assert html.count(" selected") == 2
    assert "<script" not in html
