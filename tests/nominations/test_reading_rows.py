"""Headings, cells, and rows against each other."""

import re
from datetime import date

import pytest

from ish.nominations.reading import Reading, read
from ish.nominations.reading.countries import country, nationalities
from ish.nominations.reading.headings import field_of
from ish.nominations.reading.names import split_name

TODAY = date(2026, 11, 22)


def table(*lines: str, region: str = "DE", on: date | None = None) -> Reading:
    return read("\n".join(lines).encode(), "list.csv", default_region=region, today=TODAY, on=on)


def codes(reading: Reading) -> list[tuple[int | None, str]]:
    return [
        (problem.row, problem.code) for problem in reading.all_problems if problem.code != "column_missing"
    ]


def one(heading: str, value: str, region: str = "DE"):
    """The values and the problems of one student with one more column."""
    reading = table(f"Family name\tGiven names\t{heading}", f"Okafor\tAda\t{value}", region=region)
    return reading.rows[0].values, [problem.code for problem in reading.rows[0].problems]


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("氏名 Name (passport)", "name"),
        ("生年月日 / Date of birth", "birth_date"),
        ("E-Mail-Adresse", "email"),
        ("E-mail address *", "email"),
        ("Courriel du responsable", "guardian_email"),
        ("Niveau d’anglais", "english_level"),
        ("Parent/guardian", "guardian_name"),
        ("Parent's e-mail", "guardian_email"),
        ("Mother / Father phone", "guardian_phone"),
        ("保護者メールアドレス", "guardian_email"),
        ("Telefon der Eltern", "guardian_phone"),
        ("Imię i nazwisko", "name"),
        ("FAMILY NAME", "family_name"),
        ("Date of birth (DD/MM/YYYY)", "birth_date"),
        ("School e-mail", ""),
        ("Passport number", ""),
        ("Parent's nationality", ""),
        ("Name / E-mail", ""),
        ("T-shirt", ""),
        ("", ""),
    ],
)
def test_headings(heading, field):
    assert field_of(heading) == field


def test_name_beside_given_names_is_the_family_name():
    values = table("Name;Vorname;Geburtsdatum", "Okafor;Ada Mary;01.05.2009").rows[0].values
    assert (values.family_name, values.given_names) == ("Okafor", "Ada Mary")


def test_unknown_and_double_columns_are_listed():
    reading = table("Name,E-mail,T-shirt,Mail", "Okafor Ada,ada@example.org,M,other@example.org")
    assert [(column.letter, column.heading) for column in reading.unknown_columns] == [
        ("C", "T-shirt"),
        ("D", "Mail"),
    ]
    (twice,) = [problem for problem in reading.problems if problem.code == "column_twice"]
    assert (twice.column, twice.params, twice.severity) == ("D", {"first": "B"}, "warning")
    assert reading.rows[0].values.email == "ada@example.org"


def test_missing_headings_and_missing_columns_are_told():
    assert codes(table("a,b", "c,d")) == [(None, "no_headings")]
    reading = table("Name,Rank", '"Okafor, Ada",1')
    assert [problem.params["expected"] for problem in reading.problems] == [
        "Date of birth",
        "Nationality",
        "E-mail",
    ]
    assert not reading.has_errors


def test_a_remark_below_the_list_and_a_repeated_heading_are_left_out():
    reading = table("Rank,Name", '1,"Okafor, Ada"', "Rank,Name", "Total: 1,", ",", '2,"Bird, Bo"')
    assert [row.number for row in reading.rows] == [2, 6]
    assert codes(reading) == [(4, "row_left_out")]


