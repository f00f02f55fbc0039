"""Erasing one person reaches every declared field, the history, messages, invitations, proposals and files; counts stay true."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from auditlog.models import LogEntry
from django.apps import apps
from django.conf import settings as django_settings
from django.db import connection
from django.test import Client
from django.urls import reverse

from accounts.models import Invitation, User
from ish import clock
from ish.outbox import delivery
from ish.outbox.models import Message
from ish.people import account_services
from ish.people import services as people
from ish.people.models import Guardian, Participation, Person
from ish.people.states import State
from ish.placements import explaining
from ish.placements import services as placements
from ish.placements.models import Institute, LabProject, Plan, Wish, WishList
from ish.privacy import catalogue
from ish.privacy.emptying import empty_value
from ish.privacy.models import Erasure
from ish.privacy.services import erase
from ish.profiles.models import AboutMe, Education, Emergency, Health, NoticeRead, TravelDocument
from ish.profiles.notice import NOTICE_VERSION
from ish.programme.models import Phase
from ish.programme.states import PhaseCode

CANARY = "Zyxwvut"
DAY = timedelta(days=1)


@pytest.fixture
def full(participation: Participation) -> Participation:
    person = participation.person
    for name in ("family_name", "given_names", "badge_name", "native_name", "pronunciation"):
        setattr(person, name, f"{CANARY}-{name}")
    person.email = f"{CANARY.lower()}@example.org"
    person.save()
    Guardian.objects.create(person=person, name=f"{CANARY} senior", email=f"{CANARY.lower()}2@example.org")
    AboutMe.objects.create(participation=participation, city=CANARY)
    Emergency.objects.create(participation=participation, contacts=[{"name": CANARY}])
    Education.objects.create(participation=participation, institution=CANARY, lab_experience=CANARY)
    Health.objects.create(participation=participation, allergies=CANARY)
    TravelDocument.objects.create(participation=participation, number=CANARY, expires_on=date(2031, 1, 1))
    Message.objects.create(
        kind="x", key="x", to_email=person.email, to_name=CANARY, subject=CANARY, body_text=CANARY, body_html=CANARY,
        person_id=person.pk, message_id="<x@example.org>", context={"name": CANARY},
    )  # fmt: skip
    return participation


def rows_with(text: str) -> list[str]:
    """Return the tables in which some value holds `text`, read as the database holds it."""
    found = []
    with connection.cursor() as cursor:
        for model in apps.get_models(include_auto_created=True):
            cursor.execute(f'SELECT * FROM "{model._meta.db_table}"')  # noqa: S608 - names of our own tables
            if any(text.lower() in str(value).lower() for row in cursor.fetchall() for value in row):
                found.append(model._meta.label)
    return found


def test_nothing_of_the_person_is_left(full: Participation, organiser) -> None:
    before = rows_with(CANARY)
    assert {"people.Person", "outbox.Message", "profiles.AboutMe"} <= set(before)
    report = erase(person_id=full.person_id, by=organiser(), reason="asked by letter")
    assert rows_with(CANARY) == []
    full.refresh_from_db()
    person = Person.objects.get(pk=full.person_id)
    assert person.erased_at and person.birth_date is None and person.nationalities == []
    assert Health.objects.get().allergies is None
    assert report.report["people.person"] == 1
    assert Erasure.objects.get().reason == "asked by letter"


def test_the_history_keeps_that_something_changed_but_no_value(full: Participation) -> None:
    entries = LogEntry.objects.filter(object_pk=str(full.person_id), content_type__model="person")
    assert entries.exists()
    assert not any(CANARY.lower() in str((e.changes, e.object_repr, e.changes_text)).lower() for e in entries)


def test_others_keep_what_is_theirs(full: Participation, edition, organiser) -> None:
    other = Person.objects.create(family_name="Unbeteiligt", given_names="Noor")
    stays = AboutMe.objects.create(
        participation=Participation.objects.create(person=other, edition=edition), city="Bautzen"
    )
    erase(person_id=full.person_id, by=organiser(), reason="")
    other.refresh_from_db()
    stays.refresh_from_db()
    assert (other.family_name, stays.city) == ("Unbeteiligt", "Bautzen")


def test_the_account_can_no_longer_sign_in(full: Participation, organiser) -> None:
    user = full.person.user
    erase(person_id=full.person_id, by=organiser(), reason="")
    user.refresh_from_db()
    assert not user.is_active
    assert "pia" not in user.email


def test_every_declared_field_has_an_empty_value_its_column_accepts() -> None:
    for policy in catalogue.every().values():
        if policy.person is None:
            continue
        for name in policy.fields:
            field = policy.model._meta.get_field(name)
            value = empty_value(field)
            assert value is not None or field.null, f"{policy.label}.{name}"


# ---------------------------------------------------------------- what people really leave behind


@pytest.fixture
def kept(settings: Any, tmp_path: Path) -> Path:
    """The data directory of an embedded installation, as far as it holds no database."""
    settings.EMAIL_BACKEND, settings.EMAIL_FILE_PATH = "ish.outbox.files.EmailBackend", str(tmp_path / "mail")
    return tmp_path


def files_with(text: str, folder: Path) -> list[str]:
    """Return the files below `folder` that hold `text`; databases are asked by `rows_with`."""
    found = [path for path in folder.rglob("*") if path.is_file() and "sqlite" not in path.name]
    return [str(path) for path in found if text.lower().encode() in path.read_bytes().lower()]


def autosave(user: User, participation: Participation, section: str, **values: str) -> None:
    """Save a section as the person's browser does."""
    NoticeRead.objects.get_or_create(
        person=participation.person,
        edition_id=participation.edition_id,
        version=NOTICE_VERSION,
        language="en",
    )
    client = Client(REMOTE_ADDR="203.0.113.77")
    client.force_login(user)
    url = reverse("profiles:section", args=[participation.pk, section])
    answer = client.post(
        url, {"version": participation.person.version, **values}, headers={"HX-Request": "true"}
    )
    assert answer.status_code == 200 and 'status="saved"' in answer.content.decode(), answer.content.decode()


