"""Lists: a coordinator's students, a partner's students, all nominations of an edition."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ish import clock
from ish.desk import lists
from ish.desk.access import access
from ish.nominations import asking_queries as asking
from ish.nominations import places_queries, queries, rules
from ish.nominations.decision_tables import NominationsTable
from ish.nominations.forms import NominationsFilter, StudentsFilter
from ish.nominations.rules import COORDINATOR, ORGANISER
from ish.nominations.states import DECISIONS, Receiver
from ish.nominations.tables import StudentsTable
from ish.nominations.views import showing
from ish.programme import queries as programme
from ish.programme.models import Edition, NominatingBody


@access("coordinator")
@require_safe
def mine(request: HttpRequest) -> HttpResponseBase:
    """A coordinator's home: the students of their own partners."""
    edition = queries.coordinated_edition(request)
    if edition is None:
        context = {"breadcrumbs": [{"label": _("Your students")}]}
        return render(request, "nominations/no_edition.html", context)
    bodies = queries.coordinated_bodies(request.user, edition)
    return _students(request, edition, bodies, COORDINATOR, heading=_("Your students"))


@access("coordinator", "organiser")
@require_safe
def body(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The students of one partner."""
    row, edition, role = queries.body_or_404(request, pk)
    return _students(request, edition, [row], role, heading=row.name)


def _students(
    request: HttpRequest, edition: Edition, bodies: list[NominatingBody], role: str, *, heading: str
) -> HttpResponseBase:
    rows = (
        queries.seen(request.user, role).filter(edition=edition, body__in=bodies).order_by(*queries.BY_RANK)
    )
    listed = lists.build(
        request,
        StudentsTable,
        rows,
        StudentsFilter,
        f"students-{edition.year}",
        role=role,
        table_kwargs={"exclude": () if len(bodies) > 1 else ("body",)},
        filter_kwargs={"edition": edition},
    )
    listed.table.marks = role == ORGANISER
    turn = listed.filterset.form.cleaned_data.get("turn", "") if listed.filterset.form.is_valid() else ""
    if wanted := request.GET.get(lists.EXPORT):
        listed.table.cards = showing.next_of(listed.queryset, edition, role, turn=turn)
        return lists.export(listed, wanted)
    lists.paginate(listed)
    shown = (row.record for row in listed.table.paginated_rows)
    showing.give_next(shown, edition, role, turn=turn, back=request.get_full_path())
    may_name = rules.may_name(edition, role, at=clock.today(edition.time_zone))
    listed.extra = {
        "heading": heading,
        "edition": edition,
        "role": role,
        "heads": _heads(edition, bodies, role, may_name),
        "may_name": may_name,
        "over": role == COORDINATOR and programme.has_ended(edition),
        "opens": programme.phase(edition, "nominations"),
        "breadcrumbs": _crumbs(role, heading),
    }
    return render(request, "nominations/students.html", listed.context())


def _heads(edition: Edition, bodies: list[NominatingBody], role: str, may_name: bool) -> list[dict[str, Any]]:
    """Return what stands above the list for each partner: numbers, the season's question, last year (five queries)."""
    replies = asking.replies_of(edition, bodies)
    came = asking.named_last_year(edition, bodies)
    told = rules.partner_knows() if role == COORDINATOR else rules.TOLD_FIRST
    return [
        showing.head(
            edition,
            one,
            reply=replies.get(one.body.pk),
            last_year=came.get(one.body.pk, 0),
            may_name=may_name,
        )
        for one in queries.numbers(edition, bodies, told=told)
    ]


def _crumbs(role: str, heading: str) -> list[dict[str, str]]:
    if role == ORGANISER:
        return [{"label": _("Nominations"), "url": reverse("nominations:list")}, {"label": heading}]
    if heading == _("Your students"):
        return [{"label": heading}]
    return [{"label": _("Your students"), "url": reverse("nominations:mine")}, {"label": heading}]


@access("organiser")
@require_safe
def everybody(request: HttpRequest) -> HttpResponseBase:
    """All nominations of the edition in hand; decisions can be noted for several at once."""
    edition = programme.organised_edition(request)
    rows = queries.seen(request.user, ORGANISER).filter(edition=edition).order_by(*queries.BY_RANK)
    is_page = not request.GET.get(lists.EXPORT)
    return lists.list_page(
        request,
        NominationsTable,
        rows,
        NominationsFilter,
        template="nominations/list.html",
        export_name=f"nominations-{edition.year}",
        role=ORGANISER,
        context={
            "heading": _("Nominations"),
            "lead": _("Everybody whom partners named for %(edition)s.") % {"edition": edition},
            "stats": stats(places_queries.sums(edition)) if is_page else [],
            "chosen_body": _chosen(request, edition),
            "decisions": [(value, Receiver(value).label) for value in DECISIONS],
            "breadcrumbs": [{"label": _("Nominations")}],
        },
    )


def _chosen(request: HttpRequest, edition: Edition) -> NominatingBody | None:
    """Return the partner to whom the list is narrowed."""
    key = request.GET.get("body", "")
    return queries.taking_part(edition).filter(pk=key).first() if key.isdecimal() and len(key) < 18 else None


def stats(together: Mapping[str, int]) -> list[dict[str, Any]]:
    """Return the numbers above the organisers' list."""
    url = reverse("nominations:list")
    return [
        {"value": together["total"], "label": _("named in all"), "url": url},
        {"value": together["drafts"], "label": _("drafts"), "url": f"{url}?sender_state=draft"},
        {"value": together["sent_back"], "label": _("sent back"), "url": f"{url}?sender_state=sent_back"},
        {
            "value": together["undecided"],
            "label": _("to decide"),
            "url": reverse("nominations:decisions"),
            "tone": "todo",
        },
        {
            "value": together["holding"],
            "label": _("hold a place"),
            "url": f"{url}?receiver_state=selected",
            "tone": "done",
        },
    ]
