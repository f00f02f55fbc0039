"""What one signer said as a paper, and the form that they print and sign. Nothing of anybody else's is in either, and nothing is
kept: the same state gives the same bytes."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import qrcode  # type: ignore[import-untyped]
from django.conf import settings
from django.utils import formats, translation
from django.utils.translation import get_language_info, gettext
from django.utils.translation import gettext as _

from ish.consents import codes, queries
from ish.consents.models import Answer, Text
from ish.consents.seat import Seat
from ish.handbook import markup
from ish.handbook import queries as handbook
from ish.papers import setting
from ish.people.models import Guardian
from ish.people.states import Method, Relation

Names = Mapping[int, Mapping[str, Any]]
"""Name and source of answers by their key, as far as the reader may read them."""


def language_of(wanted: str) -> str:
    """Return the language of a paper: the one wanted, of those in which guardians are written to, else English."""
    code = wanted.partition("-")[0]
    return code if code in settings.SEAT_LANGUAGES else settings.SEAT_LANGUAGES[0]


# ---------------------------------------------------------------- WHAT WAS SIGNED


def record(*, seat: Seat, names: Names, student: str, signer: str, language: str) -> bytes:
    """Return what this signer answered, with the words, as a tagged PDF. `names` are read of `queries.history` by the caller."""
    said = queries.history(seat.participation, seat.guardian)
    zone = ZoneInfo(seat.participation.edition.time_zone)
    with translation.override(language):
        data = {
            "heading": _("What was agreed to"),
            "head": _head(seat, student, signer),
            "lead": _("Every answer with the words that were signed. Times are those of %(zone)s.") % {"zone": zone.key},
            "open_heading": _("Not answered yet"),
            "open": [spoken(item.text) for item in _open(seat, language)],
            "none": _("Nothing has been signed yet."),
            "texts": _texts(said, names, zone),
            "binding_label": _("This text binds"),
            "if_not_label": _("If the answer is no"),
            "history_heading": _("All answers, the newest first"),
            "history_heads": [_("When"), _("Text"), _("Answer"), _("How"), _("Signed as")],
            "history": [_line(row, names, zone) for row in said],
        }  # fmt: skip
        return setting.typeset(
            "consents",
            data,
            language=language,
            title=_("What was agreed to: %(name)s") % {"name": signer},
            footer=str(seat.participation.edition),
            names=setting.Names.NONE,
            version=str(len(said)),
            day=_day(seat, said, zone),
        )


def _day(seat: Seat, said: list[Answer], zone: ZoneInfo) -> date:
    """The day on which the paper became what it is: that of the last answer."""
    return (said[0].at if said else seat.participation.created_at).astimezone(zone).date()


def _head(seat: Seat, student: str, signer: str) -> list[list[str]]:
    edition = seat.participation.edition
    rows = [
        [_("Edition"), f"{edition.programme.name} – {edition}"],
        [
            _("Stay"),
            f"{formats.date_format(edition.arrival_day)} – {formats.date_format(edition.departure_day)}",
        ],
        [_("Student"), student],
    ]
    if seat.guardian is None:
        return [*rows, [_("Signed by"), _("the student")]]
    return [*rows, [_("Signed by"), signer], [_("As"), relation_of(seat.guardian)]]


def relation_of(guardian: Guardian) -> str:
    """Return who a guardian is to the student, in words."""
    return str(Relation(guardian.relation).label if guardian.relation else _("parent or guardian"))


def _open(seat: Seat, language: str) -> list[queries.Item]:
    return [item for item in queries.items(seat.sheet(), seat.guardian, language) if item.open]


def spoken(text: Text) -> dict[str, Any]:
    """Return a text with the language it is in."""
    code = text.language.partition("-")[0].lower()
    return {
        "lang": code,
        "rtl": code in setting.RIGHT_TO_LEFT,
        "title": text.title,
        "body": text.body,
        "if_not": text.if_not,
    }


def named(code: str) -> str:
    """Return what a language is called in the one of the paper."""
    try:
        return gettext(get_language_info(code)["name"])
    except KeyError:
        return code


def _texts(said: list[Answer], names: Names, zone: ZoneInfo) -> list[dict[str, Any]]:
    """Return each text that was answered once, in the order in which they are asked, its newest version first."""
    last: dict[int, Answer] = {}
    for row in said:
        last.setdefault(row.text_id, row)
    rows = sorted(
        last.values(), key=lambda row: (row.purpose.order, row.purpose_id, -row.text.version, -row.pk)
    )
    present = {row.purpose_id: row.pk for row in reversed(said)}
    binding = _binding([row.text for row in rows])
    return [_text(row, binding, names, zone, stands=present[row.purpose_id] == row.pk) for row in rows]


def _binding(texts: Iterable[Text]) -> dict[tuple[int, int], Text]:
    """Return the binding words of each version (one query)."""
    wanted = {(text.purpose_id, text.version) for text in texts}
    rows = Text.objects.filter(purpose__in={pk for pk, _version in wanted}, binding=True)
    return {key: row for row in rows if (key := (row.purpose_id, row.version)) in wanted}


def _text(
    row: Answer, binding: Mapping[tuple[int, int], Text], names: Names, zone: ZoneInfo, *, stands: bool
) -> dict[str, Any]:
    text = row.text
    bound = binding.get((text.purpose_id, text.version))
    facts = [
        [_("Answer"), _state(row, zone, stands=stands)],
        [_("When and how"), f"{moment(row.at, zone)}, {_way(row, names, zone)}"],
        [_("Signed as"), str(names.get(row.pk, {}).get("name") or "–")],
        [_("Version of the text"), str(text.version)],
        [_("Shown in"), named(text.language)],
    ]
    if bound is not None:
        facts.append([_("Language that binds"), named(bound.language)])
    other = bound is not None and bound.pk != text.pk
    return {**spoken(text), "facts": facts, "binding": spoken(bound) if other and bound else None}


def _state(row: Answer, zone: ZoneInfo, *, stands: bool) -> str:
    if not stands:
        return _("%(answer)s (answered anew since)") % {"answer": _answer(row)}
    if row.text.meaning != row.purpose.meaning:
        return _("%(answer)s (to these words; they mean something else now and are asked anew)") % {
            "answer": _answer(row)
        }
    if not row.agrees and row.replaces_id and row.replaces and row.replaces.agrees:
        return _("taken back on %(moment)s") % {"moment": moment(row.at, zone)}
    return _answer(row)


def _answer(row: Answer) -> str:
    return _("yes") if row.agrees else _("no")


def _way(row: Answer, names: Names, zone: ZoneInfo) -> str:
    """How the answer came; the organisers' own words on how they know only for who reads them."""
    words = [str(row.get_method_display())]
    if row.method == Method.PAPER and row.paper and row.paper.signed_on:
        words.append(_("signed on %(day)s") % {"day": formats.date_format(row.paper.signed_on)})
    if row.method == Method.PAPER and row.paper:
        received = row.paper.at.astimezone(zone).date()
        words.append(_("received on %(day)s") % {"day": formats.date_format(received)})
    if source := names.get(row.pk, {}).get("source"):
        words.append(str(source))
    return "; ".join(words)


