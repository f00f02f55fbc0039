"""Many decisions released in the background: checked together, then part by part, so that nobody else waits for all of them."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts import roles
from ish.jobs import registry as jobs
from ish.jobs.models import Job
from ish.jobs.services import start
from ish.nominations import mails
from ish.nominations.models import Nomination
from ish.nominations.services.deciding import (
    Changed,
    OverQuota,
    Released,
    locked_to_release,
    mark_of_pairs,
    note_of,
    over_quota,
    release_rows,
)
from ish.nominations.states import DECISIONS
from ish.privacy import history
from ish.programme.models import Edition, NominatingBody

IN_THE_REQUEST = 50  # decisions released while the organiser waits; more of them run in the background
PART = 50  # decisions in one transaction


def start_release(
    *,
    edition: Edition,
    keys: Sequence[int],
    by: Any,
    batch: str,
    seen: str,
    beyond_places: bool,
    not_before: datetime | None = None,
) -> Job:
    """Release in the background; the job's page says what came of it."""
    args = {"edition": edition.pk, "keys": list(keys), "batch": batch, "seen": seen, "beyond": beyond_places}
    args["not_before"] = not_before.isoformat() if not_before else ""
    return start(kind="nominations.release", owner=by, args=args)


def run_release(job: Job, progress: Any) -> dict[str, Any]:
    """Do it. May run again after a power cut: what has gone out stays, the rest follows. Raises `Refused` when it is no longer
    what was confirmed."""
    owner, args = job.owner, job.args
    seen = roles.visible_to(Edition.objects.all(), owner, role="organiser")
    edition = seen.filter(pk=args["edition"]).first()
    if owner is None or edition is None:
        raise jobs.Refused(_("You no longer organise this edition."))
    try:
        with history.acting(owner):
            done = release_in_parts(
                edition=edition,
                keys=args["keys"],
                by=owner,
                batch=args["batch"],
                seen=args["seen"],
                beyond_places=args["beyond"],
                progress=progress,
                not_before=datetime.fromisoformat(wait) if (wait := args.get("not_before")) else None,
            )
    except (Changed, OverQuota) as error:
        raise jobs.Refused(_("The decisions have changed in the meantime. Look at them again.")) from error
    return {"text": done.in_words(), "url": reverse("nominations:decisions"), "url_label": _("Decisions")}


def release_in_parts(
    *,
    edition: Edition,
    keys: Sequence[int],
    by: Any,
    batch: str,
    seen: str,
    beyond_places: bool = False,
    progress: Any = None,
    not_before: datetime | None = None,
) -> Released:
    """Release decisions as `deciding.release` does, a transaction for each part: first everything is checked together, then each
    part once more. A partner gets its result with its last part. Raises `Changed`, `OverQuota`."""
    notes, parts = _checked(edition, keys, seen=seen, beyond_places=beyond_places)
    done, total = Released(batch), sum(len(part) for _body, part, _last in parts)
    for body, part, last in parts:
        with transaction.atomic():
            _bodies, rows = locked_to_release(edition, part)
            if (over := over_quota(edition, rows)) and not beyond_places:
                raise OverQuota(over)
            done.add(release_rows(rows, by=by, batch=batch, notes=notes, not_before=not_before))
            if last:
                _tell(body, edition, keys, batch=batch, not_before=not_before)
        if progress is not None:
            progress(done.count + len(done.skipped), total)
    return done


def _checked(
    edition: Edition, keys: Sequence[int], *, seen: str, beyond_places: bool
) -> tuple[dict[int, str], list[tuple[NominatingBody, list[int], bool]]]:
    """Return what is noted on offers of each body, and the parts: body, keys, whether it is the body's last one."""
    with transaction.atomic():
        bodies, rows = locked_to_release(edition, keys)
        # What has gone out already, before the power was cut, counts as it was decided.
        pairs = Nomination.objects.filter(pk__in=keys).values_list("pk", "pending", "receiver_state")
        if mark_of_pairs((pk, pending or decided) for pk, pending, decided in pairs) != seen:
            raise Changed
        over = over_quota(edition, rows)
    if over and not beyond_places:
        raise OverQuota(over)
    parts = [
        (body, part, last)
        for pk, body in sorted(bodies.items())
        for part, last in _parts([row.pk for row in rows if row.body_id == pk])
    ]
    return {n.body.pk: note_of(n) for n in over}, parts


def _parts(keys: list[int]) -> Iterator[tuple[list[int], bool]]:
    for start_at in range(0, len(keys), PART):
        yield keys[start_at : start_at + PART], start_at + PART >= len(keys)


def _tell(
    body: NominatingBody, edition: Edition, keys: Sequence[int], *, batch: str, not_before: datetime | None
) -> None:
    """Write a partner's result: all its decisions of this release, those before a power cut included."""
    out = Q(pending="", receiver_state__in=DECISIONS) | Q(tell_on__isnull=False)
    rows = Nomination.objects.filter(out, body=body, pk__in=keys, release__batch=batch)
    if told := list(rows.order_by("pk")):
        mails.body_result(body=body, edition=edition, nominations=told, batch=batch, not_before=not_before)
