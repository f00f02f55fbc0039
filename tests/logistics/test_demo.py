"""The demonstration: only in an empty database, as of each stage, in any size, the same for the same seed."""

import random

import pytest
from django.core.management import CommandError, call_command

from accounts.models import DemoCast, DemoMark, User
from ish import clock
from ish.nominations.models import Nomination
from ish.outbox.models import Message
from ish.people.models import Participation, Person
from ish.people.states import State
from ish.placements.models import Host, Placement, Plan
from ish.privacy import catalogue
from ish.programme.models import NominatingBody
from logistics.demo import crowd, season
from logistics.models import Journey

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("stage", list(season.STAGES))
def test_each_stage_is_looked_at_on_a_day_of_its_own(stage: str) -> None:
    call_command("demo", stage=stage, verbosity=0)
    assert clock.today() == season.STAGES[stage].date()
    assert DemoCast.objects.count() == 9
    assert Nomination.objects.exists()
    assert bool(Message.objects.filter(state="sent").exists()) == (stage != "nominations")
    assert Plan.objects.filter(state="published").exists() == (stage == "travel")
    assert Journey.objects.exists() == (stage == "travel")


def test_the_awkward_persons_are_there() -> None:
    call_command("demo", stage="travel", verbosity=0)
    people = Participation.objects.filter(capacity="participant").select_related("person")
    coming = [p for p in people if p.state == State.CONFIRMED]
    ages = [p.person.age_on(season.ARRIVAL) for p in coming]
    assert sum(age in (16, 17) for age in ages) >= 6
    assert any(
        age == 17 and p.person.age_on(season.DEPARTURE) == 18 for age, p in zip(ages, coming, strict=True)
    )
    assert Person.objects.filter(family_name="", given_names="SURYANI").exists()
    assert any(len(p.person.full_name) > 40 for p in coming)
    assert any(len(p.person.nationalities) > 1 for p in coming)
    twins = Person.objects.filter(family_name="FABRE")
    assert len({t.birth_date for t in twins}) == 1 and twins.count() == 2
    assert {"withdrew", "visa_refused", "not_selected"} <= set(people.values_list("state", flat=True))
    assert Nomination.objects.filter(replaces__isnull=False).count() == 1
    assert Placement.objects.count() == len(coming)


def test_hard_cases_are_there_from_the_profiles_on() -> None:
    call_command("demo", stage="profiles", verbosity=0)
    assert Participation.objects.filter(state=State.VISA_REFUSED).count() == 1
    assert Nomination.objects.filter(motivation__contains="keine Fotos").exists()
    custody = Person.objects.get(given_names="Chloe").guardians.order_by("pk")
    assert [bool(row.email) for row in custody] == [True, False]
    assert set(Host.objects.values_list("language", flat=True)) == {"de", "en"}


def test_it_never_touches_a_database_in_use() -> None:
    User.objects.create_user("somebody@example.org")
    with pytest.raises(CommandError):
        call_command("demo", verbosity=0)
    call_command("demo", if_empty=True, verbosity=0)
    assert not DemoMark.objects.exists()


def test_any_size_and_the_same_for_the_same_seed() -> None:
    call_command("demo", people=120, seed=7, stage="travel", verbosity=0)
    assert Person.objects.count() == 120
    bodies = list(NominatingBody.objects.order_by("pk"))

    def people(seed: int) -> list[tuple[object, ...]]:
        chance = random.Random(seed)
        made = [crowd._person(chance, i, bodies) for i in range(50)]
        return [(p.given_names, p.family_name, p.birth_date, p.sex) for p in made]

    assert people(7) == people(7) != people(8)
    assert all(p["email"].endswith("@example.org") for p in Person.objects.values("email"))


def test_every_address_of_the_demonstration_is_invented() -> None:
    call_command("demo", stage="profiles", verbosity=0)
    for policy in catalogue.every().values():
        for name in policy.fields:
            if name != "email":
                continue
            for address in policy.model._default_manager.exclude(email="").values_list("email", flat=True):
                assert address.endswith("@example.org")
