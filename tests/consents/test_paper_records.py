"""What was signed as a PDF, the form to print, and its way back: whose it is, which words, and nothing of anybody else's."""

from datetime import date, datetime, timedelta
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from ish import clock
from ish.consents import codes, counting, paper_queries, purpose_services, queries, seat, services
from ish.consents import paper_services as papers
from ish.consents.models import Answer, Paper, Text
from ish.documents.models import StoredFile
from ish.papers import setting
from ish.people.models import Participation, Person
from ish.privacy import services as privacy
from ish.privacy.models import Look
from tests.consents import makers
from tests.people import makers as people

CODES = ("medical", "swimming", "photo_web")


@pytest.fixture
def pia(db: None, settings: Any, tmp_path: Any) -> Participation:
    settings.REQUIRE_SECOND_FACTOR, settings.MEDIA_ROOT = False, tmp_path
    return makers.pia(makers.edition(CODES))


@pytest.fixture
def mother(pia: Participation) -> Any:
    return makers.guardian(pia, "Marie")


@pytest.fixture
def father(pia: Participation) -> Any:
    return makers.guardian(pia, "Frederic", language="he")


@pytest.fixture
def olga(pia: Participation) -> Client:
    client = Client()
    client.force_login(people.organiser(pia.edition))
    return client


@pytest.fixture(scope="module")
def scan() -> bytes:
    data = {"heading": "Signed", "facts": [], "text": "yes"}
    return setting.typeset("letter", data, language="en", title="Signed", day=date(2027, 6, 1))


def words(response: Any) -> str:
    assert response.status_code == 200 and response["Content-Type"] == "application/pdf"
    pages = PdfReader(BytesIO(response.content)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).replace("\u200b", "").split())


def at_seat(name: str, pia: Participation, parent: Any, *more: Any) -> str:
    return reverse(f"consents:seat_{name}", args=[seat.link(pia, parent), *more])


