"""From the invitation to the outcome: who may do what, who is told, what goes into calendars, what is forgotten."""

import threading
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.core import mail
from django.db import connections
from django.test import Client
from django.urls import reverse
from icalendar import Calendar

from ish import clock
from ish.applications import seat
from ish.interviews import mails, queries, services
from ish.interviews.models import Interview, Slot
from ish.interviews.states import Outcome, Stand
from ish.nominations import services as nominations
from ish.nominations.models import Nomination
from ish.nominations.services.ladder import move_receiver
from ish.nominations.states import Receiver
from ish.outbox import registry, rendering, wire
from ish.outbox.models import Message
from ish.people import requirements
from ish.people import services as people
from ish.privacy.services import erase
from ish.selection.models import Opinion, Reviewer
from tests.counting import counting
from tests.nominations import makers

STUDENT = "mio.hayashida@example.org"


def book(cast: SimpleNamespace, slot: Slot | None = None, **more: Any) -> Interview:
    return services.book(interview=cast.interview, slot=slot or cast.slots[0], by=None, **more)


def told(since: int = 0) -> set[tuple[str, str]]:
    """Return (kind, address) of the messages written since."""
    rows = Message.objects.filter(kind__startswith="interview", pk__gt=since)
    return set(rows.values_list("kind", "to_email"))


def last() -> int:
    return Message.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


def later(monkeypatch: Any, at: Any) -> None:
    monkeypatch.setattr(clock, "now", lambda: at)


def entry(message: Message) -> Any:
    """Return the calendar that goes with a message."""
    ((name, data, content_type),) = registry.get(message.kind).attach(message)
    calendar = Calendar.from_ical(data)
    assert name == "interview.ics"
    assert content_type == f"text/calendar; method={calendar['method']}"
    return calendar


# ---------------------------------------------------------------- INVITING AND CHOOSING


def test_an_invitation_moves_the_school_and_is_written_once(cast: SimpleNamespace) -> None:
    assert Nomination.objects.get(pk=cast.mio.pk).receiver_state == Receiver.INTERVIEW
    assert told() == {("interview_invitation", STUDENT)}
    assert services.invite(nominations=[cast.mio], by=cast.olga) == []
    decided = makers.at(cast.max, receiver_state=Receiver.NOT_SELECTED)
    assert services.invite(nominations=[decided], by=cast.olga) == []
    assert told() == {("interview_invitation", STUDENT)}


def test_a_student_chooses_in_the_own_zone(cast: SimpleNamespace, again: Any) -> None:
    url = mails.address_of(cast.interview).partition("8000")[2]
    client, before = Client(), last()
    page = client.get(url).content.decode()
    assert "Tokyo (Asia/Tokyo)" in page
    assert "Berlin (Europe/Berlin)" in page
    with counting() as count:
        assert client.get(url).status_code == 200  # opening uses nothing up
    assert count.queries <= 12
    answer = client.post(url, {"do": "pick", "slot": cast.slots[1].pk}, follow=True)
    assert "20:40" in answer.content.decode()  # 12:40 in Berlin
    row = again(cast.interview)
    assert (row.state, row.slot) == (Stand.BOOKED, cast.slots[1])
    panel = {("interview_panel_booked", m.email) for m in (cast.users["rosa"], cast.olga)}
    assert told(before) == {("interview_booked", STUDENT), *panel}
    calendar = client.get(f"{url}calendar.ics")
    assert b"METHOD:PUBLISH" in calendar.content


def test_the_same_click_twice_tells_once(cast: SimpleNamespace) -> None:
    book(cast)
    before = last()
    book(cast)
    assert told(before) == set()


def test_foreign_times_and_nonsense_are_refused(cast: SimpleNamespace, again: Any) -> None:
    other = makers.edition(number=31, year=2028)
    foreign = Slot.objects.create(edition=other, starts_at=cast.slots[0].starts_at, minutes=30)
    url = mails.address_of(cast.interview).partition("8000")[2]
    for wrong in (str(foreign.pk), "0", "x", ""):
        assert Client().post(url, {"do": "pick", "slot": wrong}).status_code == 200
    with pytest.raises(services.Taken):
        book(cast, foreign, by_school=True)
    assert Client().post(url, {"do": "everything"}).status_code == 404
    assert again(cast.interview).state == Stand.INVITED


