"""Free places and who could have them, in words. Writes nothing."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ish.desk import names
from ish.nominations import vacancy_queries
from ish.nominations.models import Nomination
from ish.nominations.rules import ORGANISER
from ish.nominations.tables import rank_of
from ish.nominations.vacancy_queries import Free
from ish.nominations.views import showing
from ish.people.states import State
from ish.programme.models import Edition, NominatingBody

SOON = 30
"""So many days before the arrival a visa is hardly to be had."""


def why(place: Free) -> str:
    """Say why a place is free."""
    if place.was_key is not None:
        return str(State(place.why).label)
    return {
        "not_this_year": _("the partner does not take part this year"),
        "fewer": _("the partner sends fewer than agreed"),
    }.get(place.why, _("nobody was named in time"))


def card(edition: Edition, place: Free, *, form: Any) -> dict[str, Any]:
    """Return a free place as the page shows it."""
    row = place.candidate
    return {
        "place": place,
        "why": why(place),
        "was": place.was.participation.person.full_name if place.was else "",
        "form": form,
        "candidate": row,
        "reason": _reason(edition, place) if row else "",
        "feasible": feasible(row) if row else [],
        "key": f"was={place.was.pk}" if place.was else f"body={place.body.pk}",
    }


def _reason(edition: Edition, place: Free) -> str:
    row = place.candidate
    if row is None:
        return ""
    if place.named is not None:
        return _("Named by %(body)s for this place.") % {"body": place.body.name}
    return reason(edition, place.body, row, pool=place.from_pool, board=place.board_place)


def reason(
    edition: Edition, body: NominatingBody, row: Nomination, *, pool: bool, board: int | None = None
) -> str:
    """Say why somebody is next for a place of `body`."""
    words = {
        "body": body.name,
        "other": row.body.name,
        "rank": rank_of(row) or "–",
        "day": showing.day_words(row.submitted_at.date()) if row.submitted_at else "–",
        "place": board,
    }
    if not pool:
        return _("Next on the waiting list of %(body)s (%(rank)s).") % words
    if board is not None:
        return _("From the common pool: %(other)s (%(rank)s), place %(place)s in the board's result.") % words
    return _("From the common pool: %(other)s (%(rank)s), handed in on %(day)s.") % words


def feasible(row: Nomination) -> list[str]:
    """Say what has to be thought of before this student is offered a place now."""
    person, edition = row.participation.person, row.edition
    days = vacancy_queries.days_until(edition)
    text = ngettext("%(n)s day until arrival.", "%(n)s days until arrival.", max(days, 0))
    found = [text % {"n": max(days, 0)}]
    if person.nationalities:
        countries = names.nationalities()
        listed = ", ".join(countries.get(code, code) for code in person.nationalities)
        found.append(
            _("Nationality: %(list)s. Whether a visa is needed is not known yet.") % {"list": listed}
        )
    else:
        found.append(_("The nationality is not known: ask before you offer, because of a visa."))
    if 0 <= days < SOON:
        found.append(_("A visa can hardly be had in this time."))
    age = person.age_on(edition.arrival_day)
    if age is not None and age < 18:
        found.append(_("%(age)s years old on arrival: a parent or guardian has to agree.") % {"age": age})
    if vacancy_queries.partner_tells(row):
        found.append(
            _(
                "%(body)s tells its students first: ring there before you offer. "
                "Our letter to the student does not wait this time."
            )
            % {"body": row.body.name}
        )
    if not person.email:
        found.append(_("There is no e-mail address: the student has to be told by other means."))
    return found


def choice(edition: Edition, body: NominatingBody, row: Nomination, pool: bool) -> dict[str, Any]:
    """Return somebody who could have a place, as the page to choose shows them."""
    return {
        "row": row,
        "reason": reason(edition, body, row, pool=pool, board=vacancy_queries.place_on(row)),
        "feasible": feasible(row),
    }


# ---------------------------------------------------------------- WHO HAS WHOSE PLACE


def linked(key: int | None, nomination: Nomination, role: str) -> dict[str, Any] | None:
    """Return whose place a student has; for a partner without the name of another partner's student."""
    rows = Nomination.objects.select_related("participation__person", "body")
    return _told(rows.filter(pk=key).first(), nomination, role) if key else None


def successor(nomination: Nomination, role: str) -> dict[str, Any] | None:
    """Return who has, or is named for, the place of a student who lost it; for a partner without others' names."""
    rows = Nomination.objects.filter(replaces=nomination).exclude(sender_state="withdrawn")
    return _told(
        rows.select_related("participation__person", "body").order_by("-pk").first(), nomination, role
    )


def _told(other: Nomination | None, nomination: Nomination, role: str) -> dict[str, Any] | None:
    if other is None:
        return None
    may_know = role == ORGANISER or other.body_id == nomination.body_id
    return {
        "pk": other.pk if may_know else None,
        "name": other.participation.person.full_name if may_know else "",
    }
