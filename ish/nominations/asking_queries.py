"""Reads for the season's question: who is asked where, what was answered, how that differs from what is agreed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import formats
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from accounts import links
from ish import clock
from ish.nominations.models import Coordinator, Nomination, SeasonReply
from ish.nominations.queries import due_for, due_of
from ish.nominations.states import CoordinatorKind, TakesPart
from ish.programme import queries as programme
from ish.programme.models import Edition, NominatingBody, Quota
from ish.programme.states import PhaseCode

PURPOSE = "nominations.season"
DAYS = 60
SILENT_AFTER = timedelta(days=14)
ANSWERS = (
    "taking_part", "places", "reserve_places", "responsible_name", "responsible_email", "names_by",
    "tells_first", "comment",
)  # fmt: skip


@dataclass(frozen=True)
class Address:
    """Somebody who is asked for a partner (`acts`: as its coordinator). A link carries not the address but its `mark`."""

    name: str
    email: str
    language: str
    time_zone: str
    user: Any = None
    acts: bool = False

    @property
    def mark(self) -> str:
        """What a link says of the address: it opens the page while the address acts for the partner, and no longer."""
        return links.derived_token(PURPOSE, self.email.casefold())[:16]


def before(edition: Edition) -> Edition | None:
    """Return the edition before this one of the same programme, or None."""
    rows = Edition.objects.filter(programme=edition.programme_id, arrival_day__lt=edition.arrival_day)
    return rows.order_by("-arrival_day").first()


def is_open(reply: SeasonReply) -> bool:
    """Say whether a partner can still answer: until the day by which its names are due, its own where one is agreed."""
    return _lasts(reply.edition, due_for(reply.edition, reply.body))


def is_open_to_any(edition: Edition) -> bool:
    """Say whether any partner can still answer by itself."""
    phase = programme.phase(edition, PhaseCode.NOMINATIONS)
    if phase is None or _lasts(edition, phase.closes):
        return True
    return edition.quotas.filter(nominations_by__gte=clock.today(edition.time_zone)).exists()


def _lasts(edition: Edition, due: date | None) -> bool:
    return due is None or clock.today(edition.time_zone) <= due


# ---------------------------------------------------------------- WHO IS ASKED


def addresses(edition: Edition, bodies: Iterable[NominatingBody]) -> dict[int, list[Address]]:
    """Return at which addresses each partner is asked: its coordinators, else those of the partner it names through, else who was
    responsible last (two queries). Nobody whose time has ended."""
    wanted = list(bodies)
    return _asked_at(wanted, _responsible(edition, wanted))


def _asked_at(
    wanted: Sequence[NominatingBody], responsible: dict[int, list[Address]]
) -> dict[int, list[Address]]:
    keys = {row.pk for row in wanted} | {row.parent_id for row in wanted if row.parent_id}
    acting, ended = _coordinators(keys)
    found: dict[int, list[Address]] = {}
    for row in wanted:
        own = acting.get(row.pk) or acting.get(row.parent_id or 0) or []
        left = ended.get(row.pk, set())
        last = [one for one in responsible.get(row.pk, []) if one.email.casefold() not in left]
        found[row.pk] = own or last[:1]
    return found


def _coordinators(keys: Iterable[int]) -> tuple[dict[int, list[Address]], dict[int, set[str]]]:
    """Return by body who acts for it today, the lead first, and the addresses of those who have left."""
    today = clock.today()
    acting: dict[int, list[Address]] = {}
    ended: dict[int, set[str]] = {}
    rows = Coordinator.objects.filter(body__in=keys).select_related("user", "body")
    for row in sorted(rows, key=lambda row: (row.kind != CoordinatorKind.LEAD, row.pk)):
        if row.active_to and row.active_to < today:
            ended.setdefault(row.body_id, set()).add(row.email.casefold())
        elif row.active_from is None or row.active_from <= today:
            one = _address(row.body, row.name, row.email, row.user, acts=True)
            acting.setdefault(row.body_id, []).append(one)
    return acting, ended


def _responsible(edition: Edition, bodies: Sequence[NominatingBody]) -> dict[int, list[Address]]:
    """Return by body whom it named as responsible, this year's first."""
    rows = SeasonReply.objects.filter(
        body__in=bodies,
        edition__programme=edition.programme_id,
        edition__arrival_day__lte=edition.arrival_day,
    )
    return _by_body(rows.select_related("body").order_by("-edition__arrival_day"))