def test_twelve_hours_before_only_the_school_changes_it(cast: SimpleNamespace, monkeypatch: Any) -> None:
    book(cast)
    later(monkeypatch, cast.slots[0].starts_at - timedelta(hours=11))
    with pytest.raises(services.NotAllowed):
        book(cast, cast.slots[2])
    with pytest.raises(services.NotAllowed):
        services.decline(interview=cast.interview, word="", by=None)
    assert book(cast, cast.slots[2], by_school=True).slot == cast.slots[2]


def test_who_has_a_conflict_of_interest_sits_on_no_panel_of_hers(cast: SimpleNamespace) -> None:
    Opinion.objects.create(reviewer=cast.rows["rosa"], nomination=cast.mio, conflict=True)
    assert queries.offered(cast.mio, after=clock.now()) == []
    with pytest.raises(services.NotAllowed):
        book(cast, by_school=True)
    (fine,) = services.make_slots(
        edition=cast.edition,
        starts=[cast.slots[0].starts_at],
        minutes=30,
        panel=[cast.users["rui"].pk],
        by=cast.olga,
        place="Room 2",
    )
    assert queries.offered(cast.mio, after=clock.now()) == [fine]
    book(cast, fine)
    with pytest.raises(services.NotAllowed):
        services.change_slot(
            slot=fine,
            starts_at=fine.starts_at,
            minutes=30,
            place="Room 2",
            panel=[cast.users["rosa"].pk],
            by=None,
        )


