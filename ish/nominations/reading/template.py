"""The list to fill in: an XLSX with our headings, which `read` knows in each of its languages."""

import io
from collections.abc import Callable

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
_WIDTHS = {
    "rank": 8,
    "sex": 8,
    "english_level": 12,
    "grade": 12,
    "birth_date": 14,
    "motivation": 60,
    "interests": 30,
}
_LISTS = {"sex": ["F", "M", "X"], "english_level": ["A1", "A2", "B1", "B2", "C1", "C2"]}


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


def headings(language: str) -> dict[str, str]:
    """Field → heading in that language ("de-at" counts as "de"); English if we have none."""
    chosen = _HEADINGS.get(language.lower().replace("_", "-").partition("-")[0], _HEADINGS["en"])
    return dict(zip(FIELDS, chosen, strict=True))


def write_template(*, language: str = "en", translate: Callable[[str], str] = _) -> bytes:
    """An XLSX with one sheet to fill in and one that explains. `translate` gets the texts of the latter."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        _write_list(book, headings(language))
        sheet = book.add_worksheet("Info")
        sheet.set_column(0, 0, 90)
        sheet.write_string(0, 0, translate(_TITLE), book.add_format({"bold": True}))
        for row, hint in enumerate(_HINTS, 2):
            sheet.write_string(row, 0, translate(hint))
    return buffer.getvalue()


def _write_list(book: xlsxwriter.Workbook, columns: dict[str, str]) -> None:
    sheet = book.add_worksheet("ISH")
    bold = book.add_format({"bold": True, "bottom": 1, "text_wrap": True})
    formats = {"birth_date": book.add_format({"num_format": "yyyy-mm-dd"})}
    as_text = book.add_format({"num_format": "@"})
    for index, (field, heading) in enumerate(columns.items()):
        sheet.set_column(index, index, _WIDTHS.get(field, 22), formats.get(field, as_text))
        sheet.write_string(0, index, heading, bold)
        if field in _LISTS:
            sheet.data_validation(1, index, MAX_ROWS, index, {"validate": "list", "source": _LISTS[field]})
    sheet.freeze_panes(1, 0)
