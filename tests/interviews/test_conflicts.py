"""What becomes of an interview when a conflict, a decision or its undoing comes after the time was booked; changes."""

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from ish import clock
from ish.interviews import carrying, mails, queries, rules, services
from ish.interviews.models import Interview, InterviewSettings
from ish.interviews.states import Stand
from ish.nominations import services as nominations
from ish.nominations.models import Release
from ish.nominations.states import Receiver
from ish.outbox import registry, rendering
from ish.outbox.models import Message
from ish.people.models import Guardian
from ish.programme.models import Edition
from tests.counting import counting
from tests.interviews.test_interviews import STUDENT, book, last, later, told
from tests.nominations import makers


def becomes_known(cast: SimpleNamespace, who: str = "rosa") -> None:
    """Let it become known that a panel member is a parent of Mio's."""
    email = cast.users[who].email if who in cast.users else cast.olga.email
    Guardian.objects.create(person=cast.mio.participation.person, name="P", email=email.upper())


def student_page(cast: SimpleNamespace) -> str:
    return Client().get(mails.address_of(cast.interview).partition("8000")[2]).content.decode()


# ---------------------------------------------------------------- A CONFLICT THAT BECOMES KNOWN


def test_a_member_in_conflict_loses_sight_and_organisers_are_told(
    cast: SimpleNamespace, as_user: Any, monkeypatch: Any
) -> None:
    book(cast)
    rosa, url = as_user(cast.users["rosa"]), reverse("interviews:interview", args=[cast.interview.pk])
    assert rosa.get(url).status_code == 200
    assert not queries.conflicted(cast.edition).exists()
    becomes_known(cast)
    assert rosa.get(url).status_code == 404
    mine = rosa.get(reverse("interviews:mine")).content.decode()
    assert "Mio" not in mine
    assert "A student whom you must not judge" in mine
    assert b"VEVENT" not in rosa.get(reverse("interviews:my_calendar")).content
    assert list(queries.conflicted(cast.edition)) == [cast.interview]
    listed = as_user(cast.olga).get(reverse("interviews:list")).content.decode()
    assert "A panel member must not judge this student" in listed
    assert f"On the panel: {cast.users['rosa'].get_full_name()}" in listed
    assert "Change the panel or the time" in as_user(cast.olga).get(url).content.decode()
    for message in Message.objects.filter(kind="interview_panel_booked"):
        wanted = message.to_email != cast.users["rosa"].email
        assert registry.get(message.kind).still_wanted(message) is wanted
    before = last()
    change(cast, panel=[cast.olga.pk, cast.users["rui"].pk])
    assert not queries.conflicted(cast.edition).exists()
    gone = Message.objects.get(pk__gt=before, kind="interview_panel_cancelled")
    assert (gone.to_email, "Mio" in rendering.live(gone).text) == (cast.users["rosa"].email, False)


def test_nobody_in_conflict_writes_the_outcome_organisers_neither(
    cast: SimpleNamespace, as_user: Any, again: Any, monkeypatch: Any
) -> None:
    book(cast)
    later(monkeypatch, cast.slots[0].starts_at)
    rosa, olga, said = cast.users["rosa"], cast.olga, {"outcome": "recommended", "notes": "", "version": 0}
    url = reverse("interviews:interview", args=[cast.interview.pk])
    assert rules.may_record(again(cast.interview), rosa, clock.now())
    becomes_known(cast)
    becomes_known(cast, "olga")
    for who in (rosa, olga):
        with pytest.raises(services.NotAllowed, match="conflict of interest"):
            services.record(interview=cast.interview, by=who, **said)
    page = as_user(olga).post(url, said, follow=True).content.decode()
    assert "You have a conflict of interest with this student" in page
    assert not Interview.objects.exclude(outcome="").exists()


def test_an_organiser_in_conflict_sits_on_no_panel_of_hers(cast: SimpleNamespace) -> None:
    becomes_known(cast, "olga")
    assert queries.offered(cast.mio, after=clock.now()) == []
    with pytest.raises(services.NotAllowed):
        book(cast, by_school=True)


# ---------------------------------------------------------------- A DECISION, AND ITS UNDOING


