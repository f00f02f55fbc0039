"""Each way in, what is refused, and that a stranger learns nothing about who has an account."""

import re
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.conf import settings as django_settings
from django.contrib.auth.hashers import BasePasswordHasher
from django.test import Client
from django.urls import reverse

from accounts.models import User
from tests.accounts.conftest import Sent

pytestmark = pytest.mark.django_db
PASSWORD = "a long and quiet river"


def _ask(client: Client, email: str) -> Any:
    return client.post(reverse("account_request_login_code"), {"email": email}, follow=True)


def _confirm(client: Client, code: str) -> Any:
    return client.post(reverse("account_confirm_login_code"), {"code": code})


def _by_password(client: Client, email: str, password: str) -> Any:
    return client.post(reverse("account_login"), {"login": email, "password": password})


def _is_in(client: Client, user: User) -> bool:
    return client.session.get("_auth_user_id") == str(user.pk)


def test_by_code(client: Client, pia: User, sent: list[Sent]) -> None:
    page = _ask(client, "Pia@Example.org")
    assert "Enter the code" in page.text and not _is_in(client, pia)
    assert [(mail.kind, mail.to) for mail in sent] == [("account/email/login_code", "pia@example.org")]
    assert sent[0].code in sent[0].text and "ISH" in sent[0].subject
    assert _confirm(client, "WRONG1").status_code == 200 and not _is_in(client, pia)
    assert _confirm(client, sent[0].code).status_code == 302 and _is_in(client, pia)


def test_a_code_is_not_guessed(client: Client, pia: User, sent: list[Sent]) -> None:
    _ask(client, pia.email)
    for guess in ("WRONG1", "WRONG2", "WRONG3"):
        _confirm(client, guess)
    _confirm(client, sent[0].code)
    assert not _is_in(client, pia)


def test_a_code_works_once_and_in_its_own_browser_only(client: Client, pia: User, sent: list[Sent]) -> None:
    _ask(client, pia.email)
    other = Client()
    _ask(other, pia.email)
    _confirm(other, sent[0].code)
    assert not _is_in(other, pia)
    _confirm(client, sent[0].code)
    client.logout()
    _confirm(client, sent[0].code)
    assert not _is_in(client, pia)


def test_the_mail_speaks_the_language_of_its_reader(client: Client, pia: User, sent: list[Sent]) -> None:
    User.objects.update(language="de")
    client.post(
        reverse("account_request_login_code"), {"email": pia.email}, headers={"accept-language": "en"}
    )
    assert len(sent) == 1  # the wording itself is the translators' matter
    from ish.outbox.allauth_adapter import Adapter  # noqa: PLC0415 - apps: settings first

    assert Adapter().language_for(pia.email) == "de"


def test_by_password(client: Client, pia: User) -> None:
    assert _by_password(client, pia.email, PASSWORD).status_code == 200
    pia.set_password(PASSWORD)
    pia.save()
    assert _by_password(client, "PIA@example.org", PASSWORD).status_code == 302
    assert _is_in(client, pia)


def test_the_page_asks_for_the_code_first(client: Client, db: None) -> None:
    page = client.get(reverse("account_login")).text
    first, rest = page.split("Other ways", 1)
    assert reverse("account_request_login_code") in first
    assert 'id="passkey_login"' in rest and 'name="password"' in rest


def test_where_one_wanted_to_go(client: Client, pia: User, sent: list[Sent]) -> None:
    page = client.get("/account/profile/")
    assert page.status_code == 302 and page["Location"] == "/accounts/login/?next=/account/profile/"
    assert 'value="/account/profile/"' in client.get(page["Location"]).text
    client.post(reverse("account_request_login_code"), {"email": pia.email, "next": "/account/profile/"})
    response = client.post(
        reverse("account_confirm_login_code"), {"code": sent[0].code, "next": "/account/profile/"}
    )
    assert response["Location"] == "/account/profile/"


def test_not_to_another_site(client: Client, pia: User) -> None:
    pia.set_password(PASSWORD)
    pia.save()
    values = {"login": pia.email, "password": PASSWORD, "next": "https://evil.example.org/"}
    assert client.post(reverse("account_login"), values)["Location"] == "/"


def test_a_closed_account(client: Client, pia: User, sent: list[Sent]) -> None:
    pia.set_password(PASSWORD)
    pia.is_active = False
    pia.save()
    _by_password(client, pia.email, PASSWORD)
    assert not _is_in(client, pia)
    _ask(client, pia.email)
    for mail in sent:
        if mail.code:
            _confirm(client, mail.code)
    assert not _is_in(client, pia)


