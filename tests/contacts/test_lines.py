"""Every line of the morning list leads to a page that shows just the rows it counts."""

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.urls import reverse

from ish import clock
from ish.applications.models import Application, Reference
from ish.contacts import morning
from ish.documents.models import Document
from ish.interviews.models import Interview, PanelMember, Slot
from ish.nominations.models import Correction, SeasonReply
from ish.nominations.states import Receiver
from ish.outbox.models import Message
from ish.people.models import Participation, Person, Step
from ish.placements.models import Institute, LabProject
from ish.selection.models import BoardSettings, Opinion, Reviewer
from tests.contacts.test_log import write
from tests.nominations import makers

LINES = {
    "interviews-conflicts", "nominations-free", "nominations-lapsed", "people-offers", "contacts-failed",
    "nominations-corrections", "nominations-alone", "applications-papers", "applications-motivations",
    "interviews-asks", "interviews-outcomes", "contacts-held",
    "applications-sent-back", "applications-declined", "selection-late", "placements-asked", "contacts-others",
    "people-accepted", "people-given-back", "people-withdrew", "nominations-handed-in", "nominations-answered",
    "applications-letters", "placements-closed", "placements-open",
}  # fmt: skip


@pytest.fixture
def season(house: SimpleNamespace) -> SimpleNamespace:
    """The house, and of everything that can stand on the list one or two, beside one that does not count."""
    house.now, house.quota = clock.now(), makers.body(house.edition, "Bautzen", places=6)
    makers.coordinator(makers.body(house.edition, "Nantes"))
    house.students = {name: makers.submitted(house.edition, house.quota, name) for name in "ABCDEFGHIJ"}
    _places(house)
    _applications(house)
    _board(house)
    _interviews(house)
    _labs(house)
    write(house, follow_up_on=clock.today(), assignee=house.ben)
    write(house, follow_up_on=clock.today())
    Message.objects.all().update(edition_id=house.edition.pk, state="sent")
    keys = list(Message.objects.values_list("pk", flat=True)[:3])
    Message.objects.filter(pk=keys[0]).update(state="failed", to_name="", to_email="dana@example.org")
    Message.objects.filter(pk__in=keys[1:]).update(state="held")
    return house


def _places(house: Any) -> None:
    days = {"D": 2, "E": -2, "F": 9}
    states = {"A": "gave_back", "B": "confirmed", "C": "withdrew"} | dict.fromkeys(days, "offered")
    for name, state in states.items():
        rows = Participation.objects.filter(nomination=house.students[name])
        until = clock.today() + timedelta(days=days.get(name, 0))
        rows.update(state=state, offered_at=house.now - timedelta(days=20), accept_by=until)
        Step.objects.create(participation=rows.get(), old="offered", new=state, at=house.now)
    Person.objects.filter(participations__nomination=house.students["C"]).update(
        given_names="", family_name=""
    )
    given = {"given_names": ["G", "Gi"]}
    Correction.objects.create(nomination=house.students["G"], role="coordinator", changes=given)
    SeasonReply.objects.create(
        edition=house.edition, body=house.quota, answered_at=house.now, taking_part="yes"
    )


def _applications(house: Any) -> None:
    old = house.now - timedelta(days=9)

    def part(name: str) -> Participation:
        return house.students[name].participation

    Document.objects.create(participation=part("G"), kind="cv", state="submitted")
    Document.objects.create(participation=part("G"), kind="transcript", state="submitted")
    Document.objects.create(participation=part("H"), kind="cv", state="sent_back", moved_at=old)
    Document.objects.create(participation=part("I"), kind="cv", state="sent_back")
    Document.objects.create(participation=part("B"), kind="cv", state="submitted")
    Application.objects.create(participation=part("G"), motivation="Rivers", saved_at=old)
    Application.objects.create(participation=part("H"), motivation="Seas", judged="accepted")
    Application.objects.create(participation=part("I"), motivation="Ice", judged="sent_back", judged_at=old)
    for name, state in (("G", "declined"), ("H", "arrived"), ("I", "asked")):
        Reference.objects.create(participation=part(name), name="Rut", state=state, answered_at=house.now)
    makers.at(house.students["J"], receiver_state=Receiver.NOT_SELECTED)
    Application.objects.create(participation=part("J"), motivation="Too late")