def test_a_row_without_name_says_so_once():
    assert codes(table("Rank,Family name,Given names,E-mail", "1,,,ada@example.org")) == [(2, "name_missing")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2009-05-14", date(2009, 5, 14)),
        ("14.05.2009", date(2009, 5, 14)),
        ("14. 5. 2009", date(2009, 5, 14)),
        ("2009年5月14日", date(2009, 5, 14)),
        ("２００９／５／１４", date(2009, 5, 14)),
        ("平成21年5月14日", date(2009, 5, 14)),
        ("14 May 2009", date(2009, 5, 14)),
        ("May 14, 2009", date(2009, 5, 14)),
        ("14. Mai 2009", date(2009, 5, 14)),
        ("1er février 2009", date(2009, 2, 1)),
        ("14 sierpnia 2009", date(2009, 8, 14)),
        ("14-Mai-2009", date(2009, 5, 14)),
        ("2009-05-14 00:00:00", date(2009, 5, 14)),
        ("20090514", date(2009, 5, 14)),
        ("05/14/2009", date(2009, 5, 14)),
        ("14/05/2009", date(2009, 5, 14)),
    ],
)
def test_dates(text, expected):
    assert one("Date of birth", text) == (one("Date of birth", text)[0], [])
    assert one("Date of birth", text)[0].birth_date == expected


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("31.02.2009", "date_impossible"),
        ("2009-13-40", "date_impossible"),
        ("19.07.2027", "date_future"),
        ("01.01.1899", "date_past"),
        ("03/09/09", "date_short_year"),
        ("soon", "date_unknown"),
        ("2009", "date_unknown"),
        ("0000-00-00", "date_impossible"),
    ],
)
def test_dates_that_are_none(text, code):
    values, problems = one("Date of birth", text)
    assert (values.birth_date, problems) == (None, [code])


def born(region: str, heading: str, *texts: str) -> tuple[list[date | None], list[tuple[int | None, str]]]:
    reading = table(
        f"Family name;{heading}", *(f"Name{n};{text}" for n, text in enumerate(texts)), region=region
    )
    return [row.values.birth_date for row in reading.rows], codes(reading)


def test_day_or_month_first_is_decided_by_the_column():
    assert born("US", "DOB", "03/09/2009", "21/02/2010") == ([date(2009, 9, 3), date(2010, 2, 21)], [])
    assert born("FR", "DOB", "03/09/2009", "02/21/2010") == ([date(2009, 3, 9), date(2010, 2, 21)], [])
    assert born("US", "DOB (DD/MM/YYYY)", "03/09/2009") == ([date(2009, 9, 3)], [])


def test_a_column_that_proves_nothing_follows_the_region_and_says_so_once():
    assert born("US", "DOB", "03/09/2009", "04/09/2009")[0] == [date(2009, 3, 9), date(2009, 4, 9)]
    assert born("FR", "DOB", "03/09/2009", "04/09/2009") == (
        [date(2009, 9, 3), date(2009, 9, 4)],
        [(None, "date_order_assumed")],
    )


def test_a_mixed_column_asks_only_where_it_matters():
    dates, problems = born("FR", "DOB", "21/02/2010", "02/21/2010", "03/09/2009", "05/05/2009")
    assert dates == [date(2010, 2, 21), date(2010, 2, 21), None, date(2009, 5, 5)]
    assert problems == [(4, "date_ambiguous")]


@pytest.mark.parametrize(
    ("name", "region", "expected"),
    [
        ("Whitfield, Dana", "US", ("Whitfield", "Dana", True)),
        ("HAYASHIDA Mio", "JP", ("HAYASHIDA", "Mio", True)),
        ("Mio HAYASHIDA", "JP", ("HAYASHIDA", "Mio", True)),
        ("VAN DER BERG Anna Maria", "NL", ("VAN DER BERG", "Anna Maria", True)),
        ("Anna van der Berg", "NL", ("van der Berg", "Anna", False)),
        ("Casey J. Whitfield", "US", ("Whitfield", "Casey J.", False)),
        ("Chen Lan", "CN", ("Chen", "Lan", False)),
        ("LI Wei", "CN", ("LI", "Wei", True)),
        ("林田 美緒", "DE", ("林田", "美緒", True)),
        ("Suparman", "ID", ("", "Suparman", True)),
        ("Suparman,", "ID", ("", "Suparman", True)),
    ],
)
def test_whole_names(name, region, expected):
    assert split_name(name, region=region) == expected


