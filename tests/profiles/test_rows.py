"""Rows of facts on the page of a section: several people to call in their order, what is wrong in which row, what a kind asks."""

from datetime import date

import pytest
from django.urls import reverse

from ish.people.models import Participation
from ish.privacy.services import readable
from ish.profiles import mrz, notes, sections
from ish.profiles.models import Education, Emergency, Health, Insurance, Proof, TravelDocument
from ish.profiles.sections import NONE

HX = {"HTTP_HX_REQUEST": "true"}
PARTS = ("name", "relation", "phone", "language", "hours", "time_zone")


@pytest.fixture
def client(pia, as_user):
    return as_user(pia.person.user)


def url(pia, code):
    return reverse("profiles:section", args=[pia.pk, code])


def contacts(*rows):
    return {f"contacts_{part}": [row.get(part, "") for row in rows] for part in PARTS}


ANA = {"name": "Ana", "phone": "+49 6221 5550100", "language": "Japanese", "time_zone": "Asia/Tokyo"}
BEN = {"name": "Ben", "phone": "+49 6221 5550101", "language": "Ladin and a little German"}


def test_several_are_called_in_their_order_and_moved_without_a_script(client, pia):
    answer = client.post(url(pia, "emergency"), {"version": 0, **contacts(ANA, {}, BEN), "up": "contacts:2"})
    assert answer.status_code == 302
    client.post(url(pia, "emergency"), {"version": 1, **contacts(ANA, BEN), "up": "contacts:1"})
    rows = Emergency.objects.get().contacts
    assert [row["name"] for row in rows] == ["Ben", "Ana"]
    assert rows[1] == {
        "name": "Ana",
        "relation": "",
        "phone": "+4962215550100",
        "language": "ja",
        "hours": "",
        "time_zone": "Asia/Tokyo",
    }
    assert rows[0]["language"] == BEN["language"]
    page = client.get(url(pia, "emergency")).content.decode()
    assert page.index("Ben") < page.index("Ana") and "we call this one first" in page
    assert 'value="Japanese"' in page and 'value="+49 6221 5550100"' in page
    client.post(url(pia, "emergency"), {"version": 2, **contacts(BEN, ANA), "remove": "contacts:0"})
    assert [row["name"] for row in Emergency.objects.get().contacts] == ["Ana"]
    answer = client.post(url(pia, "emergency"), {"version": 3, **contacts(ANA), "add": "contacts"})
    page = client.get(answer.headers["Location"]).content.decode()
    assert page.count('name="contacts_name"') == 2 and page.count("autofocus") == 1


@pytest.mark.parametrize(
    ("code", "data", "told"),
    [
        ("emergency", contacts(ANA, {"name": "Ben", "phone": "12"}), "Contact 2, phone"),
        ("emergency", contacts(*[ANA] * 5), "more than we can keep"),
        ("insurance", {"covers_kind": ["health"], "covers_ends": ["someday"]}, "Insurance 1, until"),
        ("health", {"allergies_what": ["Nuts"], "allergies_severity": ["deadly"]}, "Allergy 1, how severe"),
        ("passport", {"permit": "residence", "permit_country": "Japan"}, "Choose a country of the EU"),
        ("health", {"doctor_phone": "911"}, "Write the number with the code"),
    ],
)
def test_a_wrong_row_is_told_with_its_number_and_what_was_typed_stays(client, pia, code, data, told):
    page = client.post(url(pia, code), {"version": 0, **data}).content.decode()
    assert told in page
    for typed in (
        value for values in data.values() for value in (values if isinstance(values, list) else [values])
    ):
        assert typed in page


def test_the_questions_fit_where_somebody_learns_and_what_does_not_fit_is_not_kept(client, pia):
    client.post(url(pia, "education"), {"version": 0, "kind": "school", "institution": "L", "grade": "12"})
    data = {
        "kind": "university",
        "institution": "U",
        "grade": "12",
        "semester": "3rd",
        "study_subject": "Physics",
    }
    client.post(url(pia, "education"), {"version": 1, **data})
    row = Education.objects.get()
    assert (row.grade, row.semester, row.study_subject) == ("", "3rd", "Physics")
    page = client.get(
        url(pia, "education")
    ).content.decode()  # switching without a script: all questions are there
    assert all(f'data-when="{kind}"' in page for kind in ("school", "university", "gap"))
    client.post(
        url(pia, "education"),
        {"version": 2, "kind": "gap", "occupation": "Au pair", "languages_language": "ja"},
    )
    assert Education.objects.get().institution == ""
    assert notes.missing(pia, sections.EDUCATION, Education.objects.get(), date(2027, 5, 18)) == []


