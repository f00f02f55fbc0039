"""Wishes: the ranked list by service, by plain form, by autosave; closed phases; conflicts; on somebody's behalf."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from ish.placements import services
from ish.placements.models import Wish, WishList
from tests.placements import makers


@pytest.fixture
def edition(db: None) -> Any:
    row = makers.edition()
    makers.wishes_open(row)
    return row


@pytest.fixture
def labs(edition: Any) -> list[Any]:
    return [makers.lab(edition, title) for title in ("Rivers", "Stars", "Yeast")]


@pytest.fixture
def pia(edition: Any) -> Any:
    return makers.student(edition, "Pia", account=True)


def client_of(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def listed() -> list[str]:
    return list(Wish.objects.order_by("rank").values_list("project__title", flat=True))


def post(client: Client, row: Any, order: Any, version: int, **data: Any) -> Any:
    headers = data.pop("headers", {})
    values = {"order": [p.pk for p in order], "version": version, "any_suitable": "on", "note": "", **data}
    return client.post(reverse("placements:wishes", args=[row.pk]), values, headers=headers)


def test_saving_the_same_twice_is_once(pia: Any, labs: list[Any]) -> None:
    keys = [p.pk for p in labs]
    first = services.save_wishes(participation=pia, projects=keys, any_suitable=True, version=1)
    again = services.save_wishes(participation=pia, projects=keys, any_suitable=True, version=1)
    assert (first.version, again.version) == (2, 2)
    with pytest.raises(services.ChangedMeanwhile):
        services.save_wishes(participation=pia, projects=keys[:1], any_suitable=True, version=1)


def test_by_plain_forms(pia: Any, labs: list[Any]) -> None:
    client = client_of(pia.person.user)
    rivers, stars, _yeast = labs
    response = post(client, pia, [], 1, add=rivers.pk)
    assert response.status_code == 302 and response["Location"].endswith(f"#project-{rivers.pk}")
    post(client, pia, [rivers], 2, add=stars.pk)
    assert listed() == ["Rivers", "Stars"]
    post(client, pia, [rivers, stars], 3, move=f"up:{stars.pk}")
    assert listed() == ["Stars", "Rivers"]
    post(client, pia, [stars, rivers], 4, remove=rivers.pk)
    assert listed() == ["Stars"]
    page = client.get(reverse("placements:wishes", args=[pia.pk])).content.decode()
    assert "Naming more labs never lowers the chance of a place." in page


def test_autosave_and_conflict(pia: Any, labs: list[Any]) -> None:
    client = client_of(pia.person.user)
    fragment = {"HX-Request": "true"}
    response = post(client, pia, labs[:2], 1, headers=fragment)
    assert response.status_code == 200 and 'value="2"' in response.content.decode()
    response = post(client, pia, labs[2:], 1, headers=fragment)
    text = response.content.decode()
    assert response.status_code == 409 and "1. Yeast" in text and "1. Rivers; 2. Stars" in text
    assert listed() == ["Rivers", "Stars"]
    whole = post(client, pia, labs[2:], 1)
    assert whole.status_code == 409 and "1. Rivers; 2. Stars" in whole.content.decode()
    assert post(client, pia, labs[2:], 2).status_code == 302 and listed() == ["Yeast"]


def test_closed_for_students_open_for_organisers(edition: Any, pia: Any, labs: list[Any]) -> None:
    makers.wishes_open(edition, is_open=False)
    client = client_of(pia.person.user)
    page = client.get(reverse("placements:wishes", args=[pia.pk])).content.decode()
    assert "The time for wishes is over" in page and 'name="add"' not in page
    post(client, pia, labs, 1)
    refused = post(client, pia, labs, 1, headers={"HX-Request": "true"})
    assert "The time for wishes is over" in refused.content.decode() and listed() == []
    olga = client_of(makers.organiser(edition))
    assert (
        "recording this for somebody else"
        in olga.get(reverse("placements:wishes", args=[pia.pk])).content.decode()
    )
    post(olga, pia, labs[:1], 1)
    assert listed() == ["Rivers"]


def test_a_lab_for_which_one_is_too_young_says_so(edition: Any, pia: Any) -> None:
    makers.lab(edition, "Laser", min_age=21, languages=["de"])
    page = client_of(pia.person.user).get(reverse("placements:wishes", args=[pia.pk])).content.decode()
    assert "You will be 19 on the first day; this lab takes people from 21 years." in page
    assert "You gave English as your languages." in page


def test_too_many_and_unknown_projects(edition: Any, pia: Any) -> None:
    many = [makers.lab(edition, f"Lab {n}") for n in range(services.MOST_WISHES + 1)]
    client = client_of(pia.person.user)
    response = post(client, pia, many, 1)
    assert response.status_code == 200 and "at most 8" in response.content.decode()
    assert listed() == [] and WishList.objects.get().version == 1


def test_strangers_find_nothing(edition: Any, pia: Any) -> None:
    mei = makers.student(edition, "Mei", account=True)
    url = reverse("placements:wishes", args=[pia.pk])
    assert client_of(mei.person.user).get(url).status_code == 404
