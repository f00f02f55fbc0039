"""What this app tells the registries at the start: the officer's role, mails, history, navigation, panels."""

from auditlog.registry import auditlog
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts import roles
from ish import clock
from ish.desk.registry import Entry, navigation
from ish.desk.registry import panels as slots
from ish.oversight import mails, panels, services
from ish.oversight.models import Officer, Record
from ish.oversight.services import ROLE
from ish.privacy import history
from ish.programme.models import active_on


def connect() -> None:
    """Fill the registries."""
    mails.register()
    roles.register(
        roles.Role(
            name=ROLE,
            label=_("data protection officer"),
            holds=lambda user: _holders().filter(user_id=user.pk).exists(),
            holders=_holders,
            bind=lambda target_id, user: services.bind_officer(officer_id=target_id, user=user),
            describe=lambda target_id: str(_("Data protection officer")),
            wide=True,
            sees={"privacy.look": lambda user: roles.EVERY},
        )
    )
    for model in (Officer, Record):
        if not auditlog.contains(model):
            history.keep(model)
    slots.add("desk.officer", panels.officer_panel, order=10)
    navigation.add(Entry(ROLE, 10, _("Looks"), "oversight:looks", "eye"))
    navigation.add(Entry(ROLE, 20, _("Changes"), "oversight:changes", "clock-history"))
    navigation.add(Entry(ROLE, 30, _("Who sees what"), "oversight:need_to_know", "shield-lock"))
    navigation.add(Entry(ROLE, 40, _("Kept until, and erased"), "oversight:kept", "hourglass-split"))
    navigation.add(Entry(ROLE, 50, _("Record of processing"), "oversight:record", "journal-text"))
    navigation.add(
        Entry("organiser", 88, _("Who sees what"), "oversight:need_to_know", "shield-lock", part="edition")
    )
    navigation.inside("organiser", "oversight:need_to_know", "oversight:")


def _holders() -> QuerySet[Officer]:
    return Officer.objects.filter(active_on(clock.today()), user__isnull=False)
