"""What holds of every list: however headings, countries, names and days are written, they mean the same."""

import csv
import io
import unicodedata
from datetime import date, timedelta
from functools import partial

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from ish.nominations.reading import Reading, countries, dates, headings, read
from ish.nominations.reading.countries import country, nationalities
from ish.nominations.reading.headings import field_of
from ish.nominations.reading.names import split_name

TODAY = date(2026, 11, 22)
quick = partial(settings, deadline=None)
FIELDS = {
    "rank": "7",
    "family_name": "Okafor",
    "given_names": "Ada Mary",
    "birth_date": "2009-05-13",
    "sex": "F",
    "nationalities": "Japan; DE",
    "email": "ada@example.org",
    "school": "Lycée Exemple",
    "english_level": "B2",
}
WORDS = {
    field: [name for name in names if field_of(name) == field] for field, names in headings._table().items()
}
DECORATIONS = ("{}", "{} *", "{}:", "  {}  ", "{} (please fill in)", "{}?")


def load(*rows: list[str], region: str = "DE") -> Reading:
    buffer = io.StringIO(newline="")
    csv.writer(buffer, delimiter=";").writerows(rows)
    return read(buffer.getvalue().encode(), "list", default_region=region, today=TODAY)


# ---------------------------------------------------------------- HEADINGS


@st.composite
def head_of_a_list(draw: st.DrawFn) -> tuple[list[str], list[list[str]]]:
    """The fields in an order, and the lines above the students: titles, then headings in one line or in two."""
    fields = draw(st.permutations(list(FIELDS)))
    texts = [draw(st.sampled_from(WORDS[field])) for field in fields]
    texts = [draw(st.sampled_from((text, text.upper(), text.title()))) for text in texts]
    titles = draw(
        st.lists(st.sampled_from([[], ["Our list"], ["Gymnasium Example", ""], ["", "Summer"]]), max_size=4)
    )
    if draw(st.booleans()):
        return fields, [*titles, [draw(st.sampled_from(DECORATIONS)).format(text) for text in texts]]
    parts = [text.rpartition(" ") for text in texts]
    halves = [
        (first, last) if first and not field_of(first) else (text, "")
        for text, (first, _, last) in zip(texts, parts, strict=True)
    ]
    assume(any(last for _first, last in halves))
    return fields, [*titles, [first for first, _last in halves], [last for _first, last in halves]]


@quick(max_examples=80)
@given(head_of_a_list())
def test_a_list_says_the_same_in_any_order_language_and_dress(head):
    fields, above = head
    reading = load(*above, [FIELDS[field] for field in fields])
    assert [column.field for column in reading.columns] == fields
    (row,) = reading.rows
    assert (row.number, row.problems, reading.all_problems, reading.questions) == (
        len(above) + 1,
        [],
        [],
        frozenset(),
    )
    values = row.values
    assert (values.rank, values.reserve, values.full_name, values.sex) == (7, False, "Ada Mary Okafor", "F")
    assert (values.birth_date, values.nationalities) == (date(2009, 5, 13), ("JP", "DE"))
    assert (values.email, values.school, values.english_level) == ("ada@example.org", "Lycée Exemple", "B2")


@quick(max_examples=60)
@given(st.text(max_size=60))
def test_any_text_means_a_field_a_country_or_nothing(text):
    assert field_of(text) in {*WORDS, ""} - {"guardian"} or field_of(text).startswith("guardian_")
    codes, unknown = nationalities(text)
    assert set(codes) <= CODES and len(set(codes)) == len(codes)
    assert all(piece.strip() for piece in unknown)
    assert codes or unknown or not any(char.isalnum() for char in text), "nothing that was written is lost"
    family, given_names, _sure = split_name(text)
    assert set(f"{family} {given_names}".replace(",", " ").split()) <= set(text.replace(",", " ").split())


# ---------------------------------------------------------------- COUNTRIES


def _names_of_countries() -> list[tuple[str, str]]:
    """Every name, code and demonym as the table has it, and the code."""
    lines = (
        (countries.Path(countries.__file__).with_name("countries.tsv"))
        .read_text(encoding="utf-8")
        .splitlines()
    )
    found = []
    for line in lines:
        if not line.startswith("#"):
            code, long, names, people = line.split("\t")
            found += [(name, code) for name in (code, long, *names.split("|"), *people.split("|")) if name]
    return [(name, code) for name, code in found if country(name) == code and code != "NA"]