def _board(house: Any) -> None:
    BoardSettings.objects.create(edition=house.edition, due_on=clock.today() - timedelta(days=1))
    for name in ("rosa", "rui"):
        user = makers.user(f"{name}@example.org")
        row = Reviewer.objects.create(edition=house.edition, user=user, name=name.title(), email=user.email)
        setattr(house, name, row)
    Reviewer.objects.create(edition=house.edition, name="Not yet", email="not@example.org")
    conflicts = dict.fromkeys(("G", "H"), True)
    for name, student in house.students.items():
        conflict = name in conflicts
        sent = None if conflict else house.now
        Opinion.objects.create(
            reviewer=house.rui,
            nomination=student,
            conflict=conflict,
            vote="" if conflict else "yes",
            submitted_at=sent,
        )


def _interviews(house: Any) -> None:
    for name, state, hours in (("H", "booked", 24), ("I", "booked", -24), ("G", "invited", 0)):
        slot = None
        if state == "booked":
            slot = Slot.objects.create(
                edition=house.edition, starts_at=house.now + timedelta(hours=hours), minutes=30
            )
            PanelMember.objects.create(slot=slot, user=house.rui.user)
        row = Interview.objects.create(
            nomination=house.students[name], state=state, slot=slot, invited_at=house.now, said="Mondays only"
        )
        Interview.objects.filter(pk=row.pk, state="invited").update(asked_other_at=house.now)
    over = Slot.objects.create(edition=house.edition, starts_at=house.now - timedelta(hours=3), minutes=30)
    Interview.objects.create(
        nomination=house.students["J"], state="booked", slot=over, invited_at=house.now, over_at=house.now
    )


def _labs(house: Any) -> None:
    institute = Institute.objects.create(name="Institute of Rivers", short_name="Rivers")
    for title, state in (("Asked", "asked"), ("Asked, too", "asked"), ("No", "asked"), ("Yes", "asked")):
        row = LabProject.objects.create(edition=house.edition, institute=institute, title=title, state=state)
        row.state = {"No": "closed", "Yes": "open"}.get(title, "asked")
        row.save()


def _shown(context: Any) -> int:
    """Return how many rows a page shows."""
    if "count" in context and "line" in context:
        assert len(context["rows"]) == context["count"]
        return context["count"]
    if "cards" in context:
        return context["page"].paginator.count
    return context["table"].page.paginator.count


def test_each_line_leads_to_just_its_rows(season, as_user):
    since = clock.now() - timedelta(days=2)
    told = {one.line.key: one for one in morning.told(season.edition, since, season.olga, names=True)}
    assert set(told) == LINES
    client = as_user(season.olga)
    for key, one in told.items():
        page = client.get(one.url)
        assert page.status_code == 200 and _shown(page.context) == one.count, (key, one.url)
        assert len(one.few) in (0, one.count) and all(row.name for row in one.few)
    assert [one.count for one in told.values()].count(1) > 15
    assert told["applications-sent-back"].count == 2 and told["nominations-handed-in"].count > morning.FEW
    assert [(row.name, row.partner) for row in told["applications-papers"].few] == [
        ("G Hayashida", "Bautzen")
    ]
    assert [row.name for row in told["selection-late"].few] == ["Rosa"]
    assert [row.name for row in told["contacts-failed"].few] == ["dana@example.org"]
    assert [row.name for row in told["people-withdrew"].few] == ["Erased person"]
    assert [row.name for row in told["interviews-conflicts"].few] == ["H Hayashida"]


def test_the_most_urgent_stands_first_and_says_who_and_since_when(season, as_user):
    page = as_user(season.olga).get(reverse("contacts:morning"))
    assert [group["turn"] for group in page.context["groups"]] == ["now", "us", "them", "news"]
    html = page.content.decode()
    assert (
        html.index("offer was not answered")
        < html.index("motivation waits")
        < html.index("Nobody can") + 10**6
    )
    assert "since 13/11/2026" in html or "since 13" in html
    piece = as_user(season.olga, htmx=True).get(reverse("contacts:today")).content.decode()
    assert [line for line in piece.split("<li>")[1:] if "#person-plus" in line or "#hourglass" in line][2:]
    other = as_user(season.otto)
    told = reverse("contacts:told", args=["applications-papers"])
    assert other.get(told).context["count"] == 0 and "Nothing is left" in other.get(told).content.decode()
    assert other.get(reverse("contacts:told", args=["no-such"])).status_code == 404
