"""What organisers do for many people at once, from the readiness list: remind, do without, ask again, record for others.

For those ticked; when nobody is ticked, for everybody whom the filter leaves.
"""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ish import clock
from ish.desk.access import access
from ish.desk.confirm import confirm, confirmed, number
from ish.jobs.services import start
from ish.people import (
    bulk_forms,
    bulk_services,
    forms,
    nudging,
    nudging_mails,
    readiness,
    requirements,
    waiving,
)
from ish.people.models import Participation
from ish.people.readiness import Filter
from ish.people.states import Actor
from ish.privacy import restricting
from ish.programme import queries as programme

MOST = 500
"""So many can be ticked; a page has fewer."""


@dataclass
class Scope:
    """For whom something is done: the edition, the filter as an address says it, and the keys of those ticked (None: all)."""

    request: HttpRequest
    query: str
    only: list[int] | None

    @classmethod
    def of(cls, request: HttpRequest) -> "Scope":
        """Return what a request says: the list sends `list` and `who`, a link its own address."""
        form = forms.ReadinessFilter(QueryDict(request.POST.get("list", "") or request.GET.urlencode()))
        ticked = [part for text in request.POST.getlist("who") for part in text.split(",")]
        keys = [int(part) for part in ticked if part.isascii() and part.isdigit() and len(part) < 19][:MOST]
        return cls(request, form.query, keys or None)

    @cached_property
    def edition(self) -> Any:
        """The edition in hand."""
        return programme.organised_edition(self.request)

    @cached_property
    def chosen(self) -> Filter:
        """The filter."""
        return forms.ReadinessFilter(QueryDict(self.query)).chosen

    @property
    def at(self) -> Any:
        """Today, where the school is."""
        return clock.today(self.edition.time_zone)

    def rows(self, **fixed: Any) -> tuple[requirements.Sheet, QuerySet[Participation]]:
        """Return the sheet, and those whom it is about; `fixed` parts of the filter are set."""
        chosen = Filter(**{**vars(self.chosen), **fixed})
        return readiness.found(
            edition=self.edition, user=self.request.user, at=self.at, chosen=chosen, only=self.only
        )

    @cached_property
    def totals(self) -> dict[str, dict[str, int]]:
        """Of whom it is about: for how many each to-do is open, done, waived."""
        sheet, rows = self.rows(only="", due="", until="", sort="")
        return sheet.totals(rows)

    @property
    def back(self) -> str:
        """The list as it was."""
        return f"{reverse('people:readiness')}?{self.query}" if self.query else reverse("people:readiness")

    @property
    def hidden(self) -> list[tuple[str, str]]:
        """What the page before sends along."""
        ticked = ",".join(str(key) for key in self.only or ())
        return [("list", self.query), *([("who", ticked)] if ticked else [])]

    def job(self, kind: str, **args: Any) -> int:
        """Start work in the background; return the key of the job."""
        user: Any = self.request.user
        told = {"edition": self.edition.pk, "owner": user.pk, "filter": vars(self.chosen), "only": self.only}
        return start(kind=kind, owner=user, args={**told, **args}).pk

    def whom(self) -> str:
        """Say for whom it is."""
        if self.only is None:
            return _("For everybody whom the list shows.")
        count = len(self.only)
        return ngettext("For %(n)s person ticked.", "For %(n)s people ticked.", count) % {"n": count}


# ---------------------------------------------------------------- REMINDING


@access("organiser")
def remind(request: HttpRequest) -> HttpResponse:
    """Write to whoever's turn it is, each at their own address; says first how many letters that are, and to whom."""
    scope = Scope.of(request)
    counts, silent = _letters(scope)
    if not any(counts.values()):
        messages.info(
            request, _("Nobody of them has something to do now whom we can write to, so nobody is reminded.")
        )
        return redirect(scope.back)
    usual = _usual(scope, counts)
    choices = [(actor, _told(actor, count)) for actor, count in counts.items() if count]
    said = request.POST if confirmed(request) and "whom" in request.POST else None
    form = bulk_forms.WhomForm(said, choices=choices, initial={"whom": [usual]})
    if confirmed(request) and (said is None or form.is_valid()):
        whom = form.cleaned_data["whom"] if said is not None else [usual]
        return redirect("desk:job", scope.job("people.remind", whom=whom))
    return _ask_whom(scope, form, counts, silent)


