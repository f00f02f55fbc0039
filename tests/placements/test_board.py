"""The board: moves by form and in the page, questions before a rule is broken, pins, the engine, the same cost at any size."""

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from ish.jobs.models import Job
from ish.people.models import Participation, Person
from ish.people.states import State
from ish.placements import services
from ish.placements.models import Placement, Plan, Wish, WishList
from tests.counting import assert_same_at_any_size
from tests.placements import makers

FRAGMENT = {"HX-Request": "true"}


@pytest.fixture
def edition(db: None, settings: Any) -> Any:
    settings.REQUIRE_SECOND_FACTOR = False
    return makers.edition()


@pytest.fixture
def olga(edition: Any) -> Client:
    client = Client()
    client.force_login(makers.organiser(edition))
    return client


def move(client: Client, plan: Plan, person: Any, project: Any, **data: Any) -> Any:
    headers = data.pop("headers", {})
    version = data.pop("version", Plan.objects.get(pk=plan.pk).version)
    values = {
        "participation": person.pk,
        "project": project.pk if project else "",
        "version": version,
        **data,
    }
    return client.post(reverse("placements:move", args=[plan.pk]), values, headers=headers)


def test_moving_by_plain_form(edition: Any, olga: Client) -> None:
    lab, pia, plan = makers.lab(edition), makers.student(edition, "Pia"), makers.plan(edition)
    response = move(olga, plan, pia, lab)
    assert response.status_code == 302 and response["Location"].endswith(f"#card-{pia.pk}")
    assert makers.where(plan) == {"Pia": "Rivers"}
    move(olga, plan, pia, None)
    assert makers.where(plan) == {}


def test_a_broken_rule_is_asked_about_and_nothing_is_kept_before(edition: Any, olga: Client) -> None:
    lab, pia, plan = makers.lab(edition, min_age=30), makers.student(edition, "Pia"), makers.plan(edition)
    for headers in ({}, FRAGMENT):
        text = move(olga, plan, pia, lab, headers=headers).content.decode()
        assert "from 30 years" in text and 'name="reason"' in text and makers.where(plan) == {}
    move(olga, plan, pia, lab, reason="The lab agreed.")
    assert Placement.objects.get().reason == "The lab agreed."


def test_two_editors_lose_nothing(edition: Any, olga: Client) -> None:
    lab, pia, plan = makers.lab(edition), makers.student(edition, "Pia"), makers.plan(edition)
    makers.lab(edition, "Stars")
    move(olga, plan, pia, lab)
    response = move(olga, plan, pia, None, version=0, headers=FRAGMENT)
    text = response.content.decode()
    assert response.status_code == 409 and "Somebody else has changed this plan" in text
    assert 'name="version" value="1"' in text and makers.where(plan) == {"Pia": "Rivers"}


def test_pinning(edition: Any, olga: Client) -> None:
    lab, pia, plan = makers.lab(edition), makers.student(edition, "Pia"), makers.plan(edition)
    move(olga, plan, pia, lab)
    url = reverse("placements:pin", args=[plan.pk])
    olga.post(url, {"participation": pia.pk, "pinned": "0", "version": 1})
    assert not Placement.objects.get().pinned
    assert olga.post(url, {"participation": pia.pk, "pinned": "1", "version": 1}).status_code == 409


def labs(client: Client, plan: Plan, person: Any, find: str = "", **headers: str) -> str:
    url = reverse("placements:labs", args=[plan.pk])
    response = client.get(url, {"who": person.pk, "find": find}, headers=headers)
    assert response.status_code == 200
    return response.content.decode()


def test_every_lab_can_be_found_and_moved_to(edition: Any, olga: Client) -> None:
    many = [makers.lab(edition, f"Lab {n:03}") for n in range(70)]
    pia, plan = makers.student(edition, "Pia", many[69]), makers.plan(edition)
    text = labs(olga, plan, pia)
    assert text.index("Lab 069") < text.index("Lab 000") and "Lab 040" not in text and "<html" in text
    text = labs(olga, plan, pia, "lab 040", **FRAGMENT, **{"HX-Target": f"found-{pia.pk}"})
    assert f'value="{many[40].pk}"' in text and "search" not in text
    move(olga, plan, pia, many[40])
    assert makers.where(plan) == {"Pia": "Lab 040"}
    assert "Now in “IoR: Lab 040”" in labs(olga, plan, pia)
    board = olga.get(reverse("placements:plan", args=[plan.pk])).content.decode()
    assert (
        "board-menu" not in board
        and "menu" in olga.get(reverse("placements:plan", args=[plan.pk]), {"page": 2}).content.decode()
    )


