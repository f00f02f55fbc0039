"""The desk, search, switching editions, autosave, confirmation, work in the background."""

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from ish.desk import frame, working
from ish.desk.registry import Entry, Hit, navigation, panels, search
from ish.jobs.models import Job
from tests.counting import measure

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("small_house")]
HX = {"HX-Request": "true"}


def edition(pk: int, *stages: str) -> Any:
    class Edition(SimpleNamespace):
        def __str__(self) -> str:
            return f"ISH {self.pk}"

    return Edition(
        pk=pk, has_stage=lambda stage: stage in stages, contact_email="", data_protection_contact=""
    )


@pytest.fixture
def editions() -> list[Any]:
    known = [edition(2027, "wishes"), edition(2026)]

    def current(request: Any) -> Any:
        return next((e for e in known if e.pk == frame.chosen_edition(request)), known[0])

    frame.set_edition_source(
        current=current, every=lambda user: known, as_role=lambda request, role: current(request)
    )
    return known


def test_home_shows_the_panels_of_each_role(as_: Any) -> None:
    panels.add("desk.organiser", lambda request, obj: "<p>late</p>", 90)
    panels.add("desk.organiser", lambda request, obj: "<p>early</p>", 10)
    panels.add("desk.organiser", lambda request, obj: None)
    response = as_("organiser").get("/")
    assert [section["panels"] for section in response.context["sections"]] == [
        ["<p>early</p>", "<p>late</p>"]
    ]
    assert "desk-role" not in response.content.decode()
    both = as_("organiser.host").get("/").content.decode()
    assert "As Organiser" in both and "As Host" in both and "All quiet" in both


def test_home_of_somebody_without_a_role(as_: Any) -> None:
    assert "Nothing is waiting for you here" in as_("").get("/").content.decode()


def test_navigation_by_role_and_stage(as_: Any, editions: list[Any]) -> None:
    three = User.objects.bulk_create([User(email=f"{name}@example.org") for name in ("ada", "bo", "cy")])
    rows = User.objects.filter(pk__in=[user.pk for user in three])
    navigation.add(Entry("host", 20, "Wishes", "desk:privacy", stage="wishes", counted=lambda request: rows))
    navigation.add(Entry("host", 10, "Start", "desk:accessibility"))
    navigation.add(Entry("host", 30, "Broken", "nowhere:page"))
    navigation.add(Entry("organiser", 10, "Not yours", "desk:search"))
    client = as_("host")
    groups = client.get("/privacy/").context["frame"].navigation
    items = [(i["label"], i["count"], i["current"]) for i in groups[0]["items"]]
    assert (len(groups), groups[0]["label"], items) == (
        1,
        "",
        [("Your desk", 0, False), ("Start", 0, False), ("Wishes", 3, True)],
    )
    client.post("/edition/", {"edition": "2026"})
    groups = client.get("/privacy/").context["frame"].navigation
    assert [i["label"] for i in groups[0]["items"]] == ["Your desk", "Start"]


def test_a_page_elsewhere_marks_the_entry_that_it_lies_inside_of(as_: Any) -> None:
    navigation.add(Entry("host", 10, "Start", "desk:style_guide"))
    navigation.add(Entry("host", 20, "Wishes", "desk:accessibility"))
    navigation.inside("host", "desk:style_guide", "desk:")
    navigation.inside("host", "desk:accessibility", "desk:priv")
    client = as_("host")
    current = {
        path: [i["label"] for i in client.get(path).context["frame"].navigation[0]["items"] if i["current"]]
        for path in ("/privacy/", "/style-guide/", "/accessibility/", "/there-is-nothing/")
    }
    assert current == {
        "/privacy/": ["Wishes"],
        "/style-guide/": ["Start"],
        "/accessibility/": ["Wishes"],
        "/there-is-nothing/": [],
    }


def test_each_role_has_its_heading(as_: Any) -> None:
    navigation.add(Entry("host", 10, "Start", "desk:accessibility"))
    navigation.add(Entry("organiser", 10, "Start", "desk:accessibility"))
    groups = as_("organiser.host").get("/").context["frame"].navigation
    assert [(group["label"], len(group["items"])) for group in groups] == [
        ("", 1),
        ("Organiser", 1),
        ("Host", 1),
    ]
    assert groups[0]["items"][0]["current"]


def test_editions_are_changed_by_post_and_only_to_known_ones(as_: Any, editions: list[Any]) -> None:
    client = as_("host")
    assert client.get("/edition/").status_code == 405
    assert client.post("/edition/", {"edition": "7"}).status_code == 404
    assert client.post("/edition/", {"edition": "2026"}, follow=True).context["frame"].edition.pk == 2026