@pytest.mark.parametrize("heading", ["Family name", "Given names", "Native name", "Guardian"])
def test_long_names_and_no_names(heading):
    def problems(value: str) -> list[str]:
        other = "Given names" if heading == "Family name" else "Family name"
        return [problem.code for problem in table(f"{other};{heading}", f"Ada;{value}").rows[0].problems]

    assert problems("x" * 200) == []
    assert problems("x" * 201) == ["name_too_long"]
    assert problems("someone@example.org") == problems("123") == problems("<b>Ada</b>") == ["name_signs"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Japan", ("JP",)),
        ("JPN", ("JP",)),
        ("日本", ("JP",)),
        ("Française / Israélienne", ("FR", "IL")),
        ("deutsch, polnisch", ("DE", "PL")),
        ("Deutsche und Tschechin", ("DE", "CZ")),
        ("österreichischer", ("AT",)),
        ("Korea, Republic of", ("KR",)),
        ("Bosnia and Herzegovina; Croatian", ("BA", "HR")),
        ("Trinidad and Tobago", ("TT",)),
        ("Hong Kong (China)", ("HK",)),
        ("中国籍", ("CN",)),
        ("polska", ("PL",)),
        ("українка", ("UA",)),
        ("צרפתית", ("FR",)),
        ("US citizen", ("US",)),
        ("U.S.A.", ("US",)),
        ("DE;DE", ("DE",)),
    ],
)
def test_nationalities(text, expected):
    assert nationalities(text) == (expected, ())


@pytest.mark.parametrize("text", ["Atlantis", "Korea / Atlantis", "Dominican", "Congolese", "XX", "?/?"])
def test_unknown_or_ambiguous_nationalities_ask(text):
    assert one("Nationality", text)[1] == ["country_unknown"]


def test_all_partner_countries_are_known_by_code_and_by_name():
    for code in re.findall("..", "JPFRILUSGBDEPLCZAUCNUAZABAKRHKTWITCANZINRU"):
        assert country(code) == country(code.lower()) == code
    assert [country(text) for text in ("Niemcy", "米国", "גרמניה", "Afrique du Sud", "Neuseeland")] == [
        "DE", "US", "DE", "ZA", "NZ",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("heading", "text", "field", "expected", "problems"),
    [
        ("Rank", "2.", "rank", 2, []),
        ("Rank", "No. 3", "rank", 3, []),
        ("Rank", "first", "rank", None, ["rank_unknown"]),
        ("Rank", "0", "rank", None, ["rank_unknown"]),
        ("Rank", "R1", "reserve", True, []),
        ("Rank", "Warteliste 2", "reserve", True, []),
        ("Rank", "補欠１", "reserve", True, []),
        ("Rank", "reserve", "reserve", True, []),
        ("Sex", "weiblich", "sex", "F", []),
        ("Sex", "男", "sex", "M", []),
        ("Sex", "Divers", "sex", "X", []),
        ("Sex", "-", "sex", "", []),
        ("Sex", "yes", "sex", "", ["sex_unknown"]),
        ("E-mail", " ADA@Example.ORG ", "email", "ada@example.org", []),
        ("E-mail", "mailto:ada@example.org", "email", "ada@example.org", []),
        ("E-mail", "Ada <ada@example.org>", "email", "ada@example.org", []),
        ("E-mail", "ada@example.org, bo@example.org", "email", "", ["email_several"]),
        ("E-mail", "ada@example", "email", "", ["email_unknown"]),
        ("E-mail", "ada..b@example.org", "email", "", ["email_unknown"]),
        ("Phone", "06221 54 0", "phone", "+496221540", []),
        ("Phone", "＋８１ 96 344 2111", "phone", "+81963442111", []),
        ("Phone", "12", "phone", "", ["phone_unknown"]),
        ("Phone", "call my mother", "phone", "", ["phone_unknown"]),
        ("English", "b2 (school)", "english_level", "B2", []),
        ("English", "Muttersprache", "english_level", "C2", []),
        ("English", "TOEFL 90", "english_level", "", ["level_unknown"]),
        ("English", "B1-B2", "english_level", "", ["level_unknown"]),
        ("Interests", "physics, chemistry; physics", "interests", ("physics", "chemistry"), []),
        ("Interests", "x" * 501, "interests", (), ["text_too_long"]),
        ("Grade", "x" * 61, "grade", "", ["text_too_long"]),
        ("Motivation", "x" * 5001, "motivation", "", ["text_too_long"]),
    ],
)
def test_cells(heading, text, field, expected, problems):
    values, found = one(heading, text)
    assert (getattr(values, field), found) == (expected, problems)


