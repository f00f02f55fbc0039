"""Keys of other people's things, in addresses, hidden fields, ticks and files: not found, and nothing has happened.

Each address for each role and scope is in `tests/access`; here are the keys that travel inside forms.
"""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from ish import clock
from ish.nominations.models import ImportStash, Nomination
from ish.outbox.models import Message
from ish.outbox.states import State as MessageState
from ish.people.models import Participation, Person
from ish.people.states import State
from ish.placements.models import Institute, LabProject, Placement, Plan, Wish, WishList
from ish.profiles.models import NoticeRead
from ish.profiles.notice import NOTICE_VERSION
from ish.programme.models import Quota


@pytest.fixture
def foreign(world: Any) -> Any:
    """The world with a student, a project, a plan and a nomination of the other edition."""
    person = Person.objects.create(given_names="Farid", family_name="Foreign", email="farid@example.org")
    world.stranger = Participation.objects.create(
        person=person, edition=world.edition_other, state=State.CONFIRMED, offered_at=clock.now()
    )
    world.claim = Nomination.objects.create(
        edition=world.edition_other,
        body=world.body,
        participation=world.stranger,
        sender_state="submitted",
        submitted_at=clock.now(),
    )
    world.project_elsewhere = LabProject.objects.create(
        edition=world.edition_other, institute=Institute.objects.first(), title="Secret lab elsewhere"
    )
    world.plan_elsewhere = Plan.objects.create(edition=world.edition_other, title="Plan elsewhere")
    return world


def _as(world: Any, actor: str) -> Client:
    client = Client()
    client.force_login(world.users[actor])
    return client


def test_a_board_takes_its_own_people_and_labs_only(foreign: Any) -> None:
    olga = _as(foreign, "organiser")
    before = list(Placement.objects.order_by("pk").values())
    for name in ("move", "pin"):
        for person, project, plan in (
            (foreign.stranger, foreign.project, foreign.draft_plan),
            (foreign.participation, foreign.project_elsewhere, foreign.draft_plan),
            (foreign.participation, foreign.project, foreign.plan_elsewhere),
        ):
            if name == "pin" and plan == foreign.draft_plan and person != foreign.stranger:
                continue
            data = {"participation": person.pk, "project": project.pk, "version": plan.version, "pinned": "1"}
            assert olga.post(reverse(f"placements:{name}", args=[plan.pk]), data).status_code == 404
    assert list(Placement.objects.order_by("pk").values()) == before


def test_a_plan_is_copied_within_its_edition(foreign: Any) -> None:
    olga = _as(foreign, "organiser")
    data = {"title": "Stolen", "copy_of": foreign.plan_elsewhere.pk}
    answer = olga.post(reverse("placements:plans"), data)
    assert answer.status_code == 200
    assert "copy_of" in answer.context["form"].errors
    assert not Plan.objects.filter(title="Stolen").exists()


def test_reasons_are_given_for_own_people_only(foreign: Any) -> None:
    page = _as(foreign, "organiser").get(
        reverse("placements:why", args=[foreign.draft_plan.pk]),
        {"who": foreign.stranger.pk, "lab": foreign.project_elsewhere.pk},
    )
    assert page.status_code in (200, 404)
    assert "Foreign" not in page.content.decode()
    assert "Secret lab" not in page.content.decode()


def test_wishes_name_labs_of_the_own_edition_only(foreign: Any) -> None:
    NoticeRead.objects.create(
        person=foreign.person, edition_id=foreign.edition.pk, version=NOTICE_VERSION, language="en"
    )
    address = reverse("placements:wishes", args=[foreign.participation.pk])
    pia = _as(foreign, "participant")
    version = WishList.objects.get(participation=foreign.participation).version
    for data in (
        {"order": [foreign.project.pk, foreign.project_elsewhere.pk]},
        {"order": [foreign.project.pk], "add": foreign.project_elsewhere.pk},
        {"order": ["9" * 9]},
    ):
        answer = pia.post(address, {**data, "any_suitable": "on", "version": version})
        page = answer.content.decode()
        assert answer.status_code == 200
        assert "does not take part any more" in page
        assert "Secret lab" not in page
    assert not Wish.objects.filter(project=foreign.project_elsewhere).exists()


