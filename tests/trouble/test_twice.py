"""Twice is once: each button pressed twice, with what the page held the first time; the same result, no second mail."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from ish import clock
from ish.forgetting.models import LegalHold
from ish.nominations import services as nominations
from ish.nominations.models import Nomination
from ish.outbox.models import Message
from ish.people.models import Participation, Person, Step
from ish.people.states import State
from ish.placements.models import Plan
from ish.placements.states import PlanState
from ish.privacy.models import Erasure
from tests.logistics.test_journeys import posted
from tests.nominations.makers import submitted
from tests.nominations.test_importing import _upload

STUDENT = {"given_names": "Mio", "family_name": "Sato", "birth_date": "12.04.2009", "language": "en"}


def _twice(client: Client, address: str, data: Any = ()) -> list[int]:
    answers = [client.post(address, dict(data)) for _time in range(2)]
    assert all(answer.status_code in (200, 302) for answer in answers)
    return [answer.status_code for answer in answers]


def _mails() -> list[tuple[str, str]]:
    return sorted(Message.objects.values_list("kind", "to_email"))


def _no_mail_twice() -> None:
    sent = _mails()
    assert len(sent) == len(set(sent)), sent


def test_naming(cast, as_user):
    assert _twice(as_user(cast.cem), reverse("nominations:add", args=[cast.kumamoto.pk]), STUDENT) == [
        302,
        200,
    ]
    assert Nomination.objects.count() == Person.objects.count() == 1


def test_confirming_a_list_and_handing_it_in(cast, as_user):
    client = as_user(cast.cem)
    address = _upload(client, cast.kumamoto).url
    assert _twice(client, address) == [302, 302]
    assert Nomination.objects.count() == Person.objects.count() == 3
    hand_in = reverse("nominations:hand_in_all", args=[cast.kumamoto.pk])
    assert _twice(client, hand_in, {"confirmed": "1"}) == [302, 302]
    _no_mail_twice()


def test_sending_back_withdrawing_and_releasing(cast, as_user):
    olga, cem = as_user(cast.olga), as_user(cast.cem)
    back, gone, chosen = (submitted(cast.edition, cast.kumamoto, n) for n in ("Mio", "Ryu", "Hina"))
    data = {"confirmed": "1", "comment": "Which school?"}
    _twice(olga, reverse("nominations:send_back", args=[back.pk]), data)
    _twice(cem, reverse("nominations:withdraw", args=[gone.pk]), {"confirmed": "1"})
    nominations.set_pending(nominations=[chosen], decision="selected", by=cast.olga)
    waiting = nominations.to_release(cast.edition)
    release = {"confirmed": "1", "keys": chosen.pk, "seen": nominations.mark_of(waiting), "batch": "b"}
    _twice(olga, reverse("nominations:release"), release)
    kinds = [kind for kind, _to in _mails()]
    for kind in ("nomination_sent_back", "place_offered", "body_result"):
        assert kinds.count(kind) == 1, kind
    assert Step.objects.filter(new=State.OFFERED).count() == 1
    assert Step.objects.filter(new=State.WITHDREW).count() == 1


def test_inviting(cast, as_user):
    olga = as_user(cast.olga)
    data = {"name": "Yuki", "email": "yuki@example.org", "kind": "deputy", "language": "de"}
    _twice(olga, reverse("nominations:invite", args=[cast.kumamoto.pk]), data)
    data = {"name": "Omar", "email": "omar@example.org", "part": "travel", "language": "en"}
    _twice(olga, reverse("programme:invite_organiser"), data)
    _no_mail_twice()
    assert len(_mails()) == 2


def _as(world: Any, actor: str) -> Client:
    client = Client()
    client.force_login(world.users[actor])
    return client


def test_accepting_and_giving_back(world: Any) -> None:
    rows = Participation.objects.filter(pk=world.participation.pk)
    rows.update(state=State.OFFERED, confirmed_at=None, accept_by=clock.today())
    pia = _as(world, "participant")
    _twice(pia, reverse("people:accept", args=[world.participation.pk]))
    assert Step.objects.filter(new=State.CONFIRMED).count() == 1
    data = {"confirmed": "1", "reason": "exams"}
    _twice(pia, reverse("people:give_back", args=[world.participation.pk]), data)
    assert Step.objects.filter(new=State.GAVE_BACK).count() == 1
    assert rows.get().state == State.GAVE_BACK
    # What an old page still offers is no longer there: the place stays given back.
    _twice(pia, reverse("people:accept", args=[world.participation.pk]))
    assert rows.get().state == State.GAVE_BACK
    new = [(kind, to) for kind, to in _mails() if kind != "test"]
    assert len(new) == len(set(new)), new


def test_publishing(world: Any) -> None:
    olga = _as(world, "organiser")
    address = reverse("placements:publish", args=[world.draft_plan.pk])
    assert olga.get(address).status_code == 200
    _twice(olga, address, {"confirmed": "1", "version": world.draft_plan.version})
    world.draft_plan.refresh_from_db()
    assert world.draft_plan.state == PlanState.PUBLISHED
    assert Plan.objects.filter(edition=world.edition, state=PlanState.PUBLISHED).count() == 1
    new = [(kind, to) for kind, to in _mails() if kind != "test"]
    assert len(new) == len(set(new)), new


def test_a_plan_and_a_project_are_made_from_one_press_each(world: Any) -> None:
    """A second press is a second wish: what comes of it can be told apart and thrown away."""
    olga = _as(world, "organiser")
    _twice(olga, reverse("placements:plans"), {"title": "New plan", "copy_of": ""})
    assert 1 <= Plan.objects.filter(title="New plan", state=PlanState.DRAFT).count() <= 2


def test_releasing_and_discarding_messages(world: Any) -> None:
    olga, address = _as(world, "organiser"), reverse("desk:messages_act")
    _twice(olga, address, {"action": "release", "pick": world.message.pk, "confirmed": "1"})
    world.message.refresh_from_db()
    assert (world.message.state, Message.objects.count()) == ("queued", 2)
    _twice(olga, address, {"action": "discard", "pick": world.message.pk, "confirmed": "1"})
    world.message.refresh_from_db()
    assert world.message.state == "discarded"


def test_erasing(world: Any) -> None:
    LegalHold.objects.all().delete()  # the world has one
    data = {"confirmed": "1", "reason": "asked for it"}
    _twice(_as(world, "organiser"), reverse("people:erase", args=[world.person.pk]), data)
    assert Erasure.objects.filter(person_id=world.person.pk).count() == 1
    assert Person.objects.get(pk=world.person.pk).given_names == ""


def test_a_journey(world: Any) -> None:
    pia = _as(world, "participant")
    address = reverse("logistics:journey", args=[world.participation.pk, "departure"])
    _twice(pia, address, posted())
    assert world.participation.journeys.filter(direction="departure").count() == 1


@pytest.mark.parametrize("code", ["about_me", "health"])
def test_waiving(code: str, world: Any) -> None:
    data = {"confirmed": "1", "reason": "not needed"}
    olga = _as(world, "organiser")
    _twice(olga, reverse("people:waive", args=[world.participation.pk, code]), data)
    assert world.participation.waivers.filter(requirement=code).count() == 1