def test_a_crowded_lab_shows_its_first_and_all_on_its_own(edition: Any, olga: Client) -> None:
    lab, plan = makers.lab(edition, capacity=90), makers.plan(edition)
    crowd(edition, plan, [lab], range(120))
    url = reverse("placements:plan", args=[plan.pk])
    text = olga.get(url).content.decode()
    assert text.count("board-name") == 8 + 40 and "60 of 90 places taken" in text and "See all 60" in text
    alone = olga.get(url, {"lab": lab.pk, "page": 2}).content.decode()
    assert alone.count("board-name") == 10 + 40 and 'name="lab" value' in alone


def test_what_was_done_is_told_with_who_did_it(edition: Any, olga: Client) -> None:
    rivers, stars = makers.lab(edition, "Rivers"), makers.lab(edition, "Stars")
    pia, mei, plan = makers.student(edition, "Pia"), makers.student(edition, "Mei"), makers.plan(edition)
    move(olga, plan, pia, rivers)
    move(olga, plan, pia, stars)
    olga.post(reverse("placements:propose", args=[plan.pk]), {"preset": "balanced"})
    plan.refresh_from_db()
    pinned = {"participation": mei.pk, "pinned": "1", "version": plan.version}
    olga.post(reverse("placements:pin", args=[plan.pk]), pinned)
    plan.refresh_from_db()
    services.publish(plan=plan, by=None)
    page = olga.get(reverse("placements:plan_history", args=[plan.pk])).content.decode()
    for words in (
        "Made, empty.",
        "Pia Example had no lab and was placed in “IoR: Rivers”.",
        "Pia Example moved from “IoR: Rivers” to “IoR: Stars”.",
        "The engine proposed: 2 people have a lab.",
        "Mei Example was pinned in “IoR: Rivers”.",
        "Published: 2 people have a lab.",
    ):
        assert words in page, words
    own = olga.get(reverse("placements:person_history", args=[pia.pk])).content.decode()
    assert "This student had no lab" in own and "Published: 2" in own and "Mei" not in own
    assert plan.steps.count() == 6


def test_whose_lab_a_publication_changes(edition: Any, olga: Client) -> None:
    rivers, stars = makers.lab(edition, "Rivers"), makers.lab(edition, "Stars", capacity=2)
    pia, mei, first = makers.student(edition, "Pia"), makers.student(edition, "Mei"), makers.plan(edition)
    move(olga, first, pia, rivers)
    move(olga, first, mei, stars)
    services.publish(plan=first, by=None)
    second = services.new_plan(edition=edition, title="Second", by=None, copy_of=first)
    move(olga, second, pia, stars)
    olga.get(reverse("placements:plan", args=[second.pk]))  # what was said after the moves is read
    text = olga.get(reverse("placements:changes", args=[second.pk])).content.decode()
    assert "1 student has another lab" in text and "Pia" in text and "Mei" not in text


def test_publishing_many_runs_in_the_background(edition: Any, olga: Client, monkeypatch: Any) -> None:
    lab, pia, plan = makers.lab(edition), makers.student(edition, "Pia"), makers.plan(edition)
    move(olga, plan, pia, lab)
    monkeypatch.setattr("ish.placements.views.plans.BACKGROUND_FROM", 0)
    url = reverse("placements:publish", args=[plan.pk])
    response = olga.post(url, {"confirmed": "1", "version": 1})
    job = Job.objects.get()
    assert response["Location"] == reverse("desk:job", args=[job.pk])
    for _again in range(2):
        result = services.run_publish(job, lambda done, total: None)
        assert result["text"] == "The plan is published. 1 person has a new lab."
    assert plan.steps.filter(kind="published").count() == 1


def test_an_institute_is_changed_where_it_takes_part(edition: Any, olga: Client) -> None:
    other = makers.edition(number=31, arrival=makers.makers.ARRIVAL.replace(year=2028))
    theirs = makers.lab(other, "Foreign").institute
    url = reverse("placements:institute", args=[theirs.pk])
    values = {"name": "Renamed", "short_name": "R"}
    assert '<form method="post" novalidate' not in olga.get(url).content.decode()
    assert olga.post(url, values).status_code == 404
    makers.lab(edition, "Ours")
    assert "Takes part in:" in olga.get(url).content.decode()
    assert olga.post(url, values).status_code == 302
    theirs.refresh_from_db()
    assert theirs.name == "Renamed"


