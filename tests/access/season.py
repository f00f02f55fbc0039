"""What a season has in the middle of its year: something planned, a draft, an offer nobody answered, a place that is free.

Without them the pages where places are released, offered, ended and named for once more only lead elsewhere.
"""

from datetime import timedelta
from typing import Any

from ish import clock
from ish.nominations import services
from ish.nominations.models import Coordinator, Nomination, Release
from ish.nominations.states import CoordinatorKind, Receiver, Sender
from ish.people.models import Participation, Person, Waiver
from ish.people.states import State
from ish.programme.models import Quota
from ish.rights.models import Copy, Request, Restriction
from ish.rights.states import CopyState
from tests.handbook.makers import handbook

LIST = "Given names,Family name,Date of birth,Email\nSora,Mori,2010-03-05,sora@example.org\n"


def add(world: Any, owner: Any) -> None:
    """Write them for the partner and the edition of a world, as objects of it.

    Places are held, and one is free. `owner` has uploaded a list.
    """
    now, today = clock.now(), clock.today()
    world.handbook_page = handbook(world.edition)
    world.data_request = Request.objects.create(
        person=world.person, kind="erasure", received_on=today, due=today + timedelta(days=30)
    )
    world.copy = Copy.objects.create(person=world.person, state=CopyState.GONE)
    world.restriction = Restriction.objects.create(person=world.person_other, asked_by="person", why="x")
    world.draft = _named(world, "Dora", Sender.DRAFT)
    world.planned = _named(world, "Petra", pending=Receiver.SELECTED)
    world.next_one = _named(world, "Nils", receiver_state=Receiver.WAITING_LIST, reserve=True)
    world.lapsed = _named(world, "Lena", receiver_state=Receiver.SELECTED, release=world.release)
    world.gone = _named(world, "Gil", receiver_state=Receiver.SELECTED)
    _stand(world.lapsed, State.OFFERED, offered_at=now, accept_by=today - timedelta(days=2))
    _stand(world.gone, State.GAVE_BACK, offered_at=now)
    world.gone_participation = world.gone.participation
    world.offered = _named(world, "Mina", receiver_state=Receiver.SELECTED, born=16)
    _stand(world.offered, State.OFFERED, offered_at=now, accept_by=today + timedelta(days=9))
    world.offered_participation = world.offered.participation
    Waiver.objects.create(participation=world.lapsed.participation, requirement="accept_place", reason="Rang")
    Quota.objects.filter(edition=world.edition, body=world.body).update(places=6)
    before = world.release.before | {str(world.lapsed.pk): [Receiver.WAITING, State.PROSPECTIVE, {}]}
    Release.objects.filter(pk=world.release.pk).update(before=before)
    world.deputy = Coordinator.objects.create(
        body=world.body,
        name="Dewi",
        email="dewi@example.org",
        kind=CoordinatorKind.DEPUTY,
        active_from=today,
        active_to=today + timedelta(days=30),
    )
    world.stash = services.stash_list(
        edition=world.edition,
        body=world.body,
        owner=owner,
        file_name="list.csv",
        data=LIST.encode(),
    )


def _named(
    world: Any, given: str, sender: str = Sender.SUBMITTED, born: int = 19, **fields: Any
) -> Nomination:
    person = Person.objects.create(
        given_names=given,
        family_name="Kumada",
        email=f"{given}@example.org".lower(),
        birth_date=clock.today() - timedelta(days=born * 366),
    )
    participation = Participation.objects.create(
        person=person, edition=world.edition, state=State.PROSPECTIVE
    )
    return Nomination.objects.create(
        edition=world.edition,
        body=world.body,
        participation=participation,
        sender_state=sender,
        submitted_at=None if sender == Sender.DRAFT else clock.now(),
        **fields,
    )


def _stand(nomination: Nomination, state: str, **fields: Any) -> None:
    Participation.objects.filter(pk=nomination.participation_id).update(state=state, **fields)
    nomination.participation.refresh_from_db()
