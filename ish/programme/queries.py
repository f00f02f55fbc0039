"""Reads: the edition in hand, its phases, its organisers, its partners with their places."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Lower
from django.http import Http404, HttpRequest

from accounts import roles
from ish import clock
from ish.programme import calendar
from ish.programme.models import Edition, NominatingBody, Organiser, Phase, Programme, Quota, active_on
from ish.programme.states import STAGE_OF_PHASE, Part, PhaseCode

SESSION_KEY = "edition"


def editions_for(user: Any) -> list[Edition]:
    """Return the editions that `user` has anything to do with, the newest first (kept on the user for one request)."""
    if not getattr(user, "is_authenticated", False):
        return []
    kept: list[Edition] | None = getattr(user, "_editions", None)
    if kept is None:
        organised = Organiser.objects.filter(
            active_on(clock.today()), user_id=user.pk, edition=OuterRef("pk")
        )
        seen = roles.visible_to(Edition.objects.select_related("programme"), user)
        seen = seen.annotate(**{f"does_{part}": Exists(organised.filter(part=part)) for part in Part.values})
        begins = Phase.objects.filter(edition=OuterRef("pk"), code=PhaseCode.NOMINATIONS)
        seen = seen.annotate(names_from=Subquery(begins.values("opens")[:1]))
        kept = list(seen.order_by("-arrival_day", "pk"))
        user._editions = kept
    return kept


def current_edition(request: HttpRequest) -> Edition | None:
    """Return the edition in hand: the one chosen in this session while the user still sees it, else the one that runs, else the
    newest of theirs."""
    editions = editions_for(request.user)
    chosen = request.session.get(SESSION_KEY) if hasattr(request, "session") else None
    for edition in editions:
        if edition.pk == chosen:
            return edition
    return _first(editions)


def _first(editions: Sequence[Edition]) -> Edition | None:
    """Return the newest edition that runs today, from the first names to the departure, else the newest: the next one is prepared
    long before this one is over, and nobody wants to look for this one then."""
    running = (row for row in editions if _runs(row))
    return next(running, None) or next(iter(editions), None)


def _runs(edition: Edition) -> bool:
    today, begins = clock.today(edition.time_zone), getattr(edition, "names_from", None)
    return begins is not None and begins <= today <= edition.departure_day


def phases_by_code(edition: Edition) -> dict[str, Phase]:
    """Return the phases of an edition by their code (one query; kept on the edition object)."""
    kept: dict[str, Phase] | None = getattr(edition, "_phases", None)
    if kept is None:
        kept = {row.code: row for row in edition.phases.all()}
        edition._phases = kept  # type: ignore[attr-defined]
    return kept


def phase(edition: Edition, code: str) -> Phase | None:
    """Return one phase, or None when the edition does not have it."""
    return phases_by_code(edition).get(code)


def is_open(edition: Edition, code: str, at: date | None = None) -> bool:
    """Say whether the day (default: today in the edition's zone) lies within the phase; a phase that does not exist is closed."""
    found = phase(edition, code)
    day = at or clock.today(edition.time_zone)
    return found is not None and found.opens <= day <= found.closes


def has_begun(edition: Edition, code: str, at: date | None = None) -> bool:
    """Say whether the phase has opened by the day, whether or not it is over."""
    found = phase(edition, code)
    return found is not None and found.opens <= (at or clock.today(edition.time_zone))


def is_over(edition: Edition, code: str, at: date | None = None) -> bool:
    """Say whether the last day of the phase has passed."""
    found = phase(edition, code)
    return found is not None and found.closes < (at or clock.today(edition.time_zone))


def has_ended(edition: Edition, at: date | None = None) -> bool:
    """Say whether everybody has left: from then on an edition is read, and no longer written by its partners."""
    return edition.departure_day < (at or clock.today(edition.time_zone))


def codes_of(programme: Programme) -> list[str]:
    """Return the codes of the phases that editions of this programme have, in the usual order."""
    stages = set(programme.stages())
    return [code for code in PhaseCode.values if STAGE_OF_PHASE[code] in stages]


def timeline(edition: Edition, at: date | None = None) -> list[calendar.Station]:
    """Return the phases of an edition as a line of stations on the day (default: today)."""
    day = at or clock.today(edition.time_zone)
    rows = [(row.code, str(row), row.opens, row.closes) for row in phases_by_code(edition).values()]
    return calendar.timeline(rows, today=day)


def organisers_of(edition: Edition, part: str | None = None, at: date | None = None) -> QuerySet[Organiser]:
    """Return the organisers active on the day; with `part`, those who do this part (the lead does every part)."""
    rows = edition.organisers.filter(active_on(at or clock.today(edition.time_zone))).select_related("user")
    return rows.filter(part__in={part, Part.LEAD}) if part else rows


def parts_of(user: Any, edition_ids: Sequence[int] | None = None) -> set[str]:
    """Return the parts of the work that `user` does today, in the given editions or in any (known with the editions)."""
    mine = [row for row in editions_for(user) if edition_ids is None or row.pk in edition_ids]
    return {part for edition in mine for part in _done_in(edition)}


def _done_in(edition: Edition) -> set[str]:
    """Return the parts that the user for whom the edition was fetched does there."""
    return {part for part in Part.values if getattr(edition, f"does_{part}")}


def bodies_for(edition: Edition) -> QuerySet[NominatingBody]:
    """Return the partners that could take part in the edition: not resting, and a partner on its day of arrival."""
    return NominatingBody.objects.filter(active_on(edition.arrival_day), dormant=False)


def partners_of(edition: Edition) -> QuerySet[NominatingBody]:
    """Return the partners that could take part in the edition or already have places in it, by name."""
    agreed = Quota.objects.filter(edition=edition, body=OuterRef("pk"))
    could = Q(active_on(edition.arrival_day), dormant=False)
    return NominatingBody.objects.filter(could | Exists(agreed)).order_by(Lower("name"), "pk")


def quotas_by_body(edition: Edition, bodies: Iterable[NominatingBody] | None = None) -> dict[int, Quota]:
    """Return the places of an edition by the key of the body, of all bodies or of these."""
    rows = edition.quotas.all()
    return {row.body_id: row for row in (rows if bodies is None else rows.filter(body__in=list(bodies)))}


def places_agreed(edition: Edition) -> dict[str, int]:
    """Return how many places, and places on the waiting list, all partners have together: {"places", "reserves"}."""
    found = edition.quotas.aggregate(places=Sum("places"), reserves=Sum("reserve_places"))
    return {name: number or 0 for name, number in found.items()}


def quota(edition: Edition, body: NominatingBody) -> Quota | None:
    """Return the places of one body in one edition, or None while nothing is agreed."""
    return Quota.objects.filter(edition=edition, body=body).first()


def programmes_for(user: Any) -> QuerySet[Programme]:
    """Return the programmes `user` organises an edition of, with the number of their editions."""
    mine = Organiser.objects.filter(active_on(clock.today()), user_id=user.pk).values("edition__programme")
    return Programme.objects.filter(pk__in=mine).annotate(edition_count=Count("editions"))


def led_by(user: Any, programme: Programme | None = None) -> list[Edition]:
    """Return the editions (of a programme) that `user` leads today, the newest first."""
    mine = [row for row in editions_for(user) if Part.LEAD in _done_in(row)]
    return mine if programme is None else [row for row in mine if row.programme_id == programme.pk]


def organised_edition(request: HttpRequest) -> Edition:
    """Return the edition in hand if the user organises it, else the newest they organise; raises `Http404` when there is none."""
    found = edition_as(request, "organiser")
    if found is None:
        raise Http404
    return found


def edition_as(request: HttpRequest, role: str) -> Edition | None:
    """Return the edition in hand if the user has to do with it in this role, else the one that runs of which that is true, else
    the newest, else None.

    Every page of a role goes by this: to have something to do with an edition is not yet to organise it.
    """
    editions, current = editions_for(request.user), current_edition(request)
    if role == "organiser":
        mine = [edition for edition in editions if _done_in(edition)]
    elif [held.name for held in roles.held_by(request.user)] == [role]:
        mine = editions
    else:
        mine = [edition for edition in editions if edition.pk in _seen_as(request, role)]
    return current if current in mine else _first(mine)


def _seen_as(request: HttpRequest, role: str) -> set[int]:
    """Return the keys of the editions that the user sees in this role (one query a role, kept for the request)."""
    kept: dict[str, set[int]] = request.__dict__.setdefault("_editions_seen_as", {})
    if role not in kept:
        seen = roles.visible_to(Edition.objects.order_by(), request.user, role=role)
        kept[role] = set(seen.values_list("pk", flat=True))
    return kept[role]
