"""The letter to a guardian, a coordinator or a lab supervisor: what is open for whom, one letter for all of them.

Names and tasks are looked up when it is written; a row of the outbox holds keys only.
"""

from collections.abc import Collection, Sequence
from functools import partial
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from ish import clock
from ish.outbox import registry
from ish.outbox.models import Message
from ish.outbox.services import Draft, enqueue_many
from ish.people import answer_mails, answers, nudging, requirements
from ish.people.models import Guardian, Participation
from ish.people.nudging import Recipient, Source
from ish.people.requirements import Task
from ish.people.states import OPEN, Actor
from ish.privacy import holding
from ish.programme.models import Edition

Open = tuple[Participation, int, list[Task]]
KINDS = tuple(f"turn_{actor}" for actor in (Actor.GUARDIAN, Actor.COORDINATOR, Actor.HOST))
_WHY = {
    Actor.GUARDIAN: _("You are known to the school as a parent or guardian."),
    Actor.COORDINATOR: _("You act for a partner of the school."),
    Actor.HOST: _("You are named as a lab supervisor."),
}


def write(*, source: Source, edition: Edition, people: Sequence[Recipient], by: Any) -> int:
    """Write one letter to each, once a day at most; returns how many were written."""
    at = clock.today(edition.time_zone)
    wanted = [one for one in people if source.actor != Actor.GUARDIAN or _owing(source, edition, one)]
    return enqueue_many(_draft(source, edition, one, at) for one in wanted)


def _owing(source: Source, edition: Edition, one: Recipient) -> bool:
    """Say whether a guardian still has something to do: who has done their part is not written to."""
    asked = Participation.objects.filter(pk__in=[pk for pk, _key in one.about])
    return bool(_open_at(source, edition, asked, one.email))


def _draft(source: Source, edition: Edition, one: Recipient, at: Any) -> Draft:
    language = one.language or settings.LANGUAGE_CODE
    with translation.override(language):
        reason = str(_WHY[source.actor])
    return Draft(
        kind=source.kind,
        to_email=one.email,
        to_name="" if one.name == one.email else one.name,
        language=language,
        time_zone=one.zone or edition.time_zone,
        edition_id=edition.pk,
        context={
            "about": sorted({pk for pk, _key in one.about}),
            "rows": sorted({key for _pk, key in one.about}),
            "edition": str(edition),
            "programme": edition.programme.name,
            "contact": edition.contact_email,
        },
        key=one.key(source.kind, edition, at),
        reason=reason,
    )


def asked_today(rows: QuerySet[Participation]) -> list[int]:
    """Return those of these participations whose parents were asked by a coordinator today: one letter a day is enough."""
    end = answer_mails.nudged_key(0).partition(":")[2]
    told = Message.objects.filter(kind=answer_mails.ASKED, key__endswith=f":{end}", person_id__isnull=False)
    return list(rows.order_by().filter(person__in=told.values("person_id")).values_list("pk", flat=True))


def went_out_today(source: Source, edition: Edition) -> int:
    """Return how many letters of this kind were written today."""
    day = clock.today(edition.time_zone).isoformat()
    return Message.objects.filter(kind=source.kind, edition_id=edition.pk, key__endswith=f":{day}").count()


# ---------------------------------------------------------------- AT RENDERING


def open_for(message: Message, actor: str) -> list[Open]:
    """Return whom the letter is about now, by which row of the recipient, and what is open: only people who still count, and to
    whom this address still belongs."""
    source, edition = nudging.get(actor), Edition.objects.filter(pk=message.edition_id or 0).first()
    if edition is None:
        return []
    asked = Participation.objects.filter(
        pk__in=message.context.get("about", []), edition=edition, state__in=OPEN, person__erased_at=None
    )
    return _open_at(source, edition, asked, message.to_email)


