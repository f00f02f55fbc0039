"""What a file is, told by its content; names that lie are set right."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ish.documents import rules, sniffing
from ish.documents.kinds import Kind
from ish.documents.sniffing import HEIC, HTML, JPEG, ODT, OLD_WORD, PDF, PNG, WORD, ZIP
from tests.documents import papers

KIND = Kind("x", "X", largest=10_000)


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (papers.PDF, PDF),
        (b"\xef\xbb\xbf\n" + papers.PDF, PDF),
        (papers.PNG, PNG),
        (papers.JPEG, JPEG),
        (papers.DOCX, WORD),
        (papers.ODT, ODT),
        (papers.OLD_WORD, OLD_WORD),
        (papers.HEIC, HEIC),
        (papers.ZIP, ZIP),
        (papers.HTML, HTML),
        (b"MZ" + papers.PDF, ""),  # a program that carries a PDF inside
        (papers.HTML + papers.PDF, HTML),
        (b"plain text", ""),
        (b"", ""),
    ],
)
def test_content_decides(data: bytes, kind: str) -> None:
    assert sniffing.sniff(data) == kind


@pytest.mark.parametrize("mark", [b"/Encrypt 5 0 R", b"/Encrypt\n12 0 R/ID", b"/Encrypt<</Filter/Standard>>"])
def test_a_pdf_with_a_password_is_not_taken(mark: bytes) -> None:
    assert "password" in rules.fault(papers.PDF.replace(b"trailer\n<<", b"trailer\n<<" + mark), KIND)
    assert rules.fault(papers.PDF.replace(b"endobj", b"(/Encrypt is a word) endobj"), KIND) == ""


@given(st.binary(max_size=400))
def test_no_content_breaks_it(data: bytes) -> None:
    found = sniffing.sniff(data)
    assert found in {"", *sniffing.ENDINGS, ZIP, HTML}
    assert isinstance(rules.fault(data, KIND), str)


@given(st.text(max_size=200))
def test_names_are_harmless(name: str) -> None:
    safe = sniffing.safe_name(name, PDF)
    assert safe.endswith(".pdf")
    assert len(safe) <= sniffing.LONGEST_NAME + 4
    assert not set(safe) & set('/\\<>:"|?*\n\r\0\u202e')


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("CV Pia.pdf", "CV Pia.pdf"),
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\Users\\Pia\\cv.docx", "cv.pdf"),
        ("invoice.pdf.exe", "invoice.pdf"),
        ("cv\u202efdp.exe", "cvfdp.pdf"),
        ("履歴書.pdf", "履歴書.pdf"),
        ("", "paper.pdf"),
        ("...", "paper.pdf"),
        ("v1.2 final", "v1.2 final.pdf"),
    ],
)
def test_names_that_lie_are_set_right(name: str, safe: str) -> None:
    assert sniffing.safe_name(name, PDF) == safe


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (b"", "empty"),
        (b"%PDF-" + b"x" * 20_000, "too large"),
        (papers.DOCX, "Save as"),
        (papers.ODT, "Save as"),
        (papers.HEIC, "JPEG"),
        (papers.ZIP, "PDF, JPEG or PNG"),
        (papers.HTML, "PDF, JPEG or PNG"),
        (papers.PDF[:30], "breaks off"),
        (papers.PNG[:30], "breaks off"),
    ],
)
def test_what_is_wrong_says_what_to_do(data: bytes, word: str) -> None:
    assert word in rules.fault(data, KIND)


@pytest.mark.parametrize("data", [papers.PDF, papers.PNG, papers.JPEG])
def test_good_files_are_taken(data: bytes) -> None:
    assert rules.fault(data, KIND) == ""
