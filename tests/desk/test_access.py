"""Closed unless opened."""

from typing import Any

import pytest
from django.test import Client

from ish.desk.access import Rule, access, check_views, rule_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("small_house")]


def test_a_visitor_is_asked_to_sign_in_and_comes_back() -> None:
    response = Client().get("/people/?sort=name")
    assert response.status_code == 302
    assert response["Location"].endswith("?next=/people/%3Fsort%3Dname")


def test_a_fragment_is_not_answered_with_a_sign_in_page() -> None:
    response = Client().post("/section/", headers={"HX-Request": "true"})
    assert (response.status_code, response.content) == (401, b"")


@pytest.mark.parametrize(
    ("role", "status"), [("organiser", 200), ("host", 200), ("participant", 404), ("", 404)]
)
def test_roles(as_: Any, role: str, status: int) -> None:
    assert as_(role).get("/people/").status_code == status


def test_a_view_that_names_nobody_is_refused(as_: Any) -> None:
    assert as_("organiser").get("/nobody/").status_code == 404
    assert Client().get("/nobody/").status_code == 404


def test_the_check_finds_it(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    found = check_views(None)
    assert [(e.id, "nobody/" in e.msg) for e in found] == [("desk.E001", True)]


def test_public_pages_are_open() -> None:
    for url in ("/privacy/", "/accessibility/", "/style-guide/"):
        assert Client().get(url).status_code == 200


def test_roles_must_be_named() -> None:
    with pytest.raises(TypeError):
        access(lambda request: None)  # type: ignore[arg-type]


def test_the_rule_survives_other_decorators() -> None:
    view = access("host")(lambda request: None)  # type: ignore[arg-type,return-value]
    assert rule_of(view) == Rule(roles=("host",))
