"""Whoever sees many people needs a second factor, however they come in."""

import time
from datetime import UTC, datetime
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.test import Client
from django.urls import reverse

from accounts import services
from accounts.models import DemoMark, User
from tests.accounts.conftest import Sent

pytestmark = pytest.mark.django_db
SECRET = "JBSWY3DPEHPK3PXP"


@pytest.fixture(autouse=True)
def _required(settings: Any) -> None:
    settings.REQUIRE_SECOND_FACTOR = True


def _code(secret: str = SECRET) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def _protect(user: User) -> None:
    TOTP.activate(user, SECRET)


def test_leads_there_and_lets_nothing_else_through(client: Client, olga: User, wide_role: Any) -> None:
    client.force_login(olga)
    for path in ("/account/profile/", reverse("account_email"), reverse("usersessions_list")):
        assert client.get(path)["Location"] == reverse("mfa_index")
        assert client.post(path, {"name": "X"})["Location"] == reverse("mfa_index")
    page = client.get(reverse("mfa_index"))
    assert page.status_code == 200 and "set up a second step first" in page.text
    assert client.get(reverse("mfa_activate_totp")).status_code == 200
    assert client.post(reverse("set_language"), {"language": "de"})["Location"] == "/"
    assert client.post(reverse("account_logout")).status_code == 302
    assert "_auth_user_id" not in client.session


def test_setting_one_up_opens_the_door(client: Client, olga: User, wide_role: Any) -> None:
    client.force_login(olga)
    client.get("/account/profile/")
    _protect(olga)
    assert "Go on to where you wanted" in client.get(reverse("mfa_index")).text
    assert client.get("/account/profile/").status_code == 200
    assert "Go on to where you wanted" not in client.get(reverse("mfa_index")).text


def test_a_fragment_leads_the_whole_page_there(client: Client, olga: User, wide_role: Any) -> None:
    client.force_login(olga)
    answer = client.get("/account/profile/", headers={"HX-Request": "true"})
    assert answer["HX-Redirect"] == reverse("mfa_index") and answer.content == b""


def test_only_for_wide_roles_and_staff(client: Client, pia: User, wide_role: Any) -> None:
    client.force_login(pia)
    assert client.get("/account/profile/").status_code == 200
    User.objects.update(is_staff=True)
    assert client.get("/account/profile/").status_code == 302


def test_recovery_codes_alone_do_not_count(client: Client, olga: User, wide_role: Any) -> None:
    Authenticator.objects.create(
        user=olga, type=Authenticator.Type.RECOVERY_CODES, data={"seed": "x", "used_mask": 0}
    )
    client.force_login(olga)
    assert client.get("/account/profile/").status_code == 302


def test_not_in_the_demonstration_nor_when_switched_off(
    client: Client, olga: User, wide_role: Any, settings: Any
) -> None:
    client.force_login(olga)
    settings.REQUIRE_SECOND_FACTOR = False
    assert client.get("/account/profile/").status_code == 200
    settings.REQUIRE_SECOND_FACTOR = True
    DemoMark.objects.create(stage="profiles", now=datetime(2027, 4, 20, tzinfo=UTC))
    assert client.get("/account/profile/").status_code == 200


def _by_code(client: Client, user: User, sent: list[Sent]) -> None:
    client.post(reverse("account_request_login_code"), {"email": user.email})
    client.post(reverse("account_confirm_login_code"), {"code": sent[-1].code})


def _by_password(client: Client, user: User, sent: list[Sent]) -> None:
    user.set_password("a long and quiet river")
    user.save()
    client.post(reverse("account_login"), {"login": user.email, "password": "a long and quiet river"})


def _by_link(client: Client, user: User, sent: list[Sent]) -> None:
    client.get("/" + services.sign_in_link(user).split("/", 3)[3])
    client.post("/account/sign-in-link/")


def _by_invitation(client: Client, user: User, sent: list[Sent]) -> None:
    invitation, token = services.invite(role="guest", target_id=1, email=user.email)
    client.get(f"/account/invitation/{token}/")
    client.post("/account/invitation/")


@pytest.mark.parametrize("way", [_by_code, _by_password, _by_link, _by_invitation])
def test_every_way_in_asks_for_it(
    client: Client, olga: User, bound: list[Any], sent: list[Sent], way: Any
) -> None:
    _protect(olga)
    way(client, olga, sent)
    assert "_auth_user_id" not in client.session
    page = client.get(reverse("mfa_authenticate"))
    assert page.status_code == 200 and "Second step" in page.text
    assert "error-summary" in client.post(reverse("mfa_authenticate"), {"code": "wrong"}).text
    assert "_auth_user_id" not in client.session
    client.post(reverse("mfa_authenticate"), {"code": _code()})
    assert client.session["_auth_user_id"] == str(olga.pk)


@pytest.mark.django_db(transaction=True)
def test_setting_up_an_app_by_hand(client: Client, pia: User, sent: list[Sent]) -> None:
    client.force_login(pia)
    page = client.get(reverse("mfa_activate_totp"))
    secret = page.context["form"].secret
    assert secret in page.text and "data:image/svg+xml" in page.text
    page = client.post(reverse("mfa_activate_totp"), {"code": _code(secret)}, follow=True)
    assert "Recovery codes" in page.text
    kept = Authenticator.objects.get(user=pia, type=Authenticator.Type.TOTP)
    assert secret not in str(kept.data)
    assert [mail.kind for mail in sent if "totp" in mail.kind] == ["mfa/email/totp_activated"]
    codes = (
        Authenticator.objects.get(user=pia, type=Authenticator.Type.RECOVERY_CODES).wrap().get_unused_codes()
    )
    assert len(codes) == 10 and codes[0] in page.text
