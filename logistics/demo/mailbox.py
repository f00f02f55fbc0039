"""The messages of the demonstration: what had been written to people by the stage, as if it had been sent then."""

from datetime import datetime
from itertools import groupby

from django.utils import timezone

from ish.nominations import mails as nomination_mails
from ish.nominations.models import Nomination, Release
from ish.outbox import rendering
from ish.outbox.door import move
from ish.outbox.models import Message
from ish.outbox.states import State as MessageState
from ish.people import mails
from ish.people.models import Step
from ish.people.states import State
from ish.placements.models import Plan
from ish.placements.states import PlanState
from logistics.demo.build import World


def messages(world: World) -> None:
    """Write the messages that the season had sent by the stage."""
    olga = world.users["olga@example.org"]
    steps = Step.objects.select_related("participation__person__user", "participation__edition__programme")
    decided = dict(
        Nomination.objects.filter(release__isnull=False).values_list("participation", "release__batch")
    )
    for step in steps.order_by("at", "pk"):
        written = None
        if step.new == State.OFFERED:
            with mails.in_batch(decided.get(step.participation_id, "")):
                written = mails.place_offered(participation=step.participation, step=step, by=olga)
        elif step.new == State.CONFIRMED:
            written = mails.place_confirmed(participation=step.participation, step=step)
        elif step.new == State.WITHDREW:
            written = mails.withdrawn_notice(participation=step.participation, step=step)
        if written is not None:
            sent(written, step.at, world)
    _results(world)
    plan = Plan.objects.filter(edition=world.edition, state=PlanState.PUBLISHED).first()
    if plan and plan.published_at:
        for message in Message.objects.filter(batch=f"plan:{plan.pk}"):
            sent(message, plan.published_at, world)


def _results(world: World) -> None:
    """Write what partners, and those who got no place, heard with a release. The one of this morning has not gone out yet."""
    for release in Release.objects.filter(edition=world.edition):
        rows = release.nominations.select_related("body", "participation__person", "edition").order_by(
            "body", "pk"
        )
        if release.at.date() == world.now.date():
            continue
        for body, group in groupby(rows, key=lambda row: row.body):
            told = list(group)
            nomination_mails.body_result(
                body=body, edition=world.edition, nominations=told, batch=release.batch
            )
            for row in told:
                nomination_mails.decision(nomination=row, batch=release.batch)
        for message in Message.objects.filter(batch=release.batch).exclude(state=MessageState.SENT):
            sent(message, release.at, world)


def sent(message: Message, at: datetime, world: World) -> None:
    """Mark a message as sent at a moment of the season; real clocks are as far from now as the season's are from its stage."""
    real = timezone.now() - (world.now - at)
    words = rendering.preview(message)
    move(pks=[message.pk], old=MessageState.HELD, new=MessageState.QUEUED)
    move(pks=[message.pk], old=MessageState.QUEUED, new=MessageState.SENDING)
    move(pks=[message.pk], old=MessageState.SENDING, new=MessageState.SENT, sent_at=real)
    Message.objects.filter(pk=message.pk).update(
        created_at=real, subject=words.subject, body_text=words.text, body_html=words.html
    )
