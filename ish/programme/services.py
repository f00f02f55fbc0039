"""The only writers of programmes, editions, phases, partners, places and organisers."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext as _

from accounts import roles
from accounts import services as accounts
from accounts.models import Invitation
from ish import clock
from ish.programme import calendar, mails, queries
from ish.programme.models import Edition, NominatingBody, Organiser, Phase, Programme, Quota, active_on
from ish.programme.states import Part

EDITION_FIELDS = (
    "number",
    "year",
    "arrival_day",
    "departure_day",
    "time_zone",
    "contact_email",
    "data_protection_contact",
    "places_planned",
    "acceptance_days",
    "hold_mail",
)
PROGRAMME_FIELDS = ("name", "short_name", "kind")
BODY_FIELDS = (
    "name",
    "kind",
    "country",
    "time_zone",
    "language",
    "parent",
    "dormant",
    "active_from",
    "active_to",
)
QUOTA_FIELDS = ("places", "reserve_places", "nominations_by")


class ChangedMeanwhile(Exception):
    """Somebody else saved this between reading and saving. `current` is the row as it is now."""

    def __init__(self, current: models.Model | None = None) -> None:
        super().__init__(_("Somebody else has changed this in the meantime."))
        self.current = current


class LastLead(Exception):
    """The last lead organiser of an edition cannot be ended: nobody could invite another one."""


class AlreadyOrganiser(Exception):
    """This address already does this part of the edition's work."""


def fingerprint(row: models.Model | None, fields: Iterable[str]) -> str:
    """Return a short mark of the row's present values: what an editor saw. Empty for no row."""
    if row is None:
        return ""
    values = "\x1f".join(str(row.serializable_value(name)) for name in fields)
    return hashlib.sha256(values.encode()).hexdigest()[:16]


def fingerprint_phases(edition: Edition) -> str:
    """Return a short mark of all phases of the edition as they are now."""
    rows = Phase.objects.filter(edition=edition).order_by("code").values_list("code", "opens", "closes")
    return hashlib.sha256(repr(list(rows)).encode()).hexdigest()[:16]


def _write(row: models.Model, values: Mapping[str, Any], allowed: Sequence[str]) -> models.Model:
    """Put `values` on a row, check it as a whole and save only those fields. Raises `ValidationError`."""
    unknown = set(values) - set(allowed)
    if unknown:
        raise TypeError(f"Not to be written here: {', '.join(sorted(unknown))}.")
    for name, value in values.items():
        setattr(row, name, value)
    row.full_clean()
    row.save(update_fields=list(values) if row.pk else None)
    return row


@transaction.atomic
def create_programme(*, name: str, short_name: str, kind: str) -> Programme:
    """Return a new programme. Raises `ValidationError` (a short name is used once)."""
    programme = Programme()
    _write(programme, {"name": name, "short_name": short_name, "kind": kind}, PROGRAMME_FIELDS)
    return programme


@transaction.atomic
def save_programme(*, programme: Programme, values: Mapping[str, Any], seen: str | None = None) -> Programme:
    """Save changed facts of a programme. Raises `ChangedMeanwhile`, `ValidationError`."""
    row = Programme.objects.select_for_update().get(pk=programme.pk)
    _check_seen(row, PROGRAMME_FIELDS, seen)
    _write(row, values, PROGRAMME_FIELDS)
    return row


@transaction.atomic
def create_edition(
    *,
    programme: Programme,
    by: Any,
    number: int,
    arrival_day: date,
    departure_day: date,
    spans: Mapping[str, calendar.Span] | None = None,
    **values: Any,
) -> Edition:
    """Return a new edition with its phases and `by` (may be None) as its lead organiser.

    Phases are those of `spans`, and where it says nothing those of the default calendar. Raises `ValidationError`.
    """
    values.setdefault("year", arrival_day.year)
    edition = Edition(programme=programme)
    facts = {"number": number, "arrival_day": arrival_day, "departure_day": departure_day, **values}
    _write(edition, facts, EDITION_FIELDS)
    _lay_phases(edition, spans or {})
    if by is not None:
        appoint(edition=edition, user=by)
    return edition


@transaction.atomic
def appoint(*, edition: Edition, user: Any, part: str = Part.LEAD) -> Organiser:
    """Make a user an organiser of the edition without invitation: whoever creates it, and the first visitor."""
    row, _made = Organiser.objects.update_or_create(
        edition=edition,
        email=user.email,
        part=part,
        defaults={"user": user, "name": user.get_full_name(), "active_to": None},
    )
    roles.forget_held(user)
    user.__dict__.pop("_editions", None)
    return row


