"""Every kind of message that the apps register: its templates are there, in the common frame, and say why."""

import pytest
from django.template import TemplateDoesNotExist
from django.template.loader import get_template

from ish.outbox import registry, rendering
from ish.outbox.models import Message

KINDS = list(registry.every())


COUNTED = dict.fromkeys(("n", "count", "number", "left"), 2)  # what plurals are counted by


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
@pytest.mark.parametrize("language", ["en", "de"])
def test_the_templates_of_every_kind(kind: registry.Kind, language: str) -> None:
    message = Message(kind=kind.name, language=language, to_name="Pia\nLind", to_email="pia@example.org")
    with rendering.as_recipient(message):
        context = rendering._frame(message, kind) | {"link": rendering.placeholder(1)} | COUNTED
        rendered = rendering._render(kind.template, context)
    assert rendered.subject and "\n" not in rendered.subject
    assert "Pia Lind" in rendered.text and "Pia Lind" in rendered.html
    assert f'lang="{language}"' in rendered.html
    assert str(kind.why)
    assert "\n\n\n" not in rendered.text


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_text_and_html_say_the_same_links(kind: registry.Kind) -> None:
    try:
        html = get_template(f"{kind.template}.html").template.source
    except TemplateDoesNotExist:
        return
    text = get_template(f"{kind.template}.txt").template.source
    assert ("link" in html) == ("link" in text)
