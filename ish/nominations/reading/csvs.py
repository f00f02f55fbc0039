"""CSV as real spreadsheets save it: which encoding, which separator."""

import csv
import io
import re
from collections import Counter

from ish.nominations.reading.limits import bounded
from ish.nominations.reading.model import Cell, Formula, Table, Unreadable

SEPARATORS = (",", ";", "\t")
_BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_EAST_ASIAN = ("cp932", "cp949", "gb18030", "big5")
# What "save as CSV" writes on an office computer of that country when it does not write UTF-8.
_OFFICE = {
    "JP": "cp932",
    "KR": "cp949",
    "CN": "gb18030",
    "TW": "big5",
    "HK": "big5",
    "PL": "cp1250",
    "CZ": "cp1250",
    "SK": "cp1250",
    "HU": "cp1250",
    "BA": "cp1250",
    "HR": "cp1250",
    "UA": "cp1251",
    "RU": "cp1251",
    "IL": "cp1255",
    "GR": "cp1253",
    "TR": "cp1254",
}
_FOREIGN = (
    b"%PDF",
    b"<html",
    b"<!doctype",
    b"<table",
    b"<?xml",
    b"{\\rtf",
    b"\x89PNG",
    b"GIF8",
    b"\xff\xd8\xff",
)
_ODD_AMONG_LETTERS = re.compile(r"[^\W\d_][£¥³¹¿¼½¾ªº¦¤¬±][^\W\d_]|[£¥¿¼½¾][a-z]|[À-ÿ]{4}")
_UNWRAPPED = re.compile(r'^="([^"]*)"$')


def read_csv(data: bytes, *, region: str = "") -> Table:
    """The one table of a CSV file. Raises `Unreadable` if it is no text or no table."""
    if data.lstrip(b"\xef\xbb\xbf \r\n\t")[:9].lower().startswith(tuple(mark.lower() for mark in _FOREIGN)):
        raise Unreadable("file_not_spreadsheet")
    text, encoding = decoded(data, region=region)
    separator, text = _separator(text)
    try:
        rows = bounded(tuple(_cell(value) for value in row) for row in _parsed(text, separator))
    except csv.Error as error:
        raise Unreadable("file_damaged") from error
    doubtful = encoding == "cp1252" and bool(_ODD_AMONG_LETTERS.search(text))
    return Table("", rows, encoding, separator, doubtful)


def decoded(data: bytes, *, region: str = "") -> tuple[str, str]:
    """The text and the name of its encoding. Raises `Unreadable` for anything that is no text."""
    for encoding in _candidates(data, region):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if encoding in _EAST_ASIAN and not _looks_east_asian(text, data, encoding):
            continue
        if _is_text(text):
            return text, encoding
    raise Unreadable("file_not_spreadsheet")


def _candidates(data: bytes, region: str) -> list[str]:
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return [encoding]
    if b"\0" in data[:200]:
        return ["utf-16-le", "utf-16-be"] if data[1:2] == b"\0" else ["utf-16-be", "utf-16-le"]
    office = _OFFICE.get(region.upper(), "cp1252")
    return list(dict.fromkeys(["utf-8", office, "cp932", "cp1252"]))


def _is_text(text: str) -> bool:
    odd = sum(1 for char in text if char < " " and char not in "\r\n\t\v\f")
    return odd == 0 or ("\0" not in text and odd <= len(text) // 1000)


def _looks_east_asian(text: str, data: bytes, encoding: str) -> bool:
    """Accented Western letters often decode as rare ideographs; real text has them side by side, and common ones."""
    wide = re.findall(r"[^\x00-\x7f]+", text)
    count = sum(len(run) for run in wide)
    if not count or sum(len(run) for run in wide if len(run) > 1) < count / 2:
        return False
    if encoding != "cp932":
        return True
    common = sum(1 for run in wide for char in run if 0x81 <= char.encode("cp932", "replace")[0] <= 0x9F)
    return common >= 0.6 * count


def _separator(text: str) -> tuple[str, str]:
    """The separator by which most of the first lines fall into equally many cells, and the text to read."""
    first, _, rest = text.partition("\n")
    declared = re.fullmatch(r"\ufeff?\"?sep=([,;\t])\"?\r?", first.lower())
    if declared:
        return declared.group(1), "\n" + rest  # the line stays counted
    return max(SEPARATORS, key=lambda separator: _evenness(text, separator)), text


def _evenness(text: str, separator: str) -> int:
    widths: Counter[int] = Counter()
    try:
        for row in _parsed(text[:200_000], separator):
            if any(row):
                widths[len(row)] += 1
            if widths.total() >= 40:
                break
    except csv.Error:
        pass
    return max(((width - 1) * times for width, times in widths.items()), default=0)


def _parsed(text: str, separator: str):  # type: ignore[no-untyped-def]  # csv hides the type of its readers
    return csv.reader(io.StringIO(text, newline=""), delimiter=separator, skipinitialspace=True)


def _cell(value: str) -> Cell:
    """Text as it stands. A leading "=" would be a formula in a spreadsheet; ="007" is only a way to write text."""
    unwrapped = _UNWRAPPED.match(value)
    if unwrapped:
        return unwrapped.group(1)
    return Formula(value) if value.lstrip().startswith("=") and value.strip() != "=" else value