def _open_at(source: Source, edition: Edition, asked: QuerySet[Participation], email: str) -> list[Open]:
    at = clock.today(edition.time_zone)
    here = source.addresses(asked, at).filter(address=email.casefold())
    pairs: dict[int, list[int]] = {}
    for pk, key in here.order_by("pk", f"{source.way}__pk").values_list("pk", f"{source.way}__pk"):
        pairs.setdefault(pk, []).append(key)
    rows = Participation.objects.filter(pk__in=pairs).select_related("person", "edition__programme")
    people = list(rows.order_by("person__family_name", "person__given_names", "pk"))
    tasks = requirements.tasks_for(people, at, edition)
    found = []
    for row in people:
        mine = [task for task in tasks.get(row.pk, []) if task.open and task.actor == source.actor]
        keys = pairs[row.pk] if source.actor == Actor.GUARDIAN else pairs[row.pk][:1]
        for key in keys:  # two parents may share an address: each has a page of their own
            own = [task for task in mine if _concerns(source, row, task, key)]
            if own:
                found.append((row, key, own))
    return found


def _concerns(source: Source, row: Participation, task: Task, key: int) -> bool:
    return source.actor != Actor.GUARDIAN or nudging.owes(row, task.requirement.code, key)


def _context(message: Message, *, actor: str) -> dict[str, Any]:
    """Addresses in it are taken for personal links: each child has a page of its own."""
    people = [
        {
            "name": row.person.full_name,
            "tasks": [{"label": str(t.requirement.label), "due": t.due, "overdue": t.overdue} for t in mine],
            "link": _guardian_link(row, key, mine) if actor == Actor.GUARDIAN else "",
        }
        for row, key, mine in open_for(message, actor)
    ]
    return {**message.context, "people": people, "several": len(people) > 1}


def _guardian_link(row: Participation, key: int, mine: list[Task]) -> str:
    """Return the page of the answer to the place, as long as that is missing (it leads on), else of everything else."""
    guardian = Guardian.objects.filter(pk=key, person=row.person_id).first()
    if guardian is None:
        return ""
    guardian.person = row.person
    if any(task.requirement.code == "guardian_agrees" for task in mine):
        return _agreement(row, guardian)
    return nudging.guardian_page(row, guardian) or _agreement(row, guardian)


def _agreement(row: Participation, guardian: Guardian) -> str:
    return f"{settings.BASE_URL}{reverse('people:agree', args=[answers.link(row, guardian)])}"


def _page(message: Message, *, actor: str) -> str:
    source = nudging.get(actor)
    return f"{settings.BASE_URL}{reverse(source.page)}"


def _still_wanted(message: Message, *, actor: str) -> bool:
    return bool(open_for(message, actor))


def forget(person_id: int) -> dict[str, int]:
    """Empty the texts of letters that name this person among others."""
    return forget_many([person_id])


def forget_many(people: Collection[int], edition_id: int | None = None) -> dict[str, int]:
    """Empty the texts of letters that name one of these people (in this edition), and nobody who is held."""
    rows = Participation.objects.filter(person__in=people)
    rows = rows if edition_id is None else rows.filter(edition=edition_id)
    keys, editions = set(rows.values_list("pk", flat=True)), set(rows.values_list("edition", flat=True))
    told = Message.objects.filter(kind__in=KINDS, edition_id__in=editions).only("pk", "context")
    held = Participation.objects.filter(person__in=holding.everybody())
    kept = set(held.values_list("pk", flat=True))
    about = ((m.pk, set(m.context.get("about", []))) for m in told.iterator())
    named = [pk for pk, those in about if keys & those and not kept & those]
    return {"outbox.Message": Message.objects.filter(pk__in=named).update(body_text="", body_html="")}


def register() -> None:
    """Tell the outbox about the kinds."""
    labels = {
        Actor.GUARDIAN: _("Reminder to parents"),
        Actor.COORDINATOR: _("Reminder to a coordinator"),
        Actor.HOST: _("Reminder to a lab supervisor"),
    }
    for actor, label in labels.items():
        registry.register(
            registry.Kind(
                name=f"turn_{actor}",
                label=label,
                template="people/mails/turn",
                still_wanted=partial(_still_wanted, actor=actor),
                context=partial(_context, actor=actor),
                links={} if actor == Actor.GUARDIAN else {"link": partial(_page, actor=actor)},
                why=_WHY[actor],
            )
        )
