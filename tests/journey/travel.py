"""Last part of the walk: a ticket, the list of arrivals, the roster and its spreadsheet."""

from pathlib import Path

import openpyxl
from playwright.sync_api import expect

from tests.journey.labs import LAB
from tests.journey.visitor import Visitor


def mio_books(mio: Visitor) -> None:
    """One leg, with the times as they stand on the ticket."""
    mio.go("Your journey")
    mio.follow(mio.say("Enter your ticket"))
    mio.fill("Flight or train number", "LH717")
    mio.fill("From", "NRT")
    mio.fill("Departure, local time", "09:25")
    mio.fill("To", "FRA")
    mio.fill("Arrival, local time", "16:55")
    mio.press(mio.say("Save the journey"))
    mio.is_told(mio.say("The journey is saved."))
    mio.sees("LH717")


def olga_expects_mio(olga: Visitor, folder: Path) -> None:
    """She stands on the list of the day and on the roster, with lab and arrival; the spreadsheet says the same."""
    olga.be("Olga Winter")
    olga.go("Arrivals")
    for text in ("LH717", "FRA", "NRT", "16:55"):
        expect(olga.row("HAYASHIDA")).to_contain_text(text)
    olga.go("Roster")
    expect(olga.row("HAYASHIDA")).to_contain_text(LAB)
    with olga.page.expect_download() as waiting:
        olga.main.get_by_role("link", name="XLSX").or_(olga.main.get_by_role("link", name="Excel")).click()
    line = _line(waiting.value, folder / "roster.xlsx", "HAYASHIDA")
    for text in (LAB, "LH717", "Kumamoto", "林田 美緒"):
        assert text in line


def _line(download: object, path: Path, name: str) -> str:
    """Return a line of a downloaded spreadsheet as one text."""
    download.save_as(path)  # type: ignore[attr-defined]
    sheet = openpyxl.load_workbook(path).active
    lines = [" | ".join(str(cell) for cell in row) for row in sheet.iter_rows(values_only=True)]
    return next(line for line in lines if name in line)