def _by_body(replies: Iterable[SeasonReply]) -> dict[int, list[Address]]:
    """Return by body whom these answers name as responsible, in their order."""
    found: dict[int, list[Address]] = {}
    for row in replies:
        if not row.responsible_email:
            continue
        one = _address(row.body, row.responsible_name, row.responsible_email)
        found.setdefault(row.body_id, []).append(one)
    return found


def _address(body: NominatingBody, name: str, email: str, user: Any = None, *, acts: bool = False) -> Address:
    language = user.language if user else body.language
    return Address(name, email, language, user.time_zone if user else body.time_zone, user, acts)


def may_answer(reply: SeasonReply, mark: str) -> Address | None:
    """Return who answers by a link with this mark; None when the address no longer acts for the partner."""
    known = addresses(reply.edition, [reply.body])[reply.body_id]
    if reply.responsible_email:
        known = [*known, *_responsible(reply.edition, [reply.body]).get(reply.body_id, [])[:1]]
    _acting, ended = _coordinators([reply.body_id])
    left = ended.get(reply.body_id, set())
    return next((one for one in known if one.mark == mark and one.email.casefold() not in left), None)


def sign(reply: SeasonReply, address: Address) -> str:
    """Return the text of the link by which somebody answers for a partner."""
    return links.sign(PURPOSE, reply.pk, address.mark, days=DAYS)


def by_link(signed: str, *, expired_too: bool = False) -> tuple[SeasonReply, Address] | None:
    """Return what a link opens and who holds it; None when it no longer opens anything. Raises `BadLink`."""
    pk, mark = links.unsign(PURPOSE, signed, expired_too=expired_too)
    rows = SeasonReply.objects.select_related("edition__programme", "body")
    row = rows.filter(pk=pk).first()
    who = may_answer(row, mark) if row else None
    return (row, who) if row and who else None


def waiting_at(email: str) -> list[tuple[SeasonReply, Address]]:
    """Return the questions that are open and go to this address."""
    today = clock.today()
    mine = Q(body__coordinators__email__iexact=email) | Q(body__parent__coordinators__email__iexact=email)
    mine |= Q(responsible_email__iexact=email) | Q(body__season_replies__responsible_email__iexact=email)
    rows = SeasonReply.objects.filter(
        mine, asked_at__isnull=False, edition__arrival_day__gte=today
    ).distinct()
    found = []
    for row in rows.select_related("edition__programme", "body")[:50]:
        known = [*addresses(row.edition, [row.body])[row.body_id]]
        who = next((one for one in known if one.email.casefold() == email.casefold()), None)
        if who and is_open(row):
            found.append((row, who))
    return found


# ---------------------------------------------------------------- WHAT WAS ANSWERED


STATES = ("not_asked", "waiting", "silent", *TakesPart.values)


def state_of(reply: SeasonReply | None) -> str:
    """Return how the question stands: not asked, waiting, silent (two weeks and more), or what was answered."""
    if reply is not None and reply.answered_at:
        return reply.taking_part or TakesPart.LATER
    if reply is None or reply.asked_at is None:
        return "not_asked"
    return "silent" if reply.asked_at < clock.now() - SILENT_AFTER else "waiting"


@dataclass(frozen=True)
class Difference:
    """One thing that two sides say differently."""

    label: str
    old: str
    new: str


@dataclass(frozen=True)
class Line:
    """One partner on the organisers' page."""

    body: NominatingBody
    reply: SeasonReply | None
    quota: Quota | None
    before: Quota | None
    addresses: list[Address] = field(default_factory=list)
    differences: list[Difference] = field(default_factory=list)
    open: bool = True
    """Whether the partner can still answer by itself."""

    @property
    def state(self) -> str:
        """How the question stands."""
        return state_of(self.reply)

    @property
    def may_agree(self) -> bool:
        """Whether there is an answer that says something else than what is agreed."""
        return self.state in (TakesPart.YES, TakesPart.NO) and bool(self.differences)