def _line(row: Answer, names: Names, zone: ZoneInfo) -> list[str]:
    title = _("%(title)s (version %(version)s)") % {"title": row.text.title, "version": row.text.version}
    name = str(names.get(row.pk, {}).get("name") or "–")
    return [moment(row.at, zone), title, _answer(row), _way(row, names, zone), name]


def moment(at: datetime, zone: ZoneInfo) -> str:
    """Return day and time with the distance to universal time."""
    here = at.astimezone(zone)
    offset = f"{here:%z}"
    return f"{formats.date_format(here, 'DATETIME_FORMAT')} (UTC{offset[:3]}:{offset[3:]})"


# ---------------------------------------------------------------- THE FORM TO PRINT AND SIGN


def form(*, seat: Seat, student: str, signer: str, language: str) -> bytes:
    """Return the form with everything this signer is asked, to be printed, ticked and signed; the house rules come with it."""
    edition, code = seat.participation.edition, codes.code_of(seat.participation, seat.guardian, language)
    items = queries.items(seat.sheet(), seat.guardian, language)
    with translation.override(language):
        data = {
            "heading": _("Consents, to be signed on paper"),
            "head": _head(seat, student, signer),
            "lead": _(
                "Please read each text and tick yes or no. Each stands by itself; a no is an answer, too. "
                "What you leave open is asked again."
            ),
            "translated": _translated([item.text for item in items]),
            "none": _("Nothing is asked of you at the moment."),
            "items": [spoken(item.text) for item in items],
            "yes": _("Yes, I agree"),
            "no": _("No, I do not agree"),
            "if_not_label": _("If you say no:"),
            "sign_heading": _("Your signature"),
            "lines": [_("Full name, in capital letters"), _("Day"), _("Signature")],
            "back_heading": _("Bringing it back"),
            "back": [
                _("Sign, then scan or photograph all pages, as one PDF or one picture."),
                _("Upload it on your page of consents, or give it to the organisers. You are asked for this code:"),
            ],
            "code": code,
            "dots": _dots(code),
            "rules": _rules(seat, language),
        }  # fmt: skip
        return setting.typeset(
            "consent_form",
            data,
            language=language,
            title=_("Consents, to be signed on paper"),
            footer=f"{edition} · {code}",
            names=setting.Names.NONE,
        )


def _translated(texts: list[Text]) -> str:
    """Say which language binds when the form is in another one."""
    binding = _binding(texts)
    others = {row.language for key, row in binding.items() if row.pk not in {text.pk for text in texts}}
    if not others:
        return ""
    words = _("These texts are translations. If they differ, the text in this language binds: %(language)s.")
    return words % {"language": ", ".join(sorted(named(code) for code in others))}


def _dots(code: str) -> list[list[bool]]:
    """Return the same code as a square of dots, for a telephone to read."""
    square = qrcode.QRCode(border=0, error_correction=qrcode.constants.ERROR_CORRECT_M)
    square.add_data(code)
    square.make(fit=True)
    return [[bool(dot) for dot in row] for row in square.get_matrix()]


def _rules(seat: Seat, language: str) -> dict[str, Any] | None:
    """Return the house rules as they hold now, in this language or the next best."""
    found = handbook.rules_of(seat.participation.edition)
    if found is None or not found.texts:
        return None
    code = next((one for one in (language, "en", "de") if found.texts.get(one)), next(iter(found.texts)))
    return {
        "lang": code,
        "rtl": code in setting.RIGHT_TO_LEFT,
        "title": found.titles.get(code) or _("House rules"),
        "version": _("Version %(version)s") % {"version": found.version},
        "blocks": markup.plain(found.texts.get(code, "")),
    }