def test_foreign_ids_are_not_found(edition: Any, olga: Client) -> None:
    other = makers.edition(number=31, arrival=makers.makers.ARRIVAL.replace(year=2028))
    theirs, stranger, foreign = makers.plan(other), makers.student(other, "Sam"), makers.lab(other, "Foreign")
    lab, pia, plan = makers.lab(edition), makers.student(edition, "Pia"), makers.plan(edition)
    assert move(olga, plan, stranger, lab).status_code == 404
    assert move(olga, plan, pia, foreign).status_code == 404
    assert move(olga, theirs, stranger, foreign).status_code == 404
    assert olga.get(reverse("placements:labs", args=[plan.pk]), {"who": stranger.pk}).status_code == 404
    for name in ("plan", "proof", "why", "publish", "discard", "instance", "changes", "plan_history"):
        assert olga.get(reverse(f"placements:{name}", args=[theirs.pk])).status_code == 404
    assert olga.get(reverse("placements:project", args=[foreign.pk])).status_code == 404


def test_proposing_in_the_page_and_in_the_background(edition: Any, olga: Client, monkeypatch: Any) -> None:
    makers.lab(edition)
    makers.student(edition, "Pia")
    plan = makers.plan(edition)
    url = reverse("placements:propose", args=[plan.pk])
    olga.post(url, {"preset": "greedy", "same_body_max": ""})
    plan.refresh_from_db()
    assert (plan.preset, plan.same_body_max, makers.where(plan)) == ("greedy", None, {"Pia": "Rivers"})
    monkeypatch.setattr("ish.placements.views.plans.BACKGROUND_FROM", 0)
    response = olga.post(url, {"preset": "balanced"})
    job = Job.objects.get()
    assert response["Location"] == reverse("desk:job", args=[job.pk])
    result = services.run_propose(job, lambda done, total: None)
    assert result["text"] == "1 person has a lab."


def test_publishing_asks_with_numbers_first(edition: Any, olga: Client) -> None:
    lab, plan = makers.lab(edition, computer_only=True), makers.plan(edition)
    makers.host(lab)
    pia = makers.student(edition, "Pia", birth_date=date(2015, 1, 1))
    makers.student(edition, "Mei")
    move(olga, plan, pia, lab)
    url = reverse("placements:publish", args=[plan.pk])
    text = olga.get(url).content.decode()
    for words in ("person will be written to", "of them under 18", "1 person has no lab in this plan"):
        assert words in text
    assert Plan.objects.get().state == "draft"
    assert olga.post(url, {"confirmed": "1", "version": 0})["Location"] == url
    olga.post(url, {"confirmed": "1", "version": 1})
    assert Plan.objects.get().state == "published"
    page = olga.get(reverse("placements:plan", args=[plan.pk])).content.decode()
    assert "board-menu" not in page and "board-move" not in page


def crowd(edition: Any, plan: Plan, labs: list[Any], numbers: range) -> None:
    people = Person.objects.bulk_create(
        Person(given_names=f"P{n}", family_name=f"F{n:05}", birth_date=date(2008, 1, 1)) for n in numbers
    )
    rows = Participation.objects.bulk_create(
        Participation(person=p, edition=edition, state=State.CONFIRMED) for p in people
    )
    lists = WishList.objects.bulk_create(WishList(participation=r) for r in rows)
    Wish.objects.bulk_create(
        Wish(wish_list=w, project=labs[i % len(labs)], rank=1) for i, w in enumerate(lists)
    )
    start = edition.arrival_day
    Placement.objects.bulk_create(
        Placement(plan=plan, participation=r, project=labs[i % len(labs)], starts_on=start, ends_on=start)
        for i, r in enumerate(rows)
        if i % 2
    )


def test_the_board_costs_the_same_at_any_size(edition: Any, olga: Client) -> None:
    labs = [makers.lab(edition, f"Lab {n:04}", capacity=2) for n in range(1250)]
    plan = makers.plan(edition)
    assert_same_at_any_size(
        olga,
        reverse("placements:plan", args=[plan.pk]),
        lambda: crowd(edition, plan, labs, range(60)),
        lambda: crowd(edition, plan, labs, range(60, 5060)),
        queries=15,
    )


def test_lists_cost_the_same_at_any_size(edition: Any, olga: Client) -> None:
    plan = makers.plan(edition)

    def fill(numbers: range) -> None:
        labs = [makers.lab(edition, f"Lab {n:04}") for n in numbers]
        for lab in labs:
            makers.host(lab, account=False)
        crowd(edition, plan, labs, range(numbers.start * 3, numbers.stop * 3))
        makers.plan(edition, f"Plan {numbers.start}")

    for name in ("projects", "plans"):
        start = {"projects": 0, "plans": 500}[name]
        assert_same_at_any_size(
            olga,
            reverse(f"placements:{name}"),
            lambda start=start: fill(range(start, start + 60)),
            lambda start=start: fill(range(start + 60, start + 200)),
            queries=15,
        )