def partners(edition: Edition, *, state: str = "") -> QuerySet[NominatingBody]:
    """Return the partners that can be asked, narrowed to how the question stands."""
    mine = SeasonReply.objects.filter(edition=edition, body=OuterRef("pk"))
    rows = programme.partners_of(edition).select_related("parent")
    if state not in STATES:
        return rows
    answered = mine.filter(answered_at__isnull=False)
    asked = mine.filter(answered_at__isnull=True, asked_at__isnull=False)
    long_ago = Q(asked_at__lt=clock.now() - SILENT_AFTER)
    conditions: dict[str, Any] = {
        "not_asked": ~Exists(asked) & ~Exists(answered),
        "waiting": Exists(asked.exclude(long_ago)),
        "silent": Exists(asked.filter(long_ago)),
        TakesPart.LATER: Exists(answered.filter(taking_part__in=("", TakesPart.LATER))),
    }
    return rows.filter(conditions.get(state) or Exists(answered.filter(taking_part=state)))


def totals(edition: Edition) -> dict[str, int]:
    """Return how many partners were asked, have answered, and what (one query)."""
    answered = Q(answered_at__isnull=False)
    found = SeasonReply.objects.filter(edition=edition).aggregate(
        asked=Count("pk", filter=Q(asked_at__isnull=False) | answered),
        answered=Count("pk", filter=answered),
        silent=Count("pk", filter=~answered & Q(asked_at__lt=clock.now() - SILENT_AFTER)),
        **{name: Count("pk", filter=answered & Q(taking_part=name)) for name in TakesPart.values},
    )
    return dict(found)


def lines(edition: Edition, bodies: Iterable[NominatingBody]) -> list[Line]:
    """Return what the page says of each partner (five queries, however many they are)."""
    rows = list(bodies)
    last = before(edition)
    both = [one for one in (edition, last) if one]
    said = list(SeasonReply.objects.filter(edition__in=both, body__in=rows).select_related("body"))
    replies = {r.body_id: r for r in said if r.edition_id == edition.pk}
    quotas = list(Quota.objects.filter(edition__in=both, body__in=rows))
    now = {r.body_id: r for r in quotas if r.edition_id == edition.pk}
    then = {r.body_id: r for r in quotas if r.edition_id != edition.pk}
    newest_first = sorted(said, key=lambda r: r.edition_id != edition.pk)
    asked = _asked_at(rows, _by_body(newest_first))
    closes = programme.phase(edition, PhaseCode.NOMINATIONS)
    found = []
    for row in rows:
        reply, quota = replies.get(row.pk), now.get(row.pk)
        differing = differences(reply, quota, closes.closes if closes else None) + _new(reply, asked[row.pk])
        is_open = _lasts(edition, due_of(edition, quota))
        found.append(Line(row, reply, quota, then.get(row.pk), asked[row.pk], differing, is_open))
    return found


def differences(reply: SeasonReply | None, quota: Quota | None, due: date | None) -> list[Difference]:
    """Return what an answer says differently from what is agreed; of what it leaves open, nothing."""
    if reply is None or state_of(reply) not in (TakesPart.YES, TakesPart.NO):
        return []
    agreed = (quota.places, quota.reserve_places) if quota else (0, 0)
    if reply.taking_part == TakesPart.NO:
        return [Difference(_("Places"), str(agreed[0]), "0")] if any(agreed) else []
    pairs: list[tuple[str, Any, Any]] = [
        (_("Places"), agreed[0], reply.places),
        (_("Waiting list"), agreed[1], reply.reserve_places),
        (_("Names by"), (quota.nominations_by if quota else None) or due, reply.names_by),
        (_("Tells its own students first"), bool(quota and quota.tells_first_days), reply.tells_first),
    ]
    return [Difference(label, words(old), words(new)) for label, old, new in pairs if new not in (None, old)]


