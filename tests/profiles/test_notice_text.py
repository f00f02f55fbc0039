"""What the notice says of partners abroad is the organisers' word, and somebody checks it before the edition opens."""

from datetime import date

import pytest
from django.urls import reverse

from ish.profiles import notice, services
from ish.profiles.models import NoticeText
from ish.programme.models import Edition
from tests.profiles.conftest import TODAY

URL = reverse("profiles:notice_text")
UNCHECKED = "The privacy notice has not been checked"


@pytest.fixture
def client(organiser, as_user):
    return as_user(organiser())


def _posted(version=0, **fields):
    words = {"transfers_en": "Treaty of Kumamoto.", "transfers_de": "Vertrag von Kumamoto."}
    return {**words, "checked_on": "", "version": version, **fields}


@pytest.mark.parametrize("language", notice.LANGUAGES)
def test_nothing_rests_on_an_exception_that_public_bodies_may_not_use(edition, language):
    words = notice.transfers(edition, language)
    assert "Art. 45" in words and "Art. 46" in words
    assert "Art. 49(1)" not in words and "Art. 49 Abs. 1" not in words


def test_the_words_of_the_organisers_stand_in_the_notice_of_their_edition(edition, pia, client, as_user):
    page = reverse("profiles:notice", args=[pia.pk])
    student = as_user(pia.person.user)
    assert "protect personal data well" in student.get(page).content.decode()
    client.post(URL, _posted(transfers_en="Treaty <b>of</b> Kumamoto.\n\nAsk us."))
    text = student.get(page).content.decode()
    assert (
        "<p>Treaty &lt;b&gt;of&lt;/b&gt; Kumamoto.</p>" in text and "protect personal data well" not in text
    )
    assert "somebody to call in an emergency" in text


def test_the_desk_says_so_until_it_is_checked_and_again_when_the_words_change(edition, client):
    desk = reverse("desk:home")
    assert UNCHECKED in client.get(desk).content.decode()
    client.post(URL, _posted(checked_on="2026-11-02"))
    assert UNCHECKED not in client.get(desk).content.decode()
    row = NoticeText.objects.get()
    assert (row.checked_on, row.checked_version) == (date(2026, 11, 2), notice.NOTICE_VERSION)
    answer = client.post(URL, _posted(1, checked_on="2026-11-02", transfers_de="Anders."), follow=True)
    assert "has to be checked again" in answer.content.decode()
    assert UNCHECKED in client.get(desk).content.decode()
    client.post(URL, _posted(2, checked_on="2026-11-03", transfers_de="Anders."))
    assert notice.is_checked(edition)


def test_the_same_words_as_a_browser_sends_them_stay_checked(edition, client):
    words = {"en": "One.\n\nTwo.", "de": "Eins."}
    services.save_notice_text(edition=edition, words=words, checked_on=TODAY, version=0, by=None)
    services.save_notice_text(
        edition=edition, words={**words, "en": "One.\r\n\r\nTwo."}, checked_on=TODAY, version=1, by=None
    )
    assert notice.is_checked(edition)


def test_a_check_of_an_older_notice_or_of_another_edition_is_none(edition, client):
    client.post(URL, _posted(checked_on="2026-11-02"))
    later = Edition.objects.create(
        programme=edition.programme,
        number=31,
        year=2028,
        arrival_day=date(2028, 7, 16),
        departure_day=date(2028, 8, 12),
    )
    assert notice.transfers(later, "en") == "Treaty of Kumamoto."
    assert not notice.is_checked(later)
    NoticeText.objects.update(checked_version="2026-1")
    assert not notice.is_checked(edition)


def test_it_is_not_checked_tomorrow_and_nobody_overwrites_somebody_else(edition, client):
    answer = client.post(URL, _posted(checked_on=TODAY.replace(year=2028).isoformat()))
    assert answer.status_code == 200 and not NoticeText.objects.exists()
    words = {"en": "a", "de": "b"}
    services.save_notice_text(edition=edition, words=words, checked_on=None, version=0, by=None)
    answer = client.post(URL, _posted())
    assert "Somebody else has changed this" in answer.content.decode()
    assert "Treaty of Kumamoto." in answer.content.decode()
    assert NoticeText.objects.get().transfers_en == "a"
    client.post(URL, _posted(1))
    assert NoticeText.objects.get().transfers_en == "Treaty of Kumamoto."