def _letters(scope: Scope) -> tuple[dict[str, int], int]:
    """Return how many letters would go to each kind of reader, and how many students have no address."""
    state = scope.chosen.only
    only = {"only": "" if state in ("ready", "waived") else state}
    wanted = scope.chosen.actor
    counts: dict[str, int] = {}
    silent = 0
    if wanted in ("", Actor.PARTICIPANT):
        _sheet, rows = scope.rows(actor=Actor.PARTICIPANT, **only)
        people = restricting.without(rows).order_by()
        counts[Actor.PARTICIPANT.value] = people.exclude(person__email="").values("person").distinct().count()
        silent = people.filter(person__email="").values("person").distinct().count()
    for source in nudging.every():
        if wanted in ("", source.actor):
            _sheet, rows = scope.rows(actor=source.actor, **only)
            found = source.addresses(restricting.without(rows), scope.at).order_by()
            counts[source.actor.value] = found.values("address").distinct().count()
    return counts, silent


def _usual(scope: Scope, counts: dict[str, int]) -> str:
    """Return who is written to unless somebody chooses otherwise: whose turn the filter names, else the students."""
    if scope.chosen.actor in counts:
        return scope.chosen.actor
    return next(actor for actor, count in counts.items() if count)


def _told(actor: str, count: int) -> str:
    label = (
        _("students and guests themselves") if actor == Actor.PARTICIPANT else str(nudging.get(actor).label)
    )
    words = ngettext("%(who)s (%(n)s letter)", "%(who)s (%(n)s letters)", count)
    return words % {"who": label, "n": count}


def _ask_whom(scope: Scope, form: bulk_forms.WhomForm, counts: dict[str, int], silent: int) -> HttpResponse:
    themselves = counts.get(Actor.PARTICIPANT, 0)
    numbers = []
    if themselves:
        words = ngettext("letter to a student or guest", "letters to students and guests", themselves)
        numbers.append(number(themselves, words))
    if silent:
        words = ngettext("has no e-mail address", "have no e-mail address", silent)
        numbers.append(number(silent, words, "waiting"))
    for source in nudging.every():
        if count := counts.get(source.actor, 0):
            words = ngettext("letter to %(who)s", "letters to %(who)s", count)
            numbers.append(number(count, words % {"who": source.label}))
    lines = [
        scope.whom(),
        _("Letters go to those who are ticked below."),
        _("Each letter lists what its reader has to do, for whom and by when, in their language."),
        _("Parents, coordinators and lab supervisors get one letter for all whom it is about."),
        _("Whoever has done their part, also before it is sent, gets none."),
        _("Nobody is reminded twice on one day."),
    ]
    left_out = scope.rows()[1].filter(restricting.unused("person")).values("person").distinct().count()
    if left_out:
        lines.append(restricting.in_words(left_out))
    today = sum(nudging_mails.went_out_today(source, scope.edition) for source in nudging.every())
    if today:
        words = ngettext(
            "%(n)s letter to parents, coordinators or lab supervisors went out today already.",
            "%(n)s letters to parents, coordinators or lab supervisors went out today already.",
            today,
        )
        lines.append(words % {"n": today})
    return confirm(
        scope.request,
        _("Write reminders?"),
        lines,
        _("Write the reminders"),
        scope.back,
        numbers=numbers,
        hidden=scope.hidden,
        form=form,
    )


# ---------------------------------------------------------------- NOT NEEDED, AND NEEDED AGAIN


def _choices(
    scope: Scope, name: str, *, recordable: bool = False, waivable: bool = False
) -> list[tuple[str, str]]:
    """Return the to-dos that are open (or were waived: `name`) for somebody in the scope, with for how many; `waivable`:
    those that can be lifted for many at once, and single things that upper floors name."""
    found = []
    for code, counts in scope.totals.items():
        requirement = requirements.get(code)
        fits = (requirement.record is not None or not recordable) and not (waivable and requirement.by_law)
        if counts[name] and fits:
            found.append((code, f"{requirement.label} ({counts[name]})"))
    return found + (_further(scope, name) if not recordable else [])


def _further(scope: Scope, name: str) -> list[tuple[str, str]]:
    """Return what else is open, or was waived, of those in the scope."""
    found = []
    for one in waiving.of(scope.edition, scope.at):
        if count := _further_rows(scope, one, name).count():
            found.append((one.code, f"{one.label} ({count})"))
    return found


def _further_rows(scope: Scope, one: waiving.Waivable, name: str) -> QuerySet[Participation]:
    _sheet, rows = scope.rows(only="", due="", until="", sort="")
    rows = one.open(rows) if name == "open" else one.waived(rows)
    return rows.order_by()


def _further_keys(scope: Scope, one: waiving.Waivable, name: str) -> list[int]:
    return list(_further_rows(scope, one, name).values_list("pk", flat=True))


def _further_one(scope: Scope, code: str) -> waiving.Waivable | None:
    return next((one for one in waiving.of(scope.edition, scope.at) if one.code == code), None)


def _by_law(scope: Scope) -> list[str]:
    """Say which of the open to-dos cannot be lifted for many at once, and why."""
    found = [requirements.get(code) for code, counts in scope.totals.items() if counts["open"]]
    return [f"{one.label}: {one.by_law}" for one in found if one.by_law]


