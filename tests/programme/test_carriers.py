"""What upper apps bring into the next edition, and what they leave behind: dates, checks, opinions, places and wishes."""

from datetime import date

import pytest

from ish.applications.models import Options
from ish.nominations.models import Coordinator
from ish.people.models import Participation
from ish.placements.models import Host, LabProject, Placement, WishList
from ish.placements.states import ProjectState
from ish.privacy.models import Look
from ish.profiles import notice
from ish.profiles.models import NoticeText
from ish.programme import carrying, checklist, next_services
from ish.programme.models import Edition
from ish.selection.models import BoardSettings, Criterion, Opinion, Reviewer
from tests.access import world as worlds


@pytest.fixture
def world(db):
    """The small world with everything in it, and a full edition of 2027."""
    found = worlds.build()
    old = found.edition
    NoticeText.objects.create(
        edition=old,
        transfers_en="Japan: consent.",
        transfers_de="Japan: Einwilligung.",
        checked_on=date(2027, 1, 5),
        checked_version=notice.NOTICE_VERSION,
    )
    Options.objects.create(edition=old, cv="required")
    BoardSettings.objects.create(edition=old, readers_each=2, due_on=date(2027, 4, 1), others="never")
    Criterion.objects.create(edition=old, label="Curiosity", weight=3)
    LabProject.objects.create(
        edition=old, institute=found.institute, title="Not this year", state=ProjectState.CLOSED
    )
    return found


def make_next(world, *codes):
    old, move = world.edition, 364
    stay = [date.fromordinal(day.toordinal() + move) for day in (old.arrival_day, old.departure_day)]
    return next_services.begin_next(
        old=old,
        by=world.users["organiser"],
        number=31,
        arrival_day=stay[0],
        departure_day=stay[1],
        places_planned=20,
        spans={},
        quotas=[],
        organisers=[],
        carriers=codes,
    )


def test_everything_comes_along_and_nobody_who_took_part(world):
    people = Participation.objects.count()
    looks = Look.objects.count()
    every = [one.code for one in carrying.every()]
    carried = make_next(world, *every)
    made = carried.edition
    assert carried.numbers == {one.code: one.count(world.edition) for one in carrying.every()}
    text = NoticeText.objects.get(edition=made)
    assert (text.transfers_de, text.checked_on) == ("Japan: Einwilligung.", None)
    assert not notice.is_checked(made)
    assert Options.objects.get(edition=made).cv == "required"
    board = BoardSettings.objects.get(edition=made)
    assert (board.readers_each, board.others, board.due_on, board.closed_at) == (2, "never", None, None)
    assert list(Criterion.objects.filter(edition=made).values_list("label", "weight")) == [("Curiosity", 3)]
    assert list(Reviewer.objects.filter(edition=made).values_list("user", flat=True)) == [
        world.users["reviewer"].pk
    ]
    projects = LabProject.objects.filter(edition=made)
    assert set(projects.values_list("title", "state")) == {
        ("Project of Hana", ProjectState.ASKED),
        ("Project of Hugo", ProjectState.ASKED),
        ("Not this year", ProjectState.ASKED),  # the year is over: who said so is asked again
    }
    assert set(Host.objects.filter(project__in=projects).values_list("user", flat=True)) == {
        world.users["host"].pk,
        world.users["host_other"].pk,
    }
    assert Participation.objects.count() == people and Look.objects.count() == looks
    assert not Opinion.objects.filter(reviewer__edition=made).exists()
    assert not Placement.objects.filter(project__in=projects).exists()
    assert WishList.objects.count() == 2
    assert Coordinator.objects.count() == 3  # Cem, Dana, Mika: they act for partners, in no edition


def test_what_is_not_ticked_stays_behind(world):
    made = make_next(world).edition
    for model in (NoticeText, Options, BoardSettings, Criterion, Reviewer, LabProject):
        assert not model.objects.filter(edition=made).exists()


def test_only_the_reviewers_are_not_proposed(world):
    assert [one.code for one in carrying.every() if not one.ticked] == ["reviewers"]
    (words,) = carrying.what_stays(world.edition)
    assert words.startswith("3 coordinators go on")


def test_each_point_of_the_list_says_what_we_know(world):
    old = world.edition
    known = {point.code: point.evidence(old) for point in checklist.points(old)}
    assert set(known) == {
        "dates", "contact", "organisers", "last_time", "places", "coordinators", "asked", "notice", "labs",
        "consents", "handbook",
    }  # fmt: skip
    assert known["contact"].fine is False and "missing" in known["contact"].words
    assert known["notice"].fine is True
    assert known["places"].words.startswith("2 partners with 6 places")
    assert known["asked"].words == "2 of 2 partners asked, 0 have answered."
    assert known["labs"].fine is True
    bare = Edition.objects.get(pk=make_next(world).edition.pk)
    fresh = {point.code: point.evidence(bare) for point in checklist.points(bare)}
    assert [code for code, evidence in fresh.items() if evidence.fine is True] == ["dates", "organisers"]
    assert fresh["dates"].fine is True and fresh["notice"].fine is False
    assert all(point.url(bare).startswith("/") for point in checklist.points(bare))
