"""A restriction of use: one door, and each surface that passes it leaves the person out and says so."""

import csv
import io
from datetime import timedelta
from typing import Any

import pytest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from accounts import roles
from ish import clock
from ish.contacts import morning
from ish.jobs import running
from ish.jobs.services import start
from ish.nominations import services as nominations
from ish.nominations.models import Nomination
from ish.nominations.services import NoNudge
from ish.outbox.models import Message
from ish.outbox.services import Draft, enqueue_many
from ish.people.models import Person
from ish.placements import queries as placements
from ish.placements import services as plans
from ish.placements.models import Placement
from ish.privacy import restricting
from ish.rights import services
from ish.rights.models import Restriction
from ish.selection.models import Bundle
from ish.selection.services import bundles

MARK = render_to_string("components/restricted.html")


@pytest.fixture
def restricted(world: Any) -> Restriction:
    """Pia's data is kept and not used."""
    return services.restrict(
        person=world.person,
        asked_by="person",
        why="says the birth date is wrong",
        by=world.users["organiser"],
    )


def test_messages_to_many_leave_them_out(world: Any, restricted: Restriction) -> None:
    drafts = [
        Draft(
            kind=kind, to_email="a@example.org", key=f"{kind}:{person.pk}", language="en", person_id=person.pk
        )
        for person in (world.person, world.person_other)
        for kind in ("lab_published", "privacy_notice")
    ]
    assert enqueue_many(drafts) == 3
    kinds = Message.objects.filter(person_id=world.person.pk, key__in=[draft.key for draft in drafts])
    assert [row.kind for row in kinds] == ["privacy_notice"]  # what the law has us tell everybody


def test_reminders_leave_them_out_and_say_so(world: Any, restricted: Restriction, enter: Any) -> None:
    olga = world.users["organiser"]
    args = {"edition": world.edition.pk, "owner": olga.pk, "filter": {}, "whom": ["participant"]}
    job = start(kind="people.remind", owner=olga, args=args)
    running.run(job.pk)
    job.refresh_from_db()
    said = restricting.in_words(1)
    assert said in job.result["text"], job.result
    assert not Message.objects.filter(kind="reminder", person_id=world.person.pk).exists()
    assert Message.objects.filter(kind="reminder", person_id=world.person_other.pk).exists()
    assert said in enter(olga).get(reverse("people:remind")).content.decode()


def test_lists_as_files_leave_them_out_and_say_so(world: Any, enter: Any) -> None:
    client = enter(world.users["organiser"])

    def lines() -> list[list[str]]:
        response = client.get(reverse("people:list"), {"_export": "csv"})
        text = b"".join(response.streaming_content).decode("utf-8-sig")  # type: ignore[arg-type]
        return list(csv.reader(io.StringIO(text)))

    before = lines()
    assert any("Sato" in row[0] for row in before)
    services.restrict(person=world.person, asked_by="person", why="x", by=world.users["organiser"])
    after = lines()
    assert not any("Sato" in row[0] for row in after)
    assert after[-1][0] == restricting.in_words(1) and len(after) == len(before)


def test_labs_are_planned_and_published_without_them(world: Any, enter: Any) -> None:
    own = world.participation
    assert own in placements.to_place(world.edition)
    row = Placement.objects.filter(participation=own, plan=world.plan).first()
    assert row is not None and row in placements.people_of(row.project)
    assert roles_see(world.users["host"], own)
    services.restrict(person=world.person, asked_by="person", why="x", by=world.users["organiser"])
    assert own not in placements.to_place(world.edition) and placements.left_out(world.edition) == 1
    assert row not in placements.people_of(row.project) and not roles_see(world.users["host"], own)
    told = placements.announcement(world.draft_plan)
    assert told.restricted == 1
    page = enter(world.users["organiser"]).get(reverse("placements:publish", args=[world.draft_plan.pk]))
    assert restricting.in_words(1) in page.content.decode()
    start_day = world.edition.arrival_day
    Placement.objects.filter(plan=world.draft_plan).delete()
    Placement.objects.create(
        plan=world.draft_plan, participation=own, project=row.project, starts_on=start_day, ends_on=start_day
    )
    Placement.objects.filter(plan=world.plan, participation=own).delete()
    plans.publish(plan=world.draft_plan, by=world.users["organiser"])
    assert not Message.objects.filter(kind="lab_published", person_id=world.person.pk).exists()


def test_nobody_reminds_them_by_one_click(world: Any, restricted: Restriction) -> None:
    row = Nomination.objects.select_related("participation__person").get(participation=world.participation)
    with pytest.raises(NoNudge, match="does not write to this student"):
        nominations.nudge(nomination=row, by=world.users["coordinator"])


def test_dossiers_in_one_file_leave_them_out_and_say_so(
    world: Any, restricted: Restriction, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bundles, "paper", lambda found, **kwargs: b"%PDF")
    job = bundles.start(edition=world.edition, role="organiser", by=world.users["organiser"])
    running.run(job.pk)
    job.refresh_from_db()
    own = world.nomination.pk
    assert restricting.in_words(1) in job.result["text"]
    assert own not in Bundle.objects.get(owner=world.users["organiser"]).students


def roles_see(user: Any, row: Any) -> bool:
    return roles.visible_to(type(row)._default_manager.all(), user, role="host").filter(pk=row.pk).exists()


def test_they_are_told_before_it_ends(world: Any, restricted: Restriction, enter: Any) -> None:
    olga = world.users["organiser"]
    with pytest.raises(services.NotAllowed):
        services.lift(restriction=restricted, by=olga)
    services.tell_of_lifting(restriction=restricted, by=olga)
    with pytest.raises(services.NotAllowed):  # written, and not sent yet
        services.lift(restriction=restricted, by=olga)
    Message.objects.filter(kind="restriction_ends").update(state="sent")
    services.lift(restriction=restricted, by=olga)
    assert Person.objects.get(pk=world.person.pk).restricted_at is None
    assert list(restricting.keys()) == []
    with pytest.raises(services.NotAllowed):
        services.lift(restriction=restricted, by=olga)


def test_without_an_address_somebody_says_how_they_were_told(world: Any, restricted: Restriction) -> None:
    Person.objects.filter(pk=world.person.pk).update(email="")
    with pytest.raises(ValueError):
        services.tell_of_lifting(restriction=restricted, by=None)
    services.tell_of_lifting(restriction=restricted, by=None, how="by phone on 3 May")
    services.lift(restriction=restricted, by=None)


def test_what_is_to_be_looked_at_again_is_on_the_morning_list(world: Any, restricted: Restriction) -> None:
    Restriction.objects.update(review_on=clock.today() - timedelta(days=1))
    lines = morning.told(world.edition, timezone.now(), world.users["organiser"])
    assert [told.count for told in lines if told.line.key == "rights-review"] == [1]
