"""The result becomes intended decisions: those that were looked at, after what is not settled was said."""

import re

import pytest
from django.urls import reverse

from ish.nominations.models import Nomination
from ish.nominations.states import Reason
from ish.people.models import Guardian
from ish.selection import services
from tests.selection.test_board import says


def counted(board, *students, **cut):
    """Everybody is wanted, in a partner's places of so many (`cut`); counted."""
    board.kumamoto.quotas.update(**{"places": 1, "reserve_places": 1, **cut})
    for student in students:
        says(board, "rosa", student)
    services.count(edition=board.edition, by=board.olga)


def looked_at(client):
    """Return the page before taking over, and what it sends."""
    page = client.get(reverse("selection:take_over")).content.decode()
    seen = re.search(r'name="seen" value="(\w+)"', page)
    return page, {"confirmed": "1", "waiting_list": "on", "seen": seen[1] if seen else ""}


def test_the_result_becomes_intended_decisions_down_to_the_places(board, as_user):
    says(board, "rosa", board.ana, "no")
    counted(board, board.mio, board.max)
    client = as_user(board.olga)
    page, data = looked_at(client)
    assert "Kumamoto: 1 selected for 1 free place, 1 next." in page
    assert "only the draw decides" not in page
    client.post(reverse("selection:take_over"), data)
    found = {row.pk: (row.pending, row.reason) for row in Nomination.objects.all()}
    assert found == {
        board.mio.pk: ("selected", Reason.BOARD),
        board.max.pk: ("waiting_list", Reason.BOARD),
        board.ana.pk: ("", ""),
    }


def fewer_places(board):
    board.kumamoto.quotas.update(places=0)


def counted_anew(board):
    says(board, "rui", board.mio, "no")
    services.count(edition=board.edition, by=board.olga)


def decided_by_somebody(board):
    Nomination.objects.filter(pk=board.mio.pk).update(pending="not_selected")


@pytest.mark.parametrize("happens", [fewer_places, counted_anew, decided_by_somebody])
def test_a_result_that_is_another_by_now_is_looked_at_again(board, as_user, happens):
    counted(board, board.mio, board.max)
    client = as_user(board.olga)
    _page, data = looked_at(client)
    happens(board)
    before = list(Nomination.objects.order_by("pk").values_list("pending", "reason"))
    answer = client.post(reverse("selection:take_over"), data, follow=True)
    assert "have changed in the meantime" in answer.content.decode()
    assert list(Nomination.objects.order_by("pk").values_list("pending", "reason")) == before
    _page, data = looked_at(client)
    client.post(reverse("selection:take_over"), data)
    assert Nomination.objects.filter(
        pending="waiting_list" if happens is fewer_places else "selected"
    ).exists()


def test_before_a_result_is_used_it_is_said_that_it_is_not_the_last_word(board, as_user):
    counted(board, board.mio, board.max)
    client = as_user(board.olga)
    page, _data = looked_at(client)
    assert "The board is still open" in page and "since the last count" not in page
    says(board, "rui", board.mio)
    assert "since the last count" in looked_at(client)[0]
    services.close(edition=board.edition, by=board.olga)
    assert 'class="notice' not in looked_at(client)[0]
    Guardian.objects.create(person=board.mio.participation.person, name="Rui", email="rui@example.org")
    assert "still holds 1 opinion" in looked_at(client)[0]


@pytest.mark.parametrize(
    ("cut", "told"),
    [
        ({"places": 1}, "who gets a place"),
        ({"places": 2}, ""),
        ({"places": 0}, "who comes next"),
        ({"places": 0, "reserve_places": 2}, ""),
    ],
)
def test_where_only_the_draw_decides_between_students_it_is_said(board, as_user, cut, told):
    handed_in = board.mio.submitted_at
    Nomination.objects.filter(body=board.kumamoto).update(rank=None, submitted_at=handed_in)
    counted(board, board.mio, board.max, **cut)
    page, _data = looked_at(as_user(board.olga))
    found = re.findall(r"Kumamoto: only the draw decides ([\w ]+) among ([\w ,]+)\.", page)
    assert [(what, sorted(who.split(", "))) for what, who in found] == [
        (one, ["Max Hayashida", "Mio Hayashida"]) for one in [told] if one
    ]
