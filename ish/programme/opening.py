"""What this app itself puts on the list before an edition opens."""

from collections.abc import Callable

from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from ish.programme import calendar, checklist, next_queries, queries
from ish.programme.checklist import Evidence, Point
from ish.programme.models import Edition
from ish.programme.states import PhaseCode, Stage


def address(name: str) -> Callable[[Edition], str]:
    """Return where a point is seen to: a page about the edition in hand."""
    return lambda edition: reverse(name)


def _dates(edition: Edition) -> Evidence:
    spans = next_queries.spans_of(edition)
    names = spans.get(PhaseCode.NOMINATIONS)
    if names is None:
        return Evidence(_("There is no phase in which partners name their students."), False)
    words = _("Names from %(from)s to %(to)s; arrival on %(arrival)s.") % {
        "from": formats.date_format(names[0], "DATE_FORMAT"),
        "to": formats.date_format(names[1], "DATE_FORMAT"),
        "arrival": formats.date_format(edition.arrival_day, "l, j F Y"),
    }
    late = [code for code, span in spans.items() if code != PhaseCode.STAY and span[1] >= edition.arrival_day]
    if late:
        return Evidence(f"{words} {_('A phase ends after the arrival.')}", False)
    return Evidence(words, not calendar.out_of_order(spans))


def _contact(edition: Edition) -> Evidence:
    if not edition.contact_email:
        return Evidence(_("There is no contact address: nobody can answer our letters."), False)
    if not edition.data_protection_contact:
        words = _("%(address)s. The data protection contact is missing.") % {"address": edition.contact_email}
        return Evidence(words, False)
    return Evidence(f"{edition.contact_email}; {edition.data_protection_contact}", True)


def _places(edition: Edition) -> Evidence:
    agreed = queries.places_agreed(edition)["places"]
    partners = edition.quotas.filter(places__gt=0).count()
    words = ngettext(
        "%(n)s partner with %(places)s places, of %(planned)s in all.",
        "%(n)s partners with %(places)s places, of %(planned)s in all.",
        partners,
    ) % {"n": partners, "places": agreed, "planned": edition.places_planned}
    return Evidence(words, 0 < agreed <= edition.places_planned)


def _organisers(edition: Edition) -> Evidence:
    names = sorted({row.name for row in queries.organisers_of(edition)})
    return Evidence(", ".join(names), bool(names))


def _last_time(edition: Edition) -> Evidence:
    last = next_queries.before(edition)
    if last is None:
        return Evidence(_("There is no edition before this one."), True)
    return Evidence(_("Below, and partner by partner on its own page."))


def _last_time_url(edition: Edition) -> str:
    last = next_queries.before(edition)
    return reverse("programme:looking_back") + (f"?edition={last.pk}" if last else "")


def register() -> None:
    """Put dates, contact, places, organisers and the look back on the list."""
    phases, places = address("programme:phases"), address("programme:places")
    facts, staff = address("programme:edit_edition"), address("programme:organisers")
    rows = (
        ("dates", gettext_lazy("The dates of all phases are right"), _dates, phases, 10, None),
        ("contact", gettext_lazy("Contact address and data protection contact"), _contact, facts, 20, None),
        ("organisers", gettext_lazy("Everybody who runs it is there"), _organisers, staff, 25, None),
        ("last_time", gettext_lazy("What went late or wrong last time is talked over"), _last_time, _last_time_url, 30, None),
        ("places", gettext_lazy("Places are agreed with each partner"), _places, places, 40, Stage.NOMINATIONS),
    )  # fmt: skip
    for code, label, evidence, url, order, stage in rows:
        checklist.register(Point(code, label, evidence, url, order, stage))
