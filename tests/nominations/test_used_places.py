"""Places used and free, and how many will come, once decisions are out: each place is counted once, at whom it belongs to."""

from datetime import timedelta

from django.urls import reverse

from ish import clock
from ish.nominations import forecast_queries, queries, services
from ish.nominations.models import Nomination, SeasonReply
from ish.nominations.services import places
from ish.nominations.states import Receiver, TakesPart
from ish.programme.models import Quota
from tests.nominations import makers
from tests.nominations.test_places import fresh, full, give_back, named, release  # noqa: F401 - a fixture


def numbers(cast, body):
    (found,) = queries.numbers(cast.edition, [body])
    return found


def expected(cast, *bodies):
    found = forecast_queries.forecast_of(cast.edition, bodies)
    return [(found[body.pk].named, found[body.pk].expected, found[body.pk].answered) for body in bodies]


def test_who_moves_up_from_the_waiting_list_uses_the_place(full, as_user):  # noqa: F811 - a fixture
    give_back(full.aki)
    assert (numbers(full, full.kumamoto).used, numbers(full, full.kumamoto).free) == (1, 1)
    places.offer_place(nomination=full.rin, body=full.kumamoto, by=full.olga, replaces=full.aki)
    after = numbers(full, full.kumamoto)
    assert (after.used, after.free, after.in_line) == (2, 0, 0)
    page = as_user(full.cem).get(reverse("nominations:mine")).content.decode()
    assert "2 of 2 places used" in page
    assert 'btn-primary" href="' + reverse("nominations:add", args=[full.kumamoto.pk]) not in page
    assert expected(full, full.kumamoto) == [(2, 2, 0)]


def test_a_place_from_the_pool_counts_at_whom_it_belongs_to(full):  # noqa: F811 - a fixture
    give_back(full.aki)
    places.offer_place(nomination=full.zoe, body=full.kumamoto, by=full.olga, replaces=full.aki)
    assert (numbers(full, full.kumamoto).used, numbers(full, full.montpellier).used) == (2, 1)
    assert expected(full, full.kumamoto, full.montpellier) == [(2, 2, 0), (1, 2, 0)]
    assert forecast_queries.forecast(full.edition).expected == 4


def test_whom_the_school_declined_or_keeps_waiting_uses_none_and_nobody_is_asked_for_more(cast, as_user):
    rows = [named(cast, cast.kumamoto, name) for name in ("Aki", "Emi")]
    release(cast, rows[:1])
    assert numbers(cast, cast.kumamoto).used == 2
    release(cast, rows[1:], Receiver.NOT_SELECTED)
    now = numbers(cast, cast.kumamoto)
    assert (now.used, now.free, now.decided) == (1, 1, True)
    page = as_user(cast.cem).get(reverse("nominations:mine")).content.decode()
    assert 'btn-primary" href="' + reverse("nominations:add", args=[cast.kumamoto.pk]) not in page


def test_a_draft_uses_a_place_and_a_name_for_the_waiting_list_does_not(cast):
    makers.draft(cast.edition, cast.kumamoto, "Mio")
    makers.draft(cast.edition, cast.kumamoto, "Rin", reserve=True)
    now = numbers(cast, cast.kumamoto)
    assert (now.used, now.free, now.in_line, now.free_reserves) == (1, 1, 1, 0)


def test_places_without_a_name_count_while_somebody_can_be_named(cast, on_day):
    makers.draft(cast.edition, cast.kumamoto, "Mio")
    assert expected(cast, cast.kumamoto) == [(1, 2, 0)]
    closes = cast.edition.phases.get(code="documents").closes
    on_day((closes + timedelta(days=1)).isoformat())
    cast.edition._phases = None
    assert expected(cast, cast.kumamoto) == [(1, 1, 0)]


def test_an_answer_counts_before_it_is_agreed_and_is_shown_as_that(cast, as_user):
    values = {"taking_part": TakesPart.YES, "places": 5, "answered_by": "Cem"}
    row = services.record_answer(
        edition=cast.edition, body=cast.kumamoto, by=cast.olga, source="by phone", version=0, values=values
    )
    assert expected(cast, cast.kumamoto) == [(0, 5, 3)]
    client = as_user(cast.olga)
    for page in ("nominations:forecast", "nominations:asking", "placements:plans"):
        assert "3 of the places are answered, not agreed yet." in client.get(reverse(page)).content.decode()
    services.agree(reply=row, version=1, by=cast.olga)
    assert expected(cast, cast.kumamoto) == [(0, 5, 0)]
    later = clock.now() + timedelta(hours=1)  # they answer once more
    SeasonReply.objects.update(places=1, answered_at=later)
    assert expected(cast, cast.kumamoto) == [(0, 1, 0)]
    assert Quota.objects.get(edition=cast.edition, body=cast.kumamoto).places == 5
    assert not Nomination.objects.exists()
