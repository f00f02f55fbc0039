"""From a message to words: subject, text and HTML in the recipient's language and time zone.

What is stored holds `[personal link]` where a link stands; the links themselves are minted when the message goes out and put in
only on the wire. So the rows, their previews and their backups open nothing.
"""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from html import escape
from typing import Any

import structlog
from django.conf import settings
from django.db import transaction
from django.template import Context
from django.template.exceptions import TemplateDoesNotExist
from django.template.loader import get_template
from django.utils import timezone, translation

from ish.outbox import hours, registry
from ish.outbox.models import Message

log = structlog.get_logger(__name__)

_PLACEHOLDER = re.compile(r"\[personal link(?: (\d+))?\]")
_ADDRESS = re.compile(r"https?://\S+\Z")
_CONTROLS = re.compile(r"[\x00-\x1f\x7f\u2028\u2029]+")


@dataclass(frozen=True)
class Rendered:
    """Subject, text and HTML, in its stored form (placeholders) or in the form for the wire (links)."""

    subject: str
    text: str
    html: str


def placeholder(number: int) -> str:
    """Return what stands for the n-th personal link in a stored message."""
    return "[personal link]" if number == 1 else f"[personal link {number}]"


def one_line(text: str) -> str:
    """Return `text` on one line, without control characters: a name with line breaks must not write headers."""
    return " ".join(_CONTROLS.sub(" ", text).split())


@contextmanager
def as_recipient(message: Message) -> Iterator[None]:
    """Speak the recipient's language and use their clock."""
    known = translation.check_for_language(message.language)
    language = message.language if known else settings.LANGUAGE_CODE
    with translation.override(language), timezone.override(hours.zone(message.time_zone)):
        yield


# ---------------------------------------------------------------- the words of a kind


def stored(message: Message, *, mint: bool) -> tuple[Rendered, list[str]]:
    """Return the stored form and the links that belong into it. Without `mint`, no link is made for those that the kind names
    in `links`. Raises what templates and the kind's functions raise."""
    kind = registry.get(message.kind)
    with as_recipient(message):
        links: list[str] = []
        context = _without_links({**message.context, **kind.context(message)}, links)
        for name, make in kind.links.items():
            links.append(make(message) if mint else "")
            context[name] = placeholder(len(links))
        context.update(_frame(message, kind))
        return _render(kind.template, context), links


def live(message: Message) -> Rendered:
    """Return the form for the wire of a message that is not stored yet (sign-in mails)."""
    rendered, links = stored(message, mint=True)
    return wire(rendered, links)


def wire(rendered: Rendered, links: list[str]) -> Rendered:
    """Return `rendered` with the links in the places of the placeholders (escaped in HTML)."""

    def link(match: re.Match[str]) -> str:
        number = int(match[1] or 1)
        return links[number - 1] if 0 < number <= len(links) else match[0]

    return replace(
        rendered,
        text=_PLACEHOLDER.sub(link, rendered.text),
        html=_PLACEHOLDER.sub(lambda match: escape(link(match)), rendered.html),
    )


def mint_links(message: Message) -> list[str]:
    """Return fresh links for a message whose words are stored already."""
    kind = registry.get(message.kind)
    with as_recipient(message):
        links: list[str] = []
        _without_links({**message.context, **kind.context(message)}, links)
        return [*links, *(make(message) for make in kind.links.values())]


def fill(message: Message) -> None:
    """Set subject and bodies of an unsaved held message. A template that fails leaves them empty: the cause must not fail."""
    try:
        with transaction.atomic():
            rendered, _links = stored(message, mint=False)
    except Exception as error:  # a template's mistake is found again, and recorded, when the message is sent
        log.exception("outbox_not_rendered", kind=message.kind, error=type(error).__name__)
        return
    message.subject, message.body_text, message.body_html = rendered.subject, rendered.text, rendered.html


