"""Lab supervisors see their own students by the published plan, and only what they may know; organisers keep the labs."""

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from ish.outbox import registry
from ish.placements import mails, services
from ish.placements.models import Host, LabProject
from ish.profiles.models import AboutMe, Health, TravelDocument
from tests.placements import makers

SECRETS = {
    "phone": "+4915112345678",
    "birth": "1999",
    "allergy": "Allergic to walnuts-canary",
    "passport": "CANARY123",
    "town": "Canarytown",
    "note": "Secret wish note canary",
    "reason": "Override reason canary",
    "native": "ピア",
}


@pytest.fixture
def edition(db: None, settings: Any) -> Any:
    settings.REQUIRE_SECOND_FACTOR = False
    return makers.edition()


def client_of(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_a_supervisor_sees_own_students_and_only_allowed_facts(edition: Any) -> None:
    olga = makers.organiser(edition)
    lab, other, full = (
        makers.lab(edition, min_age=90),
        makers.lab(edition, "Stars"),
        makers.lab(edition, "Yeast"),
    )
    hana, hugo = makers.host(lab), makers.host(other, "hugo")
    pia = makers.student(
        edition, "Pia", phone=SECRETS["phone"], birth_date=date(1999, 3, 7), native_name=SECRETS["native"]
    )
    pia.wish_list.note = SECRETS["note"]
    pia.wish_list.save()
    Health.objects.create(participation=pia, allergies=SECRETS["allergy"])
    TravelDocument.objects.create(participation=pia, number=SECRETS["passport"])
    AboutMe.objects.create(participation=pia, city=SECRETS["town"])
    mei, kid = makers.student(edition, "Mei"), makers.student(edition, "Kid", birth_date=date(2011, 1, 1))
    draft = makers.plan(edition)
    services.place(plan=draft, participation=pia, project=lab, by=olga, reason=SECRETS["reason"])
    services.place(plan=draft, participation=mei, project=other, by=olga)
    services.place(plan=draft, participation=kid, project=full, by=olga)
    url = reverse("placements:my_projects")
    assert "Pia" not in client_of(hana.user).get(url).content.decode()
    services.publish(plan=draft, by=olga)
    page = client_of(hana.user).get(url).content.decode()
    assert (
        "Pia Example" in page and "pia@example.org" in page and "adult" in page and SECRETS["native"] in page
    )
    assert "Mei" not in page and "Kid" not in page and "Stars" not in page
    for name in ("phone", "birth", "allergy", "passport", "town", "note", "reason"):
        assert SECRETS[name] not in page, name
    theirs = client_of(hugo.user).get(url).content.decode()
    assert "Mei" in theirs and "Pia" not in theirs
    for address in (
        reverse("people:person", args=[pia.person_id]),
        reverse("placements:wishes", args=[pia.pk]),
    ):
        assert client_of(hana.user).get(address).status_code == 404


def test_a_minor_is_shown_as_such_without_the_birth_date(edition: Any) -> None:
    lab, olga = makers.lab(edition), makers.organiser(edition)
    hana, kid = makers.host(lab), makers.student(edition, "Kid", birth_date=date(2011, 2, 3))
    plan = makers.plan(edition)
    services.place(plan=plan, participation=kid, project=lab, by=olga)
    services.publish(plan=plan, by=olga)
    page = client_of(hana.user).get(reverse("placements:my_projects")).content.decode()
    assert "under 18" in page and "2011" not in page


def test_a_student_sees_the_lab_once_published(edition: Any) -> None:
    lab, olga = makers.lab(edition), makers.organiser(edition)
    makers.host(lab)
    pia = makers.student(edition, "Pia", account=True)
    plan, client = makers.plan(edition), client_of(pia.person.user)
    services.place(plan=plan, participation=pia, project=lab, by=olga)
    url = reverse("placements:mine")
    assert "1 Bank Street" not in client.get(url).content.decode()
    services.publish(plan=plan, by=olga)
    page = client.get(url).content.decode()
    assert "1 Bank Street" in page and "hana@example.org" in page


def test_projects_and_supervisors_are_kept_by_organisers(edition: Any, mailbox: Any) -> None:
    client = client_of(makers.organiser(edition))
    lab = makers.lab(edition)
    values = {
        "institute": lab.institute_id,
        "title": "Cells",
        "capacity": 2,
        "state": "open",
        "languages_0": "en",
    }
    made = client.post(reverse("placements:project_new"), values)
    project = LabProject.objects.get(title="Cells")
    assert made.status_code == 302 and project.languages == ["en"] and project.edition == edition
    again = client.post(reverse("placements:project_new"), values)
    assert again.status_code == 200 and LabProject.objects.filter(title="Cells").count() == 1
    person = {"name": "Hana", "email": "hana@example.org", "phone": "", "language": "de"}
    client.post(reverse("placements:host_new", args=[project.pk]), person)
    twice = client.post(
        reverse("placements:host_new", args=[project.pk]), {**person, "email": "HANA@example.org"}
    )
    assert "on the project already" in twice.content.decode()
    host = Host.objects.get()
    client.post(reverse("placements:host_invite", args=[host.pk]))
    (message,) = mailbox(kind=mails.HOST_INVITATION)
    assert (message.to_email, message.language) == ("hana@example.org", "de")
    assert "summer school" not in message.reason
    client.post(reverse("placements:host_remove", args=[host.pk]), {"confirmed": "1"})
    assert not Host.objects.exists()


def test_two_who_edit_a_project(edition: Any) -> None:
    olga, lab = client_of(makers.organiser(edition)), makers.lab(edition)
    url = reverse("placements:project", args=[lab.pk])
    seen = olga.get(url).context["form"].initial["seen"]
    LabProject.objects.filter(pk=lab.pk).update(capacity=7)
    values = {"institute": lab.institute_id, "title": "Mine", "capacity": 1, "state": "open", "seen": seen}
    assert "in the meantime" in olga.post(url, values).content.decode()
    lab.refresh_from_db()
    assert (lab.title, lab.capacity) == ("Rivers", 7)


@pytest.mark.parametrize("account", [True, False])
def test_supervisors_are_written_to_in_their_language_and_no_longer_once_removed(
    edition: Any, mailbox: Any, account: bool
) -> None:
    olga, lab = makers.organiser(edition), makers.lab(edition)
    hana = makers.host(lab, account=account)
    Host.objects.filter(pk=hana.pk).update(language="de")
    if hana.user:
        hana.user.language = "de"
        hana.user.save()
    plan = makers.plan(edition)
    services.place(plan=plan, participation=makers.student(edition, "Pia"), project=lab, by=olga)
    services.publish(plan=plan, by=olga)
    (message,) = mailbox(kind=mails.HOST_PEOPLE)
    still_wanted = registry.get(mails.HOST_PEOPLE).still_wanted
    assert message.language == "de" and still_wanted(message)
    services.remove_host(host=hana, by=olga)
    assert not still_wanted(message)
