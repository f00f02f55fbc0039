"""What this app tells the registries at the start: requirements, mails, what follows, navigation, panels, the morning list."""

from typing import Any

from auditlog.registry import auditlog
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from ish.consents import (
    age_mails,
    carrying,
    conditions,
    following,
    house_rules,
    morning,
    panels,
    queries,
    requirements,
    seat,
    seat_mails,
    taking_back_mails,
    waiving,
)
from ish.consents.models import Answer, Handover, Lift, Paper, Purpose, Text
from ish.contacts import morning as morning_list
from ish.desk.registry import Entry, navigation
from ish.desk.registry import panels as slots
from ish.documents import keeping
from ish.handbook import registry as handbook
from ish.people import answers, consenting, consequences, nudging
from ish.people import waiving as people_waiving
from ish.people.models import Guardian, Participation
from ish.portraits import registry as portraits
from ish.privacy import history
from ish.profiles import changing_mails
from ish.profiles import registry as told
from ish.programme.states import Stage

KEPT = (Answer, Handover, Lift, Paper, Purpose, Text)


def connect() -> None:
    """Fill the registries."""
    keeping.keep("consent_papers", _signed_forms, erase="consent")
    seat_mails.register()
    age_mails.register()
    requirements.register()
    following.register()
    taking_back_mails.register()
    consenting.set_refused(conditions.refused)
    people_waiving.register(waiving.of)
    consequences.register("consents_seat", apply=seat_mails.on_change)
    answers.lead_on(_onward)
    nudging.set_guardian_page(_page)
    for code in ("guardian_medical", "guardian_consents"):
        nudging.set_owing(code, lambda row: {guardian.pk for guardian in seat_mails.to_ask(row)})
    changing_mails.set_guest_page(seat.full_link)
    portraits.set_guardians_word(lambda row: queries.may(row, "portrait"))
    for model in KEPT:
        if not auditlog.contains(model):
            history.keep(model)
    told.tell("consents.answer", told.Telling(about=_answered, with_it=("text",)))
    handbook.on_rules_published("consents", house_rules.follow)
    carrying.register()
    morning_list.register("consents", morning.lines, order=25)
    slots.add("person", panels.person_panel, order=28)
    navigation.add(Entry("organiser", 27, _("Consents"), "consents:matrix", "pencil", stage=Stage.PROFILES))
    navigation.add(Entry("participant", 25, _("Consents"), "consents:mine", "pencil"))
    navigation.inside("participant", "consents:mine", "consents:")


def _answered(row: Answer) -> tuple[str, str]:
    """Which consent a row answers, how, and when."""
    day = date_format(timezone.localdate(row.at), "DATE_FORMAT")
    return row.text.title, f"{_('yes') if row.agrees else _('no')}, {day}"


def _signed_forms() -> QuerySet[Any]:
    return Paper.objects.order_by().values("file")


def _page(participation: Participation, guardian: Guardian) -> str:
    """Return the address of a guardian's seat, for a reminder."""
    able = seat.is_living(participation) and seat.may_sit(guardian, participation)
    return seat.full_link(participation, guardian) if able else ""


def _onward(participation: Participation, guardian: Guardian) -> str:
    """A parent who has agreed to the place goes on to the consents, in the same sitting."""
    if not seat.is_living(participation) or not seat.may_sit(guardian, participation):
        return ""
    if not queries.asked_of(queries.sheet(participation), guardian):
        return ""
    return seat.Seat(participation, guardian, seat.link(participation, guardian)).url
