"""How far the partners are: the numbers, the page, the files, and where the forecast stands."""

import csv
import io

import pytest
from django.urls import reverse

from ish.nominations import forecast_queries, funnel_queries, services
from ish.nominations.states import Receiver
from ish.people.models import Participation
from ish.people.states import State
from ish.programme import services as programme
from tests.nominations import makers


@pytest.fixture
def season(cast):
    """Kumamoto has come all the way with one of two; Montpellier was asked and is silent."""
    services.ask(edition=cast.edition, bodies=[cast.kumamoto, cast.montpellier], by=cast.olga)
    services.record_answer(
        edition=cast.edition, body=cast.kumamoto, by=cast.olga, source="by phone", version=0,
        values={"taking_part": "yes", "places": 2, "answered_by": "Cem"},
    )  # fmt: skip
    mio = makers.at(makers.submitted(cast.edition, cast.kumamoto), receiver_state=Receiver.SELECTED)
    Participation.objects.filter(pk=mio.participation_id).update(state=State.ARRIVED)
    makers.draft(cast.edition, cast.kumamoto, "Rin")
    gone = makers.submitted(cast.edition, cast.kumamoto, "Aki")
    services.withdraw(nomination=gone, by=cast.cem)
    return cast


def test_each_step_is_counted_once(season):
    found = funnel_queries.of(season.edition, season.kumamoto)
    steps = ("asked", "answered", "places", "named", "handed_in", "selected", "accepted", "arrived")
    assert [found[name] for name in steps] == [1, 1, 2, 2, 1, 1, 1, 1]
    together = funnel_queries.totals(season.edition)
    assert [together[name] for name in steps] == [2, 1, 4, 2, 1, 1, 1, 1]
    assert (together["expected"], together["unnamed"]) == (4, 2)


def test_the_page_is_a_picture_with_a_table_and_the_file_says_the_same(season, as_user):
    client = as_user(season.olga)
    page = client.get(reverse("nominations:funnel")).content.decode()
    assert "For 2 places nobody is named yet." in page
    assert "Kumamoto" in page
    file = client.get(reverse("nominations:funnel"), {"_export": "csv"})
    text = b"".join(file.streaming_content).decode("utf-8-sig")
    head, *lines = csv.reader(io.StringIO(text))
    rows = {line[0]: dict(zip([name.lower() for name in head], line, strict=True)) for line in lines}
    row = rows["Kumamoto"]
    assert (row["answered"], row["places"], row["named"], row["arrived"]) == ("yes", "2", "2", "1")
    assert rows["Montpellier"]["answered"] == ""
    book = client.get(reverse("nominations:funnel"), {"_export": "xlsx"})
    assert b"".join(book.streaming_content).startswith(b"PK")
    book.close()


def test_the_desk_and_the_page_count_the_same(season, as_user):
    left = makers.at(
        makers.submitted(season.edition, season.kumamoto, "Yui"), receiver_state=Receiver.SELECTED
    )
    Participation.objects.filter(pk=left.participation_id).update(state=State.LEFT_EARLY)
    client = as_user(season.olga)
    page = client.get(reverse("nominations:funnel")).context["found"]
    piece = client.get(reverse("nominations:forecast")).context
    desk, forecast = piece["funnel"].totals, piece["forecast"]
    both = {"places": "places", "named": "kept", "handed_in": "submitted", "accepted": "accepted"}
    assert {name: page[name] for name in both} == {name: desk[there] for name, there in both.items()}
    assert (page["named"], page["accepted"]) == (3, 2)
    assert (page["expected"], page["unnamed"]) == (forecast.expected, forecast.unnamed)
    (row,) = [row for row in piece["funnel"].rows if row["body"] == season.kumamoto]
    assert (row["kept"], row["accepted"]) == (3, 2)


def test_what_was_agreed_or_answered_last_is_expected(season, on_day):
    def expected():
        found = forecast_queries.forecast_of(season.edition, [season.kumamoto])[season.kumamoto.pk]
        return found.expected, found.answered

    def answer(version, places):
        said = {"taking_part": "yes" if places else "no", "places": places, "answered_by": "Cem"}
        services.record_answer(
            edition=season.edition, body=season.kumamoto, by=season.olga, source="by phone", version=version,
            values=said,
        )  # fmt: skip

    def agree(places, **more):
        programme.save_quota(edition=season.edition, body=season.kumamoto, places=places, **more)

    days = iter(f"2027-02-{day:02}" for day in range(10, 20))
    on_day(next(days))
    answer(1, 7)
    assert expected() == (7, 5)
    on_day(next(days))
    agree(2, reserve_places=1)  # the same number of places: nothing was agreed about it
    assert expected() == (7, 5)
    agree(4)
    assert expected() == (4, 0)
    on_day(next(days))
    answer(2, None)
    assert expected() == (2, 0)
    on_day(next(days))
    agree(5)
    assert expected() == (5, 0)


def test_the_forecast_stands_where_places_are(season, as_user):
    client = as_user(season.olga)
    assert "4 students are to be expected" in client.get(reverse("programme:places")).content.decode()
    url = f"{reverse('nominations:forecast')}?as=line"
    assert f'hx-get="{url}"' in client.get(reverse("nominations:decisions")).content.decode()
    assert "4 students are to be expected" in client.get(url).content.decode()


def test_the_partners_page_and_the_desk_say_so_too(season, as_user):
    client = as_user(season.olga)
    page = client.get(reverse("programme:body", args=[season.kumamoto.pk])).content.decode()
    assert "The way to" in page
    assert "takes part" in page
    desk = client.get(reverse("desk:home")).content.decode()
    assert f'hx-get="{reverse("nominations:forecast")}"' in desk
    for headers in ({}, {"HX-Request": "true"}):
        piece = client.get(reverse("nominations:forecast"), headers=headers).content.decode()
        assert "places without a name yet" in piece
        assert ("<html" in piece) == (not headers)


def test_search_finds_coordinators_of_ones_own(season, as_user):
    url = reverse("desk:search")
    assert "dana@" not in as_user(season.cem).get(url, {"q": "Dana"}).content.decode()
    assert "Montpellier" not in as_user(season.cem).get(url, {"q": "Dana"}).content.decode()
    assert "Montpellier" in as_user(season.olga).get(url, {"q": "Dana"}).content.decode()