def file(data: bytes, name: str = "scan.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data, content_type="application/pdf")


# ---------------------------------------------------------------- WHAT WAS SIGNED


def test_the_record_says_what_was_signed_and_is_the_same_each_time(pia: Participation, mother: Any) -> None:
    makers.say(pia, mother, "Marie Petit", swimming=True, photo_web=True)
    makers.say(pia, mother, "Marie Petit", photo_web=False)
    response = Client().get(at_seat("record", pia, mother))
    said = words(response)
    for part in (
        "Pia Petit",
        "Signed by Marie",
        "Signed as Marie Petit",
        "Version of the text 1",
        "Shown in English",
        "Language that binds German",
        "Schwimmen",  # the binding words stand there, too
        "by a link we sent",
        "taken back on",
        "(UTC+0",
        "Europe/Berlin",
    ):
        assert part in said, part
    assert said.count("(version 1)") == 3  # the history has all three answers
    assert "Not answered yet" in said
    pdf = PdfReader(BytesIO(response.content))
    assert pdf.root_object["/MarkInfo"]["/Marked"] and pdf.root_object["/Lang"] == "en"
    assert b"pdfuaid" in response.content or "pdfuaid" in str(pdf.xmp_metadata.stream.get_data())
    with_clock = Client().get(at_seat("record", pia, mother))
    assert with_clock.content == response.content


def test_two_guardians_and_the_student_each_have_their_own_record(
    pia: Participation, mother: Any, father: Any
) -> None:
    makers.say(pia, mother, "Zqmothername", swimming=False, photo_web=True)
    makers.say(pia, father, "Zqfathername", swimming=True)
    makers.say(pia, None, "Zqstudentname", photo_web=True)
    student = Client()
    student.force_login(pia.person.user)
    seen = {
        "mother": Client().get(at_seat("record", pia, mother)),
        "father": Client().get(at_seat("record", pia, father)),
        "student": student.get(reverse("consents:own_record", args=[pia.pk])),
    }
    for whose, response in seen.items():
        said = words(response)
        for other in {"mother", "father", "student"} - {whose}:
            assert f"Zq{other}name" not in said, (whose, other)
        assert f"Zq{whose}name" in said
        assert "disagree" not in said
        assert ("Marie" in said) == (whose == "mother") and ("Frederic" in said) == (whose == "father")


def test_an_old_version_is_stated_with_its_words_and_asked_again(pia: Participation, mother: Any) -> None:
    makers.say(pia, mother, swimming=True)
    row = makers.purpose(pia.edition, "swimming")
    new = {"en": {"title": "Diving", "body": "May dive.", "if_not": ""}}
    purpose_services.save_texts(purpose=row, words=new, binding="en", new_meaning=True, by=None)
    said = words(Client().get(at_seat("record", pia, mother)))
    assert "Swimming (version 1)" in said and "asked anew" in said
    assert "May dive" not in said and "Not answered yet" in said and "Diving" in said


def test_the_record_speaks_the_language_of_its_reader(pia: Participation, father: Any, olga: Client) -> None:
    makers.say(pia, father, swimming=True)
    response = Client().get(at_seat("record", pia, father))
    pdf = PdfReader(BytesIO(response.content))
    assert pdf.root_object["/Lang"] == "he"
    assert "bdi" not in words(response) and "Pia Petit" in words(response)
    assert "Swimming" in words(response)  # there is no Hebrew text: the English one was shown
    assert not Look.objects.exists()
    english = words(olga.get(reverse("consents:signer_record", args=[pia.pk, father.pk])))
    assert "Signed by Frederic" in english
    assert Look.objects.get().reason == "Record of consents"


def test_words_in_hebrew_stand_in_their_order(pia: Participation, father: Any) -> None:
    row = makers.purpose(pia.edition, "swimming")
    texts = queries.texts([row])[row.pk]
    known = {
        code: {part: getattr(one, part) for part in ("title", "body", "if_not")}
        for code, one in texts.items()
    }
    known["he"] = {"title": "שחייה באגם", "body": "מותר לשחות.", "if_not": ""}
    purpose_services.save_texts(purpose=row, words=known, binding="de", new_meaning=False, by=None)
    said = words(Client().get(at_seat("form", pia, father)))
    assert "שחייה באגם" in said or "באגם שחייה" in said or "םגאב הייחש" in said


# ---------------------------------------------------------------- THE FORM AND ITS CODE


def test_the_form_holds_everything_asked_and_nobodys_answers(
    pia: Participation, mother: Any, father: Any
) -> None:
    makers.say(pia, father, "Zqfathername", swimming=False)
    makers.say(pia, mother, "Marie", swimming=True)
    said = words(Client().get(at_seat("form", pia, mother)))
    code = codes.code_of(pia, mother, "en")
    assert said.count("Yes, I agree") == 3 and "Swimming" in said and "Signature" in said
    assert "Frederic" not in said and "Zqfather" not in said
    assert said.count(code) >= 2  # at the end, and at the foot of each page
    student = Client()
    student.force_login(pia.person.user)
    taken = words(student.get(reverse("consents:blank", args=[pia.pk, mother.pk])))
    assert "Marie" in taken and code in taken
    assert student.get(reverse("consents:blank", args=[pia.pk, mother.pk + 99])).status_code == 404


def test_a_code_leads_back_however_it_is_typed_and_cannot_be_made_up(
    pia: Participation, mother: Any, settings: Any
) -> None:
    code = codes.code_of(pia, mother, "fr")
    assert len(code.replace(" ", "")) <= 24
    for typed in (code, code.lower(), code.replace(" ", "-"), code.replace("0", "O").replace("1", "l")):
        found = codes.read(typed)
        assert (found.participation, found.guardian, found.language) == (pia, mother, "fr")
        assert found.texts[makers.purpose(pia.edition, "swimming").pk]["en"].version == 1
    plain = code.replace(" ", "")
    for at in range(len(plain)):
        for sign in "0AZ":
            wrong = plain[:at] + sign + plain[at + 1 :]
            if wrong == plain:
                continue
            try:
                found = codes.read(wrong)
            except codes.BadCode:
                continue
            assert at == len(plain) - 1 and found.guardian == mother  # bits that fill up the last sign
    for nonsense in ("", "!", "A", "ABCD EFGH", "0" * 300):
        with pytest.raises(codes.BadCode):
            codes.read(nonsense)
    old, settings.SECRET_KEY = settings.SECRET_KEY, "another key altogether"
    with pytest.raises(codes.BadCode):
        codes.read(code)
    settings.SECRET_KEY_FALLBACKS = [old]
    assert codes.read(code).guardian == mother


def test_a_code_for_words_that_were_replaced_unanswered_is_refused(pia: Participation, mother: Any) -> None:
    code = codes.code_of(pia, mother, "en")
    row = makers.purpose(pia.edition, "swimming")
    new = {"en": {"title": "Diving", "body": "May dive.", "if_not": ""}}
    purpose_services.save_texts(purpose=row, words=new, binding="en", new_meaning=False, by=None)
    with pytest.raises(codes.BadCode):
        codes.read(code)


# ---------------------------------------------------------------- THE WAY BACK


def brought(pia: Participation, parent: Any, data: bytes, code: str = "") -> Paper:
    return papers.hand_in(
        participation=pia, guardian=parent, data=data, name="x.pdf", brought_by="guardian", code=code
    )


def test_a_signed_form_waits_is_read_beside_its_picture_and_counts(
    pia: Participation, mother: Any, father: Any, olga: Client, scan: bytes
) -> None:
    url, code = at_seat("upload", pia, mother), codes.code_of(pia, mother, "en")
    for _twice in range(2):
        assert Client().post(url, {"code": code.lower(), "file": file(scan)}).status_code == 302
    paper = Paper.objects.get()
    assert (paper.guardian, paper.state, paper.code) == (mother, "waiting", code.replace(" ", ""))
    assert StoredFile.objects.count() == 1
    read = reverse("consents:read", args=[paper.pk])
    page = olga.get(read).content.decode()
    assert "Swimming" in page and "scan-page" in page
    assert olga.get(reverse("consents:paper_page", args=[paper.pk, 1]))["Content-Type"] == "image/png"
    assert olga.get(reverse("consents:paper_page", args=[paper.pk, 2])).status_code == 404
    assert Look.objects.get().reason == "Signed consent form"
    yes = f"text{makers.text(pia.edition, 'swimming')}"
    day = clock.today(pia.edition.time_zone)
    late = olga.post(
        read, {yes: "yes", "name": "M.", "signed_on": f"{day + timedelta(days=2):%d.%m.%Y}"}, follow=True
    )
    assert "still to come" in late.content.decode() and not Answer.objects.exists()
    olga.post(read, {yes: "yes", "name": "M. Petit", "signed_on": f"{day:%d.%m.%Y}"})
    answer = Answer.objects.get()
    assert (answer.method, answer.paper, answer.name) == ("paper", paper, "M. Petit")
    assert "on paper; signed on" in words(Client().get(at_seat("record", pia, mother)))
    assert Client().get(at_seat("paper", pia, mother, paper.pk)).content == scan
    assert Client().get(at_seat("paper", pia, father, paper.pk)).status_code == 404


def test_a_student_brings_a_guardians_form_cannot_open_it_and_learns_what_is_wrong(
    pia: Participation, olga: Client, scan: bytes
) -> None:
    mother = makers.guardian(pia, "Marie", email="")
    student = Client()
    student.force_login(pia.person.user)
    url = reverse("consents:bring", args=[pia.pk, mother.pk])
    student.post(url, {"code": "", "file": file(scan)})
    paper = Paper.objects.get()
    assert (paper.guardian, paper.brought_by) == (mother, "participant")
    assert student.get(reverse("consents:own_paper", args=[pia.pk, paper.pk])).status_code == 404
    read = reverse("consents:read", args=[paper.pk])
    olga.post(read, {"do": "refuse", "reason": "Page 2 is missing."})
    assert "Page 2 is missing." in student.get(reverse("consents:own", args=[pia.pk])).content.decode()
    student.post(url, {"file": file(scan)})
    assert Paper.objects.count() == 2  # the same picture once more, after it was sent back


def test_codes_of_others_are_refused(
    pia: Participation, mother: Any, father: Any, olga: Client, scan: bytes
) -> None:
    stranger = people.participant(pia.edition, "sam@example.org", "confirmed", birth_date=makers.BORN)
    theirs = makers.guardian(stranger, "Ruth")
    wrong = (codes.code_of(stranger, theirs, "en"), codes.code_of(pia, father, "en"), "ABCD")
    for code in wrong:
        page = Client().post(at_seat("upload", pia, mother), {"code": code, "file": file(scan)}, follow=True)
        assert "This code does not fit" in page.content.decode()
    assert not Paper.objects.exists() and not StoredFile.objects.exists()
    paper = brought(pia, mother, scan)
    read = reverse("consents:read", args=[paper.pk])
    for code in (*wrong, codes.code_of(pia, mother, "en")):
        olga.post(read, {"do": "code", "code": code})
        paper.refresh_from_db()
        assert bool(paper.code) == (code not in wrong)


def test_a_form_from_before_does_not_bring_back_what_was_taken_back(
    pia: Participation, mother: Any, scan: bytes
) -> None:
    makers.say(pia, mother, swimming=True)
    paper = brought(pia, mother, scan)
    makers.say(pia, mother, swimming=False)
    choices = {makers.text(pia.edition, "swimming"): True}
    with pytest.raises(papers.NotNow, match="Swimming"):
        papers.transcribe(paper=paper, choices=choices, name="Marie", by=None)
    assert makers.state(pia, "swimming") == counting.WITHDRAWN
    paper.refresh_from_db()
    assert paper.state == "waiting"


def test_words_that_were_changed_since_printing_are_entered_in_their_version(
    pia: Participation, mother: Any, father: Any, scan: bytes
) -> None:
    makers.say(pia, father, swimming=True, photo_web=True)  # answered to: the words stay
    code = codes.code_of(pia, mother, "en")
    for name, meaning in (("swimming", False), ("photo_web", True)):
        row = makers.purpose(pia.edition, name)
        new = {"en": {"title": "New", "body": "New words.", "if_not": ""}}
        purpose_services.save_texts(purpose=row, words=new, binding="en", new_meaning=meaning, by=None)
    paper = brought(pia, mother, scan, code)
    items, gone = paper_queries.items_of(paper)
    assert {(item.purpose.code, item.text.version) for item in items} == {("medical", 1), ("swimming", 1)}
    assert [(text.purpose.code, text.version) for text in gone] == [("photo_web", 1)]
    swim = next(item for item in items if item.purpose.code == "swimming")
    (made,) = papers.transcribe(paper=paper, choices={swim.text.pk: True}, name="Marie", by=None)
    assert made.text.version == 1 and makers.state(pia, "swimming") == counting.AGREED


def test_nothing_opens_once_the_person_is_erased(
    pia: Participation, mother: Any, olga: Client, scan: bytes
) -> None:
    paper, signed = brought(pia, mother, scan), seat.link(pia, mother)
    privacy.erase(person_id=pia.person_id, by=None, reason="asked")
    for name in ("record", "form"):
        assert Client().get(reverse(f"consents:seat_{name}", args=[signed])).status_code == 410
    for name, args in (
        ("signer_record", [pia.pk, 0]),
        ("blank", [pia.pk, 0]),
        ("file", [paper.pk]),
        ("paper_page", [paper.pk, 1]),
    ):
        assert olga.get(reverse(f"consents:{name}", args=args)).status_code == 404, name


# ---------------------------------------------------------------- ON WHICH DAY IT WAS SIGNED


@pytest.fixture
def late(monkeypatch: Any, olga: Client) -> Any:
    """Pia turns 18 on 25 July 2027; the form of her mother came on the 24th. Returns what enters it, in August."""

    def on(pia: Participation, signer: Any, signed_on: date | None, came: int = 24, **said: bool) -> Any:
        monkeypatch.setattr(clock, "now", lambda: datetime(2027, 8, 2, 9, tzinfo=makers.BERLIN))
        Person.objects.filter(pk=pia.person_id).update(birth_date=date(2009, 7, 25))
        pia.person.refresh_from_db()
        file = StoredFile.objects.create(participation=pia, content_type="application/pdf", size=1)
        paper = Paper.objects.create(
            participation=pia,
            role="guardian" if signer else "participant",
            guardian=signer,
            file=file,
            brought_by="participant",
            at=datetime(2027, 7, came, 20, tzinfo=makers.BERLIN),
        )
        choices = {makers.text(pia.edition, code): agrees for code, agrees in said.items()}
        items, _gone = paper_queries.items_of(paper)
        assert {one.purpose.code for one in items} >= set(said)  # and the page for entering offers them
        return papers.transcribe(
            paper=paper, choices=choices, name="M", by=people.user(), signed_on=signed_on
        )

    return on


def test_a_form_signed_before_the_birthday_and_entered_after_counts_as_of_then(
    pia: Participation, mother: Any, late: Any
) -> None:
    (row,) = late(pia, mother, date(2027, 7, 20), swimming=True)
    assert (row.agrees, row.of_age) == (True, False)
    (own,) = late(pia, None, date(2027, 7, 20), medical=True)
    assert (
        own.of_age is False and makers.state(pia, "medical") == counting.SUPERSEDED
    )  # of age by now: asked again
    (own,) = late(pia, None, date(2027, 7, 26), came=27, medical=True)
    assert own.of_age is True and makers.state(pia, "medical") == counting.AGREED


def test_a_guardian_cannot_sign_after_the_birthday(pia: Participation, mother: Any, late: Any) -> None:
    with pytest.raises(services.NotAsked):
        late(pia, mother, date(2027, 7, 26), came=27, swimming=True)
    with pytest.raises(services.NotAsked):  # without a day, it may be of the day on which it came
        late(pia, mother, None, came=27, swimming=True)
    assert late(pia, mother, None, came=24, swimming=True)


def test_a_day_that_cannot_be_right_is_refused_in_words(pia: Participation, mother: Any, late: Any) -> None:
    born = Text.objects.earliest("saved_at").saved_at.astimezone(makers.BERLIN).date()
    for day, words_ in (
        (date(2027, 8, 3), "still to come"),
        (date(2027, 7, 30), "on which it came"),
        (born - timedelta(days=1), "these words did not exist"),
    ):
        with pytest.raises(papers.NotNow, match=words_):
            late(pia, mother, day, swimming=True)
    assert not Answer.objects.exists()
    # A comma put right since is not another text.
    late(pia, mother, date(2027, 7, 20), medical=True)
    Text.objects.filter(purpose__code="medical").update(saved_at=datetime(2027, 1, 1, tzinfo=makers.BERLIN))
    kept = {"en": {"title": "Medical care", "body": "The same, better.", "if_not": ""}}
    row = makers.purpose(pia.edition, "medical")
    purpose_services.save_texts(purpose=row, words=kept, binding="en", new_meaning=False, by=None)
    assert late(pia, None, date(2027, 7, 21), medical=True)
