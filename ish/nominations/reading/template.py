"""The list to fill in: an XLSX with our headings, which `read` knows in each of its languages."""

import io
from collections.abc import Callable, Mapping, Sequence
from datetime import date

import xlsxwriter

from ish.nominations.reading.model import MAX_ROWS

FIELDS = (
    "rank", "family_name", "given_names", "native_name", "birth_date", "sex", "nationalities", "email", "phone",
    "school", "grade", "english_level", "guardian_name", "guardian_email", "guardian_phone", "interests", "motivation",
)  # fmt: skip
_HEADINGS: dict[str, tuple[str, ...]] = {
    "en": (
        "Rank", "Family name", "Given names", "Name in own script", "Date of birth", "Sex", "Nationality", "E-mail", "Phone",
        "School or university", "Grade or year", "English level", "Guardian", "Guardian e-mail", "Guardian phone",
        "Interests", "Motivation",
    ),
    "de": (
        "Rang", "Nachname", "Vornamen", "Name in eigener Schrift", "Geburtsdatum", "Geschlecht", "Staatsangehörigkeit",
        "E-Mail", "Telefon", "Schule oder Universität", "Klasse oder Studienjahr", "Englischniveau",
        "Erziehungsberechtigte", "E-Mail der Erziehungsberechtigten", "Telefon der Erziehungsberechtigten",
        "Interessengebiete", "Motivation",
    ),
    "fr": (
        "Rang", "Nom de famille", "Prénoms", "Nom en écriture d'origine", "Date de naissance", "Sexe", "Nationalité",
        "Courriel", "Téléphone", "École ou université", "Classe ou année", "Niveau d'anglais", "Responsable légal",
        "Courriel du responsable légal", "Téléphone du responsable légal", "Domaines d'intérêt", "Motivation",
    ),
    "ja": (
        "順位", "姓", "名", "漢字氏名", "生年月日", "性別", "国籍", "メールアドレス", "電話番号", "学校", "学年",
        "英語レベル", "保護者氏名",
        "保護者メールアドレス", "保護者電話番号", "興味のある分野", "志望理由",
    ),
    "pl": (
        "Kolejność", "Nazwisko", "Imiona", "Nazwisko w oryginalnym zapisie", "Data urodzenia", "Płeć", "Obywatelstwo",
        "Adres e-mail", "Numer telefonu", "Szkoła lub uczelnia", "Klasa lub rok", "Poziom angielskiego",
        "Opiekun prawny", "E-mail opiekuna", "Telefon opiekuna", "Zainteresowania", "Motywacja",
    ),
}  # fmt: skip
LANGUAGES = tuple(_HEADINGS)
_KEY = {"en": "ISH key", "de": "ISH-Schlüssel", "fr": "Clé ISH", "ja": "ISHキー", "pl": "Klucz ISH"}
_WIDTHS = {
    "rank": 8,
    "sex": 8,
    "english_level": 12,
    "grade": 12,
    "birth_date": 14,
    "motivation": 60,
    "interests": 30,
    "key": 24,
}
_LISTS = {"sex": ["F", "M", "X"], "english_level": ["A1", "A2", "B1", "B2", "C1", "C2"]}
_OPEN = ("nationalities", "interests")  # a list to choose from; several, and others, may be written


def _(text: str) -> str:
    """Marks a text for translation; the caller translates."""
    return text


_TITLE = _("How to fill in the list")
_HINTS = (
    _("One row for each student. Leave empty what you do not know; it can be added later."),
    _("Rank: 1, 2, 3 … for the places, R1, R2 … for the waiting list."),
    _("Names: as in the passport, in Latin letters. A single name goes under given names."),
    _("Dates: as 2009-12-31 or 31.12.2009."),
    _("Nationality: the country or its code; several are separated by a semicolon."),
    _("Phone: with the country code, as in +49 6221 58 0."),
    _("English: a level from A1 to C2."),
    _("Interests: separated by a semicolon."),
)
_KEY_HINT = _("ISH key: leave it as it is. By it we know each student again, even if you correct the name.")
SUBJECTS = (
    _("astronomy"), _("biology"), _("biophysics"), _("chemistry"), _("computer science"), _("earth sciences"),
    _("environmental sciences"), _("mathematics"), _("medicine"), _("molecular biology"), _("neuroscience"), _("physics"),
    _("psychology"),
)  # fmt: skip