def _lay_phases(edition: Edition, wanted: Mapping[str, calendar.Span]) -> None:
    codes = queries.codes_of(edition.programme)
    spans = calendar.default_phases(arrival=edition.arrival_day, departure=edition.departure_day, codes=codes)
    spans |= {code: span for code, span in wanted.items() if code in spans and code != "stay"}
    if wrong := calendar.out_of_order(spans):
        raise ValueError(f"These phases end before they begin: {', '.join(wrong)}.")
    Phase.objects.bulk_create(
        Phase(edition=edition, code=code, opens=a, closes=b) for code, (a, b) in spans.items()
    )


@transaction.atomic
def begin(
    *,
    by: Any,
    name: str,
    short_name: str,
    kind: str,
    number: int,
    arrival_day: date,
    departure_day: date,
    **values: Any,
) -> Edition:
    """Return the first edition of a new programme, with `by` as its lead organiser. Raises `ValidationError`."""
    programme = create_programme(name=name, short_name=short_name, kind=kind)
    return create_edition(
        programme=programme,
        by=by,
        number=number,
        arrival_day=arrival_day,
        departure_day=departure_day,
        **values,
    )


def _check_seen(row: models.Model, fields: Sequence[str], seen: str | None) -> None:
    if seen is not None and seen != fingerprint(row, fields):
        raise ChangedMeanwhile(row)


@transaction.atomic
def save_edition(*, edition: Edition, values: Mapping[str, Any], seen: str | None = None) -> Edition:
    """Save changed facts of an edition. The phase of the stay follows the days. Raises `ChangedMeanwhile`, `ValidationError`."""
    row = Edition.objects.select_for_update().select_related("programme").get(pk=edition.pk)
    _check_seen(row, EDITION_FIELDS, seen)
    _write(row, values, EDITION_FIELDS)
    row.phases.filter(code="stay").update(opens=row.arrival_day, closes=row.departure_day)
    return row


@transaction.atomic
def save_phases(*, edition: Edition, spans: Mapping[str, calendar.Span], seen: str | None = None) -> None:
    """Set first and last day of phases by code. Raises `ChangedMeanwhile`, `ValueError` (ends before it begins), `KeyError`."""
    row = Edition.objects.select_for_update().get(pk=edition.pk)
    if seen is not None and seen != fingerprint_phases(row):
        raise ChangedMeanwhile
    if wrong := calendar.out_of_order(spans):
        raise ValueError(f"These phases end before they begin: {', '.join(wrong)}.")
    known = {phase.code: phase for phase in row.phases.all()}
    for code, (opens, closes) in spans.items():
        phase = known.get(code) or Phase(edition=row, code=_known(row, code))
        phase.opens, phase.closes = opens, closes
        phase.save(update_fields=["opens", "closes"] if phase.pk else None)
    edition.__dict__.pop("_phases", None)


def _known(edition: Edition, code: str) -> str:
    if code not in queries.codes_of(edition.programme):
        raise KeyError(code)
    return code


@transaction.atomic
def save_body(
    *, values: Mapping[str, Any], body: NominatingBody | None = None, seen: str | None = None
) -> NominatingBody:
    """Create or change a partner. Raises `ChangedMeanwhile`, `ValidationError` (also for a circle of parents)."""
    row = NominatingBody.objects.select_for_update().get(pk=body.pk) if body else NominatingBody()
    if body is not None:
        _check_seen(row, BODY_FIELDS, seen)
    _write(row, values, BODY_FIELDS)
    return row


@transaction.atomic
def save_quota(
    *,
    edition: Edition,
    body: NominatingBody,
    places: int,
    reserve_places: int = 0,
    nominations_by: date | None = None,
) -> Quota:
    """Set the places of one partner in an edition, whatever they were; returns the row. Another number of places is agreed now,
    and newer than what the partner answered before."""
    values: dict[str, Any] = {
        "places": places,
        "reserve_places": reserve_places,
        "nominations_by": nominations_by,
    }
    if not Quota.objects.filter(edition=edition, body=body, places=places).exists():
        values["agreed_at"] = clock.now()
    row, _made = Quota.objects.update_or_create(edition=edition, body=body, defaults=values)
    return row


