"""What this app writes: a new link, a paper sent back, a referee's letter arrived or declined; and the request to the referee.

The first link goes out with the first mail a student gets from us (profiles). Names are looked up when a message is rendered.
"""

from typing import Any
from zoneinfo import ZoneInfo

from django.utils import formats, translation
from django.utils.translation import gettext_lazy as _

from ish.applications import seat
from ish.applications.models import Application, Reference
from ish.applications.requirements import LABELS
from ish.applications.states import Judged, RefereeState
from ish.documents.models import Document
from ish.documents.states import DocumentState
from ish.nominations.models import Nomination
from ish.outbox import registry
from ish.outbox.models import Message
from ish.outbox.services import enqueue
from ish.people import deadlines
from ish.people.models import Participation

LINK, BACK, TEXT_BACK = "application_link", "paper_sent_back", "motivation_sent_back"
REQUEST, ARRIVED, DECLINED = "reference_request", "reference_arrived", "reference_declined"


def new_link(*, participation: Participation, mark: str) -> Message | None:
    """Send a student a fresh link to their part."""
    return _to_student(
        LINK, participation, key=f"{LINK}:{participation.pk}:{mark}", why=_("You asked for a link.")
    )


def sent_back(*, document: Document) -> Message | None:
    """Tell a student that a paper has to be handed in again, and why."""
    mark = f"{document.pk}:{document.moved_at.isoformat()}"
    return _to_student(
        BACK,
        document.participation,
        key=f"{BACK}:{mark}",
        why=_("You handed in a paper."),
        context={"document": document.pk, "kind": document.kind},
    )


def motivation_back(*, application: Application) -> Message | None:
    """Tell a student that their motivation has to be written again, and why."""
    moment = application.judged_at.isoformat() if application.judged_at else ""
    return _to_student(
        TEXT_BACK,
        application.participation,
        key=f"{TEXT_BACK}:{application.pk}:{moment}",
        why=_("You wrote to the school why you would like to come."),
        context={"application": application.pk},
    )


def answered(*, reference: Reference) -> Message | None:
    """Tell a student that their referee has written (once), or will not write."""
    kind = ARRIVED if reference.state == RefereeState.ARRIVED else DECLINED
    return _to_student(
        kind,
        reference.participation,
        key=f"{kind}:{reference.pk}",
        why=_("You named somebody who writes about you."),
        context={"reference": reference.pk},
    )


def _to_student(
    kind: str, participation: Participation, *, key: str, why: Any, context: dict[str, Any] | None = None
) -> Message | None:
    person, edition = participation.person, participation.edition
    if not person.email:
        return None
    with translation.override(person.language):
        reason = str(why)
    return enqueue(
        kind=kind,
        to_email=person.email,
        to_name=person.full_name,
        to_user=person.user,
        language=person.language,
        time_zone=person.time_zone,
        about=participation,
        person_id=person.pk,
        edition_id=edition.pk,
        context={"edition": str(edition), "contact": edition.contact_email, **(context or {})},
        key=key,
        reason=reason,
    )


def request(*, reference: Reference, mark: str = "") -> Message:
    """Ask a referee for a letter."""
    participation, edition = reference.participation, reference.participation.edition
    with translation.override(reference.language):
        reason = str(_("A student named you as somebody who can write about them."))
    return enqueue(
        kind=REQUEST,
        to_email=reference.email,
        to_name=reference.name,
        language=reference.language,
        time_zone=participation.person.time_zone,
        about=reference,
        person_id=participation.person_id,
        edition_id=edition.pk,
        context={
            "edition": str(edition),
            "programme": edition.programme.name,
            "contact": edition.contact_email,
            "again": bool(mark),
        },
        key=f"{REQUEST}:{reference.pk}:{mark}",
        reason=reason,
    )


# ---------------------------------------------------------------- AT RENDERING


def _key(message: Message) -> int:
    key = message.about.rpartition(":")[2]
    return int(key) if key.isdigit() else 0


def _nomination(participation_id: int) -> Nomination | None:
    rows = Nomination.objects.select_related(*seat.WITH)
    return rows.filter(participation=participation_id).first()


def _reference(message: Message) -> Reference | None:
    rows = Reference.objects.select_related("participation__person", "participation__edition")
    return rows.filter(pk=_key(message)).first()


def _student_link(message: Message) -> str:
    row = _nomination(_key(message))
    return seat.link(row.participation) if row else ""


