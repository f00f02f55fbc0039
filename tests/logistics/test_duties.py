"""Tutors on duty: whom they see and when; the emergency card opens with a reason, is told of, and closes by itself."""

import re
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from ish import clock
from ish.outbox.models import Message
from ish.people.models import Participation
from ish.privacy import services as privacy
from ish.privacy.models import Look
from ish.profiles.models import Emergency, Health, Interests
from ish.programme.models import Organiser
from logistics import duty_queries, duty_services
from logistics.models import CardOpening, Duty
from tests.access import world as worlds

SECRET = "Peanuts, anaphylactic"


@pytest.fixture(autouse=True)
def _one_factor(settings: Any) -> None:
    settings.REQUIRE_SECOND_FACTOR = False


@pytest.fixture
def world(db: None) -> worlds.World:
    built = worlds.build()
    Health.objects.update_or_create(
        participation=built.participation,
        defaults={
            "allergies": [{"what": SECRET, "severity": "danger"}],
            "private_note": "Only for the school",
        },
    )
    Emergency.objects.update_or_create(
        participation=built.participation,
        defaults={
            "contacts": [
                {"name": "Aya Sato", "relation": "aunt", "phone": "+81312345678", "time_zone": "Asia/Tokyo"}
            ]
        },
    )
    Look.objects.all().delete()
    return built


def client(world: Any, actor: str) -> Client:
    found = Client()
    found.force_login(world.users[actor])
    return found


def card(world: Any, name: str = "logistics:card", **more: Any) -> str:
    return reverse(name, kwargs={"pk": world.participation.pk, **more})


def test_the_card_opens_with_one_tap_and_a_reason_and_everybody_learns_of_it(
    world: Any, mailbox: Any
) -> None:
    toni = client(world, "companion")
    closed = toni.get(card(world)).content.decode()
    assert SECRET not in closed and "Allergic reaction" in closed and not Look.objects.exists()
    toni.post(card(world), {"cause": "allergy", "reason": "swollen lips " + "x" * 286})
    page = toni.get(card(world)).content.decode()
    assert SECRET in page and "tel:+81312345678" in page and "Only for the school" not in page
    look = next(row for row in Look.objects.all() if "profiles.health.allergies" in row.fields)
    assert (look.role, look.person_id, look.where) == ("companion", world.person.pk, "emergency card")
    assert "allergic reaction: swollen lips" in look.reason and len(look.reason) <= 300
    told = {row.to_email: row for row in Message.objects.filter(kind__startswith="card_opened")}
    assert set(told) == {world.users["organiser"].email, world.person.email}
    assert told[world.person.email].not_before > clock.now() + timedelta(hours=20)
    assert all(SECRET not in row.body_text + str(row.context) for row in told.values())
    assert (
        "Toni"
        in client(world, "participant")
        .get(reverse("profiles:looks", args=[world.person.pk]))
        .content.decode()
    )


def test_why_a_card_was_opened_reads_who_looks_after_health_and_the_person(world: Any) -> None:
    client(world, "companion").post(card(world), {"cause": "allergy", "reason": "swollen lips"})
    client(world, "companion").get(card(world))
    looks = reverse("profiles:looks", args=[world.person.pk])
    for actor, part, reads in (
        ("participant", "", True), ("organiser", "health", True), ("organiser", "travel", False),
    ):  # fmt: skip
        if part:
            Organiser.objects.filter(pk=world.organiser_row.pk).update(part=part)
        page = client(world, actor).get(looks).content.decode()
        assert "on the emergency card" in page and ("swollen lips" in page) is reads
    with connection.cursor() as cursor:
        cursor.execute("SELECT reason FROM privacy_look")
        assert not any("swollen" in (row[0] or "") for row in cursor.fetchall())


def test_it_closes_by_itself_and_opens_for_each_by_themselves(world: Any, monkeypatch: Any) -> None:
    toni, olga = client(world, "companion"), client(world, "organiser")
    toni.post(card(world), {"cause": "illness"})
    toni.post(card(world), {"cause": "illness"})  # tapped twice
    assert CardOpening.objects.count() == 1
    assert SECRET not in olga.get(card(world)).content.decode()
    CardOpening.objects.update(at=clock.now() - duty_queries.STANDS_OPEN - timedelta(minutes=1))
    assert SECRET not in toni.get(card(world)).content.decode()
    assert toni.get(card(world, "logistics:card_paper", language="de")).status_code == 302


@pytest.mark.parametrize("cause", ["", "curiosity"])
def test_without_one_of_the_reasons_it_stays_closed(world: Any, cause: str) -> None:
    toni = client(world, "companion")
    page = toni.post(card(world), {"cause": cause}, follow=True).content.decode()
    assert "Say why" in page and SECRET not in page and not CardOpening.objects.exists()


def test_only_on_duty_and_only_of_those_in_ones_care(world: Any) -> None:
    other = reverse("logistics:card", args=[world.participation_other.pk])
    assert client(world, "companion").get(other).status_code == 404
    assert client(world, "companion").post(other, {"cause": "illness"}).status_code == 404
    world.duty.people.clear()
    assert client(world, "companion").get(card(world)).status_code == 404  # nobody is named, so nobody
    duty_services.for_everybody(duty=world.duty)
    assert client(world, "companion").get(other).status_code == 200
    duty_services.end_duty(duty=world.duty, by=world.users["organiser"])
    toni = client(world, "companion")
    assert toni.get(card(world)).status_code == toni.get(reverse("logistics:in_care")).status_code == 404


