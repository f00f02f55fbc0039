"""The cover over names: none of them can be read as a word, all else stands, and a cover tells nothing of what is under it."""

import unicodedata

import pytest
from django.urls import reverse
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from ish.desk import folding
from ish.selection import covering
from ish.selection.covering import COVER, Covering
from tests.nominations import makers
from tests.selection.test_board import choose

BERG = (["Ana", "Art", "Ana Art", "Art Ana"], ["Palo Alto (Neighbors Abroad)", "Henry M. Gunn High School"])
LIANG = (["Zihan", "Liang", "Liang Zihan", "梁 子涵"], ["Kumamoto", "National Youth Science Forum"])
LI = (["Ming", "Li", "Li Ming", "李明"], ["熊本高校", "Jelenia Góra"])
MUELLER = (["Łukasz", "Müller", "Łukasz Müller"], ["Bautzen"])
DUTCH = (["Jan", "van der Berg", "Jan van der Berg", "Isa", "Mueller"], ["High School"])
JAPANESE = (["Mio", "O'Brien", "林田 みお", "ミオ"], ["Heidelberg (Gauteng)"])
KOREAN = (["김민준", "נועם אזולאי"], [])


@pytest.mark.parametrize(
    ("known", "text", "left"),
    [
        (BERG, "An analysis of articles; I love art.", "An analysis of articles; I love art."),
        (BERG, "I am Ana Art. ana art, ART, Ana", "I am ▒▒▒. ▒▒▒"),
        (BERG, "Anas Eltern, Ana's brother", "▒▒▒ Eltern, ▒▒▒'s brother"),
        (BERG, "In Palo Alto (Neighbors Abroad) we", "In ▒▒▒ we"),
        (BERG, "palo alto and Palo-Alto; PaloAlto by Neighbors Abroad", "▒▒▒ and ▒▒▒; ▒▒▒ by ▒▒▒"),
        (BERG, "At Gunn, a high school, write to me@school.example.org!", "At ▒▒▒, a high school, write to ▒▒▒!"),
        (LIANG, "我是梁子涵。子涵的行李", "我是▒▒▒。▒▒▒的行李"),
        (LIANG, "梁 子涵 and Zi-Han or ZI HAN Liang or LiangZihan99", "▒▒▒ and ▒▒▒ or ▒▒▒ or ▒▒▒99"),
        (LIANG, "梁同学 of NYSF; a Kumamotoer from kumamoto", "▒▒▒同学 of ▒▒▒; a ▒▒▒ from ▒▒▒"),
        (LI, "李明的行李明天到, li from 熊本高校", "▒▒▒的行▒▒▒天到, ▒▒▒ from ▒▒▒"),
        (LI, "The lime of my life is limited. Góra, Jelenia Gora", "The lime of my life is limited. ▒▒▒"),
        (MUELLER, "Lukasz Mueller, Mu\u0308ller and MULLER", "▒▒▒ and ▒▒▒"),
        (MUELLER, "Soft: Lu\u00adkasz M. was here", "Soft: ▒▒▒ was here"),
        (DUTCH, "The van der Waals force in high school", "The van der Waals force in high school"),
        (DUTCH, "jan van der berg says: this is a test by Muller", "▒▒▒ says: this is a test by ▒▒▒"),
        (JAPANESE, "みおです, 林田です. ミオグロビン, ミオ", "▒▒▒です, ▒▒▒です. ミオグロビン, ▒▒▒"),
        (JAPANESE, "o’brien OBrien of Gauteng", "▒▒▒ of ▒▒▒"),
        (KOREAN, "김민준은, 민준이는, אני נועם", "▒▒▒은, ▒▒▒이는, אני ▒▒▒"),
    ],
)  # fmt: skip
def test_who_it_is_is_covered_however_it_is_written_and_nothing_else(known, text, left):
    assert Covering(*known).cover(text) == left


# ---------------------------------------------------------------- PROPERTIES

