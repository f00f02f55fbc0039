"""Store by store: what is about somebody held stays, what is about others goes, and once the hold has ended all of it goes."""

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import Invitation
from ish import clock
from ish.contacts import services as contacts
from ish.contacts.models import Entry
from ish.documents import services as documents
from ish.documents import storage
from ish.documents.models import Document, StoredFile, Version
from ish.forgetting import services
from ish.forgetting.states import Trigger
from ish.interviews.models import Interview
from ish.interviews.services.outcomes import erase_notes
from ish.nominations import mails
from ish.nominations.models import ImportStash, Nomination
from ish.nominations.services import importing
from ish.nominations.services.sources import KIND
from ish.outbox.models import Message
from ish.people import nudging_mails
from ish.people.models import Participation
from ish.people.states import State
from ish.privacy import services as privacy
from ish.profiles.models import Health
from ish.selection.models import Bundle
from ish.selection.services import bundles
from tests.people import makers

pytestmark = pytest.mark.django_db
LONG_AGO = timedelta(days=40)
PIA, NOOR, HANA = 0, 1, 2


@pytest.fixture
def three(data: Path) -> list[Participation]:
    """Pia (held) and Noor, whom one partner named; Hana, whom another did."""
    edition = makers.edition()
    one, other = makers.body("Kumamoto"), makers.body("Hangzhou")
    rows = [
        makers.participation(edition, makers.person(name), State.COMPLETED)
        for name in ("Pia", "Noor", "Hana")
    ]
    for row, body in zip(rows, (one, one, other), strict=True):
        Nomination.objects.create(participation=row, body=body, edition=edition)
    return rows


def _nominations(three: list[Participation], *which: int) -> list[int]:
    return [three[n].nomination.pk for n in which]


def _stashes(three: list[Participation]) -> list[Any]:
    olga = makers.user()
    made = [
        ImportStash.objects.create(edition=row.edition, body=row.nomination.body, owner=olga, data="x",
                                   created_at=timezone.now() - LONG_AGO)
        for row in (three[PIA], three[HANA])
    ]  # fmt: skip
    return [made[0]]


def _bundles(three: list[Participation]) -> list[Any]:
    olga, edition = makers.user(), three[0].edition
    made = [
        Bundle.objects.create(edition=edition, owner=olga, students=_nominations(three, *which), data="x",
                              made_at=timezone.now() - LONG_AGO)
        for which in ((PIA, HANA), (NOOR, HANA))
    ]  # fmt: skip
    return [made[0]]


def _letters(three: list[Participation]) -> list[Any]:
    made = [
        Message.objects.create(kind=mails.RESULT, key=f"k{n}", message_id=f"<{n}@example.org>", state="sent",
                               edition_id=three[0].edition_id, body_text="Pia, Noor, Hana",
                               context={"nominations": _nominations(three, *which)})
        for n, which in enumerate(((PIA, NOOR), (NOOR, HANA)))
    ]  # fmt: skip
    return [made[0]]


def _reminders(three: list[Participation]) -> list[Any]:
    made = [
        Message.objects.create(kind=nudging_mails.KINDS[0], key=f"k{n}", message_id=f"<{n}@example.org>",
                               state="sent", edition_id=three[0].edition_id, body_text="Pia, Noor, Hana",
                               context={"about": [three[one].pk for one in which]})
        for n, which in enumerate(((PIA, NOOR), (NOOR, HANA)))
    ]  # fmt: skip
    return [made[0]]


def _notes(three: list[Participation]) -> list[Any]:
    made = [
        Interview.objects.create(nomination=row.nomination, state="cancelled", notes="Quiet, sharp",
                                 invited_at=clock.now(), over_at=clock.now() - LONG_AGO)
        for row in three
    ]  # fmt: skip
    return [made[PIA]]


def _copies(three: list[Participation]) -> list[Any]:
    """A letter about three, kept with each of them."""
    made = []
    for row in three:
        file = _file(row, "same", age=timedelta())
        paper = Document.objects.create(participation=row, kind=KIND)
        Version.objects.create(document=paper, number=1, file=file)
        made.append(file)
    return [made[PIA]]


def _file(row: Participation, digest: str, age: timedelta = LONG_AGO) -> StoredFile:
    return StoredFile.objects.create(participation=row, path=storage.write(digest.encode()), sha256=digest, size=4,
                                     content_type="text/plain", uploaded_at=timezone.now() - age)  # fmt: skip