def _waive(scope: Scope, code: str, reason: str) -> int:
    by = scope.request.user
    if further := _further_one(scope, code):
        return further.waive(_further_keys(scope, further, "open"), reason, by)
    return bulk_services.waive_many(keys=_keys(scope, code, "open"), requirement=code, reason=reason, by=by)


def _unwaive(scope: Scope, code: str) -> int:
    by = scope.request.user
    if further := _further_one(scope, code):
        return further.unwaive(_further_keys(scope, further, "waived"), by)
    return bulk_services.unwaive_many(keys=_keys(scope, code, "waived"), requirement=code, by=by)


def _begun(scope: Scope, choices: list[tuple[str, str]]) -> dict[str, str]:
    codes = [code for code, _label in choices]
    return {"what": scope.chosen.requirement if scope.chosen.requirement in codes else codes[0]}


def _keys(scope: Scope, code: str, only: str) -> list[int]:
    """Return whom it is about: those for whom just this is open (or not needed)."""
    fixed = {"requirement": code, "actor": "", "only": only, "due": "", "until": "", "sort": ""}
    _sheet, rows = scope.rows(**fixed)
    return list(rows.order_by().values_list("pk", flat=True))


@access("organiser")
def waive_many(request: HttpRequest) -> HttpResponse:
    """Say of several people that something is not needed, with one reason."""
    scope = Scope.of(request)
    choices, by_law = _choices(scope, "open", waivable=True), _by_law(scope)
    if not choices:
        messages.info(request, " ".join([_("Nothing is open that could be done without."), *by_law]))
        return redirect(scope.back)
    form = bulk_forms.WaiveForm(
        request.POST if confirmed(request) else None, choices=choices, initial=_begun(scope, choices)
    )
    if confirmed(request) and form.is_valid():
        count = _waive(scope, form.cleaned_data["what"], form.cleaned_data["reason"])
        words = ngettext("Not needed for %(n)s person.", "Not needed for %(n)s people.", count)
        undo = _("To undo it, show “something not needed” and ask for it again.")
        messages.success(request, f"{words % {'n': count}} {undo}")
        return redirect(scope.back)
    return confirm(
        request,
        _("Do without something?"),
        [scope.whom(), _("It disappears from their lists as done, and nobody is reminded of it."), *by_law],
        _("Do without it"),
        scope.back,
        hidden=scope.hidden,
        form=form,
        undo=_("You can ask for it again at any time."),
    )


@access("organiser")
def unwaive_many(request: HttpRequest) -> HttpResponse:
    """Ask several people again for what was said to be not needed."""
    scope = Scope.of(request)
    choices = _choices(scope, "waived")
    if not choices:
        messages.info(request, _("Nothing was said to be not needed for them."))
        return redirect(scope.back)
    form = bulk_forms.WhatForm(
        request.POST if confirmed(request) else None, choices=choices, initial=_begun(scope, choices)
    )
    if confirmed(request) and form.is_valid():
        count = _unwaive(scope, form.cleaned_data["what"])
        words = ngettext("Asked of %(n)s person again.", "Asked of %(n)s people again.", count)
        messages.success(request, words % {"n": count})
        return redirect(scope.back)
    return confirm(
        request,
        _("Ask for it again?"),
        [
            scope.whom(),
            _("It is on their lists again. Nobody is written to."),
            _("The reason why it was not needed goes."),
        ],
        _("Ask for it again"),
        scope.back,
        hidden=scope.hidden,
        form=form,
    )


# ---------------------------------------------------------------- RECORDING FOR OTHERS


@access("organiser")
def record_many(request: HttpRequest) -> HttpResponse:
    """Record for several people what they said on the phone or on paper, in the background."""
    scope = Scope.of(request)
    choices = _choices(scope, "open", recordable=True)
    if not choices:
        messages.info(
            request,
            _("Nothing is open that is recorded for several at once. Open a person to record it for one."),
        )
        return redirect(scope.back)
    form = bulk_forms.RecordForm(
        request.POST if confirmed(request) else None, choices=choices, initial=_begun(scope, choices)
    )
    if confirmed(request) and form.is_valid():
        said = form.cleaned_data
        fixed = {**vars(scope.chosen), "requirement": said["what"], "actor": "", "due": "", "until": ""}
        pk = scope.job(
            "people.record",
            filter=fixed,
            requirement=said["what"],
            method=said["method"],
            source=said["source"],
        )
        return redirect("desk:job", pk)
    return confirm(
        request,
        _("Record for others?"),
        [
            scope.whom(),
            _("It counts as if they had done it themselves, with how we know it."),
            _("Whoever is told of it by letter otherwise is told now, too."),
        ],
        _("Record it"),
        scope.back,
        hidden=scope.hidden,
        form=form,
    )