LETTERS = "abdegiklmnoruvwzäöüéłšøçñжинבםあ"
NAME = st.text(LETTERS[:-1], min_size=3, max_size=9).map(str.title)
FILLING = ["photosynthesis", "the", "experiments", "2027", "ﬁsh", "«–»", "(…)", "e\u0301tude", "実験", "\n"]
WAYS = [
    str,
    str.upper,
    str.lower,
    lambda name: unicodedata.normalize("NFD", name),
    lambda name: folding.forms(name)[0],
    lambda name: folding.forms(name)[-1].upper(),
]


def words(text):
    return {form for word in covering._words(text) for form in word.forms}


def a_name(name):
    """Leave out what is an everyday word, or a word of the filling."""
    forms = folding.forms(name)
    assume(not set(forms) & (covering._EVERYDAY | words(" ".join(FILLING))))
    return forms


@settings(max_examples=150, deadline=None)
@given(NAME, NAME, st.lists(st.sampled_from([*FILLING, *WAYS]), max_size=12), st.booleans())
@example("Müller", "Łoś", [*WAYS], True)
def test_no_name_is_left_as_a_word_and_the_rest_stands_in_its_order(given_name, family_name, parts, swapped):
    names = [family_name, given_name] if swapped else [given_name, family_name]
    forms = {form for name in names for form in a_name(name)}
    said = " ".join(part if isinstance(part, str) else part(names[n % 2]) for n, part in enumerate(parts))
    left = Covering([*names, " ".join(names)]).cover(said)
    assert not words(left) & forms
    for part in parts:
        if isinstance(part, str) and any(c.isalnum() for c in part):
            assert left.count(unicodedata.normalize("NFC", part)) >= parts.count(part)


@settings(max_examples=100, deadline=None)
@given(NAME, st.lists(st.sampled_from(FILLING), max_size=8), st.sampled_from("qtxy"), st.sampled_from("qtxy"))
def test_a_text_without_the_name_as_a_word_does_not_change(name, parts, before, after):
    a_name(name)
    inside = [before + name.lower() + after, name + after, before + name]
    said = unicodedata.normalize("NFC", " ".join([*parts, *inside]))
    assert Covering([name, f"{name} {name}"]).cover(said) == said


@settings(max_examples=100, deadline=None)
@given(NAME, NAME, st.lists(st.sampled_from([*FILLING, None]), max_size=10), st.integers(1, 3))
def test_a_cover_does_not_tell_whose_name_or_how_many_words_are_under_it(one, other, parts, often):
    a_name(one), a_name(other)

    def left(name):
        filled = [" ".join([name] * often) if part is None else part for part in parts]
        return Covering([name]).cover(" ".join(filled))

    assert left(one) == left(other)
    assert not any(gap.isspace() for gap in left(one).split(COVER)[1:-1] if "\n" not in gap)


@pytest.mark.parametrize("names", [[], [""], ["-", "…"], ["\u00ad"], ["1"]])
def test_where_nothing_is_known_nothing_is_covered(names):
    assert Covering(names, names).cover("I am 1 – of many …") == "I am 1 – of many …"


def test_an_anonymised_dossier_covers_all_that_is_known_of_a_student(board, as_user):
    person = board.mio.participation.person
    person.given_names, person.family_name, person.native_name = "Ana", "Art", "梁 子涵"
    person.save()
    abroad = makers.body(board.edition, "Palo Alto (Neighbors Abroad)", country="US")
    type(board.kumamoto).objects.filter(pk=board.kumamoto.pk).update(parent=abroad)
    said = "Ana (梁子涵) of Palo Alto made an analysis of articles at Bunsen, Kumamoto."
    values = {"school": "Bunsen-Gymnasium", "motivation": said, "grade": "11 at Bunsen", "interests": "Art"}
    type(board.mio).objects.filter(pk=board.mio.pk).update(**values)
    choose(board, anonymised=True)
    link = reverse("selection:student", args=[board.mio.pk])
    html = as_user(board.users["rosa"]).get(link).content.decode()
    assert "▒▒▒ of ▒▒▒ made an analysis of articles at ▒▒▒." in html
    assert "Bunsen" not in html and "11 at ▒▒▒" in html
    assert said in as_user(board.olga).get(link).content.decode()
