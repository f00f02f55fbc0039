"""A picture: given, framed, allowed for each use by itself, taken away; and who sees it."""

from datetime import date, timedelta
from itertools import permutations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.models import User
from ish import clock
from ish.documents import services as documents
from ish.documents import storage
from ish.documents.models import StoredFile
from ish.placements.models import Host, Institute, LabProject, Placement, Plan
from ish.placements.states import PlanState
from ish.portraits import registry, rules, services
from ish.portraits.models import Portrait
from ish.portraits.picture import Frame
from ish.portraits.states import Use
from ish.privacy.emptying import Scope
from ish.privacy.services import erase, forget
from tests.portraits.test_picture import made, turned

pytestmark = pytest.mark.django_db


def url(row, name="portrait"):
    return reverse(f"portraits:{name}", args=[row.pk])


def post(client, row, do, **data):
    return client.post(url(row), {"do": do, **data}, follow=True)


def upload(client, row, data=None):
    file = SimpleUploadedFile("me.jpg", data or turned(), content_type="image/jpeg")
    return post(client, row, "give", file=file)


def files():
    return sorted(path for path in storage.root().rglob("*") if path.is_file())


@pytest.fixture
def host(pia, as_user):
    """Somebody in whose laboratory Pia has a published place."""
    user = User.objects.create_user("hana@example.org", name="Hana")
    project = LabProject.objects.create(
        edition=pia.edition, title="Roots", institute=Institute.objects.create(name="COS")
    )
    Host.objects.create(project=project, user=user, name="Hana", email=user.email)
    plan = Plan.objects.create(edition=pia.edition, state=PlanState.PUBLISHED)
    days = {"starts_on": date(2027, 7, 26), "ends_on": date(2027, 8, 11)}
    Placement.objects.create(plan=plan, participation=pia, project=project, **days)
    return as_user(user)


def test_a_picture_is_framed_and_seen_by_those_alone_for_whom_it_is_allowed(pia, organiser, as_user, host):
    own, olga, other = as_user(pia.person.user), as_user(organiser()), as_user(organiser("travel"))
    upload(own, pia)
    assert Portrait.objects.get().uses == []  # nothing is ticked beforehand
    for client, status in ((own, 200), (olga, 200), (other, 200), (host, 404)):
        assert client.get(url(pia, "framed")).status_code == status
    before = own.get(url(pia, "framed")).content
    page = post(own, pia, "frame", x=500, y=100, zoom=150, version=1)
    assert "Saved." in page.content.decode()
    assert own.get(url(pia, "framed")).content != before
    post(own, pia, "allow", uses=[Use.MEETING])
    assert host.get(url(pia, "framed")).status_code == 404
    post(own, pia, "allow", uses=[Use.LAB, Use.BADGE])
    assert host.get(url(pia, "framed")).status_code == 200
    assert host.get(url(pia, "whole")).status_code == host.get(url(pia)).status_code == 404
    post(own, pia, "allow")
    assert host.get(url(pia, "framed")).status_code == 404


def test_a_new_picture_is_allowed_anew_and_the_old_one_is_gone(
    pia, as_user, django_capture_on_commit_callbacks
):
    own = as_user(pia.person.user)
    upload(own, pia)
    post(own, pia, "allow", uses=[Use.BADGE])
    old = {row.path for row in StoredFile.objects.all()}
    with django_capture_on_commit_callbacks(execute=True):
        upload(own, pia, made())
    assert Portrait.objects.get().uses == []
    assert not old & {path.relative_to(storage.root()).as_posix() for path in files()}
    with django_capture_on_commit_callbacks(execute=True):
        assert "deleted" in post(own, pia, "remove").content.decode()
    assert own.get(url(pia, "framed")).status_code == 404
    assert not StoredFile.objects.exclude(path="").exists()


def test_a_minors_picture_waits_for_the_guardians_word(pia, as_user, host, monkeypatch):
    pia.person.birth_date = date(2010, 1, 1)
    pia.person.save()
    own = as_user(pia.person.user)
    upload(own, pia)
    page = post(own, pia, "allow", uses=[Use.LAB])
    assert "once a parent or guardian has agreed" in page.content.decode()
    assert host.get(url(pia, "framed")).status_code == 404
    monkeypatch.setattr(registry, "_known", [lambda row: row.pk == pia.pk])
    assert host.get(url(pia, "framed")).status_code == 200


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"%PDF-1.7 no picture", "no picture that we can open"),
        (made()[:700], "damaged"),
        (made((100, 100)), "too small"),
    ],
)
def test_what_is_no_picture_says_what_to_do_and_keeps_the_last(pia, as_user, data, words):
    own = as_user(pia.person.user)
    upload(own, pia)
    before, kept = own.get(url(pia, "framed")).content, files()
    assert words in upload(own, pia, data).content.decode()
    assert own.get(url(pia, "framed")).content == before and files() == kept


