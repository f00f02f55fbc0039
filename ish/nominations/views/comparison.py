"""The comparison of the intended decisions as the page shows it: bars with words, and warnings in sentences."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ish.desk import names
from ish.nominations.comparing_queries import REST, Bar, Comparison
from ish.people.states import Sex
from ish.programme.models import Edition

NAMED = 6


def page(found: Comparison, edition: Edition, together: Mapping[str, int]) -> dict[str, Any]:
    """Return groups of bars and warnings for the template."""
    places = together["places"]
    most = max(found.total.after, places, edition.places_planned or 0, 1)
    sexes, countries = dict(Sex.choices), names.nationalities()
    ages = {
        "15": _("under 16"),
        "17": _("16 and 17"),
        "18": _("18 and older"),
        "?": _("birth date not known"),
    }
    group = _group(max(found.total.after, 1))
    return {
        "groups": [
            {"caption": _("Places"), "rows": _places(found.total, places, edition.places_planned or 0, most)},
            group(_("Sex in the passport"), found.sexes, lambda code: str(sexes.get(code, _("not given")))),
            group(_("Age on arrival"), found.ages, lambda code: ages[code]),
            group(
                _("Nationality"), found.countries, lambda code: countries.get(code, code) or _("not given")
            ),
        ],
        "warnings": warnings(found, edition),
    }


def _places(total: Bar, places: int, planned: int, most: int) -> list[dict[str, Any]]:
    tone = "problem" if places and total.after > places else "done"
    rows = [{"label": _("hold a place"), "now": total.now, "after": total.after, "max": most, "tone": tone}]
    rows.append({"label": _("agreed with partners"), "after": places, "max": most, "tone": "neutral"})
    if planned:
        rows.append({"label": _("room at the school"), "after": planned, "max": most, "tone": "neutral"})
    return rows


def _group(most: int) -> Callable[[str, Sequence[Bar], Callable[[str], str]], dict[str, Any]]:
    def build(caption: str, bars: Sequence[Bar], label: Callable[[str], str]) -> dict[str, Any]:
        return {"caption": caption, "rows": [_row(bar, label, most) for bar in bars]}

    return build


def _row(bar: Bar, label: Callable[[str], str], most: int) -> dict[str, Any]:
    words = _("all others") if bar.code == REST else label(bar.code)
    return {"label": words, "now": bar.now, "after": bar.after, "max": most, "tone": "accent"}


def warnings(found: Comparison, edition: Edition) -> list[str]:
    """Return what should give pause, in sentences."""
    lines = []
    if edition.places_planned and found.total.after > edition.places_planned:
        words = {"n": found.total.after, "planned": edition.places_planned}
        lines.append(_("%(n)s would hold a place; the school has room for %(planned)s.") % words)
    if found.over:
        lines.append(_("More than the places agreed: %(names)s.") % {"names": _few(found.over)})
    if found.children:
        text = ngettext(
            "%(n)s student with a place would be under 16 on arrival.",
            "%(n)s students with a place would be under 16 on arrival.",
            found.children,
        )
        lines.append(text % {"n": found.children})
    if found.nobody_from:
        text = _("They take part this year, and nobody of theirs would come: %(names)s.")
        lines.append(text % {"names": _few(found.nobody_from)})
    return lines


def _few(all_names: Sequence[str]) -> str:
    shown = list(all_names[:NAMED])
    if more := len(all_names) - len(shown):
        shown.append(ngettext("%(n)s more", "%(n)s more", more) % {"n": more})
    return ", ".join(shown)
