"""The kinds of message. Apps register theirs in `AppConfig.ready()`.

A kind has a subject and a text template, and may have an HTML one: `people/mails/offer` stands for `offer.subject.txt`,
`offer.txt` and `offer.html`. Without the third the HTML part is made from the text. The text templates extend
`outbox/base.txt`, the HTML ones `outbox/base.html`; both have one block, `content`, and say greeting and foot themselves.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise

from ish.outbox.models import Message


def _always(message: Message) -> bool:
    return True


def _nothing(message: Message) -> dict[str, Any]:
    return {}


def nothing_attached(message: Message) -> list[tuple[str, bytes, str]]:
    """Attach nothing."""
    return []


@dataclass(frozen=True)
class Kind:
    """A kind of message.

    `still_wanted(message)` is asked right before sending: the world may have moved on since it was written.
    `context(message)` adds to the words stored with the message; addresses ("https://…") in it are taken for personal links.
    `links` maps a template name to a function that mints the link: preferred, because previews then mint nothing.
    `attach(message)` makes the files that go with it, as (name, content, type of content); nothing of them is stored.
    `though_restricted`: it goes out in bulk to those, too, whose data is kept and not used (what the law has us tell everybody).
    `why` is one sentence for the foot: why the recipient gets this.
    """

    name: str
    label: str | Promise
    template: str
    still_wanted: Callable[[Message], bool] = _always
    context: Callable[[Message], dict[str, Any]] = _nothing
    links: Mapping[str, Callable[[Message], str]] = field(default_factory=dict)
    attach: Callable[[Message], list[tuple[str, bytes, str]]] = nothing_attached
    transient: bool = False
    though_restricted: bool = False
    why: str | Promise = ""


_kinds: dict[str, Kind] = {}
ReplyTo = Callable[[Message], str]
_reply_to: list[ReplyTo] = []


def set_reply_to(fn: ReplyTo) -> None:
    """Tell where answers to a message go: an address, or "" for the sender's."""
    _reply_to[:] = [fn]


def reply_to(message: Message) -> str:
    """Return the address for answers to a message; "" when nobody named one."""
    return _reply_to[0](message) if _reply_to else ""


def register(kind: Kind) -> None:
    """Add a kind of message. Raises `ValueError` when its name is taken."""
    if kind.name in _kinds:
        raise ValueError(f"The kind of message {kind.name!r} is registered twice.")
    _kinds[kind.name] = kind


def get(name: str) -> Kind:
    """Return the kind of that name; raises `KeyError`."""
    return _kinds[name]


def find(name: str) -> Kind | None:
    """Return the kind of that name, or None for one that an older release knew."""
    return _kinds.get(name)


def every() -> list[Kind]:
    """Return all kinds in the order of registration."""
    return list(_kinds.values())