def _referee_link(message: Message) -> str:
    row = _reference(message)
    return seat.referee_link(row) if row else ""


def _still_here(message: Message) -> bool:
    row = _nomination(_key(message))
    return row is not None and not seat.is_over(row)


def _can_write(message: Message) -> bool:
    row = _nomination(_key(message))
    return row is not None and not seat.is_over(row) and seat.is_open(row)


def _still_back(message: Message) -> bool:
    """Not when a newer version has come in meanwhile, or none can any more."""
    rows = Document.objects.filter(pk=message.context.get("document"), state=DocumentState.SENT_BACK)
    return _can_write(message) and rows.exists()


def _back_context(message: Message) -> dict[str, Any]:
    row = Document.objects.filter(pk=message.context.get("document")).first()
    said = {
        "paper": str(LABELS.get(message.context.get("kind", ""), "")),
        "comment": row.reason if row else "",
    }
    return {**message.context, **said, **_until(_nomination(_key(message)))}


def _text_still_back(message: Message) -> bool:
    """Not when it was written anew meanwhile, or can no longer be."""
    rows = Application.objects.filter(pk=message.context.get("application"), judged=Judged.SENT_BACK)
    return _can_write(message) and rows.exists()


def _text_context(message: Message) -> dict[str, Any]:
    row = Application.objects.filter(pk=message.context.get("application")).first()
    said = {"paper": str(LABELS["motivation"]), "comment": row.reason if row else ""}
    return {**message.context, **said, **_until(_nomination(_key(message)))}


def _until(nomination: Nomination | None, *, place: str = "") -> dict[str, str]:
    """Return the last day in words, where it is counted, and when it ends for the recipient, whose clock is on at rendering."""
    ends = seat.last_day(nomination) if nomination else None
    if nomination is None or ends is None:
        return {"until": "", "zone": "", "elsewhere": ""}
    zone = nomination.edition.time_zone
    return {
        "until": formats.date_format(ends, "DATE_FORMAT"),
        "zone": deadlines.zone_name(zone),
        "elsewhere": deadlines.due_elsewhere(ends, ZoneInfo(zone), place),
    }


def _still_asked(message: Message) -> bool:
    """Not to a referee who has answered or was replaced, nor about a student who has left."""
    row = _reference(message)
    if row is None or row.state != RefereeState.ASKED or row.email != message.to_email:
        return False
    nomination = _nomination(row.participation_id)
    return nomination is not None and not seat.is_over(nomination) and seat.is_open(nomination)


def _request_context(message: Message) -> dict[str, Any]:
    row = _reference(message)
    if row is None:
        return dict(message.context)
    there = deadlines.zone_name(row.participation.person.time_zone)
    return {
        **message.context,
        "student": row.participation.person.full_name,
        "comment": row.reason,
        **_until(_nomination(row.participation_id), place=there),
    }


def _answer_context(message: Message) -> dict[str, Any]:
    row = Reference.objects.filter(pk=message.context.get("reference")).first()
    return {**message.context, "referee": row.name if row else ""}


def _still_answered(state: str) -> Any:
    def wanted(message: Message) -> bool:
        rows = Reference.objects.filter(pk=message.context.get("reference"), state=state)
        return _still_here(message) and rows.exists()

    return wanted


def register() -> None:
    """Tell the outbox about the kinds of message of this app."""
    own = _("You take part in the selection for the school.")
    asked = _("A student named you as somebody who can write about them.")
    kinds: list[tuple[str, Any, Any, Any, Any, Any]] = [
        (LINK, _("Link to your part"), _still_here, None, _student_link, own),
        (BACK, _("Please hand in again"), _still_back, _back_context, _student_link, own),
        (TEXT_BACK, _("Please write again"), _text_still_back, _text_context, _student_link, own),
        (
            ARRIVED,
            _("Your referee has written"),
            _still_answered("arrived"),
            _answer_context,
            _student_link,
            own,
        ),
        (
            DECLINED,
            _("Please name somebody else"),
            _still_answered("declined"),
            _answer_context,
            _student_link,
            own,
        ),
        (REQUEST, _("Request for a recommendation"), _still_asked, _request_context, _referee_link, asked),
    ]
    for name, label, wanted, context, link, why in kinds:
        registry.register(
            registry.Kind(
                name=name,
                label=label,
                template=f"applications/mails/{BACK if name == TEXT_BACK else name}",
                still_wanted=wanted,
                context=context or (lambda message: dict(message.context)),
                links={"link": link},
                why=why,
            )
        )