def test_search_asks_the_sources_and_says_how_many(as_: Any) -> None:
    asked: list[Any] = []

    def source(user: Any, words: list[str], limit: int) -> list[Hit]:
        asked.append((user.email, words, limit))
        return [Hit("Pia <b>Sato</b>", "Kumamoto", "/people/1/")]

    search.add("People", source)
    search.add("Partners", lambda user, words, limit: [])
    html = as_("host").get("/search/?q=pia  sato").content.decode()
    assert asked == [("host@example.org", ["pia", "sato"], 20)]
    assert "Pia &lt;b&gt;Sato" in html and "1 result" in html and "Partners" not in html
    assert "Whom or what" in as_("host").get("/search/").content.decode()
    assert as_("participant").get("/search/?q=pia").status_code == 404


def test_fragments_cost_nothing_for_the_frame(as_: Any) -> None:
    client = as_("host")
    job = Job.objects.create(kind="x", owner=User.objects.get(email="host@example.org"))
    client.defaults["HTTP_HX_REQUEST"] = "true"
    assert measure(client, f"/jobs/{job.pk}/").queries <= 3  # session (or the cache), user, job


def test_jobs_belong_to_their_owner(as_: Any) -> None:
    client, stranger = as_("host"), as_("organiser")
    job = Job.objects.create(
        kind="x",
        owner=User.objects.get(email="host@example.org"),
        state="done",
        result={"url": "/a/", "text": "12 rows"},
    )
    html = client.get(f"/jobs/{job.pk}/").content.decode()
    assert 'href="/a/"' in html and "12 rows" in html
    assert stranger.get(f"/jobs/{job.pk}/").status_code == 404
    assert Client().get(f"/jobs/{job.pk}/").status_code == 302


def test_a_page_that_waits_learns_what_came_of_it(as_: Any) -> None:
    client = as_("organiser")
    owner = User.objects.get(email="organiser@example.org")
    done = Job.objects.create(
        kind="x",
        owner=owner,
        state="done",
        result={"url": "/a/", "url_label": "Look there", "text": "12 rows"},
    )
    failed = Job.objects.create(kind="x", owner=owner, state="failed", error="Not any more.", total=3)
    answers = [client.get(f"/jobs/{job.pk}/", headers=HX).content.decode() for job in (done, failed)]
    assert "12 rows" in answers[0] and "Look there" in answers[0] and "<html" not in answers[0]
    assert "Not any more." in answers[1] and "<progress" not in answers[1]


def test_the_desk_leads_back_to_work_in_the_background(as_: Any) -> None:
    client = as_("organiser")
    owner = User.objects.get(email="organiser@example.org")
    running = Job.objects.create(kind="x", owner=owner, state="running", done=1, total=4)
    old = Job.objects.create(
        kind="x", owner=owner, state="done", finished_at=timezone.now() - timedelta(hours=2)
    )
    Job.objects.create(kind="x", owner=None)
    working.register()
    html = client.get("/").content.decode()
    assert f"/jobs/{running.pk}/" in html and "1 of 4" in html
    assert html.count("/jobs/") == 1 and f"/jobs/{old.pk}/" not in html


@pytest.mark.parametrize("url", ["https://evil.example.org/", "//evil.example.org/"])
def test_results_lead_nowhere_else(as_: Any, url: str) -> None:
    client = as_("host")
    owner = User.objects.get(email="host@example.org")
    job = Job.objects.create(kind="x", owner=owner, state="done", result={"url": url})
    assert "evil" not in client.get(f"/jobs/{job.pk}/").content.decode()


def test_autosave(as_: Any) -> None:
    client = as_("host")
    good = {"town": "Köln", "born": "3.2.2009", "version": "3"}
    html = client.post("/section/", good, headers=HX).content.decode()
    assert 'data-autosave-status="saved"' in html and 'value="4"' in html
    assert 'id="id_born_words" hx-swap-oob="true">Tuesday, 3 February 2009<' in html
    assert client.post("/section/", good).status_code == 302
    wrong = client.post("/section/", {**good, "town": "too long"}, headers=HX)
    assert (wrong.status_code, 'data-autosave-status="errors"' in wrong.content.decode()) == (200, True)
    late = client.post("/section/", {**good, "version": "2"}, headers=HX)
    assert late.status_code == 409
    assert all(text in late.content.decode() for text in ("Köln", "Bonn", "Olga"))
    assert client.post("/section/", {**good, "version": "x"}).status_code == 409


def test_confirmation_comes_before(as_: Any) -> None:
    client = as_("host")
    html = client.post("/sure/").content.decode()
    for text in (
        "Release?",
        "They get a letter.",
        ">12<",
        'name="ids" value="1"',
        'name="confirmed" value="1"',
    ):
        assert text in html
    assert client.post("/sure/", {"confirmed": "1"}).content == b"done"
    assert client.get("/sure/?confirmed=1").content != b"done"


def test_a_failed_form_check_says_how_to_keep_the_text(as_: Any) -> None:
    as_("host")
    client = Client(enforce_csrf_checks=True)
    response = client.post("/section/", {"town": "x"})
    assert response.status_code == 403
    assert "What you typed is not lost" in response.content.decode()


def test_error_pages(as_: Any) -> None:
    assert "cannot find this page" in as_("host").get("/nowhere/").content.decode()
    assert "cannot find this page" in Client().get("/nowhere/").content.decode()
