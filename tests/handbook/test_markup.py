"""What is written becomes a page: links where they belong, and nothing but the few marks that we know."""

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ish.handbook import markup
from ish.handbook.comparing import compare

TAGS = {
    "h2",
    "h3",
    "p",
    "br",
    "ul",
    "ol",
    "li",
    "strong",
    "em",
    "a",
    "table",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
}
ATTRIBUTES = {"href", "rel", "class", "scope"}
TARGET = re.compile(r"^(https?://|mailto:|tel:[+\d]|/handbook/)")


class Seen(HTMLParser):
    """Every tag and attribute of a text, and whether each tag is closed in its turn."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.targets: list[str] = []
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in TAGS and {name for name, _value in attrs} <= ATTRIBUTES, (tag, attrs)
        self.targets += [value or "" for name, value in attrs if name == "href"]
        if tag != "br":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def shown(text: str) -> str:
    return markup.html(text, lambda slug: f"/handbook/read/{slug}/" if slug == "house" else "")


BITS = (
    ("<script>", "javascript:alert(1)", "[a](", ")", "**", "*", "| ", "- ", "1. ", "## ", "> ", "\n", "\n\n")
    + ("https://x.org/'\"<b>", "+49 30 23125 110", "112", "a@b.org", "&lt;", '"', "'", "onerror=", "house")
    + ("](house)", '](https://x.org/"onclick="x)', '](tel:1"2)', "](mailto:a@b.org)")
)
SIGNS = st.text(alphabet="aé<>&\"'*[]()|#-+09 \n\t:/.@\u202e\x00", max_size=8)


@given(st.lists(st.one_of(st.sampled_from(BITS), SIGNS), max_size=30).map("".join))
def test_whatever_is_written_only_our_marks_come_out(text: str) -> None:
    for target in Seen(shown(text)).targets:
        assert TARGET.match(target), target
    markup.plain(text)


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "[press](javascript:alert(1))",
        "[press](JaVaScRiPt:alert(1))",
        "[press](data:text/html,x)",
        "[press](//evil.example.org)",
        "[press](/manage/)",
        "[press](java\tscript:alert(1))",
    ],
)
def test_no_script_and_no_link_elsewhere(text: str) -> None:
    html = shown(text)
    assert "<script" not in html and "<a" not in html


@pytest.mark.parametrize(
    ("text", "target"),
    [
        ("Ring 112.", "tel:112"),
        ("Ring **112** now", "tel:112"),
        ("+49 30 23125 110, day and night", "tel:+493023125110"),
        ("+49 (0)30 23125-110", "tel:+493023125110"),
        ("(06221) 58-100", "tel:0622158100"),
        ("116 117", "tel:116117"),
        ("ish@example.org.", "mailto:ish@example.org"),
        ("See https://example.org/a?b=c.", "https://example.org/a?b=c"),
        ("[the house](house)", "/handbook/read/house/"),
    ],
)
def test_links(text: str, target: str) -> None:
    assert Seen(shown(text)).targets == [target]


@pytest.mark.parametrize(
    "text",
    ["on 05.07.2027", "2027-07-18", "05-07-2027", "from 6:45 to 8:00", "0.5 to 1", "1996-2026"]
    + ["112,50 euros", "room 112a", "[x](nowhere)"],
)
def test_no_links(text: str) -> None:
    assert Seen(shown(text)).targets == []


def test_blocks() -> None:
    html = shown("# One\n### Two\nA\nB\n\n- x\n- y\n1. z\n> note\n| a | b |\n|---|---|\n| c | d | e |\n| f |")
    assert html == (
        "<h2>One</h2>\n<h3>Two</h3>\n<p>A<br>B</p>\n<ul><li>x</li><li>y</li></ul>\n<ol><li>z</li></ol>\n"
        '<p class="handbook-note">note</p>\n'
        '<table><thead><tr><th scope="col">a</th><th scope="col">b</th></tr></thead><tbody>'
        '<tr><th scope="row">c</th><td>d</td></tr><tr><th scope="row">f</th><td></td></tr></tbody></table>'
    )


def test_comparing_says_what_is_new_in_a_line() -> None:
    old = "## Outside\nNobody rides in private cars.\nQuiet from 22:00.\nGone."
    found = compare(old, old.replace("cars.", "cars or taxis.").replace("\nGone.", ""))
    assert [(line.kind, line.text) for line in found] == [
        ("same", "Outside"),
        ("changed", "Nobody rides in private cars or taxis."),
        ("same", "Quiet from 22:00."),
        ("gone", "Gone."),
    ]
    assert [(piece.kind, piece.text) for piece in found[1].pieces] == [
        ("same", "Nobody rides in private"),
        ("gone", "cars."),
        ("new", "cars or taxis."),
    ]
    assert compare(old, old) == []
