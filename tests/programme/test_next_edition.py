"""The next edition from this one: what comes along, what does not, once only; and the list before it opens."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.urls import reverse

from ish.people.models import Participation, Person
from ish.programme import carrying, checklist, next_queries, next_services, queries, services
from ish.programme.checklist import Evidence, Point
from ish.programme.models import Edition, EditionCheck, Organiser, Programme, Quota
from tests.people import makers
from tests.programme.test_pages import form_of

ARRIVAL, DEPARTURE = date(2028, 7, 16), date(2028, 8, 12)


@pytest.fixture
def kumamoto(edition):
    """A partner with places and a date of its own."""
    body = makers.body()
    services.save_quota(
        edition=edition, body=body, places=2, reserve_places=1, nominations_by=date(2027, 5, 21)
    )
    Quota.objects.update(tells_first_days=5)
    return body


@pytest.fixture
def olga(edition):
    return makers.organiser(edition)


@pytest.fixture
def wizard(olga, as_user):
    """`wizard()` returns the page of the next edition, `wizard(**changes)` sends it with changes."""
    client, url = as_user(olga), reverse("programme:new_edition")

    def ask(**changes):
        shown = client.get(url)
        if not changes:
            return shown
        sent = form_of(shown)
        for row in shown.context["rows"]:
            sent |= form_of(type("Page", (), {"context": {"form": row}}))
        for name in ("carry", "organisers"):
            if name in shown.context["form"].fields:
                sent[name] = shown.context["form"].initial[name]
        sent = {name: value for name, value in (sent | changes).items() if value is not None}
        return client.post(url, sent)

    return ask


def facts(edition):
    """Return everything of an edition that must stay as it was."""
    return (
        Edition.objects.filter(pk=edition.pk).values().get(),
        list(edition.phases.order_by("code").values()),
        list(edition.quotas.order_by("pk").values()),
        list(edition.organisers.order_by("pk").values()),
        list(edition.participations.order_by("pk").values()),
    )


def begin(edition, by, **changes):
    values = {
        "old": edition,
        "by": by,
        "number": 31,
        "arrival_day": ARRIVAL,
        "departure_day": DEPARTURE,
        "places_planned": 22,
        "spans": {},
        "quotas": [],
        "organisers": [],
        "carriers": [],
    }
    return next_services.begin_next(**(values | changes)).edition


def test_everything_is_proposed_and_made_in_one_step(wizard, edition, olga, kumamoto):
    resting = makers.body("Simferopol", dormant=True)
    Quota.objects.create(edition=edition, body=resting, places=1)
    nils = makers.organiser(edition, "nils@example.org", part="travel")
    Organiser.objects.create(
        edition=edition, name="Gone", email="gone@example.org", active_to=date(2020, 1, 1)
    )
    edition.contact_email = "school@example.org"
    edition.save()
    makers.participation(edition)
    was = facts(edition)
    shown = wizard()
    assert [(row.body.name, row.initial["take"]) for row in shown.context["rows"]] == [
        ("Kumamoto", True),
        ("Simferopol", False),
    ]
    assert wizard(places_planned="22").status_code == 302
    made = Edition.objects.get(number=31)
    assert (made.arrival_day, made.departure_day, made.year) == (ARRIVAL, DEPARTURE, 2028)
    assert (made.places_planned, made.contact_email) == (22, "school@example.org")
    old = edition.phases.get(code="nominations")
    move = timedelta(days=364)
    assert (queries.phase(made, "nominations").opens, queries.phase(made, "stay").closes) == (
        old.opens + move,
        DEPARTURE,
    )
    assert list(
        made.quotas.values_list("body", "places", "reserve_places", "nominations_by", "tells_first_days")
    ) == [(kumamoto.pk, 2, 1, date(2027, 5, 21) + move, 5)]
    assert set(made.organisers.values_list("user", "part")) == {(olga.pk, "lead"), (nils.pk, "travel")}
    assert (Participation.objects.count(), Person.objects.count()) == (1, 1)
    assert facts(edition) == was


def test_an_unticked_partner_stays_away_and_its_row_is_not_looked_at(wizard, kumamoto):
    wizard(**{f"b{kumamoto.pk}-take": None, f"b{kumamoto.pk}-places": "nonsense"})
    assert not Edition.objects.get(number=31).quotas.exists()


def test_another_arrival_moves_the_other_days_before_anything_is_made(wizard, kumamoto):
    answer = wizard(arrival_day="23.07.2028", departure_day="19.08.2028")
    assert answer.status_code == 200 and "have moved with" in answer.content.decode()
    assert Edition.objects.count() == 1
    form = answer.context["form"]
    assert form["nominations_opens"].value() == f"{date(2027, 2, 1) + timedelta(days=371):%d.%m.%Y}"
    (row,) = answer.context["rows"]
    assert row["nominations_by"].value() == f"{date(2027, 5, 21) + timedelta(days=371):%d.%m.%Y}"
    assert answer.context["form"]["worked_for"].value() == "2028-07-23"


def test_the_same_edition_twice_leads_to_the_first(wizard):
    assert wizard(number="31").status_code == 302
    first = Edition.objects.get(number=31)
    for changes in (
        {"number": "31", "arrival_day": "15.07.2029", "departure_day": "11.08.2029"},
        {"number": "32"},
    ):
        changes |= {"worked_for": "2029-07-15"} if "arrival_day" in changes else {}
        again = wizard(
            **{
                "arrival_day": "16.07.2028",
                "departure_day": "12.08.2028",
                "worked_for": "2028-07-16",
                **changes,
            }
        )
        assert again.status_code == 200 and again.context["stands"] == first
        assert "is there already" in again.content.decode()
        assert f'name="edition" value="{first.pk}"' in again.content.decode()
    assert Edition.objects.count() == 2


def test_a_broken_carrier_leaves_nothing_behind(edition, olga, monkeypatch):
    def breaks(old, new, by):
        raise ValidationError("no")

    one = carrying.Carrier("breaks", "Breaks", lambda old: 1, breaks)
    monkeypatch.setattr(carrying, "_carriers", {"breaks": one})
    with pytest.raises(ValidationError):
        begin(edition, olga, carriers=["breaks"])
    with pytest.raises(KeyError):
        begin(edition, olga, carriers=["nonsense"])
    assert Edition.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_organisers_at_once_make_one_edition():
    edition = makers.edition()
    users = [makers.organiser(edition), makers.organiser(edition, "otto@example.org")]

    def make(user):
        try:
            return begin(edition, user).pk
        except next_services.AlreadyThere as there:
            return there.edition.pk
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        first, second = pool.map(make, users)
    assert first == second
    assert Edition.objects.count() == 2 and Organiser.objects.filter(edition=first).count() == 1


def test_only_who_leads_makes_the_next_edition(edition, olga, as_user):
    other = makers.edition(31, arrival=ARRIVAL)
    tess = as_user(makers.organiser(edition, "tess@example.org", part="travel"))
    url = reverse("programme:new_edition")
    assert tess.get(url).status_code == 404
    assert as_user(olga).get(f"{url}?like={other.pk}").status_code == 404
    assert as_user(olga).get(f"{url}?like={edition.pk}").status_code == 200
    old = makers.edition(29, arrival=date(2026, 7, 19))
    makers.organiser(old)
    from_older = as_user(olga).get(f"{url}?like={old.pk}").context["form"]
    assert from_older.initial["arrival_day"] == date(2029, 7, 22) and from_older.initial["number"] == 32
    assert as_user(olga).get(f"{url}?like=nonsense").status_code == 404


# ---------------------------------------------------------------- THE LIST BEFORE OPENING


@pytest.fixture
def two_points(monkeypatch):
    """A list of two points, one of which looks done."""
    points = {
        code: Point(
            code, code.title(), lambda edition, fine=fine: Evidence("known", fine), lambda edition: "/"
        )
        for code, fine in (("first", True), ("second", False))
    }
    monkeypatch.setattr(checklist, "_points", points)


def test_a_point_is_ticked_and_taken_back(edition, olga, as_user, two_points):
    client, url = as_user(olga), reverse("programme:tick", args=["first"])
    assert client.post(url, {"done": "1"}).status_code == 302
    row = EditionCheck.objects.get()
    client.post(url, {"done": "1"})
    assert EditionCheck.objects.get().done_at == row.done_at and row.done_by == olga
    assert "ticked on" in client.get(reverse("programme:checklist")).content.decode()
    client.post(url, {"done": "0"})
    assert not EditionCheck.objects.exists()
    assert client.post(reverse("programme:tick", args=["nonsense"]), {"done": "1"}).status_code == 404
    assert client.post(reverse("programme:tick", args=["opened"]), {"done": "1"}).status_code == 404
    assert client.get(url).status_code == 405


def test_opening_before_the_list_is_done_is_asked_about_and_written_down(
    edition, olga, as_user, two_points, on_day
):
    on_day(makers.datetime(2027, 1, 10, 12, tzinfo=makers.BERLIN))
    next_services.tick(edition=edition, code="first", done=True, by=olga)
    client, url = as_user(olga), reverse("programme:phases")
    sent = form_of(client.get(url)) | {"nominations_opens": "10.01.2027"}
    asked = client.post(url, sent).content.decode()
    assert "before the list is done" in asked and "Second" in asked and "First" not in asked
    assert queries.phase(Edition.objects.get(pk=edition.pk), "nominations").opens == date(2027, 2, 1)
    client.post(url, sent | {"confirmed": "1"})
    assert queries.phase(Edition.objects.get(pk=edition.pk), "nominations").opens == date(2027, 1, 10)
    row = EditionCheck.objects.get(code=EditionCheck.OPENED)
    assert (row.done_by, row.open_points) == (olga, ["second"])
    shown = client.get(reverse("programme:checklist")).content.decode()
    assert "Opened before the list was done" in shown and "By Olga" in shown
    client.post(url, form_of(client.get(url)) | {"nominations_opens": "09.01.2027"})
    assert EditionCheck.objects.get(code=EditionCheck.OPENED).done_at == row.done_at


def test_an_edition_that_opens_by_its_date_is_written_down_once_and_nobody_named(edition, two_points, on_day):
    other = makers.edition(29, arrival=date(2026, 7, 19))  # opened long ago: nothing to say now
    for day, count in ((31, 0), (32, 1), (33, 0), (40, 0)):
        on_day(makers.datetime(2027, 1, 1, 12, tzinfo=makers.BERLIN) + timedelta(days=day - 1))
        assert next_services.note_openings() == count
    row = EditionCheck.objects.get()
    assert (row.edition, row.done_by, row.open_points) == (edition, None, ["first", "second"])
    assert not other.checks.exists()


def test_a_full_list_opens_without_a_word(edition, olga, as_user, two_points, on_day):
    on_day(makers.datetime(2027, 1, 10, 12, tzinfo=makers.BERLIN))
    for code in ("first", "second"):
        next_services.tick(edition=edition, code=code, done=True, by=olga)
    client, url = as_user(olga), reverse("programme:phases")
    assert client.post(url, form_of(client.get(url)) | {"nominations_opens": "10.01.2027"}).status_code == 302
    assert not EditionCheck.objects.filter(code=EditionCheck.OPENED).exists()


def test_the_desk_says_what_is_open_until_names_are_due(edition, olga, as_user, two_points, on_day):
    def desk(day):
        on_day(makers.datetime(day.year, day.month, day.day, 12, tzinfo=makers.BERLIN))
        return as_user(olga).get(reverse("desk:home")).content.decode()

    assert "2 points of 2 are still open" in desk(date(2027, 1, 10))
    assert "are still open" not in desk(date(2027, 4, 1))


def test_an_edition_that_runs_comes_first_and_then_the_newest(edition, olga, as_user, on_day):
    made = begin(edition, olga)
    client = as_user(olga)
    for day, shown in ((date(2027, 1, 10), made), (date(2027, 7, 20), edition), (date(2027, 9, 1), made)):
        on_day(makers.datetime(day.year, day.month, day.day, 12, tzinfo=makers.BERLIN))
        assert client.get(reverse("programme:edition")).context["edition"] == shown
    client.post(reverse("desk:edition"), {"edition": str(edition.pk)})
    assert client.get(reverse("programme:edition")).context["edition"] == edition
    assert Programme.objects.count() == 1


def test_which_edition_stands_in_the_way(edition):
    programme = edition.programme
    assert next_queries.standing(programme, 31, ARRIVAL, DEPARTURE) is None
    assert next_queries.standing(programme, 30, ARRIVAL, DEPARTURE) == edition
    assert next_queries.standing(programme, 31, date(2027, 8, 14), DEPARTURE) == edition
    assert next_queries.next_number(programme) == 31