def test_nothing_is_left_after_a_season(
    full: Participation, organiser: Any, kept: Path, settings: Any
) -> None:
    settings.REQUIRE_SECOND_FACTOR = False
    user, olga = full.person.user, organiser()
    user.email, user.name = f"{CANARY.lower()}.account@example.org", CANARY
    user.save()
    today = clock.today()
    for code in (PhaseCode.PROFILE, PhaseCode.STAY):
        Phase.objects.create(edition=full.edition, code=code, opens=today - DAY, closes=today + DAY)
    Participation.objects.filter(pk=full.pk).update(state=State.CONFIRMED)
    full.refresh_from_db()
    AboutMe.objects.all().delete()
    names = {"given_names": CANARY, "family_name": f"{CANARY}a", "email": full.person.email}
    autosave(user, full, "about_me", **names, guardian0_name=CANARY, city=CANARY)
    assert LogEntry.objects.filter(actor=user).exists()
    assert "auditlog.LogEntry" not in rows_with(CANARY) and "auditlog.LogEntry" not in rows_with("203.0.113")
    LogEntry.objects.filter(actor=user).update(
        actor_email=user.email, remote_addr="203.0.113.77"
    )  # older ones
    people.remind(participations=[full], by=olga, at=today)
    assert delivery.deliver(Message.objects.get(kind="reminder").pk) == 1
    assert files_with(CANARY, kept)
    people.erase_person(person=full.person, by=olga, reason="asked by letter")
    assert rows_with(CANARY) == [] and rows_with("203.0.113") == []
    assert files_with(CANARY, kept) == [] and files_with(CANARY, Path(django_settings.DATA_DIR)) == []


def test_somebody_who_never_accepted_is_forgotten_too(
    full: Participation, organiser: Any, kept: Path
) -> None:
    olga = organiser()
    Person.objects.filter(pk=full.person_id).update(user=None)
    User.objects.filter(email="pia@example.org").delete()
    full = Participation.objects.select_related("person", "edition").get(pk=full.pk)
    Message.objects.all().delete()
    assert account_services.invite_person(participation=full, by=olga)
    assert Invitation.objects.get().email == full.person.email and "accounts.Invitation" in rows_with(CANARY)
    assert delivery.deliver(Message.objects.get(kind="person_invitation").pk) == 1
    assert files_with(CANARY, kept)
    people.erase_person(person=full.person, by=olga, reason="")
    assert rows_with(CANARY) == [] and files_with(CANARY, kept) == []
    assert not Invitation.objects.exists()


def test_a_stored_proposal_forgets_the_person_and_says_so(full: Participation, organiser: Any) -> None:
    edition, olga = full.edition, organiser()
    institute = Institute.objects.create(name="Institute of Rivers", short_name="IoR")
    labs = [LabProject.objects.create(edition=edition, institute=institute, title=t) for t in ("A", "B")]
    other = Participation.objects.create(
        person=Person.objects.create(given_names="Noor"), edition=edition, state=State.CONFIRMED
    )
    Participation.objects.filter(pk=full.pk).update(state=State.CONFIRMED)
    for row in (full, other):
        Education.objects.update_or_create(participation=row, defaults={"languages": [{"language": "en"}]})
        listed = WishList.objects.create(participation=row)
        Wish.objects.create(wish_list=listed, project=labs[0], rank=1)
    plan = placements.new_plan(edition=edition, title="First", by=olga)
    placements.propose(plan=plan, by=olga)
    assert explaining.proof(Plan.objects.get()).proven
    people.erase_person(person=full.person, by=olga, reason="")
    plan = Plan.objects.get()
    mine, others = ([s for s in plan.instance["students"] if s["id"] == str(p.pk)] for p in (full, other))
    assert mine == [
        {"id": str(full.pk), "city": None, "age": None, "languages": [], "subjects": [], "prefs": []}
    ]
    assert others[0]["prefs"] and others[0]["languages"] == ["en"]
    assert str(full.pk) not in plan.outcome["assignment"] and str(other.pk) in plan.outcome["assignment"]
    assert plan.erased_at and not explaining.proof(plan).proven
    assert list(Wish.objects.values_list("wish_list__participation", flat=True)) == [other.pk]
    client = Client()
    client.force_login(olga)
    page = client.get(reverse("placements:proof", args=[plan.pk])).content.decode()
    assert "can no longer be replayed" in page and "Proven" not in page
    placements.propose(plan=plan, by=olga)
    plan.refresh_from_db()
    assert plan.erased_at is None and explaining.proof(plan).proven
