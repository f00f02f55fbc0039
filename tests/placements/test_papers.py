"""Papers that a lab wants to see: declared with the project, asked for once the place is published, done when they were seen."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from ish.people import requirements
from ish.placements import board, carrying, explaining, paper_queries, services
from ish.placements.models import HostRequirement
from ish.placements.rules import needs_measles_proof
from ish.profiles import proofs
from ish.profiles import services as profiles
from ish.profiles.models import Proof
from tests.placements import makers


@pytest.fixture
def edition(db: None, settings: Any) -> Any:
    settings.REQUIRE_SECOND_FACTOR = False
    return makers.edition()


def asked(row: Any) -> dict[str, bool]:
    """Return the papers that are tasks of somebody, and whether they are done."""
    found = requirements.tasks(row, row.edition.arrival_day)
    return {
        t.requirement.code.removeprefix("host_"): t.done
        for t in found
        if t.requirement.code.startswith("host_")
    }


def test_a_lab_asks_and_who_is_placed_there_shows_it(edition: Any) -> None:
    olga, lab = makers.organiser(edition), makers.lab(edition)
    client = Client()
    client.force_login(olga)
    url = reverse("placements:project", args=[lab.pk])
    values = {"institute": lab.institute_id, "title": "Rivers", "capacity": 1, "state": "open"}
    client.post(url, {**values, "papers": ["confidentiality", "badge_photo"], "papers_days": 10})
    client.post(url, {**values, "papers": ["confidentiality"], "papers_days": 7})
    assert list(HostRequirement.objects.values_list("document", "lead_days")) == [("confidentiality", 7)]
    assert client.get(url).context["form"].initial["papers"] == ["confidentiality"]
    pia, plan = makers.student(edition, "Pia"), makers.plan(edition)
    services.place(plan=plan, participation=pia, project=lab, by=olga)
    assert asked(pia) == {}  # nobody knows of a plan that is not published
    services.publish(plan=plan, by=olga)
    assert asked(pia) == {"confidentiality": False}
    (paper,) = papers_of(pia)
    start = plan.placements.get().starts_on
    assert (paper.asked_by, paper.by, paper.holds) == ("IoR", start - timedelta(days=7), False)
    profiles.note_proof(participation=pia, kind="confidentiality", seen_on=start, valid_until=None, by=olga)
    assert asked(pia) == {"confidentiality": True}


def papers_of(row: Any) -> list[proofs.Paper]:
    return proofs.of(row, requirements.tasks(row, row.edition.arrival_day))


@pytest.mark.parametrize(
    ("born", "needed"),
    [(date(2008, 1, 1), True), (date(1971, 1, 1), True), (date(1970, 12, 31), False), (None, True)],
)
def test_a_hospital_asks_those_born_after_1970_for_measles_protection(
    edition: Any, born: Any, needed: bool
) -> None:
    olga, lab = makers.organiser(edition), makers.lab(edition)
    lab.institute.hospital = True
    lab.institute.save()
    row, plan = makers.student(edition, "Pia", birth_date=born), makers.plan(edition)
    services.place(plan=plan, participation=row, project=lab, by=olga)
    services.publish(plan=plan, by=olga)
    assert needs_measles_proof(born) is needed
    assert ("measles" in asked(row)) is needed
    assert [paper.kind for paper in papers_of(row)] == (["measles"] if needed else [])


def test_the_board_says_which_papers_a_lab_has_not_seen(edition: Any) -> None:
    lab, other = makers.lab(edition), makers.lab(edition, "Bridges")
    lab.institute.hospital = True
    lab.institute.save()
    HostRequirement.objects.create(project=other, document="badge_photo")
    pia, plan = makers.student(edition, "Pia", birth_date=date(2008, 1, 1)), makers.plan(edition)
    services.place(plan=plan, participation=pia, project=lab, by=makers.organiser(edition))
    (column,) = [one for one in board.board(plan).columns if one.project == lab]
    assert column.to_show == 1 and column.cards[0].papers == ["Not shown yet: protection against measles"]
    assert paper_queries.of_plan(plan) == 1
    other.institute.refresh_from_db()
    assert (
        len(explaining.why_not(plan, pia, other).papers) == 2
    )  # measles as there, and a photo for the badge
    day = edition.departure_day
    for until, told in ((day - timedelta(days=1), ["Does not hold until the end"]), (day, []), (None, [])):
        Proof.objects.update_or_create(
            participation=pia, kind="measles", defaults={"seen_on": day, "valid_until": until}
        )
        (column,) = [one for one in board.board(plan).columns if one.project == lab]
        assert [text.split(":")[0] for text in column.cards[0].papers] == told
        assert column.to_show == paper_queries.of_plan(plan) == len(told)
        assert [text.split(":")[0] for text in paper_queries.between(pia, lab)] == told
    Proof.objects.all().delete()
    pia.person.birth_date = date(1970, 12, 31)  # the law asks those born after 1970
    pia.person.save()
    assert paper_queries.of_plan(plan) == 0


def test_what_labs_ask_for_is_asked_again_next_year(edition: Any) -> None:
    lab = makers.lab(edition)
    HostRequirement.objects.create(project=lab, document="badge_photo", lead_days=21)
    following = makers.edition(31, edition.arrival_day + timedelta(days=364))
    carrying.carry(edition, following, None)
    (again,) = HostRequirement.objects.filter(project__edition=following)
    assert (again.document, again.lead_days) == ("badge_photo", 21)
