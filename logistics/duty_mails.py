"""What is written when an emergency card was opened: to the organisers who look after health at once, to the person and to the
guardians of a minor later."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from ish.consents import queries as consents
from ish.consents import seat
from ish.outbox import registry
from ish.outbox.models import Message
from ish.outbox.services import enqueue
from ish.people.models import Guardian, Participation
from ish.programme import queries as programme
from ish.programme.states import Part
from logistics.models import CardOpening

TEAM, PERSON, GUARDIAN = "card_opened_team", "card_opened", "card_opened_guardian"
LATER = timedelta(hours=24)
"""So long after the opening the person is told: the worst is over by then."""


def opened(opening: CardOpening) -> None:
    """Write to whoever looks after health at once, to the person and (of a minor) to their guardians a day later."""
    _tell_the_team(opening)
    _tell_the_person(opening)
    _tell_the_guardians(opening)


def _tell_the_team(opening: CardOpening) -> None:
    row = opening.participation
    for organiser in programme.organisers_of(row.edition, Part.HEALTH):
        with translation.override(organiser.user.language if organiser.user else "en"):
            reason = str(_("You look after health in this edition."))
        if organiser.user_id == opening.opened_by_id:
            continue
        enqueue(
            kind=TEAM,
            to_email=organiser.email,
            to_name=organiser.name,
            to_user=organiser.user,
            language=organiser.user.language if organiser.user else "en",
            time_zone=row.edition.time_zone,
            about=row,
            person_id=row.person_id,
            edition_id=row.edition_id,
            context={"opening": opening.pk, "edition": str(row.edition)},
            key=f"{TEAM}:{opening.pk}:{organiser.pk}",
            reason=reason,
        )


def _tell_the_person(opening: CardOpening) -> None:
    row = opening.participation
    person = row.person
    if not person.email:
        return
    with translation.override(person.language):
        reason = str(_("Somebody opened your emergency card."))
    enqueue(
        kind=PERSON,
        to_email=person.email,
        to_name=person.full_name,
        to_user=person.user,
        language=person.language,
        time_zone=person.time_zone,
        about=row,
        person_id=person.pk,
        edition_id=row.edition_id,
        context={"opening": opening.pk, "edition": str(row.edition), "contact": row.edition.contact_email},
        key=f"{PERSON}:{opening.pk}",
        not_before=timezone.now() + LATER,
        reason=reason,
    )


def _tell_the_guardians(opening: CardOpening) -> None:
    """Write to each guardian who has a say, at an address of their own; to nobody's once the person is of age."""
    row = opening.participation
    sheet = consents.sheet(row)
    if not sheet.age.minor:
        return
    for guardian in row.person.guardians.all():
        if guardian.pk not in sheet.signers.voices or not seat.may_sit(guardian, row):
            continue
        language = guardian.language or row.person.language
        with translation.override(language):
            reason = str(_("Somebody gave us your address as a parent or guardian."))
        enqueue(
            kind=GUARDIAN,
            to_email=guardian.email,
            to_name="" if guardian.name == guardian.email else guardian.name,
            language=language,
            time_zone=row.person.time_zone,
            about=row,
            person_id=row.person_id,
            edition_id=row.edition_id,
            context={"opening": opening.pk, "guardian": guardian.pk, "contact": row.edition.contact_email},
            key=f"{GUARDIAN}:{opening.pk}:{guardian.pk}",
            not_before=timezone.now() + LATER,
            reason=reason,
        )


def _guardian(message: Message, participation: Participation) -> Guardian | None:
    rows = participation.person.guardians.filter(
        pk=message.context.get("guardian"), email__iexact=message.to_email
    )
    return next((one for one in rows if seat.may_sit(one, participation)), None)


def _opening(message: Message) -> CardOpening | None:
    rows = CardOpening.objects.select_related("participation__person", "opened_by")
    return rows.filter(pk=message.context.get("opening")).first()


def _context(message: Message) -> dict[str, Any]:
    found = _opening(message)
    if found is None:
        return {}
    return {
        "student": found.participation.person.full_name,
        "by": found.opened_by.get_full_name() if found.opened_by else "",
        "at": found.at,
    }


def _still_wanted(message: Message) -> bool:
    found = _opening(message)
    if found is None or found.participation.person.erased_at is not None:
        return False
    return message.kind != GUARDIAN or _guardian(message, found.participation) is not None


def _link(message: Message) -> str:
    found = _opening(message)
    if found is None:
        return str(settings.BASE_URL)
    if message.kind == GUARDIAN:
        guardian = _guardian(message, found.participation)
        return seat.full_link(found.participation, guardian) if guardian else ""
    name = "people:person" if message.kind == TEAM else "profiles:looks"
    return f"{settings.BASE_URL}{reverse(name, args=[found.participation.person_id])}"


def register() -> None:
    """Tell the outbox about the kinds."""
    for name, label, why in (
        (TEAM, _("Emergency card opened, to the team"), _("You look after health in this edition.")),
        (PERSON, _("Emergency card opened"), _("Somebody opened your emergency card.")),
        (
            GUARDIAN,
            _("Emergency card opened, to a guardian"),
            _("Somebody gave us your address as a parent or guardian."),
        ),
    ):
        registry.register(
            registry.Kind(
                name=name,
                label=label,
                template=f"logistics/mails/{name}",
                still_wanted=_still_wanted,
                context=_context,
                links={"link": _link},
                why=why,
            )
        )
