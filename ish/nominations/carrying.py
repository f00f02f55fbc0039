"""What of the partners needs no carrying into the next edition, and what to look at before it opens."""

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from ish import clock
from ish.nominations import asking_queries
from ish.nominations.models import Coordinator
from ish.programme import carrying, checklist
from ish.programme.carrying import Staying
from ish.programme.checklist import Evidence, Point
from ish.programme.models import Edition, NominatingBody, active_on
from ish.programme.states import Stage

FEW = 5
"""So many partners are named in a sentence."""


def _acting(edition: Edition) -> str:
    """Say that coordinators act for their partner, not for an edition, and who of them has a last day."""
    rows = Coordinator.objects.filter(active_on(clock.today()), body__quotas__edition=edition).distinct()
    n = rows.count()
    if not n:
        return ""
    words = ngettext(
        "%(n)s coordinator goes on acting for the partner, as before.",
        "%(n)s coordinators go on acting for their partners, as before.",
        n,
    ) % {"n": n}
    ending = rows.filter(active_to__isnull=False).order_by("name").values_list("name", flat=True)
    if not ending:
        return words
    last = _("These have a last day: %(names)s.") % {"names": ", ".join(ending[:FEW])}
    return f"{words} {last}"


def _without(edition: Edition) -> Evidence:
    mine = Coordinator.objects.filter(active_on(clock.today()))
    mine = mine.filter(Q(body=OuterRef("pk")) | Q(body=OuterRef("parent")))
    partners = NominatingBody.objects.filter(quotas__edition=edition).distinct()
    missing = list(partners.filter(~Exists(mine)).order_by("name").values_list("name", flat=True)[: FEW + 1])
    if missing:
        names = ", ".join(missing[:FEW]) + (" …" if len(missing) > FEW else "")
        return Evidence(_("Nobody acts for: %(names)s.") % {"names": names}, False)
    return Evidence(_("Somebody acts for each partner. Are they still the right ones?"))


def _asked(edition: Edition) -> Evidence:
    found = asking_queries.totals(edition)
    words = _("%(asked)s of %(all)s partners asked, %(answered)s have answered.") % {
        "asked": found["asked"],
        "answered": found["answered"],
        "all": edition.quotas.count(),
    }
    return Evidence(words, bool(found["asked"]) and found["asked"] == found["answered"])


def register() -> None:
    """Tell the registries of the next edition."""
    carrying.stays(Staying("coordinators", _acting))
    for code, label, evidence, name, order in (
        ("coordinators", gettext_lazy("The coordinators are the right ones"), _without, "coordinators", 45),
        ("asked", gettext_lazy("The partners are asked whether they take part"), _asked, "asking", 50),
    ):
        checklist.register(
            Point(
                code,
                label,
                evidence,
                lambda edition, name=name: reverse(f"nominations:{name}"),  # type: ignore[misc]
                order=order,
                stage=Stage.NOMINATIONS,
            )
        )
