"""The user's language wins over the browser's, and times are those of their place."""

from typing import Any

import pytest
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone

from accounts.middleware import LanguageAndZoneMiddleware
from accounts.models import User

pytestmark = pytest.mark.django_db
ENGLISH = {"accept-language": "en"}


def _language(page: Any) -> str:
    return str(page.text.split('<html lang="', 1)[1].split('"', 1)[0])


def test_a_visitor_has_the_browser_s_language(client: Client, db: None) -> None:
    assert _language(client.get("/accounts/login/", headers={"accept-language": "de"})) == "de"
    assert _language(client.get("/accounts/login/", headers=ENGLISH)) == "en"


def test_a_user_has_their_own(client: Client, pia: User) -> None:
    User.objects.update(language="de")
    client.force_login(pia)
    page = client.get("/account/profile/", headers=ENGLISH)
    assert _language(page) == "de" and page["Content-Language"] == "de"


def test_choosing_it_in_the_menu_keeps_it_for_the_user(client: Client, pia: User) -> None:
    client.force_login(pia)
    client.post(reverse("set_language"), {"language": "de", "next": "/account/profile/"})
    pia.refresh_from_db()
    assert pia.language == "de"
    client.post(reverse("set_language"), {"language": "tlh"})
    pia.refresh_from_db()
    assert pia.language == "de"


def test_choosing_it_as_a_visitor(client: Client, db: None) -> None:
    client.post(reverse("set_language"), {"language": "de", "next": "/accounts/login/"})
    assert _language(client.get("/accounts/login/", headers=ENGLISH)) == "de"


@pytest.mark.parametrize(
    ("zone", "seen"),
    [("Asia/Tokyo", "Asia/Tokyo"), ("Mars/Olympus", "Europe/Berlin"), ("../etc", "Europe/Berlin")],
)
def test_the_zone_is_the_user_s_for_the_length_of_a_request(pia: User, zone: str, seen: str) -> None:
    pia.time_zone = zone
    names: list[str] = []

    def answer(request: Any) -> Any:
        names.append(timezone.get_current_timezone_name())
        return None

    request = RequestFactory().get("/")
    request.user = pia
    LanguageAndZoneMiddleware(answer)(request)
    assert names == [seen] and timezone.get_current_timezone_name() == "Europe/Berlin"


def test_the_profile(client: Client, pia: User) -> None:
    client.force_login(pia)
    page = client.get("/account/profile/")
    assert "pia@example.org" in page.text and "Tokyo" in page.text and "Deutsch" in page.text
    values = {"name": "Pia Śliwa", "language": "de", "time_zone": "Asia/Tokyo"}
    assert client.post("/account/profile/", values).status_code == 302
    pia.refresh_from_db()
    assert (pia.name, pia.language, pia.time_zone) == ("Pia Śliwa", "de", "Asia/Tokyo")


@pytest.mark.parametrize("wrong", [{"language": "tlh"}, {"time_zone": "Mars/Olympus"}, {"name": "x" * 201}])
def test_a_profile_that_cannot_be(client: Client, pia: User, wrong: dict[str, str]) -> None:
    client.force_login(pia)
    values = {"name": "Pia", "language": "de", "time_zone": "Asia/Tokyo", **wrong}
    page = client.post("/account/profile/", values)
    assert page.status_code == 200 and "error-summary" in page.text
    pia.refresh_from_db()
    assert pia.name == "Pia Sommer"


def test_the_profile_is_one_s_own(client: Client, db: None) -> None:
    assert client.get("/account/profile/")["Location"].startswith(reverse("account_login"))