@dataclass(frozen=True)
class QuotaInput:
    """What an editor typed for one partner, and the mark of what they saw before."""

    body_id: int
    places: int
    reserve_places: int
    nominations_by: date | None
    seen: str


@dataclass
class QuotaResult:
    """How many partners were changed, and the keys of those that somebody else had changed meanwhile (left as they are)."""

    changed: int = 0
    conflicts: list[int] = field(default_factory=list)


@transaction.atomic
def save_quotas(*, edition: Edition, rows: Sequence[QuotaInput]) -> QuotaResult:
    """Save the places of many partners at once; rows that nobody touched are not written."""
    Edition.objects.select_for_update().get(pk=edition.pk)
    keys = [typed.body_id for typed in rows]
    known = {row.body_id: row for row in Quota.objects.filter(edition=edition, body__in=keys)}
    allowed = set(NominatingBody.objects.filter(pk__in=keys).values_list("pk", flat=True))
    result = QuotaResult()
    for typed in rows:
        if typed.body_id not in allowed:
            raise NominatingBody.DoesNotExist
        _save_quota_row(edition, typed, known.get(typed.body_id), result)
    return result


def _save_quota_row(edition: Edition, typed: QuotaInput, row: Quota | None, result: QuotaResult) -> None:
    wanted = (typed.places, typed.reserve_places, typed.nominations_by)
    now = (row.places, row.reserve_places, row.nominations_by) if row else (0, 0, None)
    if wanted == now:
        return
    if typed.seen != fingerprint(row, QUOTA_FIELDS):
        result.conflicts.append(typed.body_id)
        return
    save_quota(
        edition=edition,
        body=NominatingBody(pk=typed.body_id),
        places=typed.places,
        reserve_places=typed.reserve_places,
        nominations_by=typed.nominations_by,
    )
    result.changed += 1


@transaction.atomic
def invite_organiser(
    *, edition: Edition, name: str, email: str, part: str, by: Any, language: str = "en"
) -> Organiser:
    """Return a new organiser of the edition, to whom an invitation was written. Raises `AlreadyOrganiser`, `ValidationError`."""
    address = email.strip().lower()
    row = Organiser.objects.filter(edition=edition, email=address, part=part).first()
    if row is not None and (row.active_to is None or row.active_to >= clock.today()):
        raise AlreadyOrganiser
    if row is not None:  # somebody who left comes back: their old row counts again
        row.active_to = None
        row.save(update_fields=["active_to"])
    else:
        row = Organiser(edition=edition, name=name.strip(), email=address, part=part)
        row.full_clean()
        try:
            row.save()
        except IntegrityError as error:
            raise AlreadyOrganiser from error
    if row.user_id is None:
        invitation, _token = accounts.invite(
            role="organiser", target_id=row.pk, email=address, language=language, by=by
        )
        mails.organiser_invitation(organiser=row, invitation=invitation, by=by)
    return row


@transaction.atomic
def end_organiser(*, organiser: Organiser, by: Any, last_day: date | None = None) -> Organiser:
    """End an organiser's work after `last_day` (default yesterday: at once). Raises `LastLead`."""
    Edition.objects.select_for_update().get(pk=organiser.edition_id)
    row = Organiser.objects.select_for_update().get(pk=organiser.pk)
    today = clock.today()
    others = Organiser.objects.filter(
        active_on(today), edition=row.edition_id, part=Part.LEAD, user__isnull=False
    ).exclude(pk=row.pk)
    if row.part == Part.LEAD and row.user_id and not others.exists():
        raise LastLead
    row.active_to = last_day or today - timedelta(days=1)
    if row.active_from and row.active_from > row.active_to:
        row.active_from = row.active_to
    row.save(update_fields=["active_from", "active_to"])
    for invitation in Invitation.objects.filter(role="organiser", target_id=row.pk, accepted_at=None):
        accounts.revoke(invitation=invitation)
    return row


@transaction.atomic
def bind_organiser(*, organiser_id: int, user: Any) -> None:
    """Tie an accepted invitation to its row. Raises `Refused` when the row has ended or belongs to somebody."""
    rows = Organiser.objects.filter(active_on(clock.today()), pk=organiser_id)
    if not rows.filter(user__isnull=True).update(user=user) and not rows.filter(user=user).exists():
        raise accounts.Refused("revoked")