def from_text(message: Message, *, subject: str, text: str) -> Rendered:
    """Return the stored form of a message whose words an organiser has written."""
    kind = registry.find(message.kind)
    text = text.replace("\r\n", "\n").strip()
    with as_recipient(message):
        html = _html_of_text(text, {**_frame(message, kind), "subject": subject})
    return Rendered(one_line(subject)[:300], text + "\n", html)


def preview(message: Message) -> Rendered:
    """Return the stored form of a message that is not written yet, for reading; empty when it cannot be written now."""
    try:
        with transaction.atomic():
            return stored(message, mint=False)[0]
    except Exception as error:  # what it is about may be gone; sending will find that out and record it
        log.warning("outbox_no_preview", message=message.pk, error=type(error).__name__)
        return Rendered("", "", "")


def has_links(message: Message) -> bool:
    """Say whether a stored message has a place for a personal link."""
    return bool(_PLACEHOLDER.search(message.body_text))


def pack(rendered: Rendered) -> str:
    """Return a rendered message as one text, for the sealed column."""
    return json.dumps([rendered.subject, rendered.text, rendered.html], ensure_ascii=False)


def unpack(sealed: str) -> Rendered:
    """Return what `pack` was given."""
    return Rendered(*json.loads(sealed))


def why(message: Message) -> str:
    """Return why the recipient gets this, in words, in the language that is active."""
    kind = registry.find(message.kind)
    return str((kind.why if kind else "") or message.reason)


# ---------------------------------------------------------------- templates


def _frame(message: Message, kind: registry.Kind | None) -> dict[str, Any]:
    return {
        "message": message,
        "to_name": one_line(message.to_name),
        "why": str((kind.why if kind else "") or message.reason),
        "base_url": settings.BASE_URL,
        "language": translation.get_language(),
        "direction": "rtl" if translation.get_language_bidi() else "ltr",
    }


def _render(template: str, context: dict[str, Any]) -> Rendered:
    subject = one_line(_plain(f"{template}.subject.txt", context))[:300]
    text = _tidy(_plain(f"{template}.txt", context))
    context = {**context, "subject": subject}
    try:
        html = get_template(f"{template}.html").render(context)
    except TemplateDoesNotExist as missing:
        if str(missing) != f"{template}.html":
            raise
        html = _html_of_text(text, {**context})
    return Rendered(subject, text, html)


def _plain(name: str, context: dict[str, Any]) -> str:
    """Render a text template; in text an ampersand is an ampersand."""
    template: Any = get_template(name)
    return str(template.template.render(Context(context, autoescape=False)))


def _tidy(text: str) -> str:
    """Close the gaps that template tags leave."""
    lines = "\n".join(line.rstrip() for line in text.strip().splitlines())
    return re.sub(r"\n{3,}", "\n\n", lines) + "\n"


def _html_of_text(text: str, context: dict[str, Any]) -> str:
    blocks = [_block(part) for part in re.split(r"\n\s*\n", text.strip())]
    return get_template("outbox/plain.html").render({**context, "blocks": blocks})


def _block(part: str) -> dict[str, Any]:
    """Return a paragraph for `outbox/plain.html`: a button for a link alone, a list, or lines."""
    lines = [line.strip() for line in part.strip().splitlines()]
    if len(lines) == 1 and (_PLACEHOLDER.fullmatch(lines[0]) or _ADDRESS.match(lines[0])):
        return {"link": lines[0]}
    if all(line.startswith("- ") for line in lines):
        return {"points": [line[2:] for line in lines]}
    return {"lines": lines}


def _without_links(value: Any, links: list[str]) -> Any:
    """Return `value` with every address in it replaced by a placeholder, and the addresses appended to `links`."""
    if isinstance(value, str) and _ADDRESS.match(value):
        if value not in links:
            links.append(value)
        return placeholder(links.index(value) + 1)
    if isinstance(value, dict):
        return {key: _without_links(item, links) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_without_links(item, links) for item in value]
    return value
