"""Files in which nothing a person typed becomes a formula."""

import io
from datetime import UTC, date, datetime
from typing import Any

import openpyxl
import pytest
from django.http import StreamingHttpResponse
from django.utils import timezone, translation

from ish.desk import exports

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
    assert len(book.active["B2"].value) == exports.CELL_LIMIT


def test_a_streamed_file_keeps_the_zone_and_language_of_its_request() -> None:
    moment = datetime(2027, 7, 18, 12, 0, tzinfo=UTC)
    with timezone.override("Asia/Tokyo"), translation.override("de"):
        response = exports.csv([[moment, True]], ["when", "met"], "list")
    text = b"".join(response.streaming_content).decode()
    assert "2027-07-18 21:00" in text and "ja" in text
