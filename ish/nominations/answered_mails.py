"""What a partner hears of its answer: that it has arrived, and what is agreed. Both lead to the paper for its file."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts import links
from ish.nominations import answered_queries, asking_mails
from ish.nominations import asking_queries as asking
from ish.nominations.asking_queries import Address
from ish.nominations.models import SeasonReply
from ish.outbox import registry
from ish.outbox.models import Message
from ish.outbox.services import Draft, enqueue_many
from ish.programme import queries as programme
from ish.programme.models import Quota

ANSWERED, AGREED = "season_answered", "season_agreed"


def answered(*, reply: SeasonReply, to: Address) -> int:
    """Tell whoever answered by a link that the answer has arrived; once for each answer."""
    return enqueue_many([_draft(ANSWERED, reply, to, mark=str(reply.version))])


def agreed(*, reply: SeasonReply, quota: Quota | None, by: Any) -> int:
    """Tell those who act for a partner what is agreed; once for each agreement. Returns how many are told."""
    known = asking.addresses(reply.edition, [reply.body])[reply.body_id]
    terms = (quota.places, quota.reserve_places, quota.nominations_by) if quota else ()
    mark = ":".join(str(one) for one in (reply.version, *terms))
    return enqueue_many(_draft(AGREED, reply, to, mark=mark, by=by) for to in known)


def _draft(kind: str, reply: SeasonReply, to: Address, *, mark: str, by: Any = None) -> Draft:
    found = asking_mails.draft(reply, to, by=by, kind=kind)
    return replace(found, key=f"{kind}:{reply.pk}:{to.mark}:{mark}")


# ---------------------------------------------------------------- AT RENDERING


def _signed(message: Message) -> str:
    row = asking_mails.reply_of(message)
    who = asking.may_answer(row, message.context.get("mark", "")) if row else None
    return asking.sign(row, who) if row and who else ""


def _link(message: Message, name: str) -> str:
    signed = _signed(message)
    return links.absolute(reverse(name, args=[signed])) if signed else ""


def _acts(message: Message) -> bool:
    return bool(_signed(message))


def _context(message: Message) -> dict[str, Any]:
    row = asking_mails.reply_of(message)
    if row is None:
        return dict(message.context)
    lines = answered_queries.agreed(row, programme.quota(row.edition, row.body))
    return {**message.context, "facts": asking.facts(row), "agreed": lines}


def _kinds() -> Iterable[tuple[str, Any]]:
    yield ANSWERED, _("A partner's answer has arrived")
    yield AGREED, _("What is agreed with a partner")


def register() -> None:
    """Tell the outbox about these kinds of message."""
    why = _("You act for a partner of the school.")
    for name, label in _kinds():
        registry.register(
            registry.Kind(
                name=name,
                label=label,
                template=f"nominations/mails/{name}",
                still_wanted=_acts,
                context=_context,
                links={
                    "link": lambda message: _link(message, "nominations:answer"),
                    "paper": lambda message: _link(message, "nominations:answer_paper"),
                },
                why=why,
            )
        )
