"""A small cast for the tests of lab places: an edition in July 2027, labs with supervisors, students with wishes."""

from datetime import date, timedelta
from typing import Any

from accounts.models import User
from ish import clock
from ish.nominations.models import Nomination
from ish.nominations.states import Receiver, Sender
from ish.people.models import Participation, Person
from ish.people.states import State
from ish.placements import services
from ish.placements.models import Host, Institute, LabProject, Plan, Wish, WishList
from ish.profiles.models import Education
from ish.programme.models import Edition, NominatingBody
from ish.programme.states import PhaseCode
from tests.people import makers

user, edition, organiser, body = makers.user, makers.edition, makers.organiser, makers.body


def wishes_open(of: Edition, *, is_open: bool = True) -> None:
    """Let today lie within the time for wishes, or after it."""
    today = clock.today()
    shift = timedelta(days=0 if is_open else -60)
    of.phases.filter(code=PhaseCode.WISHES).update(
        opens=today - timedelta(days=10) + shift, closes=today + timedelta(days=10) + shift
    )


def lab(of: Edition, title: str = "Rivers", **fields: Any) -> LabProject:
    """Return a lab project that takes part."""
    institute, _made = Institute.objects.get_or_create(
        short_name="IoR", defaults={"name": "Institute of Rivers", "address": "1 Bank Street"}
    )
    return LabProject.objects.create(
        edition=of, institute=institute, title=title, **{"capacity": 1, **fields}
    )


def host(project: LabProject, name: str = "hana", account: bool = True) -> Host:
    """Return a supervisor of a project."""
    email = f"{name}@example.org"
    who = user(email) if account else None
    return Host.objects.create(project=project, user=who, name=name.title(), email=email)


def student(
    of: Edition,
    name: str,
    *wishes: LabProject,
    of_body: NominatingBody | None = None,
    account: bool = False,
    any_suitable: bool = True,
    **fields: Any,
) -> Participation:
    """Return a confirmed participation with a submitted list of wishes."""
    values = {"email": f"{name.lower()}@example.org", "birth_date": date(2008, 1, 1), **fields}
    if account:
        values["user"] = user(values["email"])
    person = Person.objects.create(given_names=name, family_name="Example", **values)
    row = Participation.objects.create(
        person=person, edition=of, state=State.CONFIRMED, offered_at=clock.now()
    )
    Education.objects.create(participation=row, languages=[{"language": "en", "level": "B2"}])
    if of_body:
        Nomination.objects.create(
            edition=of,
            body=of_body,
            participation=row,
            sender_state=Sender.SUBMITTED,
            receiver_state=Receiver.SELECTED,
            submitted_at=clock.now(),
        )
    listed = WishList.objects.create(
        participation=row, any_suitable=any_suitable, submitted_at=clock.now(), version=1
    )
    Wish.objects.bulk_create(
        Wish(wish_list=listed, project=project, rank=rank) for rank, project in enumerate(wishes, 1)
    )
    return row


def plan(of: Edition, title: str = "Plan", by: User | None = None) -> Plan:
    """Return an empty draft."""
    return services.new_plan(edition=of, title=title, by=by)


def where(row: Plan) -> dict[str, str]:
    """Return {given name: title of the lab} of a plan."""
    found = row.placements.select_related("participation__person", "project")
    return {p.participation.person.given_names: p.project.title for p in found}
