"""Names in any script, single names, 200 characters: in through each form, out again on pages, in mails and in files."""

import csv
import html
import io
import unicodedata
from typing import Any

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse

from ish.nominations import services
from ish.nominations.models import Nomination
from ish.outbox import rendering
from ish.outbox.models import Message
from ish.people.models import Person
from ish.profiles.models import NoticeRead
from ish.profiles.notice import NOTICE_VERSION
from tests.nominations import makers
from tests.nominations.test_importing import _upload

LONG = "Ü" * 200
NAMES = {
    "single": ("Suharto", ""),
    "chinese": ("小明", "王"),
    "japanese": ("美咲", "髙﨑"),
    "arabic": ("محمد عبد الله", "بن سلمان"),
    "hebrew": ("שרה", "כהן־לוי"),
    "hindi": ("प्रिया", "श्रीवास्तव"),
    "vietnamese": ("Thị Minh Khai", "Nguyễn"),
    "apostrophes": ("Ngũgĩ", "wa Thiong'o"),
    "hyphens": ("Jean-Loup", "d’Œuvre-Śmietana"),
    "outside_the_plane": ("Hanako", "𠮷野"),
    "short": ("O", "E"),
    "particles": ("Maria", "von und zu der Au"),
    "long": (LONG, LONG),
}
# Signs that no name has: the form takes what somebody types on purpose, a cell of a list is asked about.
SIGNS = {
    "markup": ("Bobby <b>bold</b>", "\"Tables\" & 'Sons'; --"),
    "template": ("{{ user }}", "{% now %} %(n)s {0}"),
    "formula": ("=1+1", "@Müller"),
    "minus": ("-Ada", "+Lovelace"),
}
FORMS = {**NAMES, **SIGNS}


def _form(given: str, family: str) -> dict[str, str]:
    return {
        "given_names": given,
        "family_name": family,
        "native_name": given,
        "birth_date": "12.04.2008",
        "email": f"who{len(given)}{len(family)}@example.org",
        "language": "en",
        "guardian_name": family or given,
        "guardian_email": "g@example.org",
    }


def _page(client: Any, name: str, *args: Any) -> str:
    answer = client.get(reverse(name, args=args))
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_by_form_and_out_again(cast, as_user):
    cem, olga = as_user(cast.cem), as_user(cast.olga)
    for given, family in FORMS.values():
        answer = cem.post(reverse("nominations:add", args=[cast.kumamoto.pk]), _form(given, family))
        assert answer.status_code == 302, answer.content.decode()
        row = Nomination.objects.latest("pk")
        person = row.participation.person
        assert (person.given_names, person.family_name, person.native_name) == (given, family, given)
        page = _page(cem, "nominations:student", row.pk)
        assert html.escape(person.full_name) in page
        assert "<b>bold" not in page
        services.submit(nominations=[row], by=cast.cem)
        _in_mails(person)
    for client, name in ((cem, "nominations:mine"), (olga, "nominations:list"), (olga, "people:list")):
        page = _page(client, name)
        assert "<b>bold" not in page
        for given, _family in FORMS.values():
            assert html.escape(given) in page, name
    _in_files(olga)


def _in_mails(person: Person) -> None:
    names = {"privacy_notice", "nomination_received"}
    messages = list(Message.objects.filter(kind__in=names).order_by("-pk")[:2])
    assert {message.kind for message in messages} == names
    for message in messages:
        shown = rendering.preview(message)
        assert "\n" not in shown.subject
        assert "<b>bold" not in shown.html
        if message.kind == "nomination_received":
            assert person.full_name in shown.text
            assert html.escape(person.full_name) in shown.html


def _in_files(client: Any) -> None:
    address = reverse("people:list")
    streamed = client.get(address, {"_export": "csv"})
    cells = [c for line in csv.reader(io.StringIO(b"".join(streamed).decode("utf-8-sig"))) for c in line]
    assert not [cell for cell in cells if cell.startswith(("=", "@", "+1", "-A"))]
    sheet = client.get(address, {"_export": "xlsx"})
    book = openpyxl.load_workbook(io.BytesIO(b"".join(sheet.streaming_content)))
    values = [cell for line in book.active.iter_rows() for cell in line]
    assert not [cell for cell in values if cell.data_type == "f"]
    for given, _family in FORMS.values():
        assert any(given in cell for cell in cells)
        assert any(given in str(cell.value) for cell in values)


