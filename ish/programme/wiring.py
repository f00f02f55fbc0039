"""What this app tells the registries at the start: the organiser's role, editions for the frame, phases for need-to-know."""

from datetime import date
from typing import Any

from auditlog.registry import auditlog
from django.db.models import QuerySet
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts import first_visit, roles
from accounts.models import User
from ish import clock
from ish.desk import frame
from ish.desk.registry import Entry, Hit, called, navigation, panels, search
from ish.outbox import registry as outbox
from ish.outbox.models import Message
from ish.privacy import history
from ish.privacy import registry as privacy
from ish.programme import mails, opening, queries, rules, services
from ish.programme.models import Edition, EditionCheck, NominatingBody, Organiser, Phase, active_on
from ish.programme.states import Stage
from ish.programme.views import next_edition

ROLE = "organiser"


def connect() -> None:
    """Fill the registries."""
    mails.register()
    roles.register(
        roles.Role(
            name=ROLE,
            label=_("organiser"),
            holds=_holds,
            holders=_holders,
            bind=lambda target_id, user: services.bind_organiser(organiser_id=target_id, user=user),
            describe=_describe,
            wide=True,
            sees={
                "programme.edition": rules.organises,
                "programme.programme": lambda user: rules.organises(user, "editions"),
                "programme.organiser": lambda user: rules.organises(user, "edition"),
                "programme.quota": lambda user: rules.organises(user, "edition"),
                "programme.nominatingbody": lambda user: roles.EVERY,
                "outbox.message": lambda user: rules.organises(user, "edition_id"),
            },
        )
    )
    frame.set_edition_source(
        current=queries.current_edition, every=queries.editions_for, as_role=queries.edition_as
    )
    roles.set_day_source(lambda: clock.today())
    privacy.set_parts_source(_parts)
    privacy.set_phase_source(_phases)
    outbox.set_reply_to(_answers_to)
    first_visit.then(_begin)
    opening.register()
    if not auditlog.contains(EditionCheck):
        history.keep(EditionCheck)
    _hang_into_the_frame()


def _hang_into_the_frame() -> None:
    navigation.add(
        Entry(
            ROLE,
            40,
            _("Partners and places"),
            "programme:places",
            "globe2",
            stage=Stage.NOMINATIONS,
            part="edition",
        )
    )
    navigation.add(Entry(ROLE, 80, _("Edition and dates"), "programme:edition", "calendar3", part="edition"))
    navigation.add(Entry(ROLE, 85, _("Organisers"), "programme:organisers", "shield-check", part="edition"))
    search.add(_("Partners"), _find_bodies)
    panels.add("desk.organiser", _timeline_panel, order=10)
    panels.add("desk.organiser", next_edition.list_panel, order=12)
    panels.add("desk.without_role", _begin_panel)


def _holds(user: Any) -> bool:
    return Organiser.objects.filter(active_on(clock.today()), user_id=user.pk).exists()


def _holders() -> QuerySet[Organiser]:
    return Organiser.objects.filter(active_on(clock.today()), user__isnull=False)


def _describe(organiser_id: int) -> str:
    row = Organiser.objects.select_related("edition__programme").filter(pk=organiser_id).first()
    if row is None:
        return ""
    return str(_("Organiser of %(edition)s")) % {"edition": row.edition}


def _parts(user: Any, edition_id: int | None) -> set[str]:
    return queries.parts_of(user, None if edition_id is None else [edition_id])


def _phases(edition_id: int) -> dict[str, tuple[date, date]]:
    return {row.code: (row.opens, row.closes) for row in Phase.objects.filter(edition=edition_id)}


def _answers_to(message: Message) -> str:
    """Answers reach those who run the edition that a message is about."""
    rows = Edition.objects.filter(pk=message.edition_id) if message.edition_id else Edition.objects.none()
    return rows.values_list("contact_email", flat=True).first() or ""


def _begin(user: User, request: HttpRequest) -> str:
    """Lead the first organiser of an empty installation to the page that makes programme and edition."""
    newest = Edition.objects.order_by("-arrival_day").first()
    if newest is None:
        return reverse("programme:begin")
    services.appoint(edition=newest, user=user)
    return reverse("desk:home")


def _find_bodies(user: Any, words: list[str], limit: int) -> list[Hit]:
    if not roles.holds(user, ROLE):
        return []
    rows = called(NominatingBody.objects.order_by("name", "pk"), words, limit, "name")
    return [
        Hit(row.name, str(row.get_kind_display()), reverse("programme:body", args=[row.pk])) for row in rows
    ]


def _begin_panel(request: HttpRequest, _nothing: None = None) -> str | None:
    """The way back to the first page, for whoever left it before there was a programme."""
    if not rules.may_begin(request.user):
        return None
    return render_to_string("programme/panels/begin.html", request=request)


def _timeline_panel(request: HttpRequest, edition: Edition | None) -> str | None:
    """The line of phases with today, for the organiser's desk."""
    if edition is None:
        return None
    context = {
        "edition": edition,
        "phases": queries.timeline(edition),
        "today": clock.today(edition.time_zone),
    }
    return render_to_string("programme/panels/timeline.html", context, request=request)
