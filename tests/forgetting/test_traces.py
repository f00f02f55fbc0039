"""An erased value is known again however it was written, and nothing is known without the key."""

import pytest

from ish.forgetting.traces import COMMON, SHORT, Hasher, Index, why_not, words

HASHER = Hasher(b"k" * 32)


def index(*values: str) -> Index:
    pieces = [piece for value in values for piece in HASHER.pieces(words(value))]
    return Index(HASHER, [(p.start, p.size, p.digest) for p in pieces])


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("Zażółć", "Dear ZAŻÓŁĆ, welcome"),
        ("Ana María", "<p>Hello ana maria!</p>"),
        ("L'Haÿ", 'value="L&#x27;Ha&yuml;"'),
        ("Jürgen Öztürk", '{"name": "J\\u00fcrgen \\u00d6zt\\u00fcrk"}'),
        ("Jürgen Öztürk", "/?q=J%C3%BCrgen%20%C3%96zt%C3%BCrk"),
        ("山田太郎", "山田太郎さんへ"),
        ("+496221777001", "call +49 6221 777-001 now"),
        ("C01X00T47", "passport C01X00T47."),
        ("pia@example.org", "mailto:PIA@example.org?subject=x"),
        (" ".join(f"word{n}" for n in range(40)), " ".join(f"word{n}" for n in range(11, 22))),
    ],
)
def test_it_is_found(value: str, text: str) -> None:
    assert index(value).search(text)


@pytest.mark.parametrize("text", ["Zazo lc", "azolc", "", "Ana said Maria", "6221 777", "山太郎"])
def test_what_only_looks_like_it_is_not(text: str) -> None:
    assert not index("Zażółć", "Ana María", "+496221777001", "山田太郎").search(text)


def test_another_key_finds_nothing() -> None:
    mine = index("Zażółć")
    mine.hasher = Hasher(b"x" * 32)
    assert not mine.search("Zażółć")


def test_what_cannot_be_searched_for_is_named() -> None:
    assert (
        why_not(words("Li")) == SHORT and why_not(words("12345")) == SHORT and why_not(words("B2")) == SHORT
    )
    assert why_not(words("vegetarian"), {"vegetarian"}) == COMMON
    assert why_not(words("山田太")) == "" and why_not(words("Zażółć")) == ""
