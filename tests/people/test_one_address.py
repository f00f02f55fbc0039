"""Brothers and sisters at one e-mail address: each link opens one person's pages, and the second one goes to another address."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts import roles
from accounts import services as accounts
from accounts.models import User
from ish.outbox.models import Message
from ish.outbox.states import State as MessageState
from ish.people import account_services
from ish.people.models import Participation
from tests.people import makers

FAMILY = "fabre@example.org"
ADDRESS = reverse("accounts:invitation_address")


@pytest.fixture
def sisters(edition):
    rows = [makers.participation(edition, makers.person(name, email=FAMILY)) for name in ("Anais", "Eloise")]
    for row in rows:
        account_services.invite_person(participation=row, by=None)
    Message.objects.update(state=MessageState.SENT)
    return rows


def _open(client, row):
    """Open the newest invitation of somebody and press the button."""
    message = Message.objects.filter(person_id=row.person_id, kind="person_invitation").order_by("pk").last()
    token = accounts.invitation_link(message.context["invitation"]).rstrip("/").rpartition("/")[2]
    client.get(reverse("accounts:invitation", args=[token]))
    return client.post(reverse("accounts:invitation_page"))


def _sees(user):
    return {row.pk for row in roles.visible_to(Participation.objects.all(), user)}


@pytest.mark.parametrize("same_browser", [True, False])
def test_the_second_is_invited_at_an_address_of_her_own(sisters, same_browser):
    anais, eloise = sisters
    client = Client()
    assert _open(client, anais).status_code == 302
    client = client if same_browser else Client()
    page = _open(client, eloise)
    assert page.status_code == 409
    assert "each student needs one of their own" in page.content.decode()
    assert "Enter a valid email" in client.post(ADDRESS, {"email": "eloise"}).content.decode()
    assert client.post(ADDRESS, {"email": FAMILY.upper()}).status_code == 409
    done = client.post(ADDRESS, {"email": "eloise@example.org"}, follow=True)
    assert "The invitation goes to eloise@example.org" in done.content.decode()
    letters = Message.objects.filter(state=MessageState.QUEUED)
    assert [(m.kind, m.to_email) for m in letters] == [("person_invitation", "eloise@example.org")]
    assert _open(Client(), eloise).status_code == 302
    family, own = User.objects.get(email=FAMILY), User.objects.get(email="eloise@example.org")
    assert (_sees(family), _sees(own)) == ({anais.pk}, {eloise.pk})


def test_who_does_not_hold_the_link_moves_nothing(sisters):
    _anais, eloise = sisters
    assert Client().post(ADDRESS, {"email": "mallory@example.org"}).status_code == 404
    client = Client()
    _open(client, eloise)
    assert client.post(ADDRESS, {"email": "mallory@example.org"}).status_code == 404
    eloise.person.refresh_from_db()
    assert eloise.person.email == FAMILY


def test_an_accepted_invitation_or_one_of_another_role_is_not_sent_elsewhere(sisters):
    _open(Client(), sisters[0])
    with pytest.raises(accounts.Refused) as refused:
        account_services.invite_elsewhere(person_id=sisters[0].person_id, email="mallory@example.org")
    assert refused.value.code == "used"
    _row, token = accounts.invite(role="organiser", target_id=1, email="olga@example.org")
    with pytest.raises(accounts.Refused):
        accounts.send_elsewhere(token=token, email="mallory@example.org")
