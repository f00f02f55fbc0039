"""Setting a paper: a template of ours and the facts to print go in, a PDF comes out.

    pdf = setting.typeset("nominations", {"heading": …}, language="de", title="…", footer="ISH 2027")

Templates are `templates/papers/<name>.typ`; `base.typ` has what they share. The facts travel as JSON and are set as text, so that
nothing in them is ever read as markup. Every paper says its version, its day and in which form it writes names.
"""

import json
import unicodedata
from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from enum import StrEnum
from typing import Any

import typst
from django.conf import settings
from django.utils import formats, translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from ish import clock
from ish.papers import fonts

RIGHT_TO_LEFT = {"he", "ar", "fa", "ur", "yi"}
LONG, PIECE = 20, 8
"""A word longer than this may break after so many signs: a name of 200 letters must not leave its column."""
BREAK = "\u200b"


class Names(StrEnum):
    """In which form a paper writes names."""

    PASSPORT = "passport"
    BADGE = "badge"
    NONE = "none"


class CannotSet(Exception):
    """The template does not fit the facts, or is none of ours; the message is for those who run the server."""


def typeset(
    template: str,
    data: Mapping[str, Any],
    *,
    language: str,
    title: str,
    footer: str = "ISH",
    names: Names = Names.PASSPORT,
    version: str = "1",
    day: date | None = None,
) -> bytes:
    """Return the paper as a tagged PDF (PDF/UA-1). Words in `data` are expected in `language`. Raises `CannotSet`."""
    day = day or clock.today()
    sheet = _sheet(data, language=language, title=title, footer=footer, names=names, version=version, day=day)
    how = {"format": "pdf", "timestamp": datetime.combine(day, time(12), UTC)}
    try:
        made: bytes = _compile(template, sheet, pdf_standards=["ua-1"], **how)
    except CannotSet:
        # The standard refuses a sign that no font has (a script we do not carry). A box is better than no paper.
        made = _compile(template, sheet, **how)
    return made


def pictures(template: str, data: Mapping[str, Any], *, ppi: float = 80, **paper: Any) -> list[bytes]:
    """Return the pages of the same paper as PNG pictures, for those who look at them. Takes what `typeset` takes."""
    made: bytes | list[bytes] = _compile(
        template, _sheet(data, **{**_DEFAULTS, **paper}), format="png", ppi=ppi
    )
    return made if isinstance(made, list) else [made]


_DEFAULTS: dict[str, Any] = {"footer": "ISH", "names": Names.PASSPORT, "version": "1", "day": None}


def _sheet(
    data: Mapping[str, Any],
    *,
    language: str,
    title: str,
    footer: str,
    names: Names,
    version: str,
    day: date | None,
) -> dict[str, Any]:
    """Return everything a template reads."""
    code, _sep, region = language.partition("-")
    with translation.override(language):
        return {
            "data": _plain(data),
            "title": str(title),
            "author": str(footer),
            "footer": _plain(footer),
            "lang": code.lower(),
            "region": region.lower() if len(region) == 2 else None,
            "rtl": code.lower() in RIGHT_TO_LEFT,
            "fonts": fonts.families(language),
            "words": _words(names, version, day or clock.today()),
        }


def _words(names: Names, version: str, day: date) -> dict[str, str]:
    form = {
        Names.PASSPORT: _("Names as in the passport."),
        Names.BADGE: _("Names as on the badge."),
        Names.NONE: "",
    }
    return {
        "page": _("Page"),
        "made": formats.date_format(day, "DATE_FORMAT"),
        "version": _("Version %(version)s") % {"version": version},
        "names": form[names],
    }


def _plain(value: Any) -> Any:
    """Return what JSON can hold: translated words as text, days in words, long words with places to break."""
    if isinstance(value, Mapping):
        return {str(key): _plain(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(inner) for inner in value]
    if isinstance(value, date):
        return formats.date_format(value, "DATE_FORMAT")
    if isinstance(value, (str, Promise)):
        return breakable(str(value))
    return value


def breakable(text: str) -> str:
    """Return `text` with places to break in words that are too long for a line; never between a letter and its marks."""
    return "".join(_with_breaks(part) if len(part) > LONG else part for part in _split_words(text))


def _split_words(text: str) -> list[str]:
    """Return words and what stands between them, in order."""
    parts: list[str] = []
    inside: bool | None = None
    for sign in text:
        if sign.isspace() == inside:
            parts[-1] += sign
        else:
            parts.append(sign)
            inside = sign.isspace()
    return parts


def _with_breaks(word: str) -> str:
    found, run = [], 0
    for sign in word:
        if run >= PIECE and not unicodedata.combining(sign):
            found.append(BREAK)
            run = 0
        found.append(sign)
        run += 1
    return "".join(found)


def _compile(template: str, sheet: Mapping[str, Any], **how: Any) -> Any:
    folder = settings.BASE_DIR / "templates" / "papers"
    path = folder / f"{template}.typ"
    if not template.isidentifier() or not path.is_file():
        raise CannotSet(f"There is no paper {template!r}.")
    text = json.dumps(sheet, ensure_ascii=False).encode("utf-8", "replace").decode()
    compiler = typst.Compiler(input=path, root=folder, font_paths=fonts.shared(), sys_inputs={"sheet": text})
    try:
        return compiler.compile(**how)
    except typst.TypstError as error:
        raise CannotSet(f"{template}: {error}") from error