def test_whom_one_looks_after_says_what_they_like_and_where_one_is(world: Any) -> None:
    likes = {"hobbies": "Chess", "swimming": "not"}
    Interests.objects.update_or_create(participation=world.participation, defaults=likes)
    Interests.objects.update_or_create(participation=world.participation_other, defaults={"hobbies": "Golf"})
    toni = client(world, "companion")
    page = toni.get(reverse("logistics:in_care")).content.decode()
    assert "Chess" in page and "I cannot swim" in page and "Golf" not in page
    for url in (card(world), reverse("logistics:in_care")):
        marked = re.findall(r'<a href="([^"]+)" aria-current="page"', toni.get(url).content.decode())
        assert set(marked) == {reverse("logistics:in_care")}


def test_a_duty_lasts_from_its_first_day_to_its_last(world: Any) -> None:
    today, user = clock.today(), world.users["companion"]
    for first, last, holds in ((0, 0, True), (1, 5, False), (-5, -1, False), (-1, 1, True)):
        Duty.objects.update(starts_on=today + timedelta(days=first), ends_on=today + timedelta(days=last))
        assert duty_queries.holds(user) is holds


def test_an_organiser_without_the_part_of_health_sees_whom_to_ring_and_no_illness(world: Any) -> None:
    Organiser.objects.filter(pk=world.organiser_row.pk).update(part="travel")
    olga = client(world, "organiser")
    olga.post(card(world), {"cause": "missing"})
    page = olga.get(card(world)).content.decode()
    assert "tel:+81312345678" in page and SECRET not in page and "Not for your part" in page


def test_what_nobody_answered_is_not_called_none(world: Any) -> None:
    Health.objects.filter(participation=world.participation).update(allergies=None)
    toni = client(world, "companion")
    toni.post(card(world), {"cause": "illness"})
    assert "nobody has answered" in toni.get(card(world)).content.decode()
    Health.objects.filter(participation=world.participation).delete()
    Health.objects.create(participation=world.participation, nothing_to_declare="yes")
    page = toni.get(card(world)).content.decode()
    assert "none (said so)" in page and "nobody has answered" not in page


def test_a_doctor_gets_it_in_german(world: Any) -> None:
    toni = client(world, "companion")
    toni.post(card(world), {"cause": "illness"})
    before = Look.objects.count()
    made = toni.get(card(world, "logistics:card_paper", language="de"))
    reader = PdfReader(BytesIO(made.content))
    text = " ".join(page.extract_text() for page in reader.pages)
    assert SECRET in text and "Aya Sato" in text and "112" in text and "Only for the school" not in text
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"] and reader.trailer["/Root"]["/Lang"] == "de"
    assert Look.objects.count() > before  # printing is looking


def test_organisers_put_tutors_on_duty_and_nobody_else(world: Any) -> None:
    olga = client(world, "organiser")
    url = reverse("logistics:duties")
    data = {"starts_on": "01.08.2027", "ends_on": "03.08.2027", "whom": "everybody"}
    olga.post(url, {**data, "participation": world.participation.pk})  # a student
    assert Duty.objects.count() == 1
    tutor = Participation.objects.get(capacity="tutor")
    wrong = olga.post(url, {**data, "participation": tutor.pk, "ends_on": "30.07.2027"})
    assert "before the first one" in wrong.content.decode() and Duty.objects.count() == 1
    for _again in range(2):
        assert olga.post(url, {**data, "participation": tutor.pk}).status_code == 302
    assert Duty.objects.count() == 2
    theirs = Duty.objects.exclude(pk=world.duty.pk).get()
    otto = client(world, "organiser_other")
    assert otto.post(reverse("logistics:end_duty", args=[theirs.pk])).status_code == 404
    olga.post(reverse("logistics:end_duty", args=[theirs.pk]))
    assert not Duty.objects.filter(pk=theirs.pk).exists()  # it had not begun


def test_among_many_people_are_found_and_taken_in_by_name_partner_and_lab(world: Any) -> None:
    olga, pia = client(world, "organiser"), world.participation
    Duty.objects.filter(pk=world.duty.pk).update(everybody=True)
    world.duty.people.clear()
    page, change = (reverse(f"logistics:{name}", args=[world.duty.pk]) for name in ("duty", "change_duty"))
    body, lab = pia.nomination.body_id, world.placement.project_id
    name = pia.person.full_name
    for query in (f"q={pia.person.family_name}", f"partner={body}", f"lab={lab}", "alone=on"):
        assert name in olga.get(f"{page}?{query}").content.decode(), query
    assert name not in olga.get(f"{page}?q=nobody-of-this-name").content.decode()
    for wrong in (
        "lab=0",
        "partner=x",
    ):  # an address that makes no sense takes nobody in, least of all everybody
        olga.post(change, {"do": "in_all", "list": wrong})
        assert not world.duty.people.exists()
    answer = olga.post(change, {"do": "in_all", "list": f"partner={body}"}, follow=True)
    assert "added" in answer.content.decode() and pia in world.duty.people.all()
    world.duty.refresh_from_db()
    assert not world.duty.everybody and name in olga.get(f"{page}?shows=theirs").content.decode()
    assert name not in olga.get(f"{page}?alone=on").content.decode()
    stranger = Participation.objects.exclude(edition=pia.edition).first()
    olga.post(change, {"do": "in", "who": [pia.pk, stranger.pk, "x"]})
    assert stranger not in world.duty.people.all()
    olga.post(change, {"do": "out", "who": pia.pk})
    assert client(world, "companion").get(card(world)).status_code == 404
    olga.post(change, {"do": "everybody"})
    assert client(world, "companion").get(card(world)).status_code == 200


def test_what_happened_is_forgotten_with_the_person(world: Any) -> None:
    client(world, "companion").post(card(world), {"cause": "allergy", "reason": "swollen lips"})
    world.hold.delete()
    privacy.erase(person_id=world.person.pk, by=None, reason="asked")
    row = CardOpening.objects.get()
    assert (row.cause, row.reason) == (None, None)