def test_framing_what_was_replaced_meanwhile_changes_nothing_and_leaves_no_file(
    pia, as_user, django_capture_on_commit_callbacks
):
    own = as_user(pia.person.user)
    upload(own, pia)
    with django_capture_on_commit_callbacks(execute=True):
        upload(own, pia, made())
        with pytest.raises(services.ChangedMeanwhile):
            services.frame(participation=pia, frame=Frame(1, 1, 300), version=1, by=pia.person.user)
    assert Portrait.objects.get().zoom == 100
    kept = {path.relative_to(storage.root()).as_posix() for path in files()}
    assert {row.path for row in StoredFile.objects.exclude(path="")} <= kept
    row = Portrait.objects.get()
    assert {row.original_id, row.framed_id} == set(
        StoredFile.objects.exclude(path="").values_list("pk", flat=True)
    )


def test_organisers_say_how_they_know(pia, organiser, as_user):
    olga = as_user(organiser())
    upload(olga, pia)
    assert (
        "Tell us" in post(olga, pia, "allow", uses=[Use.LAB]).content.decode()
        or not Portrait.objects.get().uses
    )
    post(olga, pia, "allow", uses=[Use.LAB], source="on the phone")
    row = Portrait.objects.get()
    assert (row.uses, row.source) == ([Use.LAB], "on the phone")


def test_nobody_is_asked_before_the_phase_or_without_a_place(pia, as_user, today):
    own = as_user(pia.person.user)
    assert own.get(url(pia)).status_code == 200
    today(date(2027, 1, 5))
    assert not rules.is_asked(pia, date(2027, 1, 5))
    assert own.get(url(pia)).status_code == 404


def test_an_erased_person_has_no_picture(pia, organiser, as_user, django_capture_on_commit_callbacks):
    own, olga = as_user(pia.person.user), organiser()
    upload(own, pia)
    post(own, pia, "allow", uses=[Use.LAB])
    with django_capture_on_commit_callbacks(execute=True):
        erase(person_id=pia.person_id, by=olga, reason="asked")
    row = Portrait.objects.get()
    assert row.framed is None and row.uses == [] and row.erased_at
    assert (
        not StoredFile.objects.exclude(path="").exists()
        and as_user(olga).get(url(pia, "framed")).status_code == 404
    )


@pytest.mark.parametrize("order", list(permutations(("taken away", "erased", "over"))), ids=" ".join)
def test_however_it_goes_a_picture_goes_once_whole_and_framed(
    pia, organiser, as_user, order, monkeypatch, django_capture_on_commit_callbacks
):
    own, olga = as_user(pia.person.user), organiser()
    upload(own, pia)
    post(own, pia, "allow", uses=Use.values)
    held = {file.path for file in StoredFile.objects.filter(participation=pia)}
    gone, counted, delete = [], [], storage.delete
    monkeypatch.setattr(storage, "delete", lambda path: (gone.append(path), delete(path)))

    def leave(way):
        if way == "taken away":
            return services.take_away(participation=pia, by=None)
        if way == "erased":
            return counted.append(erase(person_id=pia.person_id, by=olga, reason="asked").report)
        stores = forget(due={"travel": [pia.person_id]}, scope=Scope(edition_id=pia.edition_id)).stores
        return counted.append(stores)

    for way in order:
        with django_capture_on_commit_callbacks(execute=True):
            leave(way)
    assert len(held) == 2 and sorted(gone) == sorted(held)
    assert not [path for path in held if (storage.root() / path).exists()]
    pictures = sum(one.get("documents.portraits", {}).get("pictures", 0) for one in counted)
    assert pictures == (0 if order[0] == "taken away" else 1)


def test_a_picture_is_no_orphan_on_the_next_day(pia, as_user, django_capture_on_commit_callbacks):
    upload(as_user(pia.person.user), pia)
    StoredFile.objects.update(uploaded_at=clock.now() - timedelta(days=3))
    with django_capture_on_commit_callbacks(execute=True):
        documents.sweep()
    assert as_user(pia.person.user).get(url(pia, "framed")).status_code == 200
