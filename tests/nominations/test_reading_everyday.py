"""Lists of every day: headings that say more than the field, cells of a broken formula, a waiting list below the places."""

from datetime import date

import pytest

from ish.nominations.reading import Choices, Reading, keeping, read, read_file, settle
from ish.nominations.reading.countries import nationalities
from ish.nominations.reading.headings import field_of, is_family_first
from ish.nominations.reading.names import split_name

TODAY = date(2026, 11, 22)
HEADINGS = {
    "name": "Student's Name|Name of the student|Nachname, Vorname|Last name, first name|Surname/Given name|Name & surname|"
    "Vor- und Nachname|Vor- und Zuname|Vorname/Name|Name, Vorname|Nom de l'élève|Nom / Prénom de l'élève|Imiona i nazwisko|"
    "What is your full name (as in passport)?|Name (Last, First)",
    "given_names": "Prénom de l'élève|First name of the student|Vorname des Schülers|Imię ucznia",
    "birth_date": "What is your date of birth?|Date of birth MM/DD/YYYY|Geburtsdatum TT.MM.JJJJ|Student's date of birth",
    "nationalities": "Nationality 1|Nationality 2|Second nationality|2nd nationality|Zweite Staatsangehörigkeit|Your nationality|"
    "第二国籍|Other nationalities",
    "email": "Please enter your e-mail address|E-mail of the student|Adres e-mail ucznia|Mail des Schülers",
    "phone": "Tél. élève|Telefonnummer mit Vorwahl|Home phone",
    "school": "Name der Schule|Nom du lycée|Name of the school|Nazwa szkoły",
    "guardian_email": "Parent 2 email|Parent 1 e-mail|E-mail of the student's parents",
    "guardian_phone": "Phone of parent 3",
    "reserve": "Waiting list? (yes/no)|Warteliste|Liste d'attente|Reserve",
    "": "School e-mail|Teacher's name|Name of the teacher|Student ID|Student no.|Place of birth|Parent's first name|"
    "Name and e-mail|Emergency contact|Country of residence|Nationality of parent 2|Reference number dd",
}
ALL = [(field, heading) for field, headings in HEADINGS.items() for heading in headings.split("|")]


def table(*lines: str, choices: Choices | None = None) -> Reading:
    how = {"default_region": "DE", "today": TODAY, "choices": choices or Choices()}
    return settle(keeping.unpack(keeping.pack(read_file("\n".join(lines).encode(), "list", **how))), **how)


def cell(heading: str, text: str) -> tuple[object, list[str]]:
    """The one value besides the name, and the problems."""
    (row,) = table(f"Family name\tGiven names\t{heading}", f"Okafor\tAda\t{text}").rows
    return row.values, [problem.code for problem in row.problems]


@pytest.mark.parametrize(("field", "heading"), ALL)
def test_headings_of_every_day(field, heading):
    assert field_of(heading) == field


def test_a_heading_of_whole_names_says_which_comes_first():
    told = {
        heading: is_family_first(heading)
        for heading in ("Nachname, Vorname", "Vor- und Nachname", "Imię i nazwisko", "Name")
    }
    assert list(told.values()) == [True, False, False, None]
    assert split_name("van der Berg Anna", family_first=True)[:2] == ("van der Berg", "Anna")
    assert split_name("Anna, Berg", family_first=False)[:2] == ("Berg", "Anna")
    for heading, name in (
        ("Vorname, Nachname", "Ada, Okafor"),
        ("Nachname Vorname", "Okafor Ada"),
        ("Nachname, Vorname", "Okafor, Ada"),
    ):
        (row,) = table(f"{heading};Rang", f"{name};1").rows
        assert (row.values.family_name, row.values.given_names) == ("Okafor", "Ada")


def test_nationalities_of_several_columns_are_joined():
    lines = (
        "Name;Nationality 1;Rank;2nd nationality",
        "Okafor, Ada;German;1;French / Swiss",
        "Sato, Mio;-;2;JP",
        "Li, An;Atlantis;3;CN",
    )
    reading = table(*lines)
    assert [row.values.nationalities for row in reading.rows] == [("DE", "FR", "CH"), ("JP",), ()]
    assert not reading.questions
    (problem,) = reading.rows[2].problems
    assert (problem.code, problem.column, problem.text) == ("country_unknown", "B", "Atlantis; CN")
    mended = table(*lines, choices=Choices(cells={4: {"nationalities": "China; Japan"}}))
    assert mended.rows[2].values.nationalities == ("CN", "JP")


# ---------------------------------------------------------------- CELLS


@pytest.mark.parametrize(
    "text", ["#N/A", "#REF!", "#NAME?", "#VALUE!", "#DIV/0!", "#NV", "#BEZUG!", "#ИМЯ?", "Err:508", "#n/a"]
)
@pytest.mark.parametrize(
    "heading", ["School", "Grade", "Motivation", "Nationality", "E-mail", "Name in own script"]
)
def test_an_error_of_a_spreadsheet_is_no_value(heading, text):
    assert cell(heading, text)[1] == ["cell_error"]


