"""An invitation expires, is for one address, and binds one user once."""

import threading
from datetime import timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.db import connection
from django.test import Client
from django.utils import timezone

from accounts import services
from accounts.models import DemoMark, Invitation, User
from accounts.services import Refused

pytestmark = pytest.mark.django_db


def _invite(**more: Any) -> tuple[Invitation, str]:
    return services.invite(**{"role": "guest", "target_id": 7, "email": "Mina@Example.org", **more})


def _path(link: str) -> str:
    return "/" + link.split("/", 3)[3]


def _open(client: Client, link: str) -> Any:
    return client.get(_path(link), follow=True)


def test_accepting_makes_the_user_binds_and_signs_in(client: Client, bound: list[Any]) -> None:
    invitation, _token = _invite(language="de")
    page = _open(client, services.invitation_link(invitation.pk))
    assert page.status_code == 200
    assert "Guest number 7" in page.text and "mina@example.org" in page.text
    assert bound == [] and not User.objects.filter(email="mina@example.org").exists()

    response = client.post("/account/invitation/")
    mina = User.objects.get(email="mina@example.org")
    assert response.status_code == 302 and client.session["_auth_user_id"] == str(mina.pk)
    assert bound == [(7, "mina@example.org")]
    assert mina.language == "de" and not mina.has_usable_password()
    assert EmailAddress.objects.get(user=mina).verified and EmailAddress.objects.get(user=mina).primary
    invitation.refresh_from_db()
    assert invitation.accepted_by == mina


def test_opening_spends_nothing_and_tells_no_other_site(client: Client, bound: list[Any]) -> None:
    link = services.invitation_link(_invite()[0].pk)
    for _time in range(3):
        response = client.get(_path(link))
        assert response["Referrer-Policy"] == "no-referrer"
        assert "no-store" in response["Cache-Control"]
        assert link.rsplit("/", 2)[1] not in response["Location"]
    assert client.post(_path(link)).status_code == 405
    assert Invitation.objects.get().is_open and bound == []


def test_in_the_demonstration_the_days_are_its_own(client: Client, bound: list[Any]) -> None:
    DemoMark.objects.create(stage="profiles", now=timezone.now() + timedelta(days=365))
    invitation, _token = _invite()
    until = timezone.localdate(invitation.expires_at)
    page = _open(client, services.invitation_link(invitation.pk)).text
    assert str((until + timedelta(days=365)).year) in page and f"{until:%B %Y}" not in page


def test_the_page_speaks_the_language_of_the_invitation(client: Client, bound: list[Any]) -> None:
    page = _open(client, services.invitation_link(_invite(language="de")[0].pk))
    assert '<html lang="de"' in page.text


def test_an_existing_user_is_bound_and_not_doubled(client: Client, bound: list[Any], pia: User) -> None:
    invitation, _token = _invite(email="PIA@example.org")
    _open(client, services.invitation_link(invitation.pk))
    client.post("/account/invitation/")
    assert bound == [(7, "pia@example.org")] and User.objects.count() == 1


def test_the_link_stays_the_same_at_each_rendering(bound: list[Any]) -> None:
    invitation, token = _invite()
    assert services.invitation_link(invitation.pk) == services.invitation_link(invitation.pk)
    assert token in services.invitation_link(invitation.pk)
    assert token not in str(Invitation.objects.values_list().get())


def test_reused(client: Client, bound: list[Any]) -> None:
    invitation, token = _invite()
    services.accept(token=token)
    page = _open(client, services.invitation_link(invitation.pk))
    assert page.status_code == 410 and "has been accepted" in page.text
    assert client.post("/account/invitation/").status_code == 410
    assert bound == [(7, "mina@example.org")]


def test_expired(client: Client, bound: list[Any]) -> None:
    invitation, token = _invite(days=1)
    Invitation.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    page = _open(client, services.invitation_link(invitation.pk))
    assert page.status_code == 410 and "too old" in page.text
    with pytest.raises(Refused, match="expired"):
        services.accept(token=token)
    assert services.renew(invitation=invitation)
    assert _open(client, services.invitation_link(invitation.pk)).status_code == 200
    assert bound == []


def test_revoked(client: Client, bound: list[Any]) -> None:
    invitation, token = _invite()
    assert services.revoke(invitation=invitation) and not services.revoke(invitation=invitation)
    page = _open(client, services.invitation_link(invitation.pk))
    assert page.status_code == 410 and "taken back" in page.text
    with pytest.raises(Refused, match="revoked"):
        services.accept(token=token)
    assert bound == []


def test_a_second_invitation_takes_the_first_one_back(bound: list[Any]) -> None:
    first, _token = _invite(email="wrong@example.org")
    second, _token = _invite()
    first.refresh_from_db()
    assert not first.is_open and second.is_open


def test_unknown(client: Client, db: None) -> None:
    assert client.get("/account/invitation/not-a-token/", follow=True).status_code == 404
    assert Client().get("/account/invitation/").status_code == 404


def test_for_another_address(client: Client, bound: list[Any], pia: User) -> None:
    invitation, token = _invite()
    client.force_login(pia)
    page = _open(client, services.invitation_link(invitation.pk))
    assert page.status_code == 403 and "pia@example.org" in page.text and token in page.text
    assert client.post("/account/invitation/").status_code == 403
    assert bound == [] and Invitation.objects.get().is_open


def test_for_another_proven_address_of_the_same_user(client: Client, bound: list[Any], pia: User) -> None:
    EmailAddress.objects.create(user=pia, email="mina@example.org", verified=True)
    invitation, _token = _invite()
    client.force_login(pia)
    _open(client, services.invitation_link(invitation.pk))
    assert client.post("/account/invitation/").status_code == 302
    assert bound == [(7, "pia@example.org")] and User.objects.count() == 1


def test_a_closed_account_is_not_opened(client: Client, bound: list[Any], pia: User) -> None:
    User.objects.update(is_active=False)
    invitation, _token = _invite(email=pia.email)
    _open(client, services.invitation_link(invitation.pk))
    assert client.post("/account/invitation/").status_code == 403
    assert bound == [] and Invitation.objects.get().is_open


def test_when_binding_fails_nothing_has_happened(bound: list[Any]) -> None:
    _invitation, token = _invite(target_id=666)
    with pytest.raises(RuntimeError):
        services.accept(token=token)
    assert Invitation.objects.get().is_open and not User.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_of_many_at_once_one_is_bound(bound: list[Any]) -> None:
    _invitation, token = _invite()
    answers: list[str] = []
    ready = threading.Barrier(4)

    def accept() -> None:
        ready.wait()
        try:
            services.accept(token=token)
            answers.append("bound")
        except Refused as refused:
            answers.append(refused.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=accept) for _number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == ["bound", "used", "used", "used"]
    assert bound == [(7, "mina@example.org")] and User.objects.count() == 1