def _new(reply: SeasonReply | None, acting: Sequence[Address]) -> list[Difference]:
    """Return who is to be responsible and does not act for the partner yet."""
    if reply is None or state_of(reply) != TakesPart.YES or not reply.responsible_email:
        return []
    if any(one.acts and one.email.casefold() == reply.responsible_email.casefold() for one in acting):
        return []
    old = ", ".join(one.name for one in acting if one.acts) or _("nobody")
    return [Difference(_("Responsible"), old, reply.responsible_name or reply.responsible_email)]


def differing(mine: dict[str, Any], theirs: SeasonReply) -> list[Difference]:
    """Return where what somebody is about to answer differs from what another has answered meanwhile."""
    found = []
    for name in ANSWERS:
        old, new = getattr(theirs, name), mine.get(name)
        if (old or "") != (new or "") or isinstance(old, int) != isinstance(new, int):
            label = str(capfirst(SeasonReply._meta.get_field(name).verbose_name))  # type: ignore[union-attr]
            found.append(Difference(label, words(old, name), words(new, name)))
    return found


def words(value: Any, name: str = "") -> str:
    """Return an answer as people read it."""
    if name == "taking_part" and value:
        return str(TakesPart(value).label)
    if value is None or value == "":
        return _("not given")
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, date):
        return formats.date_format(value, "DATE_FORMAT")
    return str(value)


def facts(reply: SeasonReply) -> list[dict[str, str]]:
    """Return an answer line by line, without what was left open."""
    found = []
    for name in (*ANSWERS, "answered_by"):
        value = getattr(reply, name)
        if value not in (None, "", False):
            label = str(capfirst(SeasonReply._meta.get_field(name).verbose_name))  # type: ignore[union-attr]
            found.append({"label": label, "value": words(value, name)})
    return found


def prefilled(reply: SeasonReply, who: Address | None) -> dict[str, Any]:
    """Return what the form begins with: the answer there is, else what was agreed or answered last year (three queries).
    `last_year` is the year of which that was said: this one, where the places are agreed already."""
    if reply.answered_at:
        values = {name: getattr(reply, name) for name in ANSWERS}
        return {**values, "answered_by": who.name if who else reply.answered_by}
    last = before(reply.edition)
    then = SeasonReply.objects.filter(edition=last, body=reply.body_id, answered_at__isnull=False).first()
    keys = [edition for edition in (reply.edition, last) if edition]
    rows = Quota.objects.filter(edition__in=keys, body=reply.body_id).select_related("edition")
    quota = rows.order_by("-edition__arrival_day").first()
    values = {
        "places": quota.places if quota else getattr(then, "places", None),
        "reserve_places": quota.reserve_places if quota else getattr(then, "reserve_places", None),
        "tells_first": bool(quota and quota.tells_first_days) or bool(then and then.tells_first),
        "responsible_name": (who.name if who else "") or getattr(then, "responsible_name", ""),
        "responsible_email": (who.email if who else "") or getattr(then, "responsible_email", ""),
        "answered_by": who.name if who else "",
    }
    if quota and quota.edition_id == reply.edition_id:
        values["names_by"] = quota.nominations_by
    source = quota.edition if quota else last if then else None
    return {**values, "last": then, "last_year": source.year if source else None}


def replies_of(edition: Edition, bodies: Iterable[NominatingBody]) -> dict[int, SeasonReply]:
    """Return the answers of some partners by their key (one query)."""
    return {r.body_id: r for r in SeasonReply.objects.filter(edition=edition, body__in=list(bodies))}


def named_last_year(edition: Edition, bodies: Iterable[NominatingBody]) -> dict[int, int]:
    """Return how many students of each partner came last year (two queries; nothing without an edition before)."""
    last = before(edition)
    if last is None:
        return {}
    came = Nomination.objects.filter(
        edition=last, body__in=list(bodies), participation__state__in=("confirmed", "arrived", "completed")
    )
    return dict(came.order_by().values_list("body").annotate(n=Count("pk")))