@pytest.mark.parametrize(
    ("codes", "text"),
    [
        ("CZ", "Czech Rep."),
        ("DE", "deutsche Staatsangehörigkeit"), ("UA", "громадянка України"), ("JP US", "Japanese American"),
        ("DE CH NL", "GER, SUI, NED"), ("US IL", "dual: US and Israel"), ("DE IT", "German, also Italian"),
        ("FR", "nationalité française"),
        ("DE", "citizen of Germany"), ("US", "citizen of the United States"), ("PL", "obywatelstwo polskie"),
        ("FR DE", "French|German"),
        ("DE", "Staatsangehörigkeit: deutsch"), ("BR", "brasileira"), ("KR", "Rep. of Korea"), ("NA", "Namibia"), ("NA", "NAM"),
    ],
)  # fmt: skip
def test_nationalities_in_more_words(codes, text):
    assert nationalities(text) == (tuple(codes.split()), ())


def test_na_is_asked_about():
    assert cell("Nationality", "NA")[1] == cell("Nationality", "German, na")[1] == ["country_or_nothing"]


@pytest.mark.parametrize(
    ("text", "code"),
    [("3-Sep-09", "date_short_year"), ("Sep 3, 09", "date_short_year"), ("le 3 Toto 2009", "date_unknown")],
)
def test_days_that_are_none(text, code):
    assert cell("Date of birth", text)[1] == [code]


@pytest.mark.parametrize(
    "text",
    [
        "le 3 septembre 2009",
        "Thursday, 3 September 2009",
        "den 3. September 2009",
        "3.IX.2009",
        "born 3.9.2009",
        "3.9.2009 (17)",
        "Do 2009-09-03",
        "2009-09-03 (Thu)",
    ],
)
def test_days_with_a_word_before(text):
    assert cell("Date of birth", text)[0].birth_date == date(2009, 9, 3)


def test_cells_are_apart_by_upright_lines_too():
    reading = table("Name|Date of birth|Nationality|E-mail", "Okafor, Ada|2009-09-03|DE|ada@example.org")
    assert (reading.separator, reading.rows[0].values.nationalities, reading.all_problems) == (
        "|",
        ("DE",),
        [],
    )


# ---------------------------------------------------------------- THE WAITING LIST


@pytest.mark.parametrize(
    ("text", "waiting", "codes"),
    [("yes", True, []), ("ja", True, []), ("x", True, []), ("✓", True, []), ("1", True, []),
     ("R2", True, []), ("waiting list", True, []),
     ("no", False, []), ("", False, []), ("-", False, []), ("0", False, []), ("perhaps", False, ["yes_no_unknown"])],
)  # fmt: skip
def test_a_column_says_who_is_on_the_waiting_list(text, waiting, codes):
    values, problems = cell("Waiting list?", text)
    assert (values.reserve, problems) == (waiting, codes)


def test_a_column_of_the_waiting_list_goes_with_the_rank():
    lines = ("Waiting list;Rank;Name", "yes;1;Okafor, Ada", "no;1;Sato, Mio", "ja;2;Li, An")
    assert [(row.values.rank, row.values.reserve) for row in table(*lines).rows] == [
        (1, True),
        (1, False),
        (2, True),
    ]
    mended = table(*lines, choices=Choices(cells={2: {"rank": "3"}, 4: {"reserve": "no"}}))
    assert [(row.values.rank, row.values.reserve) for row in mended.rows] == [
        (3, True),
        (1, False),
        (2, False),
    ]


@pytest.mark.parametrize(
    "line",
    [
        "Waiting list;;",
        ";;Warteliste (in dieser Reihenfolge):",
        "Reserve candidates;;",
        "補欠;;",
        ";Suppléants;",
    ],
)
def test_a_line_between_the_students_puts_those_below_on_the_waiting_list(line):
    lines = (
        "Rank;Name;School",
        "1;Okafor, Ada;x",
        line,
        "1;Sato, Mio;x",
        "2;Li, An;x",
        "Nominees;;",
        "2;Bo, Su;x",
    )
    reading = table(*lines, choices=Choices(cells={5: {"rank": "7"}}))
    assert [(row.values.rank, row.values.reserve) for row in reading.rows] == [
        (1, False),
        (1, True),
        (7, True),
        (2, False),
    ]
    assert [(p.code, p.row) for p in reading.problems if p.code != "column_missing"] == [
        ("section_waiting", 3)
    ]


def test_a_single_entry_that_is_no_heading_is_left_out_as_before():
    codes = [
        p.code
        for p in read(
            b"Rank;Name\n1;Okafor, Ada\nsee above;\n", "l", default_region="DE", today=TODAY
        ).problems
    ]
    assert codes[-1] == "row_left_out"