@pytest.mark.django_db(transaction=True)
def test_two_who_take_the_same_time_at_once_get_one_yes(cast: SimpleNamespace) -> None:
    (other,) = services.invite(nominations=[cast.ana], by=cast.olga)
    urls = [mails.address_of(row).partition("8000")[2] for row in (cast.interview, other)]
    gate = threading.Barrier(2)

    def take(url: str) -> None:
        try:
            gate.wait()
            Client().post(url, {"do": "pick", "slot": cast.slots[0].pk})
        finally:
            connections.close_all()

    threads = [threading.Thread(target=take, args=[url]) for url in urls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Interview.objects.filter(slot=cast.slots[0]).count() == 1
    assert Message.objects.filter(kind="interview_booked").count() == 1


# ---------------------------------------------------------------- OTHERWISE


def test_another_time_or_none(cast: SimpleNamespace, again: Any) -> None:
    book(cast)
    url, before = mails.address_of(cast.interview).partition("8000")[2], last()
    Client().post(url, {"do": "other", "other-word": "Only after school."})
    row = again(cast.interview)
    assert (row.state, row.slot, row.said) == (Stand.INVITED, None, "Only after school.")
    panel = {("interview_panel_cancelled", m.email) for m in (cast.users["rosa"], cast.olga)}
    assert told(before) == {("interview_cancelled", STUDENT), *panel}
    words = rendering.live(Message.objects.filter(kind="interview_panel_cancelled").first()).text
    assert "Why: the student asked for another time." in words
    assert list(queries.waiting(cast.edition)) == [row]
    before = last()
    Client().post(url, {"do": "decline"})
    assert again(row).state == Stand.DECLINED
    assert told(before) == set()  # there was no time any more
    assert len(services.invite(nominations=[cast.mio], by=cast.olga)) == 1


def test_a_time_that_is_taken_back_is_chosen_anew(cast: SimpleNamespace, again: Any) -> None:
    book(cast)
    before = last()
    assert services.drop_slot(slot=cast.slots[0], by=cast.olga) is True
    assert again(cast.interview).state == Stand.INVITED
    assert ("interview_cancelled", STUDENT) in told(before)
    assert services.drop_slot(slot=cast.slots[1], by=cast.olga) is False


def test_a_change_is_told_once_to_those_it_concerns(cast: SimpleNamespace) -> None:
    row = book(cast)
    same = {"starts_at": row.slot.starts_at, "minutes": 30, "place": "Room 1", "by": cast.olga}
    rosa, rui = cast.users["rosa"], cast.users["rui"]
    before = last()
    services.change_slot(slot=row.slot, panel=[rosa.pk, cast.olga.pk], **same)
    assert told(before) == set()  # nothing differs
    services.change_slot(slot=row.slot, panel=[rui.pk, cast.olga.pk], **{**same, "place": "Room 9"})
    assert told(before) == {
        ("interview_changed", STUDENT),
        ("interview_panel_changed", cast.olga.email),
        ("interview_panel_booked", rui.email),
        ("interview_panel_cancelled", rosa.email),
    }


@pytest.mark.parametrize("decision", [Receiver.NOT_SELECTED, Receiver.WAITING_LIST])
def test_a_decision_ends_it_and_the_panel_is_told(cast: SimpleNamespace, again: Any, decision: str) -> None:
    book(cast)
    before = last()
    move_receiver(nomination=cast.mio, to=decision, by=cast.olga, decided_at=clock.now())
    if decision == Receiver.NOT_SELECTED:
        people.move(participation=cast.mio.participation, to="not_selected", by=cast.olga)
    else:
        assert services.tend() == 1  # nothing moves on the student's own ladder
    row = again(cast.interview)
    assert (row.state, row.slot) == (Stand.CANCELLED, None)
    assert row.over_at is not None
    assert ("interview_panel_cancelled", cast.users["rosa"].email) in told(before)
    assert services.tend() == 0


def test_a_withdrawal_and_an_erasure_free_the_time(cast: SimpleNamespace, again: Any) -> None:
    (other,) = services.invite(nominations=[cast.ana], by=cast.olga)
    book(cast)
    services.book(interview=other, slot=cast.slots[1], by=None)
    nominations.withdraw(nomination=cast.mio, by=cast.olga, reason="Ill")
    assert again(cast.interview).slot is None
    before = last()
    erase(person_id=cast.ana.participation.person_id, by=cast.olga, reason="asked")
    assert again(other).slot is None
    assert told(before) == {
        ("interview_panel_cancelled", cast.users["rosa"].email),
        ("interview_panel_cancelled", cast.olga.email),
    }
    message = Message.objects.filter(pk__gt=before).first()
    assert "an erased person" in rendering.live(message).text


# ---------------------------------------------------------------- CALENDARS


def test_calendars_follow_each_step(cast: SimpleNamespace) -> None:
    row = book(cast)
    first = entry(Message.objects.get(kind="interview_booked"))
    services.change_slot(
        slot=row.slot,
        starts_at=row.slot.starts_at + timedelta(hours=1),
        minutes=45,
        place="",
        video_link="https://video.example.org/ish",
        panel=[cast.users["rosa"].pk, cast.olga.pk],
        by=cast.olga,
    )
    changed = entry(Message.objects.get(kind="interview_changed"))
    services.call_off(interview=row, by=cast.olga)
    off = entry(Message.objects.get(kind="interview_cancelled"))
    events = [calendar.walk("VEVENT")[0] for calendar in (first, changed, off)]
    assert [str(calendar["method"]) for calendar in (first, changed, off)] == ["REQUEST", "REQUEST", "CANCEL"]
    assert len({str(event["uid"]) for event in events}) == 1
    assert [event["sequence"] for event in events] == sorted({event["sequence"] for event in events})
    assert events[0].decoded("dtstart") == cast.slots[0].starts_at
    assert events[1].decoded("dtend") - events[1].decoded("dtstart") == timedelta(minutes=45)
    assert (str(events[0]["attendee"]), str(events[2]["status"])) == (f"MAILTO:{STUDENT}", "CANCELLED")


def test_the_entry_goes_out_with_the_mail(cast: SimpleNamespace) -> None:
    book(cast)
    for message in Message.objects.filter(kind__startswith="interview_").exclude(kind="interview_invitation"):
        sent = wire.compose(message, rendering.live(message))
        sent.connection = mail.get_connection("django.core.mail.backends.locmem.EmailBackend")
        sent.send()
        (part,) = [p for p in sent.message().walk() if p.get_content_type() == "text/calendar"]
        assert part.get_param("method") == "REQUEST"
        assert b"BEGIN:VEVENT" in part.get_payload(decode=True)


def test_what_is_no_longer_so_is_not_sent(cast: SimpleNamespace) -> None:
    row = book(cast)
    old = list(Message.objects.filter(kind__startswith="interview_"))
    book(cast, cast.slots[1])
    assert [registry.get(one.kind).still_wanted(one) for one in old] == [False] * len(old)
    services.call_off(interview=row, by=cast.olga)
    kinds = {"interview_cancelled": True, "interview_panel_cancelled": True}
    for one in Message.objects.filter(kind__startswith="interview_"):
        assert registry.get(one.kind).still_wanted(one) is kinds.get(one.kind, False), one.kind


# ---------------------------------------------------------------- HOW IT WENT


def test_the_panel_writes_the_outcome_once_it_has_begun(
    cast: SimpleNamespace, as_user: Any, again: Any, monkeypatch: Any
) -> None:
    book(cast)
    url = reverse("interviews:interview", args=[cast.interview.pk])
    said = {"outcome": "recommended", "notes": "Bright.", "version": "0"}
    rosa, rui = as_user(cast.users["rosa"]), as_user(cast.users["rui"])
    assert rui.get(url).status_code == 404  # he sits on no panel of hers
    assert rosa.post(url, said).status_code == 302
    assert again(cast.interview).outcome == ""
    later(monkeypatch, cast.slots[0].starts_at)
    assert list(queries.outcome_due(cast.edition)) == [cast.interview]
    assert rosa.post(url, said).status_code == 302
    row = again(cast.interview)
    assert (row.outcome, row.notes, row.outcome_by) == (Outcome.RECOMMENDED, "Bright.", cast.users["rosa"])
    stale = as_user(cast.olga).post(url, {**said, "notes": "Shy."})
    assert stale.status_code == 409
    assert b"Bright." in stale.content
    assert b"Shy." in stale.content
    assert b"Bright." in as_user(cast.olga).get(reverse("selection:student", args=[cast.mio.pk])).content
    assert b"Bright." not in rui.get(reverse("selection:student", args=[cast.mio.pk])).content
    with pytest.raises(services.NotAllowed):  # nor is it moved away afterwards
        services.drop_slot(slot=cast.slots[0], by=cast.olga)
    assert queries.outcome_due(cast.edition).count() == 0


def test_whoever_missed_it_gets_another_time(cast: SimpleNamespace, again: Any, monkeypatch: Any) -> None:
    book(cast)
    later(monkeypatch, cast.slots[0].starts_at)
    services.record(interview=cast.interview, outcome="missed", notes="", version=0, by=cast.olga)
    book(cast, cast.slots[2], by_school=True)
    assert again(cast.interview).outcome == ""


def test_notes_are_erased_early_and_the_outcome_stays(
    cast: SimpleNamespace, again: Any, monkeypatch: Any
) -> None:
    book(cast)
    at = cast.slots[0].starts_at
    later(monkeypatch, at)
    services.record(interview=cast.interview, outcome="unsure", notes="Hm.", version=0, by=cast.olga)
    move_receiver(nomination=cast.mio, to=Receiver.NOT_SELECTED, by=cast.olga, decided_at=at)
    people.move(participation=cast.mio.participation, to="not_selected", by=cast.olga)
    assert again(cast.interview).state == Stand.BOOKED  # it has been
    services.save_options(edition=cast.edition, keep_notes_days=10, by=cast.olga)
    later(monkeypatch, at + timedelta(days=9))
    assert services.erase_notes() == 0
    later(monkeypatch, at + timedelta(days=10))
    assert services.erase_notes() == 1
    row = again(cast.interview)
    assert (row.notes, row.outcome) == (None, Outcome.UNSURE)
    assert services.erase_notes() == 0


# ---------------------------------------------------------------- LISTS OF WHAT IS TO DO, AND MAKING TIMES


def test_it_stands_on_the_lists_of_what_is_to_do(cast: SimpleNamespace, monkeypatch: Any) -> None:
    def standing() -> dict[str, bool]:
        tasks = requirements.tasks(cast.mio.participation, clock.today())
        return {t.requirement.code: t.done for t in tasks if t.requirement.code.startswith("interview")}

    assert standing() == {"interview_time": False}
    book(cast)
    assert standing() == {"interview_time": True}
    later(monkeypatch, cast.slots[0].starts_at)
    assert standing() == {"interview_time": True, "interview_outcome": False}
    services.record(interview=cast.interview, outcome="not", notes="", version=0, by=cast.olga)
    assert standing() == {"interview_time": True, "interview_outcome": True}


def test_the_students_own_part_leads_there(cast: SimpleNamespace) -> None:
    page = Client().get(seat.link(cast.mio.participation).partition("8000")[2]).content.decode()
    assert "/interviews/choose/" in page


def test_times_are_looked_at_before_they_are_made(cast: SimpleNamespace, as_user: Any) -> None:
    client, url = as_user(cast.olga), reverse("interviews:make")
    day = cast.slots[0].starts_at.date().isoformat()
    typed = {
        "day": day, "first": "11:00", "minutes": "30", "pause": "10", "count": "4",
        "place": "Room 1", "panel": [str(cast.users["rosa"].pk)],
    }  # fmt: skip
    page = client.post(url, typed).content.decode()
    assert "sits on another panel at 12:00" in page
    assert "Night for" not in page
    assert Slot.objects.count() == 3
    assert (
        "Night for Kumamoto, Montpellier: 23:00 in Tokyo (Asia/Tokyo)."
        in client.post(url, {**typed, "first": "15:00"}).content.decode()
    )
    client.post(url, {**typed, "first": "15:00", "confirmed": "1"})
    client.post(url, {**typed, "first": "15:00", "confirmed": "1"})  # the same form twice
    assert Slot.objects.count() == 7
    assert client.post(url, {**typed, "panel": []}).status_code == 200
    assert "Say where it is" in client.post(url, {**typed, "place": ""}).content.decode()


def test_my_interviews_show_own_times_alone(cast: SimpleNamespace, as_user: Any) -> None:
    book(cast)
    rosa, rui = as_user(cast.users["rosa"]), as_user(cast.users["rui"])
    assert b"Mio Hayashida" in rosa.get(reverse("interviews:mine")).content
    assert b"Mio" not in rui.get(reverse("interviews:mine")).content
    calendar = Calendar.from_ical(rosa.get(reverse("interviews:my_calendar")).content)
    assert len(calendar.walk("VEVENT")) == 1
    assert len(Calendar.from_ical(rui.get(reverse("interviews:my_calendar")).content).walk("VEVENT")) == 0


def test_the_file_has_moments_that_sort_by_the_clock_of_the_school(
    cast: SimpleNamespace, as_user: Any
) -> None:
    book(cast, cast.slots[1])
    type(cast.olga).objects.filter(pk=cast.olga.pk).update(time_zone="Asia/Tokyo")
    answer = as_user(cast.olga).get(f"{reverse('interviews:list')}?_export=csv")
    text = b"".join(answer.streaming_content).decode()
    assert f",{cast.slots[1].starts_at.date().isoformat()} 12:40," in text  # 20:40 in Tokyo
    assert "–" not in text


def test_whose_time_on_the_board_is_over_sees_no_names_any_more(cast: SimpleNamespace) -> None:
    book(cast)
    rosa = cast.users["rosa"]
    assert queries.own_slots(rosa).filter(interview__isnull=False).count() == 1
    Reviewer.objects.filter(user=rosa).update(active_to=clock.today() - timedelta(days=1))
    assert queries.own_slots(rosa).count() == 0
