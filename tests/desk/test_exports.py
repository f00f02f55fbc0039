"""Files in which nothing a person typed becomes a formula."""

import io
from datetime import UTC, date, datetime
from typing import Any

import openpyxl
import pytest
from django.http import StreamingHttpResponse
from django.utils import timezone, translation
from openpyxl.utils.escape import unescape

from ish.desk import exports
from ish.desk.sheet import CELL_LIMIT

EVIL = ["=1+1", "+49 6221", "-1", "@SUM(A1)", "\tx", "\rx", "=cmd|' /C calc'!A0", " =1"]


def read_csv(response: StreamingHttpResponse) -> str:
    return b"".join(response.streaming_content).decode("utf-8")  # type: ignore[arg-type]


def read_xlsx(response: Any) -> Any:
    content = b"".join(response.streaming_content)
    response.file_to_stream.close()
    return openpyxl.load_workbook(io.BytesIO(content))


@pytest.mark.parametrize("text", [text for text in EVIL if "\r" not in text])
def test_csv_cells_are_no_formulas(text: str) -> None:
    assert exports.safe(text) == "'" + text


def test_csv_cells_hold_no_lone_line_ends() -> None:
    assert exports.safe("\r=1") == "' =1"
    assert exports.safe("a\r\nb") == "a\nb"


def test_csv_carries_a_mark_and_any_script() -> None:
    response = exports.csv(
        [["佐藤 花", date(2027, 7, 24), None, True]], ["Name", "Day", "Gap", "Yes"], "Students"
    )
    text = read_csv(response)
    assert text.startswith("\ufeffName,Day,Gap,Yes\r\n")
    assert "佐藤 花,2027-07-24,,yes" in text
    assert response["Content-Disposition"].startswith('attachment; filename="students-')


def test_xlsx_texts_stay_texts() -> None:
    book = read_xlsx(exports.xlsx([[text] for text in EVIL], ["=Heading"], "Students [all]"))
    cells = [cell.value for row in book.active.iter_rows() for cell in row]
    types = {cell.data_type for row in book.active.iter_rows() for cell in row}
    assert cells[0] == "=Heading"
    assert [c.strip() for c in cells[1:]] == [t.strip() for t in EVIL]
    assert types == {"s"}


def test_xlsx_days_are_days() -> None:
    moment = datetime(2027, 7, 24, 12, tzinfo=UTC)
    book = read_xlsx(exports.xlsx([[date(2027, 7, 24), moment, 3, ["a", "b"]]], list("abcd"), "x"))
    row = [cell.value for cell in book.active[2]]
    assert row == [datetime(2027, 7, 24), datetime(2027, 7, 24, 14), 3, "a, b"]


def test_control_characters_do_not_break_the_file() -> None:
    book = read_xlsx(exports.xlsx([["a\x00b\x1fc", "x" * 40_000]], ["a", "b"], "x"))
    assert book.active["A2"].value == "abc"
    assert len(book.active["B2"].value) == CELL_LIMIT


RICH = '<r><t>a</t></is></c><c r="B2"><f>1+1</f><v>2</v></c><c r="C2" t="inlineStr"><is><t>b</t></r>'


@pytest.mark.parametrize(
    "text", [RICH, "<r></r>", "a & b < c > d", "_x0041_", " blanks ", "two\nlines", "]]>"]
)
def test_xlsx_texts_are_no_markup(text: str) -> None:
    """The library writes what looks like its own rich text as it stands; a name must not make a formula that way."""
    book = read_xlsx(exports.xlsx([[text, "next"]], ["a", "b"], "x"))
    rows = [[unescape(cell.value) for cell in row] for row in book.active.iter_rows(min_row=2)]
    assert rows == [[text, "next"]]


def test_xlsx_of_what_spreadsheets_cannot_count() -> None:
    book = read_xlsx(exports.xlsx([[date(1817, 3, 9), float("inf"), 0, 1.5]], list("abcd"), "x"))
    assert [cell.value for cell in book.active[2]] == ["1817-03-09", "inf", 0, 1.5]


def test_xlsx_texts_end_where_excel_ends_them() -> None:
    book = read_xlsx(exports.xlsx([["\N{GRINNING FACE}" * 20_000]], ["a"], "x"))
    assert len(book.active["A2"].value.encode("utf-16-le")) <= 2 * CELL_LIMIT


def test_xlsx_without_rows_has_its_heading() -> None:
    book = read_xlsx(exports.xlsx([], ["a", "b"], "x"))
    assert [[cell.value for cell in row] for row in book.active.iter_rows()] == [["a", "b"]]


def test_a_streamed_file_keeps_the_zone_and_language_of_its_request() -> None:
    moment = datetime(2027, 7, 18, 12, 0, tzinfo=UTC)
    with timezone.override("Asia/Tokyo"), translation.override("de"):
        response = exports.csv([[moment, True]], ["when", "met"], "list")
    text = b"".join(response.streaming_content).decode()
    assert "2027-07-18 21:00" in text and "ja" in text
