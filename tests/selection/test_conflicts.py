"""Who must not judge whom: one rule for one reader and for many, and what becomes of an opinion that came first."""

import pytest
from django.urls import reverse

from ish.applications.models import Reference
from ish.nominations.models import Coordinator
from ish.people.models import Guardian
from ish.selection import queries, rules, services
from ish.selection.models import Opinion, Reviewer
from tests.nominations import makers
from tests.selection.test_board import says, url


def _declares(board):
    Opinion.objects.create(reviewer=board.rows["rosa"], nomination=board.mio, conflict=True)


def _is_the_student(board):
    type(board.mio.participation.person).objects.filter(participations=board.mio.participation).update(
        user=board.users["rosa"]
    )


def _is_a_parent(board):
    Guardian.objects.create(person=board.mio.participation.person, name="R", email="Rosa@Example.org")


def _wrote_the_letter(board):
    Reference.objects.create(participation=board.mio.participation, name="R", email="ROSA@example.org")


def _acts(board):
    Coordinator.objects.create(body=board.kumamoto, user=board.users["rosa"], name="R", email="r@example.org")


def _acts_unaccepted(board):
    Coordinator.objects.create(body=board.kumamoto, name="R", email="ROSA@example.org")


def _acted_for_the_parent_body(board):
    parent = makers.body(board.edition, "Kyushu", country="JP")
    type(parent).objects.filter(pk=board.kumamoto.pk).update(parent=parent)
    last = board.edition.phases.order_by("opens").values_list("opens", flat=True)[0]
    Coordinator.objects.create(
        body=parent, user=board.users["rosa"], name="R", email="r@example.org", active_to=last
    )


def _reads_under_another_address(board):
    Reviewer.objects.filter(pk=board.rows["rosa"].pk).update(email="Board@example.org")
    Guardian.objects.create(person=board.mio.participation.person, name="R", email="board@example.org")


KINDS = [
    _declares, _is_the_student, _is_a_parent, _wrote_the_letter, _acts, _acts_unaccepted,
    _acted_for_the_parent_body, _reads_under_another_address,
]  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_the_rule_says_the_same_of_one_and_of_many(board, kind):
    says(board, "rosa", board.mio)
    says(board, "rui", board.mio, "no")
    if kind is _declares:
        Opinion.objects.filter(reviewer=board.rows["rosa"]).delete()
    everybody = [board.users["rosa"].pk, board.users["rui"].pk, board.olga.pk]
    assert rules.clashing(board.mio, everybody) == set()
    kind(board)
    board.mio.refresh_from_db()
    rosa = type(board.users["rosa"]).objects.get(pk=board.users["rosa"].pk)
    assert rules.clashing(board.mio, everybody) == {rosa.pk}
    assert not rules.open_to(rosa).filter(pk=board.mio.pk).exists()
    assert [rules.barred_from(user).filter(pk=board.mio.pk).exists() for user in (rosa, board.olga)] == [
        True, False,
    ]  # fmt: skip
    assert [one.reviewer.name for one in queries.counting(board.edition)] == ["Rui"]
    found = {one.name: (one.done, one.conflicts) for one in queries.reviewers(board.edition)}
    barred = rules.handed_in(board.edition).filter(pk__in=rules.barred_from(rosa)).count()
    assert found == {"Rosa": (0, barred), "Rui": (1, 0)}
    assert (board.rows["rosa"].pk, board.mio.pk) in queries.conflicts(board.edition)


def test_an_opinion_handed_in_before_a_conflict_was_known_does_not_count(board, as_user):
    says(board, "rosa", board.mio, comment="My child.")
    says(board, "rui", board.mio, "no")
    services.count(edition=board.edition, by=board.olga)
    result = queries.result_of(board.edition)
    assert not queries.is_stale(result, board.edition)
    _is_a_parent(board)
    assert queries.is_stale(result, board.edition)
    services.count(edition=board.edition, by=board.olga)
    line = queries.result_of(board.edition).standings.get(nomination=board.mio)
    assert (line.yes, line.no) == (0, 1)
    page = as_user(board.olga).get(url(board.mio)).content.decode()
    assert "My child." in page
    assert "does not count: conflict of interest" in page
    assert "Rosa: yes" not in as_user(board.users["rui"]).get(url(board.mio)).content.decode()
    rosa = board.users["rosa"]
    progress = queries.progress(rosa, board.rows["rosa"])
    assert (progress["done"], progress["total"]) == (0, 2)
    reading = as_user(rosa).get(reverse("selection:reading")).content.decode()
    assert "conflict of interest" in reading


def test_a_closed_result_says_that_an_opinion_fell_away(board, as_user):
    says(board, "rosa", board.mio)
    services.close(edition=board.edition, by=board.olga)
    result, page = reverse("selection:result"), "count any more: conflict"
    assert page not in as_user(board.olga).get(result).content.decode()
    _acts_unaccepted(board)
    assert page in as_user(board.olga).get(result).content.decode()
    services.reopen(edition=board.edition, by=board.olga)
    services.close(edition=board.edition, by=board.olga)
    assert page not in as_user(board.olga).get(result).content.decode()