CODES = set(countries._table().values())
NAMED = _names_of_countries()
CASES = (str, str.upper, str.lower, str.title, lambda text: unicodedata.normalize("NFD", text))


@quick(max_examples=200)
@given(
    st.lists(st.sampled_from(NAMED), min_size=1, max_size=3, unique_by=lambda one: one[1]),
    st.sampled_from(CASES),
    st.sampled_from(
        ["/", " / ", "; ", "\n", " | ", "；", ", ", " and ", " und ", " et ", " + ", " & ", " – "]
    ),
)
def test_countries_in_any_words_with_any_sign_between_them(chosen, case, between):
    names = [case(name) for name, _code in chosen]
    if len(names) > 1:
        assume(
            not any(
                countries._STRONG.search(name) or countries._WEAK.search(f" {name.lower()} ")
                for name in names
            )
        )
        assume(not country(between.join(names)))
    assert nationalities(between.join(names)) == (tuple(code for _name, code in chosen), ())


# ---------------------------------------------------------------- NAMES

word = st.text(st.sampled_from("abdeimnorsuéüłżñçø"), min_size=2, max_size=9).map(str.capitalize)
words = st.lists(word, min_size=1, max_size=3).map(" ".join)


@quick(max_examples=80)
@given(words, words, st.sampled_from(["DE", "JP", "US"]))
def test_whole_names_are_told_apart_where_the_writing_tells(family, given_names, region):
    assume(
        len(family) > 2
        and not {part.casefold() for part in f"{family} {given_names}".split()} & {"de", "du", "di", "da"}
    )
    loud = family.upper()
    forms = {f"{family}, {given_names}": family, f"{loud} {given_names}": loud, f"{given_names} {loud}": loud}
    for form, expected in forms.items():
        assert split_name(form, region=region) == (expected, given_names, True)


@quick(max_examples=40)
@given(word, word, st.sampled_from(["DE", "JP"]))
def test_a_heading_tells_which_name_comes_first(family, given_names, region):
    cases = {"Nachname, Vorname": [family, given_names], "Given name and surname": [given_names, family]}
    for heading, name in cases.items():
        (row,) = load([heading, "Rank"], [" ".join(name), "1"], region=region).rows
        assert (row.values.family_name, row.values.given_names) == (family, given_names)


# ---------------------------------------------------------------- DAYS

days = st.dates(min_value=TODAY - timedelta(days=36_000), max_value=TODAY)
FORMS = (
    "{d.year}-{d.month:02}-{d.day:02}", "{d.year}/{d.month}/{d.day}", "{d.day}.{d.month}.{d.year}",
    "{d.day:02}. {d.month:02}. {d.year}",
    "{d.year}年{d.month}月{d.day}日", "{d.year}년 {d.month}월 {d.day}일", "{d.year}{d.month:02}{d.day:02}",
    "{d.day} {m} {d.year}", "{d.day}. {m} {d.year}", "{m} {d.day}, {d.year}",
    "{d.day}-{m}-{d.year}", "{d.year} {m} {d.day}", "le {d.day} {m} {d.year}",
    "{d.day} de {m} de {d.year}", "{d.year}-{d.month:02}-{d.day:02} 00:00:00",
)  # fmt: skip


@quick(max_examples=200)
@given(st.data(), days, st.sampled_from(FORMS), st.sampled_from(["DE", "US", "JP"]))
def test_a_day_in_any_form_and_language_is_read_back(data, day, form, region):
    month = data.draw(st.sampled_from(dates._MONTHS[day.month - 1].split()))
    order = dates.order_of([], region=region)
    assert dates.parse(form.format(d=day, m=month), order) == day


SLASHES = (
    ("{d.day:02}/{d.month:02}/{d.year}", 0),
    ("{d.month}/{d.day}/{d.year}", 1),
)  # by which of the two readings


@quick(max_examples=100)
@given(days, st.sampled_from(SLASHES), st.sampled_from(["DE", "US"]))
def test_a_day_that_can_be_read_in_two_ways_is_asked_about(day, way, region):
    form, place = way
    reading = load(["Family name", "Date of birth"], ["Okafor", form.format(d=day)], region=region)
    two = day.day <= 12 and day.day != day.month
    assert ("dates" in reading.questions) == two
    if two:
        assert reading.dates and reading.dates[1:][place] == day
        assert "date_order_assumed" in [problem.code for problem in reading.problems]
    else:
        assert reading.rows[0].values.birth_date == day
