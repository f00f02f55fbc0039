"""Hard day 9: nationality, residence and partner are of three countries, and a passport is replaced after its day."""

from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from auditlog.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.urls import reverse

from ish import clock
from ish.outbox.models import Message
from ish.people.models import Participation
from ish.people.states import State
from ish.profiles import changing_services, notes, sections
from ish.profiles import deciding_services as deciding
from ish.profiles.models import ChangeRequest, NoticeRead, Permit, TravelDocument
from ish.profiles.notice import NOTICE_VERSION
from ish.profiles.services import save_section, version_of
from ish.programme.states import Part, PhaseCode
from tests.nominations import makers as partners
from tests.people import makers as people
from tests.scenarios.family import signed_in

OLD, NEW = "ZQ-OLD-4471", "ZQ-NEW-9902"
AFTER = "2027-08-16"  # the stay, and with it the day of these facts, is over
ENDS_TOO_EARLY = people.DEPARTURE + timedelta(days=20)


@pytest.fixture
def world(db: None, on_day: Any, settings: Any) -> SimpleNamespace:
    """Élodie has a Moroccan and a Canadian passport, lives in France with a permit, named by Kumamoto; Ben comes, too."""
    settings.REQUIRE_SECOND_FACTOR = False
    on_day("2027-05-20")
    edition = people.edition()
    edition.phases.filter(code=PhaseCode.PROFILE).update(opens=date(2027, 4, 10), closes=date(2027, 5, 31))
    kumamoto = partners.body(edition, "Kumamoto", country="JP", time_zone="Asia/Tokyo")
    coordinator = partners.coordinator(kumamoto)
    row = people.participant(
        edition, "elodie@example.org", State.CONFIRMED, nationalities=["MA", "CA"], native_name="إلودي"
    )
    ben = people.participant(edition, "ben@example.org", State.CONFIRMED, nationalities=["JP"])
    NoticeRead.objects.create(person=row.person, edition_id=edition.pk, version=NOTICE_VERSION, language="en")
    travel = people.organiser(edition, "travel@example.org", part=Part.TRAVEL)
    return SimpleNamespace(edition=edition, row=row, ben=ben, travel=travel, coordinator=coordinator)


def _save(row: Participation, **values: Any) -> Any:
    row.person.refresh_from_db()
    return save_section(
        participation=row,
        section="passport",
        values=values,
        version=version_of(row, sections.PASSPORT),
        by=row.person.user,
    )


def _warned(row: Participation) -> str:
    return " ".join(notes.warnings(row, sections.PASSPORT, TravelDocument.objects.get(participation=row)))


def _first_passport(world: Any) -> None:
    _save(
        world.row,
        kind="passport",
        number=OLD,
        issuing_country="MA",
        expires_on=ENDS_TOO_EARLY,
        printed_line="P<MARPETIT<<ELODIE",
        permit=Permit.RESIDENCE,
        permit_country="FR",
        permit_number="FR-77",
        permit_expires_on=people.DEPARTURE - timedelta(days=3),
        other_documents=[{"kind": "passport", "country": "CA", "number": "CA-5", "expires_on": "2031-02-03"}],
    )


def test_each_country_stands_by_itself_and_each_is_compared_with_the_stay(world: Any) -> None:
    _first_passport(world)
    document = TravelDocument.objects.get()
    assert (document.permit_country, document.issuing_country) == ("FR", "MA")
    assert document.other_documents[0]["country"] == "CA"
    said = _warned(world.row)
    # Three months after the stay, the permit of the other Schengen state, and the names in the line of the document.
    assert "Most entry rules ask for three months" in said and "residence permit ends on" in said
    assert "has other names than we have" not in said  # the line says what our names give
    _save(world.row, printed_line="P<MARPETTIT<<ELODIE")
    assert "has other names than we have" in _warned(world.row)
    # None of it keeps the section from being complete: people decide.
    page = signed_in(world.row.person.user).get(reverse("profiles:section", args=[world.row.pk, "passport"]))
    assert page.status_code == 200 and "residence permit ends on" in page.content.decode()


def test_a_new_passport_before_the_end_of_the_stay_counts_at_once_and_all_is_compared_anew(
    world: Any, on_day: Any
) -> None:
    _first_passport(world)
    on_day("2027-07-01")
    Message.objects.all().delete()
    saved = _save(world.row, number=NEW, expires_on=date(2037, 7, 1), printed_line="P<MARPETIT<<ELODIE<MARIE")
    assert saved.changed == {"number", "expires_on", "printed_line"} and not saved.asked
    said = _warned(world.row)
    assert "three months" not in said and "residence permit ends on" in said
    assert "has other names than we have" in said  # Marie is not among our names
    assert not Message.objects.exists()


def test_after_its_day_it_is_asked_for_shown_as_a_difference_and_only_the_person_is_told(
    world: Any, on_day: Any
) -> None:
    _first_passport(world)
    on_day(AFTER)
    Message.objects.all().delete()
    saved = _save(world.row, number=NEW, expires_on=date(2037, 7, 1))
    assert saved.asked == {"number", "expires_on"} and not saved.changed
    request = ChangeRequest.objects.get()
    assert TravelDocument.objects.get().number == OLD  # until an organiser has looked
    client, page = signed_in(world.travel), reverse("profiles:change", args=[request.pk])
    shown = client.get(page).content.decode()
    assert "2037" in shown and "2027" in shown  # as it is, and as wanted
    deciding.accept(
        request=request, fields=list(request.fields), by=world.travel, seen=deciding.mark_of(request)
    )
    document = TravelDocument.objects.get()
    assert (document.number, document.expires_on) == (NEW, date(2037, 7, 1))
    assert "three months" not in _warned(world.row)
    # Only she is told: not Ben, not the partner.
    assert {row.to_email for row in Message.objects.all()} == {"elodie@example.org"}
    assert all(NEW not in row.body_text + str(row.context) for row in Message.objects.all())


def test_what_was_before_stays_to_be_read_without_its_values(world: Any, on_day: Any) -> None:
    _first_passport(world)
    on_day(AFTER)
    _save(world.row, number=NEW)
    request = ChangeRequest.objects.get()
    # Who asked, when, what was decided and with which words stays; the numbers are sealed, in the history they never stood.
    changing_services.withdraw(request=request, by=world.row.person.user)
    request.refresh_from_db()
    assert request.fields["number"] == [OLD, NEW] and request.state == "withdrawn"
    kinds = ContentType.objects.get_for_models(TravelDocument, ChangeRequest).values()
    told = list(LogEntry.objects.filter(content_type__in=kinds))
    assert {entry.content_type.model for entry in told} >= {"traveldocument"}
    for entry in told:
        assert OLD not in str(entry.changes) and NEW not in str(entry.changes), entry
    own = signed_in(world.row.person.user).get(reverse("profiles:section", args=[world.row.pk, "passport"]))
    assert own.status_code == 200 and clock.today().isoformat() == AFTER
    assert signed_in(world.ben.person.user).get(
        reverse("profiles:section", args=[world.row.pk, "passport"])
    ).status_code == 404  # fmt: skip
    assert signed_in(world.coordinator).get(
        reverse("profiles:change", args=[request.pk])
    ).status_code == 404  # fmt: skip
