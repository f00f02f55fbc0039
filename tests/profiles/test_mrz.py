"""The name line of passports: the examples of ICAO Doc 9303, and what holds for any name."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ish.profiles.mrz import ID_CARD, PASSPORT, name_line, transliterated, unwritable


@pytest.mark.parametrize(
    ("family", "given_names", "state", "line"),
    [
        ("ERIKSSON", "ANNA MARIA", "UTO", "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<"),
        ("VAN DER MULLEN", "MARIANNE LOUISE", "UTO", "P<UTOVAN<DER<MULLEN<<MARIANNE<LOUISE<<<<<<<<"),
        ("ARKFREITH", "", "UTO", "P<UTOARKFREITH<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<"),
        ("", "Sukarno", "IDN", "P<IDNSUKARNO<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<"),
        ("D'Artagnan", "Pierre Louis-Charles", "FRA", "P<FRADARTAGNAN<<PIERRE<LOUIS<CHARLES<<<<<<<<"),
        ("Müller-Groß", "Jörg", "DEU", "P<D<<MUELLER<GROSS<<JOERG<<<<<<<<<<<<<<<<<<<"),
        ("Łukasiewicz", "Żaneta Ñ", "POL", "P<POLLUKASIEWICZ<<ZANETA<N<<<<<<<<<<<<<<<<<<"),
        ("Þórsdóttir", "Ægir Øre", "ISL", "P<ISLTHORSDOTTIR<<AEGIR<OERE<<<<<<<<<<<<<<<<"),
        ("Коваль", "Марія", "UKR", "P<UKRKOVAL<<MARIIA<<<<<<<<<<<<<<<<<<<<<<<<<<"),
        ("Sato, Jr.", "Pia", "", "P<<<<SATO<JR<<PIA<<<<<<<<<<<<<<<<<<<<<<<<<<<"),
    ],
)
def test_passports(family, given_names, state, line):
    assert name_line(family_name=family, given_names=given_names, state=state) == line


def test_identity_cards_have_a_line_of_their_own():
    line = name_line(family_name="Eriksson", given_names="Anna Maria", state="UTO", layout=ID_CARD)
    assert line == "ERIKSSON<<ANNA<MARIA<<<<<<<<<<"


def test_long_names_are_cut_and_end_with_a_letter():
    line = name_line(family_name="NILAVADHANANANDA", given_names="CHAYAPA DEJTHAMRONG KRASUANG", state="UTO")
    assert line == "P<UTONILAVADHANANANDA<<CHAYAPA<DEJTHAMRONG<K"
    line = name_line(family_name="Papandropoulous " * 4, given_names="Jonathon", state="UTO")
    assert len(line) == 44
    assert line.endswith("<<J")


def test_other_scripts_are_named_not_guessed():
    assert unwritable("佐藤 Pia") == "佐藤"
    assert unwritable("Müller-Lüdenscheidt O’Neill Марія") == ""
    assert transliterated("佐藤") == ""


@given(st.text(max_size=80), st.text(max_size=80), st.sampled_from(["", "DEU", "JPN", "utO"]))
def test_any_name_gives_a_line_that_a_machine_reads(family, given_names, state):
    for layout, length in ((PASSPORT, 44), (ID_CARD, 30)):
        line = name_line(family_name=family, given_names=given_names, state=state, layout=layout)
        assert re.fullmatch(f"[A-Z<]{{{length}}}", line)
        names = line[5:] if layout is PASSPORT else line
        assert names.count("<<") == 0 or "<<<" not in names.rstrip("<")
        if not transliterated(family) and not transliterated(given_names):
            assert set(names) == {"<"}


latin = st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ -", min_size=1, max_size=80).filter(transliterated)


@given(latin, latin)
def test_something_of_both_names_remains_and_a_cut_ends_with_a_letter(family, given_names):
    names = name_line(family_name=family, given_names=given_names, state="UTO")[5:]
    first, _, second = names.rstrip("<").partition("<<")
    assert transliterated(family).startswith(first) or len(transliterated(family)) + 2 > 39
    assert second
    whole = f"{transliterated(family)}<<{transliterated(given_names)}"
    if len(whole) > 39:
        assert names[-1] != "<"
    else:
        assert names == whole.ljust(39, "<")


@given(st.text(max_size=60))
def test_transliterating_twice_changes_nothing(name):
    assert transliterated(transliterated(name)) == transliterated(name)
