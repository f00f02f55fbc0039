"""A guardian's seat speaks more languages than the rest of the product, also from right to left."""

import pytest
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import translation

from accounts.models import User
from ish.desk.guests import welcome


@pytest.mark.parametrize(
    ("chosen", "own", "spoken"),
    [
        ("", "he", "he"),
        ("", "fr-CA", "fr"),
        ("", "uk", "en"),
        ("ja", "he", "ja"),
        ("uk", "pl", "pl"),
        ("../x", "de", "de"),
    ],
)
def test_the_language_chosen_on_the_page_comes_before_the_guardians_own(
    chosen: str, own: str, spoken: str
) -> None:
    request = RequestFactory().get("/", headers={"cookie": f"ish_language={chosen}"})
    request.user = User(email="someone@example.org")  # a signed-in organiser who looks at a guardian's page
    with translation.override("en"):
        welcome(request, language=own, time_zone="Asia/Tokyo", seat=True)
        assert translation.get_language() == spoken


@pytest.mark.django_db
def test_a_language_of_the_seat_is_kept_and_changes_no_other_page() -> None:
    client = Client()
    client.post(reverse("set_language"), {"language": "he", "next": "/"})
    assert client.cookies["ish_language"].value == "he"
    page = client.get(reverse("desk:privacy")).content.decode()
    assert '<html lang="en" dir="ltr">' in page and "עברית" not in page