def release(cast: SimpleNamespace, decision: str, *, soon: bool = True) -> Release:
    nominations.set_pending(nominations=[cast.mio], decision=decision, by=cast.olga)
    batch = f"test {Release.objects.count()}"
    wait = clock.now() + timedelta(minutes=15) if soon else None
    nominations.release(edition=cast.edition, keys=[cast.mio.pk], by=cast.olga, batch=batch, not_before=wait)
    return Release.objects.get(batch=batch)


@pytest.mark.parametrize("decision", [Receiver.SELECTED, Receiver.WAITING_LIST, Receiver.NOT_SELECTED])
def test_until_the_letter_has_gone_an_interview_stands_and_undoing_loses_nothing(
    cast: SimpleNamespace, as_user: Any, again: Any, decision: str
) -> None:
    cast.kumamoto.quotas.update(places=5, reserve_places=5)
    Edition.objects.update(hold_mail=False)
    book(cast)
    before, page = last(), student_page(cast)
    for _again in range(2):  # undone, released again, undone again
        found = release(cast, decision)
        assert services.tend() == 0
        assert again(cast.interview).slot == cast.slots[0]
        assert (
            student_page(cast).count("Put it into my calendar") == page.count("Put it into my calendar") == 1
        )
        url = reverse("interviews:interview", args=[cast.interview.pk])
        with counting() as count:
            student_page(cast)
        assert count.queries <= 12
        assert "The letter goes on" in as_user(cast.olga).get(url).content.decode()
        assert nominations.undo_release(release=found, by=cast.olga).count == 1
        assert nominations.undo_release(release=found, by=cast.olga).count == 0
        cast.mio.refresh_from_db()
        assert services.tend() == 0
        row = again(cast.interview)
        assert (row.state, row.over_at, row.nomination.receiver_state) == (Stand.BOOKED, None, "interview")
    assert told(before) == set()
    release(cast, decision, soon=False)
    Message.objects.filter(person_id=cast.mio.participation.person_id, batch="test 2").update(
        state="sent", sent_at=clock.now()
    )
    assert services.tend() == 1
    row = again(cast.interview)
    assert (row.state, row.slot) == (Stand.CANCELLED, None)
    assert row.over_at is not None
    assert ("interview_cancelled", STUDENT) in told(before)


def test_who_is_withdrawn_while_the_letter_waits_is_over_at_once(cast: SimpleNamespace, again: Any) -> None:
    book(cast)
    release(cast, Receiver.NOT_SELECTED)
    nominations.withdraw(nomination=cast.mio, by=cast.olga, reason="Ill")
    services.tend()
    assert again(cast.interview).slot is None


# ---------------------------------------------------------------- WHAT IS KEPT


def test_notes_of_a_student_nobody_decided_on_go_after_the_edition(
    cast: SimpleNamespace, again: Any, monkeypatch: Any, on_day: Any
) -> None:
    book(cast)
    Interview.objects.update(notes="Hm.", said="Evenings.")
    services.save_options(edition=cast.edition, keep_notes_days=10, by=cast.olga)
    on_day((cast.edition.departure_day + timedelta(days=10)).isoformat())
    assert services.erase_notes() == 0
    on_day((cast.edition.departure_day + timedelta(days=11)).isoformat())
    assert services.erase_notes() == 1
    assert (again(cast.interview).notes, again(cast.interview).said) == (None, None)


def test_who_is_invited_again_starts_with_a_clean_sheet(
    cast: SimpleNamespace, again: Any, monkeypatch: Any
) -> None:
    book(cast)
    at = cast.slots[0].starts_at
    later(monkeypatch, at)
    services.record(interview=cast.interview, outcome="missed", notes="No show.", version=0, by=cast.olga)
    Interview.objects.update(notes_erased_at=at)
    assert len(services.invite(nominations=[cast.mio], by=cast.olga)) == 1
    row = again(cast.interview)
    assert (row.notes, row.notes_erased_at, row.outcome) == (None, None, "")
    book(cast, cast.slots[1], by_school=True)
    later(monkeypatch, cast.slots[1].starts_at)
    row = again(cast.interview)
    services.record(interview=row, outcome="not", notes="", version=row.version, by=cast.olga)


