"""The worker's side of a copy. It may be stopped at any moment and run again from the start: each attempt writes a file of its
own, and the copy is ready only once that file is whole and nobody has erased the person meanwhile."""

from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from ish.jobs.models import Job
from ish.jobs.registry import Progress, Refused
from ish.rights import archiving, collecting, rules, services, storage
from ish.rights.models import Copy
from ish.rights.states import CopyRole, CopyState


def run(job: Job, progress: Progress) -> dict[str, Any]:
    """Make the copy that the job is about. Raises `Refused` when it is no longer wanted."""
    copy = Copy.objects.select_related("person__user", "guardian").filter(pk=job.args["copy"]).first()
    if copy is None or copy.state == CopyState.GONE or copy.person.erased_at or not _is_theirs(copy):
        raise Refused(_("There is nothing to copy any more."))
    if copy.state == CopyState.MAKING:
        for left in storage.of(copy.pk):  # of an attempt that was stopped
            storage.delete(left)
        _make(copy, progress)
    return {"text": _("Everything is in one file. It lies here for seven days."), **_door(copy)}


def _is_theirs(copy: Copy) -> bool:
    """Say whether it may still be made: custody may have changed since a parent asked."""
    return copy.role != CopyRole.GUARDIAN or rules.decides(copy.guardian)


def _door(copy: Copy) -> dict[str, str]:
    if copy.handed:
        return {"url": reverse("rights:person", args=[copy.person_id]), "url_label": _("To the copy")}
    if copy.asked_by_id and copy.asked_by_id == copy.person.user_id:
        return {"url": reverse("rights:mine"), "url_label": _("To the copy")}
    return {}


def _make(copy: Copy, progress: Progress) -> None:
    person = copy.person
    with translation.override(copy.language), timezone.override(_zone(person.time_zone)):
        with storage.new(copy.pk) as (name, file):
            found = collecting.of(person, role=copy.role, guardian_id=copy.guardian_id)
            archiving.write(file, found, language=copy.language, step=progress)
            size = file.written
        if not services.finish_copy(copy=copy, path=name, size=size, contains=found.contains):
            storage.delete(name)
            raise Refused(_("There is nothing to copy any more."))


def _zone(name: str) -> ZoneInfo | None:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return None
