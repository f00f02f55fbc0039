"""A journey is typed from the ticket, saved whole, and shown to those who meet people."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse

from ish import clock
from ish.forgetting.models import LegalHold
from ish.people import requirements
from ish.people.models import Participation
from ish.people.states import State
from ish.privacy import services as privacy
from ish.profiles.models import TravelDocument
from logistics import queries, services
from logistics.models import Journey, Place
from logistics.services import ChangedMeanwhile, Impossible, LegGiven
from tests.access import world as worlds
from tests.counting import counting


@pytest.fixture
def world(db) -> worlds.World:
    built = worlds.build()
    Journey.objects.all().delete()
    built.narita, _new = Place.objects.get_or_create(
        iata="NRT", defaults={"name": "Tokyo Narita", "time_zone": "Asia/Tokyo", "country": "JP"}
    )
    built.fra, _new = Place.objects.get_or_create(
        iata="FRA", defaults={"name": "Frankfurt Airport", "time_zone": "Europe/Berlin", "country": "DE"}
    )
    return built


def leg(world: Any, **change: Any) -> LegGiven:
    given = {
        "mode": "flight",
        "number": "lh 711",
        "from_place": world.narita,
        "to_place": world.fra,
        "departs": datetime(2027, 7, 18, 10, 25),
        "arrives": datetime(2027, 7, 18, 17, 5),
    }
    return LegGiven(**{**given, **change})


def test_local_times_become_moments_with_their_zones(world) -> None:
    row = services.save_journey(participation=world.participation, direction="arrival", legs=[leg(world)])
    (saved,) = row.legs.all()
    assert saved.departs_at == datetime(2027, 7, 18, 1, 25, tzinfo=UTC)
    assert saved.arrives_at == datetime(2027, 7, 18, 15, 5, tzinfo=UTC)
    assert (saved.departs_zone, saved.arrives_zone, saved.number) == ("Asia/Tokyo", "Europe/Berlin", "LH 711")
    assert (row.starts_at, row.ends_at, row.version) == (saved.departs_at, saved.arrives_at, 1)


def test_impossible_legs_leave_everything_as_it_was(world) -> None:
    services.save_journey(participation=world.participation, direction="arrival", legs=[leg(world)])
    late = leg(world, from_place=world.fra, to_place=world.narita, departs=datetime(2027, 7, 18, 16, 0),
               arrives=datetime(2027, 7, 19, 12, 0))  # fmt: skip
    with pytest.raises(Impossible) as refused:
        services.save_journey(participation=world.participation, direction="arrival", legs=[leg(world), late])
    assert [number for number, _text in refused.value.problems] == [2]
    assert Journey.objects.get().legs.count() == 1


def test_the_second_of_two_editors_is_told(world) -> None:
    services.save_journey(
        participation=world.participation, direction="arrival", legs=[leg(world)], version=0
    )
    with pytest.raises(ChangedMeanwhile):
        services.save_journey(participation=world.participation, direction="arrival", legs=[], version=0)
    assert Journey.objects.get().legs.count() == 1


def test_arrivals_are_those_of_the_day_in_the_schools_zone(world) -> None:
    services.save_journey(
        participation=world.participation, direction="arrival",
        legs=[leg(world, departs=datetime(2027, 7, 18, 16, 0), arrives=datetime(2027, 7, 18, 23, 30))],
    )  # fmt: skip
    services.save_journey(
        participation=world.participation_other, direction="arrival",
        legs=[leg(world, departs=datetime(2027, 7, 18, 17, 0), arrives=datetime(2027, 7, 19, 0, 30))],
    )  # fmt: skip
    rows = queries.travelling(world.edition, "arrival")
    for day, person in ((18, world.participation), (19, world.participation_other)):
        found = queries.on_day(rows, world.edition, "arrival", date(2027, 7, day))
        assert [row.participation_id for row in found] == [person.pk]


def test_who_leaves_the_school_is_no_longer_met(world) -> None:
    services.save_journey(participation=world.participation, direction="arrival", legs=[leg(world)])
    Participation.objects.filter(pk=world.participation.pk).update(state=State.WITHDREW)
    assert list(queries.travelling(world.edition, "arrival")) == []
    assert world.participation.pk not in {p.pk for p in queries.without_journey(world.edition, "arrival")}


# ---------------------------------------------------------------- pages


def posted(number: int = 1, **fields: str) -> dict[str, str]:
    data = {"legs-TOTAL_FORMS": str(number), "legs-INITIAL_FORMS": "0", "version": "0", "needs_pick_up": "on"}
    first = {
        "mode": "flight",
        "number": "LH 711",
        "from_place": "NRT",
        "departs_day": "18.07.2027",
        "departs_time": "10:25",
        "to_place": "Frankfurt Airport (FRA)",
        "arrives_day": "18.07.2027",
        "arrives_time": "17:05",
    }
    return {**data, **{f"legs-0-{key}": value for key, value in first.items()}, **fields}


def url(world: Any, row: str = "participation", direction: str = "arrival") -> str:
    return reverse("logistics:journey", args=[getattr(world, row).pk, direction])


def test_a_participant_types_the_ticket(client, world) -> None:
    client.force_login(world.users["participant"])
    assert client.get(url(world)).status_code == 200
    response = client.post(url(world), posted())
    assert response.status_code == 302
    row = Journey.objects.get()
    assert (row.participation_id, row.saved_by) == (world.participation.pk, world.users["participant"])
    page = client.get(reverse("logistics:mine")).content.decode()
    assert "LH 711" in page and "Asia/Tokyo" in page


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (
            {"legs-0-arrives_time": "10:00", "legs-0-arrives_day": "17.07.2027"},
            "The arrival lies before the departure.",
        ),
        ({"legs-0-from_place": "Atlantis"}, "We do not know “Atlantis”"),
        ({"legs-0-departs_day": "31.02.2027"}, "This day does not exist"),
        ({"legs-0-departs_time": ""}, "This is still missing."),
    ],
)
def test_bad_input_says_what_to_do_and_keeps_what_was_typed(client, world, change, said) -> None:
    client.force_login(world.users["participant"])
    response = client.post(url(world), posted(**change))
    page = response.content.decode()
    assert response.status_code == 200
    assert said in page
    assert "LH 711" in page
    assert not Journey.objects.exists()


def test_an_unknown_place_comes_with_its_zone(client, world) -> None:
    client.force_login(world.users["participant"])
    client.post(url(world), posted(**{"legs-0-from_place": "Narita Harbour", "legs-0-zone": "Asia/Tokyo"}))
    assert Journey.objects.get().legs.get().from_place.time_zone == "Asia/Tokyo"


def test_another_leg_can_be_added_without_script(client, world) -> None:
    client.force_login(world.users["participant"])
    page = client.post(url(world), posted(add_leg="1")).content.decode()
    assert 'name="legs-1-number"' in page and "LH 711" in page
    assert not Journey.objects.exists()


INCOMPLETE = "The form came in incomplete, so nothing was saved."


@pytest.mark.parametrize("total", ["", "-1", "0", "x", "²", "9999999", "9" * 5000])
def test_a_tampered_number_of_legs_is_refused_and_loses_nothing(client, world, total) -> None:
    client.force_login(world.users["participant"])
    services.save_journey(participation=world.participation, direction="arrival", legs=[leg(world)])
    response = client.post(url(world), posted(version="1", **{"legs-TOTAL_FORMS": total}))
    page = response.content.decode()
    assert response.status_code == 200
    assert INCOMPLETE in page
    assert 'value="LH 711"' in page and 'name="legs-TOTAL_FORMS" value="1"' in page
    row = Journey.objects.get()
    assert (row.version, row.legs.count()) == (1, 1)


def test_a_leg_that_was_not_counted_is_not_lost(client, world) -> None:
    client.force_login(world.users["participant"])
    second = {"legs-1-number": "ICE 577", "legs-1-from_place": "FRA"}
    page = client.post(url(world), posted(1, **second)).content.decode()
    assert INCOMPLETE in page
    assert 'value="LH 711"' in page and 'value="ICE 577"' in page
    assert not Journey.objects.exists()


@pytest.mark.parametrize("total", ["", "-1", "9999999", "x", "²", "9" * 5000])
def test_a_tampered_number_of_legs_is_no_accident(client, world, total) -> None:
    client.force_login(world.users["participant"])
    response = client.post(url(world), posted(**{"legs-TOTAL_FORMS": total, "add_leg": "1"}))
    assert response.status_code == 200
    assert not Journey.objects.exists()
    assert client.post(url(world), posted(**{"legs-TOTAL_FORMS": total})).status_code == 200
    assert not Journey.objects.exists()


def test_an_organiser_enters_it_on_behalf_and_sees_the_day(client, world) -> None:
    client.force_login(world.users["organiser"])
    assert client.post(url(world), posted(needs_pick_up="")).status_code == 302
    page = client.get(reverse("logistics:arrivals") + "?day=2027-07-18").content.decode()
    assert "Sato" in page and "LH 711" in page
    assert client.get(reverse("logistics:arrivals") + "?day=nonsense").status_code == 200


def test_others_find_nothing(client, world) -> None:
    for actor in ("participant_other", "coordinator", "host", "organiser_other", "nobody"):
        client.force_login(world.users[actor])
        assert client.get(url(world)).status_code == 404, actor
        assert client.post(url(world), posted()).status_code == 404, actor
    assert not Journey.objects.exists()


def test_the_roster_joins_the_storeys_and_comes_as_a_spreadsheet(client, world) -> None:
    services.save_journey(participation=world.participation, direction="arrival", legs=[leg(world)])
    client.force_login(world.users["organiser"])
    page = client.get(reverse("logistics:roster")).content.decode()
    for text in ("Sato", "Kumamoto", "Project of Hana", "Frankfurt Airport (FRA)"):
        assert text in page
    response = client.get(reverse("logistics:roster") + "?_export=xlsx")
    body = b"".join(response.streaming_content) if response.streaming else response.content
    assert body[:2] == b"PK"


def test_the_list_of_a_day_comes_as_a_file_with_moments_and_few_queries(client, world) -> None:
    journey = services.save_journey(participation=world.participation, direction="arrival", legs=[leg(world)])
    client.force_login(world.users["organiser"])
    with counting() as count:
        response = client.get(reverse("logistics:arrivals") + "?_export=csv")
        text = b"".join(response.streaming_content).decode()
    moment = journey.ends_at.astimezone(ZoneInfo(world.edition.time_zone))
    assert f"\n{moment:%Y-%m-%d %H:%M}," in text
    assert "Sato" in text and "Kumamoto" in text
    assert count.queries <= 10, count.told()


def test_withdrawing_says_what_becomes_free(world) -> None:
    from ish.people import consequences  # noqa: PLC0415 - apps: models need the settings first

    services.save_journey(participation=world.participation, direction="arrival", legs=[leg(world)])
    said = consequences.preview(
        consequences.Change(
            "state", world.participation, {"old": State.CONFIRMED, "new": State.WITHDREW, "by": None}
        )
    )
    assert any("no longer on the list" in str(line) for line in said)


def test_erasing_a_person_empties_number_and_note(world) -> None:
    LegalHold.objects.all().delete()  # the world has one
    row = services.save_journey(
        participation=world.participation, direction="arrival", legs=[leg(world)], note="allergic to cats"
    )
    privacy.erase(person_id=world.person.pk, by=None, reason="")
    row.refresh_from_db()
    assert (row.note, row.legs.get().number) == ("", "")


def test_a_ticket_is_looked_at_again_when_name_or_passport_change(client, world) -> None:
    row, pia = world.participation, world.participation.person
    paper, _new = TravelDocument.objects.update_or_create(participation=row, defaults={"number": ""})
    day = clock.now().replace(hour=12, tzinfo=None)  # at noon no clock is changed
    soon = {"departs": day + timedelta(days=3), "arrives": day + timedelta(days=4)}
    services.save_journey(participation=row, direction="arrival", legs=[leg(world, **soon)])

    def asked() -> str:
        has = "ticket" in {task.requirement.code for task in requirements.tasks(row, row.edition.arrival_day)}
        told = Journey.objects.get(participation=row).differs
        assert has is bool(told)
        return told

    paper.number = "TR 1"  # the first one is no change
    paper.save()
    pia.family_name = f" {pia.family_name.upper()} "
    pia.save()
    assert asked() == ""
    paper.number = "TR 2"
    paper.save()
    pia.given_names = "Piaa"
    pia.save(update_fields=["given_names"])
    assert asked() == "document,name"
    client.force_login(world.users["participant"])
    page = client.get(reverse("logistics:mine")).content.decode()
    assert "your passport or identity card, your name" in page and "TR 1" not in page
    client.post(reverse("logistics:ticket_fits", args=[row.pk]))
    assert asked() == ""
    pia.birth_date = date(2009, 1, 2)
    pia.save()
    assert asked() == "born"
    services.save_journey(participation=row, direction="arrival", legs=[leg(world, **soon, number="lh 9")])
    assert asked() == ""


def test_the_phase_must_have_begun(client, world) -> None:
    phase = world.edition.phases.get(code="travel")
    phase.opens = phase.closes = date.today() + timedelta(days=40)
    phase.save()
    client.force_login(world.users["participant"])
    assert "Not asked yet" in client.get(url(world)).content.decode()