def _unneeded(three: list[Participation]) -> list[Any]:
    return [[_file(row, str(row.pk)) for row in three][PIA]]


def _invitations(three: list[Participation]) -> list[Any]:
    made = [
        Invitation.objects.create(role="participant", target_id=row.person_id, email="x@example.org",
                                  token_hash=str(row.pk), expires_at=timezone.now())
        for row in three
    ]  # fmt: skip
    return [made[PIA]]


def _others(act: Callable[[list[int]], Any]) -> Callable[[list[Participation]], Any]:
    """Erase the two others by hand, as far as a store goes; and Pia once her hold has ended."""
    return lambda three: act([row.person_id for row in three if not privacy.is_held(row.person_id)])


def _night(three: list[Participation]) -> None:
    services.run(day=date(2033, 1, 1), trigger=Trigger.NIGHT)


def _there(model: type[Any], **filled: Any) -> Callable[[], set[int]]:
    return lambda: set(model.objects.exclude(**filled).values_list("pk", flat=True))


STORES: dict[str, tuple[Any, Any, Callable[[], set[int]]]] = {
    "lists, by day": (_stashes, lambda three: importing.erase_stashes(), _there(ImportStash)),
    "lists, by erasing": (_stashes, _others(importing.forget_stashes_of), _there(ImportStash)),
    "bundles, by day": (_bundles, lambda three: bundles.erase_old(), _there(Bundle)),
    "bundles, by erasing": (_bundles, _others(bundles.forget_many), _there(Bundle)),
    "letters to partners": (_letters, _others(mails.forget_many), _there(Message, body_text="")),
    "reminders": (_reminders, _others(nudging_mails.forget_many), _there(Message, body_text="")),
    "notes of interviews": (_notes, lambda three: erase_notes(), _there(Interview, notes__isnull=True)),
    "copies of a letter": (_copies, _others(documents.forget_many), _there(StoredFile, path="")),
    "files nothing needs": (_unneeded, lambda three: documents.sweep(), _there(StoredFile, path="")),
    "invitations": (_invitations, _night, _there(Invitation)),
}


@pytest.mark.parametrize("store", STORES)
def test_what_is_held_stays(three: list[Participation], store: str) -> None:
    make, delete, left = STORES[store]
    kept = {row.pk for row in make(three)}
    assert len(left()) > len(kept)
    hold = services.hold(person=three[PIA].person, reason="An accident", until=None, by=None)
    delete(three)
    assert left() == kept
    services.end_hold(hold=hold, reason="Settled", by=None)
    delete(three)
    assert left() == set()


def test_a_file_is_not_discarded_while_its_person_is_held(three: list[Participation]) -> None:
    pia, noor = (_file(three[n], str(n)) for n in (PIA, NOOR))
    services.hold(person=three[PIA].person, reason="An accident", until=None, by=None)
    assert [documents.discard_file(file=file) for file in (pia, noor)] == [False, True]
    assert _there(StoredFile, path="")() == {pia.pk}


def test_an_entry_of_the_log_about_somebody_held_is_not_deleted(three: list[Participation]) -> None:
    olga, pia = makers.organiser(three[0].edition), three[PIA]
    entry = Entry.objects.create(edition=pia.edition, about=f"people.person:{pia.person_id}", person_id=pia.person_id,
                                 created_by=olga, text="Called about the bicycle")  # fmt: skip
    hold = services.hold(person=pia.person, reason="An accident", until=None, by=olga)
    with pytest.raises(contacts.NotAllowed):
        contacts.remove(entry=entry, by=olga)
    services.end_hold(hold=hold, reason="Settled", by=olga)
    contacts.remove(entry=entry, by=olga)
    assert not Entry.objects.exists()


def test_no_day_that_is_asked_about_goes_past_a_hold_of_today(three: list[Participation]) -> None:
    for row in three:
        Health.objects.create(participation=row, allergies="Haselnusskerne")
    services.hold(
        person=three[PIA].person, reason="An accident", until=clock.today() + timedelta(days=9), by=None
    )
    services.run(day=date(2040, 1, 1), trigger=Trigger.COMMAND)
    assert list(Health.objects.exclude(allergies__isnull=True).values_list("participation", flat=True)) == [
        three[PIA].pk
    ]