def test_decisions_are_about_own_nominations_only(foreign: Any) -> None:
    olga = _as(foreign, "organiser")
    data = {"n": [foreign.claim.pk], "decision": "selected"}
    assert olga.post(reverse("nominations:pending"), data).status_code == 404
    mixed = {"n": [foreign.nomination.pk, foreign.claim.pk], "decision": "not_selected"}
    assert olga.post(reverse("nominations:pending"), mixed).status_code == 404
    assert set(Nomination.objects.values_list("pending", flat=True)) == {""}
    Nomination.objects.filter(pk=foreign.claim.pk).update(pending="selected")
    for keys in (str(foreign.claim.pk), f"{foreign.nomination.pk},{foreign.claim.pk}"):
        answer = olga.post(reverse("nominations:release"), {"keys": keys, "confirmed": 1, "batch": "b"})
        assert answer.status_code in (302, 404)
    foreign.claim.refresh_from_db()
    assert (foreign.claim.pending, foreign.claim.receiver_state) == ("selected", "waiting")


def test_messages_of_another_edition_are_not_released(foreign: Any) -> None:
    olga = _as(foreign, "organiser")
    other = foreign.message_other
    for action in ("release", "discard", "retry"):
        for data in (
            {"pick": [other.pk]},
            {"pick": [foreign.message.pk, other.pk]} if action == "retry" else {},
        ):
            olga.post(reverse("desk:messages_act"), {"action": action, "confirmed": 1, **data})
    everything = {"action": "release", "all": "1", "newest": other.pk + 1, "query": "", "confirmed": 1}
    olga.post(reverse("desk:messages_act"), everything)
    states = dict(Message.objects.values_list("pk", "state"))
    assert states[other.pk] == MessageState.HELD
    assert states[foreign.message.pk] == MessageState.QUEUED


def test_places_of_unknown_partners_are_not_written(foreign: Any) -> None:
    olga = _as(foreign, "organiser")
    before = list(Quota.objects.order_by("pk").values("pk", "edition", "body", "places"))
    data = {f"b{key}-{name}": "7" for key in (9999, "x") for name in ("places", "reserve_places")}
    for edition in (foreign.edition_other.pk, "x", "9" * 30):
        olga.post(reverse("desk:edition"), {"edition": edition})
    olga.post(reverse("programme:places"), data)
    assert list(Quota.objects.order_by("pk").values("pk", "edition", "body", "places")) == before


def test_a_list_of_somebody_else_is_not_confirmed(foreign: Any) -> None:
    for actor in ("organiser", "coordinator_other", "participant", "host", "nobody"):
        client = _as(foreign, actor)
        for stash in (foreign.stash, foreign.stash_other):
            if actor == "coordinator_other" and stash == foreign.stash_other:
                continue
            address = reverse("nominations:preview", args=[stash.pk])
            assert client.get(address).status_code == client.post(address).status_code == 404
    assert not ImportStash.objects.filter(confirmed_at__isnull=False).exists()


FILES = ("nominations:list", "people:list", "logistics:roster", "desk:messages", "logistics:arrivals")


@pytest.mark.in_turns
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@pytest.mark.parametrize("name", FILES)
def test_files_hold_the_own_edition_only(name: str, kind: str, foreign: Any) -> None:
    for actor in ("coordinator", "participant", "host", "nobody"):
        assert _as(foreign, actor).get(reverse(name), {"_export": kind}).status_code == 404
    answer = _as(foreign, "organiser").get(
        reverse(name), {"_export": kind, "edition": foreign.edition_other.pk}
    )
    assert answer.status_code == 200
    if kind == "csv":
        assert "Foreign" not in b"".join(answer.streaming_content).decode()
    answer.close()


def test_a_coordinators_file_ignores_a_foreign_partner(foreign: Any) -> None:
    answer = _as(foreign, "coordinator").get(
        reverse("nominations:mine"), {"_export": "csv", "body": foreign.body_other.pk}
    )
    assert "Blanc" not in b"".join(answer.streaming_content).decode()


@pytest.mark.in_turns
@pytest.mark.parametrize("name", ["desk:message", "desk:message_preview", "desk:message_edit", "desk:job"])
def test_messages_previews_and_jobs_of_others(name: str, foreign: Any) -> None:
    Message.objects.filter(pk=foreign.message_other.pk).update(person_id=foreign.stranger.person_id)
    key = foreign.job.pk if name == "desk:job" else foreign.message_other.pk
    actors = ["coordinator", "participant", "host", "nobody"]
    actors.append("organiser_other" if name == "desk:job" else "organiser")
    for actor in actors:
        client = _as(foreign, actor)
        assert client.get(reverse(name, args=[key])).status_code == 404, actor
