"""Links that are old, used or not meant for the reader: each page says what to do, and binds, signs in and tells nothing.

What each link does in its own time is tested with accounts; here all of them are tried in all conditions.
"""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts import first_visit, services
from accounts.models import FirstVisit, Invitation, SignInLink, User

pytestmark = pytest.mark.django_db


def _path(link: str) -> str:
    return "/" + link.split("/", 3)[3]


def _nobody_is_in(client: Client) -> bool:
    return "_auth_user_id" not in client.session


def _invitation(world: Any) -> tuple[str, Any]:
    row, token = services.invite(
        role="coordinator", target_id=world.coordinator.pk, email="new@example.org", language="en", by=None
    )
    return reverse("accounts:invitation", args=[token]), Invitation.objects.filter(pk=row.pk)


def _sign_in(world: Any) -> tuple[str, Any]:
    link = services.sign_in_link(world.users["participant"])
    return _path(link), SignInLink.objects.all()


def _first(world: Any) -> tuple[str, Any]:
    return _path(first_visit.link()), FirstVisit.objects.all()


KINDS = {"invitation": _invitation, "sign_in_link": _sign_in, "first_visit": _first}


@pytest.mark.in_turns
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("trouble", ["expired", "used", "unknown"])
def test_a_link_that_does_not_work(kind: str, trouble: str, world: Any) -> None:
    address, rows = KINDS[kind](world)
    if trouble == "expired":
        rows.update(expires_at=timezone.now() - timedelta(seconds=1))
    elif trouble == "used":
        stamp = "accepted_at" if kind == "invitation" else "used_at"
        rows.update(**{stamp: timezone.now()})
    else:
        address = reverse(f"accounts:{kind}", args=["x" * 43])
    users, client = User.objects.count(), Client()
    page = client.get(address, follow=True)
    assert page.status_code in (404, 410)
    assert "lease" in page.content.decode()
    data = {"name": "Mallory", "email": "mallory@example.org"}
    assert client.post(reverse(f"accounts:{kind}_page"), data).status_code in (404, 410)
    assert _nobody_is_in(client)
    assert User.objects.count() == users


@pytest.mark.in_turns
@pytest.mark.parametrize("kind", KINDS)
def test_a_page_without_its_link(kind: str, world: Any) -> None:
    client = Client()
    for answer in (client.get, client.post):
        assert answer(reverse(f"accounts:{kind}_page")).status_code in (404, 410)
    assert _nobody_is_in(client)


def test_an_invitation_that_expires_while_its_page_is_open(world: Any) -> None:
    address, rows = _invitation(world)
    client = Client()
    assert client.get(address, follow=True).status_code == 200
    rows.update(expires_at=timezone.now())
    assert client.post(reverse("accounts:invitation_page")).status_code == 410
    assert _nobody_is_in(client)
    assert not User.objects.filter(email="new@example.org").exists()


def test_without_the_mark_nobody_enters_by_the_demonstration(world: Any) -> None:
    client = Client()
    data = {"email": "olga@example.org", "user": world.users["organiser"].pk}
    assert client.post(reverse("accounts:demo_sign_in"), data).status_code in (403, 404)
    assert _nobody_is_in(client)
    assert "demo/sign-in" not in client.get(reverse("account_login")).content.decode()
