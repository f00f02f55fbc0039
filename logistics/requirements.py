"""What can be missing here: how somebody arrives, how they travel home, whether a ticket still fits."""

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ish.people.models import Participation
from ish.people.requirements import Requirement, register
from ish.people.states import Actor, State
from ish.programme.states import PhaseCode, Stage
from logistics.models import Journey
from logistics.states import Direction


def _known(direction: str, at: date) -> Q:
    return Q(
        Exists(
            Journey.objects.filter(participation=OuterRef("pk"), direction=direction, ends_at__isnull=False)
        )
    )


def _link(direction: str, row: Participation) -> str:
    return reverse("logistics:journey", args=[row.pk, direction])


def connect(ticket_fits: Callable[[Participation, Any, str, str], bool]) -> None:
    """Register all three; `ticket_fits` writes down for somebody that their ticket is right."""
    comes = Q(resident=True, state__in=(State.OFFERED, State.CONFIRMED, State.ARRIVED))
    tickets = _("Flight or train, with the times on your ticket. We meet you if you like.")
    home = _("Flight or train, with the times on your ticket. We bring you there if you like.")
    for code, direction, label, text in (
        ("arrival", Direction.ARRIVAL, _("How you arrive"), tickets),
        ("departure", Direction.DEPARTURE, _("How you travel home"), home),
    ):
        register(
            Requirement(
                code=code,
                label=label,
                help=text,
                actor=Actor.PARTICIPANT,
                phase=PhaseCode.TRAVEL,
                stage=Stage.TRAVEL,
                applies=lambda at: comes,
                satisfied=partial(_known, direction),
                link=partial(_link, direction),
                days_after_offer=14,
            )
        )
    register(
        Requirement(
            code="ticket",
            label=_("Look at your ticket again"),
            help=_(
                "Your name or your passport has changed since. Many airlines want the ticket to say the same."
            ),
            actor=Actor.PARTICIPANT,
            phase=PhaseCode.TRAVEL,
            stage=Stage.TRAVEL,
            applies=lambda at: (
                comes & Q(Exists(Journey.objects.filter(participation=OuterRef("pk")).exclude(differs="")))
            ),
            satisfied=lambda at: Q(pk__in=[]),
            link=partial(_link, Direction.ARRIVAL),
            record=ticket_fits,
        )
    )