def test_yes_stays_yes_when_the_page_saves_itself(client, pia):
    TravelDocument.objects.create(participation=pia, biometric=True)
    form = client.get(url(pia, "passport")).context["form"]
    posted = {name: form[name].value() for name in ("biometric",)}
    assert '<option value="True" selected>' in str(form["biometric"])
    client.post(url(pia, "passport"), {"version": 0, "number": "TK1", **posted}, **HX)
    assert TravelDocument.objects.get().biometric is True


def test_a_note_for_the_school_alone_is_read_by_no_parent(client, pia):
    client.post(url(pia, "health"), {"version": 0, "private_note": "Panic in lifts", "diet_none": "on"})
    row = Health.objects.get()
    assert (row.private_note, row.diet) == ("Panic in lifts", NONE)
    for role in ("guardian", "companion"):
        assert "allergies" in readable("profiles.Health", role)
        assert "private_note" not in readable("profiles.Health", role)


def test_insurance_is_complete_with_an_insurer_and_warns_of_days_without(client, pia):
    cover = {
        "covers_kind": "health",
        "covers_insurer": "Umi",
        "covers_starts": "20.7.2027",
        "covers_repatriation": "yes",
    }
    text = client.post(url(pia, "insurance"), {"version": 0, **cover}, **HX).content.decode()
    assert "17 July 2027 to Monday, 19 July 2027" in text and "Still missing" not in text
    assert Insurance.objects.get().covered
    client.post(url(pia, "insurance"), {"version": 1, "covers_kind": "health"}, **HX)
    assert not Insurance.objects.get().covered


# ---------------------------------------------------------------- NAMES


@pytest.mark.parametrize(
    ("printed", "wrong"),
    [
        ("P<JPNSATO<<PIA<<<<<<<<<<<<<<", False),
        ("p<jpnsato  pia", False),
        ("SATO<<PIA", False),
        ("P<JPNSATOU<<PIA<<<", True),
        ("P<JPNSATO<<PIA<MARIA", True),
    ],
)
def test_a_line_with_other_names_is_noticed(printed, wrong):
    line = mrz.name_line(family_name="Sato", given_names="Pia", state="JPN")
    assert mrz.differs(printed, line) is wrong


def test_the_name_line_keeps_up_with_the_names_and_with_the_document(client, pia):
    data = {"version": 0, "given_names": "Pía", "family_name": "Müller-Sato"}
    assert "MUELLER&lt;SATO&lt;&lt;PIA" in client.post(url(pia, "about_me"), data, **HX).content.decode()
    text = client.post(
        url(pia, "passport"), {"version": 0, "printed_line": "P<DMULLER<<PIA"}, **HX
    ).content.decode()
    assert "other names than we have" in text


# ---------------------------------------------------------------- PAPERS THAT ARE SHOWN


def test_organisers_note_that_a_paper_was_seen_and_keep_nothing_else(pia, organiser, as_user, client):
    Participation.objects.filter(pk=pia.pk).update(capacity="tutor")
    olga = as_user(organiser())
    page = reverse("profiles:proof", args=[pia.pk])
    wrong = olga.post(page, {"kind": "criminal_record", "seen_on": "17.5.2027", "valid_until": "1.5.2027"})
    assert "ended before it was seen" in wrong.content.decode() and not Proof.objects.exists()
    olga.post(page, {"kind": "criminal_record", "seen_on": "17.5.2027"})
    row = Proof.objects.get()
    assert (row.kind, row.seen_on, row.valid_until, row.seen_by.name) == (
        "criminal_record",
        date(2027, 5, 17),
        None,
        "Olga lead",
    )
    assert (
        "Seen on 17 May 2027 by Olga lead"
        in olga.get(reverse("people:person", args=[pia.person_id])).content.decode()
    )
    assert "Seen on 17 May 2027" in client.get(reverse("profiles:profile", args=[pia.pk])).content.decode()
    assert client.get(page).status_code == 404
    assert as_user(organiser("selection")).get(page).status_code == 404
    olga.post(page, {"forget": "criminal_record"})
    assert not Proof.objects.exists()
