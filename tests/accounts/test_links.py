"""One-time sign-in links, the first visit, and signed links: each works once, in time, and only by its button."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.http import HttpRequest
from django.test import Client
from django.utils import timezone

from accounts import first_visit, links, services
from accounts.models import FirstVisit, SignInLink, User

pytestmark = pytest.mark.django_db


def _path(link: str) -> str:
    return "/" + link.split("/", 3)[3]


def _is_in(client: Client, user: User) -> bool:
    return client.session.get("_auth_user_id") == str(user.pk)


# ---------------------------------------------------------------- sign-in link


def test_the_command_prints_a_link_that_signs_in_once(
    client: Client, pia: User, capsys: pytest.CaptureFixture[str], settings: Any
) -> None:
    settings.BASE_URL = "https://school.example.org"
    call_command("sign_in_link", "PIA@example.org")
    link = capsys.readouterr().out.strip()
    assert link.startswith("https://school.example.org/account/sign-in-link/")

    opened = client.get(_path(link))
    assert opened["Referrer-Policy"] == "no-referrer"
    assert "Pia Sommer" in client.get(opened["Location"]).text
    assert not _is_in(client, pia) and SignInLink.objects.get().used_at is None
    assert client.post("/account/sign-in-link/").status_code == 302 and _is_in(client, pia)

    again = Client()
    assert again.get(_path(link), follow=True).status_code == 410
    assert again.post("/account/sign-in-link/").status_code == 410 and not _is_in(again, pia)


def test_a_sign_in_link_lasts_an_hour(client: Client, pia: User) -> None:
    link = services.sign_in_link(pia)
    assert SignInLink.objects.get().expires_at <= timezone.now() + timedelta(hours=1)
    SignInLink.objects.update(expires_at=timezone.now())
    page = client.get(_path(link), follow=True)
    assert page.status_code == 410 and "too old" in page.text


def test_a_newer_sign_in_link_replaces_the_older(client: Client, pia: User) -> None:
    old = services.sign_in_link(pia)
    services.sign_in_link(pia)
    assert client.get(_path(old), follow=True).status_code == 404


def test_a_sign_in_link_does_not_open_a_closed_account(client: Client, pia: User) -> None:
    link = services.sign_in_link(pia)
    User.objects.update(is_active=False)
    assert client.get(_path(link), follow=True).status_code == 403
    with pytest.raises(CommandError):
        call_command("sign_in_link", pia.email)


def test_a_sign_in_link_changes_who_is_signed_in(client: Client, pia: User, olga: User) -> None:
    client.force_login(olga)
    client.get(_path(services.sign_in_link(pia)), follow=True)
    client.post("/account/sign-in-link/")
    assert _is_in(client, pia)


# ---------------------------------------------------------------- first visit


def test_the_first_visit_makes_the_organiser(
    client: Client, db: None, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    made: list[User] = []

    def organise(user: User, request: HttpRequest) -> str:
        made.append(user)
        return "/account/profile/"

    monkeypatch.setattr(first_visit, "_then", [organise])
    call_command("first_visit")
    link = capsys.readouterr().out.strip()
    opened = client.get(_path(link))
    assert opened["Referrer-Policy"] == "no-referrer"
    assert "first organiser" in client.get(opened["Location"]).text

    wrong = client.post("/account/first-visit/", {"name": "Olga", "email": "no address"})
    assert wrong.status_code == 200 and made == [] and FirstVisit.objects.get().used_at is None

    response = client.post("/account/first-visit/", {"name": "Olga Winter", "email": "Olga@example.org"})
    assert response["Location"] == "/account/profile/"
    olga = User.objects.get()
    assert made == [olga] and olga.email == "olga@example.org" and _is_in(client, olga)
    assert Client().get(_path(link), follow=True).status_code == 410


def test_there_is_no_first_visit_once_somebody_runs_the_place(
    client: Client, olga: User, wide_role: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    link = first_visit.link()
    assert not first_visit.needed()
    assert client.get(_path(link), follow=True).status_code == 410
    call_command("first_visit")
    assert capsys.readouterr().out == ""


def test_a_first_visit_that_fails_can_be_made_again(client: Client, db: None, monkeypatch: Any) -> None:
    def fail(user: User, request: HttpRequest) -> str:
        raise RuntimeError("no such programme")

    monkeypatch.setattr(first_visit, "_then", [fail])
    client.get(_path(first_visit.link()))
    with pytest.raises(RuntimeError):
        client.post("/account/first-visit/", {"name": "Olga", "email": "olga@example.org"})
    assert not User.objects.exists() and FirstVisit.objects.get().used_at is None


# ---------------------------------------------------------------- signed links


def test_a_signed_link_says_what_was_signed() -> None:
    signed = links.sign("wishes", 12, "Kraków", days=3)
    assert links.unsign("wishes", signed) == [12, "Kraków"]


@pytest.mark.parametrize("broken", ["", "x", "a:b:c"])
def test_a_link_of_somebody_else(broken: str) -> None:
    with pytest.raises(links.BadLink):
        links.unsign("wishes", broken)


def test_a_link_is_good_for_one_purpose_and_for_a_time() -> None:
    with pytest.raises(links.BadLink):
        links.unsign("travel", links.sign("wishes", 12, days=3))
    with pytest.raises(links.BadLink) as late:
        links.unsign("wishes", links.sign("wishes", 12, days=-1))
    assert late.value.expired


# ---------------------------------------------------------------- leaving


def test_a_forgotten_user_leaves_nothing_personal(client: Client, pia: User) -> None:
    client.force_login(pia)
    client.get("/account/profile/")
    services.sign_in_link(pia)
    removed = services.forget_user(user=pia)
    pia.refresh_from_db()
    assert removed["addresses"] == 1 and removed["sign_in_links"] == 1
    assert (pia.name, pia.is_active) == ("", False) and "pia" not in pia.email
    assert client.get("/account/profile/").status_code == 302