def test_the_same_student_is_flagged_on_the_later_row_however_written():
    reading = table(
        "Name;Born on;E-mail",
        "Lefèvre, Anaïs;03.09.2009;a@example.org",
        "ANAIS LEFEVRE;03.09.2009;b@example.org",
        "Bird, Bo;03.09.2009;A@example.org",
        "Bird, Bo;04.09.2009;c@example.org",
        "BO BIRD;03.09.2009;",
    )
    found = [(problem.row, problem.code) for row in reading.rows for problem in row.problems]
    assert found == [(3, "maybe_same"), (4, "same_email"), (6, "same_student")]


def test_twins_and_namesakes_are_two_students():
    reading = table(
        "Family name;Given names;Born on;Guardian;Guardian e-mail",
        "Bird;Bo;03.09.2009;Bea Bird;bea@example.org",
        "Bird;Ben;03.09.2009;Bea Bird;bea@example.org",
        "Bird;Bo;03.09.2010;Bea Bird;bea@example.org",
    )
    assert codes(reading) == []


def test_a_shared_rank_is_flagged_on_all_and_the_waiting_list_counts_apart():
    reading = table("Rank,Family name", "1,Ann", "R1,Bo", "1,Cy", "1,Di", "R1,Ed", "2,Fa")
    flagged = [
        (problem.row, problem.params["rank"], problem.params["rows"])
        for problem in reading.all_problems
        if problem.row
    ]
    assert flagged == [(2, "1", "4, 5"), (3, "R1", "6"), (4, "1", "2, 5"), (5, "1", "2, 4"), (6, "R1", "3")]


def test_a_child_is_a_warning_and_depends_on_the_day():
    lines = ("Family name,Date of birth", "Ann,2012-07-20")
    (problem,) = table(*lines, on=date(2027, 7, 19)).rows[0].problems
    assert (problem.code, problem.severity, problem.params) == (
        "child",
        "warning",
        {"age": 14, "on": "2027-07-19"},
    )
    assert table(*lines, on=date(2027, 7, 20)).rows[0].problems == []


@pytest.mark.parametrize(
    ("text", "rank"),
    [
        ("1. Ersatz", 1), ("Ersatz 1", 1), ("2e réserve", 2), ("1st alternate", 1), ("1R", 1), ("1 (R)", 1), ("R (3)", 3),
        ("(R2)", 2), ("suppléant 2", 2), ("1re suppléante", 1), ("補欠1", 1), ("補欠第２", 2), ("第1補欠", 1),
        ("2. Nachrückerin", 2), ("Warteliste", None), ("WL-4", 4),
    ],
)  # fmt: skip
def test_the_waiting_list_however_written(text, rank):
    values, found = one("Rank", text)
    assert (values.rank, values.reserve, found) == (rank, True, [])


@pytest.mark.parametrize(("text", "rank"), [("1re", 1), ("2ème", 2), ("第3位", 3), ("4th", 4)])
def test_a_rank_is_no_waiting_list(text, rank):
    values, found = one("Rank", text)
    assert (values.rank, values.reserve, found) == (rank, False, [])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("stateless", ("XXA",)), ("staatenlos", ("XXA",)), ("apatride", ("XXA",)), ("XXA", ("XXA",)), ("無国籍", ("XXA",)),
        ("franco-israélienne", ("FR", "IL")), ("deutsch-französisch", ("DE", "FR")), ("Italo-American", ("IT", "US")),
        ("polnisch-ukrainisch", ("PL", "UA")), ("Guinea-Bissau", ("GW",)), ("Timor-Leste", ("TL",)),
        ("deutsch-französisch, japanisch", ("DE", "FR", "JP")),
    ],
)  # fmt: skip
def test_two_nationalities_in_a_word_and_none_at_all(text, expected):
    values, found = one("Nationality", text)
    assert (values.nationalities, found) == (expected, [])


def test_a_half_that_nobody_knows_is_asked_about():
    assert one("Nationality", "franco-atlantisch")[1] == ["country_unknown"]


def test_a_name_in_its_own_script_alone_is_the_name():
    reading = table("姓名,出生日期", "王小明,2008-05-04", "林 大華,2008-05-05")
    assert [problem.code for problem in reading.problems if problem.severity == "error"] == []
    assert "columns" not in reading.questions
    assert [row.values.full_name for row in reading.rows] == ["王小明", "大華 林"]
    beside = table("Name,姓名", "Wang Xiaoming,王小明")
    assert beside.rows[0].values.native_name == "王小明"
