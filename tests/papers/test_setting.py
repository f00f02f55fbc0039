"""Papers: every script is printed, nothing is read as markup, long names stay in their column, pages carry their marks."""

import subprocess
from datetime import date
from shutil import which
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ish.papers import fonts, setting

DAY = date(2027, 3, 10)
NAMES = [
    "佐藤 ぴあ",
    "王小明",
    "김민호",
    "שרה כהן (בן־דוד)",
    "Олександр Їжакевич",
    "Łukasz Żółć-Świętek",
    "Nguyễn Thị Minh Khai",
    "Γιώργος",
    "W" * 200,
]


def sheet(rows: list[str]) -> dict[str, Any]:
    return {
        "heading": "Heading",
        "lead": "Lead",
        "facts": [["Partner", "Kumamoto"]],
        "list_heading": "Students",
        "heads": ["Rank", "Name", "Born", "Nationality", "School", "Handed in"],
        "rows": [["1", name, "", "", name, ""] for name in rows],
        "notes": [],
    }


def typeset(rows: list[str], **how: Any) -> bytes:
    how = {"language": "en", "title": "A paper", "footer": "ISH 2027", "day": DAY, **how}
    return setting.typeset("nominations", sheet(rows), **how)


@pytest.mark.parametrize("language", ["en", "de", "ja", "he", "zh-Hans", "pt-BR"])
def test_every_script_is_set_in_every_language(language: str) -> None:
    assert typeset(NAMES, language=language).startswith(b"%PDF-")


def test_a_sign_without_a_font_does_not_cost_the_paper() -> None:
    assert typeset(["ᚠᚢᚦ", "فاطمة", "😀"]).startswith(b"%PDF-")


@settings(max_examples=25, deadline=None)
@given(st.text(alphabet="#$*_`\\<>@[]{}()/\"'=+-~%&^ab\n", max_size=60))
def test_nothing_is_read_as_markup(text: str) -> None:
    assert typeset([text]).startswith(b"%PDF-")


@given(st.text(max_size=300))
def test_places_to_break_change_no_text(text: str) -> None:
    softened = setting.breakable(text)
    assert softened.replace(setting.BREAK, "") == text.replace(setting.BREAK, "")
    assert all(len(part) < 40 for part in softened.replace(setting.BREAK, " ").split())


def _told(program: str, pdf: bytes, *more: str) -> str:
    """Return what a program says of a PDF."""
    call = [str(which(program)), "-", *more]
    return subprocess.run(call, input=pdf, capture_output=True, check=True).stdout.decode()  # noqa: S603 - our own words


def test_a_paper_says_version_day_and_form_of_names() -> None:
    pdf = typeset(["Pia #strong[Sato]"], version="3")
    words = _told("pdftotext", pdf, "-")
    for piece in (
        "ISH 2027",
        "10 March 2027",
        "Version 3",
        "Names as in the passport.",
        "Page 1 / 1",
        "#strong",
    ):
        assert piece in words
    info = _told("pdfinfo", pdf)
    assert "Tagged:          yes" in info
    assert "A paper" in info


def test_the_same_facts_give_the_same_paper() -> None:
    assert typeset(["Pia"]) == typeset(["Pia"])


def test_only_our_templates_are_set() -> None:
    for name in ("../../etc/passwd", "nowhere", "", "base/.."):
        with pytest.raises(setting.CannotSet):
            setting.typeset(name, {}, language="en", title="x", day=DAY)


def test_a_template_that_lacks_facts_says_so() -> None:
    with pytest.raises(setting.CannotSet):
        setting.typeset("nominations", {}, language="en", title="x", day=DAY)


def test_pictures_are_one_a_page() -> None:
    pages = setting.pictures("nominations", sheet(["Pia"] * 80), language="en", title="x", day=DAY)
    assert len(pages) == 3
    assert all(page.startswith(b"\x89PNG") for page in pages)


def test_the_fonts_come_along() -> None:
    families = set(fonts.shared().families())
    for language in ("en", "ja", "he", "zh", "zh-Hant", "ko"):
        assert set(fonts.families(language)) <= families
