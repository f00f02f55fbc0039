"""A parent's copy: asked for with one click at their own page, made behind it, fetched by their link alone, and read."""

import io
import zipfile
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext

from ish import clock
from ish.consents import seat
from ish.jobs import running
from ish.outbox import rendering
from ish.outbox.models import Message
from ish.people.models import Guardian
from ish.privacy.models import Look
from ish.profiles import services as profiles
from ish.rights import seat_mails, services
from ish.rights.models import Copy
from tests.consents import makers
from tests.rights.conftest import everything


def _address(name: str, pia: Any, parent: Guardian, *args: int) -> str:
    return reverse(name, args=[seat.link(pia, parent), *args])


@pytest.fixture
def pia(db: None, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setattr(clock, "now", lambda: makers.JUNE)
    return makers.pia(makers.edition(("medical",)))


def _made(pia: Any, parent: Guardian) -> Copy:
    asked = Client().post(_address("rights:seat_copy", pia, parent), follow=True)
    page = asked.content.decode()
    with translation.override(page.partition('lang="')[2][:2]):
        assert gettext("We put it together, and write to you when it is ready.") in page
    copy = Copy.objects.get(guardian=parent, state="making")
    assert running.run(copy.job_id or 0)
    copy.refresh_from_db()
    return copy


def test_one_click_a_letter_and_the_file_by_the_link_again(pia: Any) -> None:
    mother, father = makers.guardian(pia, "Zqvwxmarie", language="fr"), makers.guardian(pia, "Zqvwxpapa")
    makers.say(pia, mother, "Zqvwxsigned", medical=True)
    makers.say(pia, father, "Zqvwxhis", medical=True)
    values = {"diet": "Zqvwxdiet", "private_note": "Zqvwxnote"}
    profiles.save_section(participation=pia, section="health", values=values, version=0, by=pia.person.user)
    copy = _made(pia, mother)
    (letter,) = Message.objects.filter(kind=seat_mails.READY)
    written = rendering.live(letter)
    assert (letter.to_email, letter.language) == (mother.email, "fr") and "/consents/seat/" in written.text
    page = Client().get(written.text[written.text.index("/consents/seat/") :].split()[0]).content.decode()
    url = _address("rights:seat_file", pia, mother, copy.pk)
    assert "/copies/" in page
    answer = Client().get(url)
    assert answer["Cache-Control"] == "no-store, private"
    archive = zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))  # type: ignore[attr-defined]
    text = everything(archive)
    assert archive.testzip() is None and {"everything.pdf", "everything.json", "log.json"} <= set(
        archive.namelist()
    )
    for words, inside in (
        ("diet", True),
        ("signed", True),
        ("marie", True),
        ("note", False),
        ("his", False),
        ("papa", False),
    ):
        assert (f"zqvwx{words}" in text) is inside, words
    look = Look.objects.get(where="copy")
    assert (look.reader, look.role) == (None, "guardian") and "profiles.health.diet" in look.fields
    # Nobody else's link opens it, and no account.
    assert Client().get(_address("rights:seat_file", pia, father, copy.pk)).status_code == 404
    student = Client()
    student.force_login(pia.person.user)
    assert student.get(reverse("rights:file", args=[copy.pk])).status_code == 404
    assert "copies" not in Client().get(_address("consents:seat", pia, father)).content.decode()


@pytest.mark.parametrize("change", ["custody", "eighteen", "address"])
def test_custody_that_ends_and_the_eighteenth_birthday_close_it(change: str, pia: Any) -> None:
    mother = makers.guardian(pia, "Marie")
    copy = _made(pia, mother)
    url, page = _address("rights:seat_file", pia, mother, copy.pk), _address("consents:seat", pia, mother)
    assert "A copy of what we keep" in Client().get(page).content.decode()
    if change == "custody":
        Guardian.objects.filter(pk=mother.pk).update(custody="entrusted")
    elif change == "eighteen":
        pia.person.birth_date = date(2000, 1, 1)
        pia.person.save()
    else:
        Guardian.objects.filter(pk=mother.pk).update(email="new@example.org")
    assert Client().get(url).status_code == (410 if change == "address" else 404)
    assert "A copy of what we keep" not in Client().get(page).content.decode()
    letter = Message.objects.get(kind=seat_mails.READY)
    assert not seat_mails._still_there(letter)
    mother.refresh_from_db()
    if change != "address":
        with pytest.raises(services.NotAllowed):
            services.start_copy(pia.person, role="guardian", by=None, guardian=mother)


def test_custody_that_ends_while_it_is_made(pia: Any) -> None:
    mother = makers.guardian(pia, "Marie")
    copy = services.start_copy(pia.person, role="guardian", by=None, guardian=mother)
    Guardian.objects.filter(pk=mother.pk).update(custody="unknown")
    running.run(copy.job_id or 0)
    copy.refresh_from_db()
    assert copy.path == "" and not Message.objects.filter(kind=seat_mails.READY).exists()
    assert (
        "A copy of what we keep" not in Client().get(_address("consents:seat", pia, mother)).content.decode()
    )