@pytest.mark.parametrize(
    "path", ["/accounts/signup/", "/accounts/signup/passkey/", "/accounts/2fa/webauthn/signup/"]
)
def test_there_is_no_sign_up(client: Client, db: None, path: str) -> None:
    assert client.get(path).status_code == 404
    values = {"email": "new@example.org", "password1": PASSWORD}
    assert client.post(path, values).status_code == 404
    assert not User.objects.exists()


# ---------------------------------------------------------------- nobody learns who has an account


def _blurred(page: Any, email: str) -> str:
    text = page.text.replace(email, "ADDRESS")
    return re.sub(r'(csrfmiddlewaretoken" value=|X-CSRFToken": )"[^"]*"', "TOKEN", text)


def test_asking_for_a_code_answers_the_same(pia: User, sent: list[Sent]) -> None:
    known = _ask(Client(), pia.email)
    unknown = _ask(Client(), "nobody@example.org")
    assert known.redirect_chain == unknown.redirect_chain
    assert _blurred(known, pia.email) == _blurred(unknown, "nobody@example.org")
    assert [mail.kind for mail in sent] == ["account/email/login_code", "account/email/unknown_account"]


def test_asking_for_a_new_password_answers_the_same(pia: User, sent: list[Sent]) -> None:
    answers = []
    for email in (pia.email, "nobody@example.org"):
        page = Client().post(reverse("account_reset_password"), {"email": email}, follow=True)
        answers.append((page.redirect_chain, _blurred(page, email)))
    assert answers[0] == answers[1] and len(sent) == 2


def test_a_wrong_password_answers_and_costs_the_same(pia: User, monkeypatch: pytest.MonkeyPatch) -> None:
    pia.set_password(PASSWORD)
    pia.save()
    hashed: list[str] = []
    hasher: type[BasePasswordHasher] = __import__(
        "django.contrib.auth.hashers", fromlist=["x"]
    ).MD5PasswordHasher
    real = hasher.encode

    def encode(self: Any, password: str, salt: str, *more: Any) -> str:
        hashed.append(password)
        return real(self, password, salt, *more)

    monkeypatch.setattr(hasher, "encode", encode)
    answers, costs = [], []
    for email in (pia.email, "nobody@example.org"):
        hashed.clear()
        answers.append(_blurred(_by_password(Client(), email, "wrong"), email))
        costs.append(len(hashed))
    assert answers[0] == answers[1]
    assert costs[0] == costs[1] >= 1


# ---------------------------------------------------------------- limits


def test_passwords_cannot_be_tried_without_end(client: Client, pia: User) -> None:
    pia.set_password(PASSWORD)
    pia.save()
    for number in range(5):
        _by_password(client, pia.email, f"wrong {number}")
    _by_password(client, pia.email, PASSWORD)
    assert not _is_in(client, pia)


def test_codes_cannot_be_asked_for_without_end(client: Client, pia: User, sent: list[Sent]) -> None:
    answers = [_ask(Client(), pia.email).status_code for _number in range(5)]
    assert len(sent) == 3 and answers[-1] in (200, 429)


def test_too_many_from_one_place(client: Client, db: None) -> None:
    pages = [_by_password(client, f"guess{number}@example.org", "wrong") for number in range(31)]
    assert pages[-1].status_code == 429 and "Too many attempts" in pages[-1].text


# ---------------------------------------------------------------- password and address


def test_a_forgotten_password(client: Client, pia: User, sent: list[Sent]) -> None:
    client.post(reverse("account_reset_password"), {"email": pia.email})
    page = client.post(reverse("account_confirm_password_reset_code"), {"code": sent[0].code}, follow=True)
    assert "Choose a new password" in page.text
    client.post(page.request["PATH_INFO"], {"password1": PASSWORD, "password2": PASSWORD})
    pia.refresh_from_db()
    assert pia.check_password(PASSWORD)


def test_another_address(client: Client, pia: User, sent: list[Sent]) -> None:
    client.force_login(pia)
    page = client.post(reverse("account_email"), {"email": "Neu@example.org", "action_add": ""}, follow=True)
    assert "Confirm your e-mail address" in page.text
    code = next(mail.code for mail in sent if mail.to == "neu@example.org")
    client.post(reverse("account_email_verification_sent"), {"code": code})
    pia.refresh_from_db()
    assert pia.email == "neu@example.org"
    assert EmailAddress.objects.get(user=pia, primary=True).email == "neu@example.org"


def test_django_s_administration_is_entered_through_our_sign_in(client: Client, db: None) -> None:
    assert client.get("/admin/", follow=True).redirect_chain[-1][0].startswith(reverse("account_login"))


def test_the_backend_of_our_views_is_the_one_of_the_settings() -> None:
    from accounts.demo import BACKEND  # noqa: PLC0415 - apps: settings first

    assert BACKEND in django_settings.AUTHENTICATION_BACKENDS
