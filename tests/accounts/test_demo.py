"""The demonstration's door opens by a mark in the database alone."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from accounts import demo
from accounts.models import DemoCast, DemoMark, User

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(pia: User) -> DemoCast:
    return DemoCast.objects.create(user=pia, label="Student", order=1)


@pytest.fixture
def mark(cast: DemoCast) -> DemoMark:
    return DemoMark.objects.create(stage="profiles", now=datetime(2027, 4, 20, tzinfo=UTC))


def _be(client: Client, user: User | str) -> int:
    return client.post(
        "/account/demo/sign-in/", {"user": user.pk if isinstance(user, User) else user}
    ).status_code


def test_one_click(client: Client, pia: User, mark: DemoMark) -> None:
    page = client.get("/accounts/login/").text
    assert "Pia Sommer" in page and "Student" in page
    assert _be(client, pia) == 302
    assert client.session["_auth_user_id"] == str(pia.pk)


def test_without_the_mark_there_is_no_such_door(
    client: Client, pia: User, cast: DemoCast, settings: object
) -> None:
    assert "Pia Sommer" not in client.get("/accounts/login/").text
    assert _be(client, pia) == 404 and client.get("/account/demo/").status_code == 404
    assert "_auth_user_id" not in client.session


def test_the_door_does_not_trust_what_is_remembered(client: Client, pia: User, mark: DemoMark) -> None:
    assert demo.is_demo()
    mark.delete()
    assert _be(client, pia) == 404


def test_only_members_of_the_cast(client: Client, mark: DemoMark, olga: User) -> None:
    assert _be(client, olga) == 404
    assert [_be(client, wrong) for wrong in ("", "x", "-1", "999999", "9" * 40)] == [404] * 5
    User.objects.update(is_active=False)
    assert _be(client, mark.stage) == 404 and demo.cast() == []


def test_only_by_post(client: Client, pia: User, mark: DemoMark) -> None:
    assert client.get(f"/account/demo/sign-in/?user={pia.pk}").status_code == 405


def test_to_be_someone_else(client: Client, mark: DemoMark, olga: User) -> None:
    DemoCast.objects.create(user=olga, label="Organiser")
    client.force_login(olga)
    assert "Pia Sommer" in client.get("/account/demo/").text
    assert _be(client, mark_user := User.objects.get(email="pia@example.org")) == 302
    assert client.session["_auth_user_id"] == str(mark_user.pk)


def test_not_to_another_site(client: Client, pia: User, mark: DemoMark) -> None:
    values = {"user": pia.pk, "next": "https://evil.example.org/"}
    assert client.post("/account/demo/sign-in/", values)["Location"] == "/"
    assert client.post("/account/demo/sign-in/", {**values, "next": "/account/profile/"})["Location"] == (
        "/account/profile/"
    )


def test_an_invitation_is_good_until_a_day_of_the_demonstration(mark: DemoMark) -> None:
    moment = datetime(2026, 11, 22, 12, tzinfo=UTC)
    DemoMark.objects.update(loaded_at=moment)
    demo.forget()
    assert demo.shown(moment + timedelta(days=14)) == datetime(2027, 5, 4, tzinfo=UTC)
    mark.delete()
    demo.forget()
    assert demo.shown(moment) == moment