def headings(language: str) -> dict[str, str]:
    """Field → heading in that language ("de-at" counts as "de"); English if we have none."""
    short = language.lower().replace("_", "-").partition("-")[0]
    chosen = _HEADINGS.get(short, _HEADINGS["en"])
    return {**dict(zip(FIELDS, chosen, strict=True)), "key": _KEY.get(short, _KEY["en"])}


def write_template(
    *,
    language: str = "en",
    translate: Callable[[str], str] = _,
    countries: Sequence[str] = (),
    students: Sequence[Mapping[str, str | date]] | None = None,
) -> bytes:
    """An XLSX with one sheet to fill in and one that explains. `translate` gets the texts of the latter, `countries` are offered
    to choose from. With `students` (field → value) it holds them, and a column by which `read` knows them again."""
    columns = headings(language)
    hints = [*_HINTS, _KEY_HINT]
    if students is None:
        columns.pop("key")
        hints.remove(_KEY_HINT)
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False}) as book:
        offered = {"nationalities": list(countries), "interests": [translate(text) for text in SUBJECTS]}
        page = _write_list(book, columns, students or ())
        _write_help(book, [translate(_TITLE), "", *(translate(hint) for hint in hints)])
        _offer(book, page, columns, offered)
    return buffer.getvalue()


def _write_help(book: xlsxwriter.Workbook, lines: Sequence[str]) -> None:
    sheet = book.add_worksheet("Info")
    sheet.set_column(0, 0, 90)
    for row, line in enumerate(lines):
        sheet.write_string(row, 0, line, None if row else book.add_format({"bold": True}))


def _write_list(
    book: xlsxwriter.Workbook, columns: dict[str, str], students: Sequence[Mapping[str, str | date]]
) -> "xlsxwriter.worksheet.Worksheet":
    sheet = book.add_worksheet("ISH")
    bold = book.add_format({"bold": True, "bottom": 1, "text_wrap": True})
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    as_text = book.add_format({"num_format": "@"})
    quiet = book.add_format({"num_format": "@", "font_color": "#777777"})
    formats = {"birth_date": day, "key": quiet}
    for index, (field, heading) in enumerate(columns.items()):
        style = formats.get(field, as_text)
        sheet.set_column(index, index, _WIDTHS.get(field, 22), style)
        sheet.write_string(0, index, heading, bold)
        for row, student in enumerate(students, 1):
            value = student.get(field, "")
            if isinstance(value, date):
                sheet.write_datetime(row, index, value, style)
            elif value:
                sheet.write_string(row, index, value, style)
    sheet.freeze_panes(1, 0)
    return sheet


def _offer(
    book: xlsxwriter.Workbook,
    page: "xlsxwriter.worksheet.Worksheet",
    columns: dict[str, str],
    offered: Mapping[str, Sequence[str]],
) -> None:
    """Drop-down lists: short ones in the cell, long ones from a hidden sheet."""
    lists = book.add_worksheet("Lists")
    lists.hide()
    for index, field in enumerate(columns):
        if field in _LISTS:
            source: object = _LISTS[field]
        elif values := offered.get(field):
            at = _OPEN.index(field)
            lists.write_column(0, at, values)
            source = f"=Lists!${chr(65 + at)}$1:${chr(65 + at)}${len(values)}"
        else:
            continue
        rule = {"validate": "list", "source": source, "ignore_blank": True}
        page.data_validation(
            1, index, MAX_ROWS, index, rule | ({"show_error": False} if field in _OPEN else {})
        )