def test_one_letter_more_is_told_beside_the_field_and_kept(cast, as_user):
    for name in ("given_names", "family_name", "native_name", "guardian_name"):
        data = {**_form("Ada", "Lovelace"), name: LONG + "x"}
        answer = as_user(cast.cem).post(reverse("nominations:add", args=[cast.kumamoto.pk]), data)
        assert answer.status_code == 200
        assert "200" in str(answer.context["form"].errors[name])
        assert LONG + "x" in answer.content.decode()
    assert not Nomination.objects.exists()


@pytest.mark.parametrize("given", ["", "   ", "\u200b", "\x00", "\u3000"])
def test_no_name_is_no_name(given, cast, as_user):
    answer = as_user(cast.cem).post(
        reverse("nominations:add", args=[cast.kumamoto.pk]), _form(given, "Lovelace")
    )
    assert answer.status_code == 200
    assert "given_names" in answer.context["form"].errors
    assert not Person.objects.exists()


def test_by_list(cast, as_user):
    book = openpyxl.Workbook()
    book.active.append(["Family name", "Given names", "Date of birth", "Guardian", "Guardian e-mail"])
    for given, family in NAMES.values():
        book.active.append([family, given, "12.04.2008", family or given, "g@example.org"])
    buffer = io.BytesIO()
    book.save(buffer)
    client = as_user(cast.cem)
    answer = _upload(client, cast.kumamoto, "list.xlsx", buffer.getvalue())
    page = client.get(answer.url).content.decode()
    assert all(html.escape(given) in page for given, _family in NAMES.values())
    client.post(answer.url)
    written = set(Person.objects.values_list("given_names", "family_name"))
    assert written == set(NAMES.values())


def test_about_me(world):
    NoticeRead.objects.create(
        person=world.person, edition_id=world.edition.pk, version=NOTICE_VERSION, language="en"
    )
    address = reverse("profiles:section", args=[world.participation.pk, "about_me"])
    pia, olga, hana = (Client() for _one in range(3))
    for client, actor in ((pia, "participant"), (olga, "organiser"), (hana, "host")):
        client.force_login(world.users[actor])
    shown = olga.get(address)  # what a student says of these waits for the school
    for number, (given, family) in enumerate(FORMS.values()):
        data = {"given_names": given, "family_name": family, "native_name": given}
        shown = olga.post(address, {**data, "version": shown.context["version"]}, follow=True)
        assert html.escape(given) in shown.content.decode()
        assert html.escape(given) in _page(pia, "profiles:section", world.participation.pk, "about_me")
        person = Person.objects.get(pk=world.person.pk)
        assert (person.given_names, person.family_name, person.native_name) == (given, family, given)
        if number % 5 == 0:
            assert html.escape(given) in _page(olga, "people:person", person.pk)
            assert html.escape(given) in _page(olga, "logistics:roster")
            assert html.escape(given) in _page(hana, "placements:my_projects")


@pytest.mark.parametrize("given", ["<b>Ada</b>", "=Ada", "{{ Ada }}"])
def test_a_cell_with_signs_that_no_name_has_is_asked_about(given, cast, as_user):
    data = f"Family name;Given names\r\nLovelace;{given}\r\nHopper;Grace\r\n".encode()
    client = as_user(cast.cem)
    answer = _upload(client, cast.kumamoto, "list.csv", data)
    page = client.get(answer.url).content.decode()
    assert "<b>Ada" not in page
    assert "Leave out the rows with errors" in page
    assert client.post(answer.url).status_code == 200
    assert not Person.objects.exists()


def test_two_ways_of_writing_one_name_are_one_student(cast):
    makers.draft(cast.edition, cast.kumamoto, "Zoë", email="")
    with pytest.raises(services.AlreadyNamed):
        makers.draft(cast.edition, cast.kumamoto, unicodedata.normalize("NFD", "Zoë"), email="")