def test_days_are_thirty_at_most_said_to_students_and_carried_on(cast: SimpleNamespace) -> None:
    with pytest.raises(ValidationError):
        services.save_options(edition=cast.edition, keep_notes_days=31, by=cast.olga)
    services.save_options(edition=cast.edition, keep_notes_days=7, by=cast.olga)
    page = student_page(cast)
    assert page.count("It is erased 7 days after you were told the decision.") == 2
    fresh = makers.edition(number=31, year=2028)
    assert carrying.carry_rules(cast.edition, fresh, cast.olga) == 1
    assert InterviewSettings.objects.get(edition=fresh).keep_notes_days == 7
    assert carrying.carry_rules(makers.edition(number=32, year=2029), fresh, cast.olga) == 0


# ---------------------------------------------------------------- CHANGING A TIME


def change(cast: SimpleNamespace, **values: Any) -> Any:
    slot = cast.slots[0]
    same = {"starts_at": slot.starts_at, "minutes": 30, "place": "Room 1", "by": cast.olga}
    return services.change_slot(
        slot=slot, **{**same, "panel": [cast.users["rosa"].pk, cast.olga.pk], **values}
    )


def typed(page: Any, **values: Any) -> dict[str, Any]:
    """Return what the form of a page would send, with other values."""
    return {key: value or "" for key, value in page.context["form"].initial.items()} | values


def test_a_double_booked_panel_is_looked_at_before_a_time_is_changed(
    cast: SimpleNamespace, as_user: Any
) -> None:
    client, url = as_user(cast.olga), reverse("interviews:slot", args=[cast.slots[0].pk])
    form = typed(client.get(url), starts="12:45")
    page = client.post(url, form).content.decode()
    assert f"{cast.users['rosa'].get_full_name()} sits on another panel at 12:40" in page
    cast.slots[0].refresh_from_db()
    assert cast.slots[0].starts_at.hour == 11
    assert client.post(url, {**form, "change": "1"}).status_code == 200
    assert client.post(url, {**form, "confirmed": "1"}).status_code == 302
    cast.slots[0].refresh_from_db()
    assert cast.slots[0].starts_at.minute == 45
    form = typed(client.get(url), place="Room 2")
    assert client.post(url, form).status_code == 302  # nothing new about time or panel: nothing to warn of
    form = typed(client.get(url), panel=[cast.users["rui"].pk])
    assert client.post(url, form).status_code == 302  # he is free


def test_two_organisers_who_change_one_time_do_not_overwrite_each_other(
    cast: SimpleNamespace, as_user: Any
) -> None:
    client, url = as_user(cast.olga), reverse("interviews:slot", args=[cast.slots[0].pk])
    first, second = typed(client.get(url), place="Room 2"), typed(client.get(url), place="Room 3")
    assert client.post(url, first).status_code == 302
    assert "Somebody else has changed this time" in client.post(url, second, follow=True).content.decode()
    cast.slots[0].refresh_from_db()
    assert cast.slots[0].place == "Room 2"
    # Led back to the time as it is now, the second one can go on from there.
    assert client.post(url, typed(client.get(url), place="Room 3")).status_code == 302
    cast.slots[0].refresh_from_db()
    assert cast.slots[0].place == "Room 3"


def test_a_time_in_the_past_is_refused(cast: SimpleNamespace, as_user: Any, monkeypatch: Any) -> None:
    client, url = as_user(cast.olga), reverse("interviews:slot", args=[cast.slots[2].pk])
    form = typed(client.get(url))
    later(monkeypatch, cast.slots[2].starts_at - timedelta(hours=1))
    for wrong, why in (
        ({"starts": "12:00"}, "This time is over. Choose one that is still to come."),
        ({"day": clock.today() - timedelta(days=1)}, "This day is over. Choose one that is still to come."),
    ):
        assert why in client.post(url, {**form, **wrong}).content.decode()
    plan = {**form, "first": "12:00", "pause": "10", "count": "1"}
    assert "This time is over" in client.post(reverse("interviews:make"), plan).content.decode()
