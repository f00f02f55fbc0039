"""What we hand out comes back as it was: a student, written into a list of ours and read again, differs in nothing."""

from datetime import date
from types import SimpleNamespace
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ish.nominations.reading import read, write_template
from ish.nominations.reading.names import is_no_name
from ish.nominations.reading.template import LANGUAGES
from ish.nominations.services.listed import _differing, _emptied
from ish.nominations.services.sheets import _line, country_names

LETTERS = st.characters(categories=["L", "N", "P", "S", "Zs"])
TEXTS = st.text(LETTERS, max_size=40).map(str.strip)
LINES = st.lists(TEXTS.filter(bool), max_size=3).map("\n".join)
NAMES = st.text(st.characters(categories=["L", "Zs", "Mn"]), max_size=30).map(str.strip)
SOUND = NAMES.filter(lambda name: bool(name) and not is_no_name(name))
EMAILS = st.from_regex(r"[a-z][a-z0-9._]{0,8}[a-z]@example\.(org|com)", fullmatch=True).filter(
    lambda a: ".." not in a
)
PHONES = st.sampled_from(["", "+81312345678", "+4962215801", "+16505550142"])
COUNTRIES = st.lists(
    st.sampled_from(["DE", "JP", "KR", "CD", "IL", "FR", "BA", "TW", "US", "KP", "XXA"]),
    max_size=3,
    unique=True,
)

PERSON = st.fixed_dictionaries(
    {
        "family_name": st.one_of(st.just(""), SOUND),
        "given_names": SOUND,
        "native_name": st.one_of(st.just(""), SOUND),
        "birth_date": st.one_of(st.none(), st.dates(date(1990, 1, 1), date(2012, 1, 1))),
        "sex": st.sampled_from(["", "F", "M", "X"]),
        "nationalities": COUNTRIES,
        "email": st.one_of(st.just(""), EMAILS),
        "phone": PHONES,
    }
)
OWN = st.fixed_dictionaries(
    {
        "school": TEXTS,
        "grade": TEXTS,
        "english_level": st.sampled_from(["", "A1", "C2"]),
        "interests": TEXTS,
        "motivation": LINES,
    }
)
GUARDIAN = st.one_of(st.just({}), st.fixed_dictionaries({"name": SOUND, "email": EMAILS, "phone": PHONES}))
RANK = st.one_of(st.none(), st.integers(1, 500))


@settings(
    max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much]
)
@given(PERSON, OWN, GUARDIAN, RANK, st.booleans(), st.sampled_from(LANGUAGES))
def test_out_and_in_again(
    person: dict[str, Any],
    own: dict[str, Any],
    guardian: dict[str, Any],
    rank: int | None,
    reserve: bool,
    language: str,
) -> None:
    standing: Any = SimpleNamespace(rank=rank, reserve=reserve)
    line = {**_line(standing, person, own, guardian), "key": "ISH-1-0"}
    data = write_template(language=language, countries=country_names(language), students=[line])
    reading = read(data, "list.xlsx", default_region="DE", today=date(2026, 11, 22))
    (row,) = reading.rows
    assert [problem for problem in row.problems if problem.severity == "error"] == []
    assert row.values.key == "ISH-1-0"
    known = {"person": person, "own": {**own, "rank": rank, "reserve": reserve}, "guardian": guardian}
    assert _differing(1, row.values, known, False) is None


def test_an_emptied_cell_of_ours_empties_and_a_name_cannot_be_taken_away() -> None:
    known: dict[str, Any] = {
        "person": {
            "family_name": "Hayashida", "given_names": "Mio", "native_name": "", "birth_date": date(2009, 4, 12), "sex": "F",
            "nationalities": ["JP"], "email": "mio@example.org", "phone": "+81312345678",
        },
        "own": {
            "rank": 2, "reserve": True, "school": "Sojo", "grade": "", "english_level": "B2", "interests": "", "motivation": "",
        },
        "guardian": {"name": "Ren", "email": "ren@example.org", "phone": ""},
    }  # fmt: skip
    standing: Any = SimpleNamespace(rank=None, reserve=False)
    emptied = {**known["person"], "phone": "", "nationalities": [], "sex": ""}
    line = {**_line(standing, emptied, {"english_level": "B9"}, {"name": "Ren"}), "key": "ISH-1-0"}

    def differing(**more: str) -> Any:
        data = write_template(language="en", countries=country_names("en"), students=[{**line, **more}])
        reading = read(data, "list.xlsx", default_region="JP", today=date(2026, 11, 22))
        (row,) = reading.rows
        columns = [column.field for column in reading.known_columns]
        return _differing(1, row.values, known, False, emptied=_emptied(row, columns))

    found = differing()
    assert found.person == {"phone": "", "nationalities": [], "sex": ""}
    assert found.own == {
        "rank": None,
        "reserve": False,
        "school": "",
    }  # a level we cannot read is no emptied cell
    assert found.guardian == {"email": ""}
    assert found.lost == ()
    assert differing(family_name="", birth_date="").lost == ("family_name", "birth_date")
