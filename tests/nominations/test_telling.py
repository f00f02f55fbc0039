"""Reasons beside a decision, partners who tell their own students first, and a release taken back."""

import re
import threading
from datetime import date, timedelta

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import formats

from ish import clock
from ish.nominations import queries, services
from ish.nominations.comparing_queries import compare
from ish.nominations.models import Coordinator, Nomination, Release, SeasonReply
from ish.nominations.services import correcting, telling, undoing
from ish.nominations.services.deciding import Changed, Why
from ish.nominations.states import Receiver
from ish.outbox import delivery, rendering
from ish.outbox import services as outbox
from ish.outbox.models import Message
from ish.people import services as people
from ish.people.states import State
from ish.programme.models import Quota
from tests.nominations import makers

SELECTED, WAITING, NOT = Receiver.SELECTED, Receiver.WAITING_LIST, Receiver.NOT_SELECTED


def _pend(cast, *decisions, why=None):
    rows = []
    for number, decision in enumerate(decisions):
        row = makers.submitted(cast.edition, cast.kumamoto, f"Given{number}")
        services.set_pending(nominations=[row], decision=decision, by=cast.olga, why=why)
        rows.append(row)
    return rows


def _release(cast, rows, batch="one"):
    return services.release(edition=cast.edition, keys=[r.pk for r in rows], by=cast.olga, batch=batch)


def _now(row):
    fresh = Nomination.objects.select_related("participation").get(pk=row.pk)
    return fresh.receiver_state, fresh.pending, fresh.participation.state


def _tell_first(cast, days=5):
    Quota.objects.filter(body=cast.kumamoto).update(tells_first_days=days)


# ---------------------------------------------------------------- REASONS


def test_the_students_note_stands_in_the_letter_and_ours_does_not(cast, mailbox):
    why = Why("language", "Weak interview, ask again next year.", "Please do try again next year.")
    rows = _pend(cast, NOT, WAITING, SELECTED, why=why)
    _release(cast, rows)
    for kind in ("not_selected", "waiting_list", "place_offered"):
        (letter,) = mailbox(kind=kind)
        assert "Please do try again next year." in letter.body_text
        assert "Weak interview" not in letter.body_text + str(letter.context)
    (told,) = mailbox(kind="body_result")
    assert "next year" not in told.body_text
    assert Nomination.objects.get(pk=rows[0].pk).reason == "language"
    with pytest.raises(ValueError, match="No reason"):
        services.set_pending(nominations=rows, decision="", by=cast.olga, why=Why("whim"))


def test_a_word_to_the_student_belongs_to_one_decision(cast):
    (row,) = _pend(cast, WAITING, why=Why("places", "Between us.", "Nearly!"))
    services.set_pending(nominations=[row], decision=WAITING, by=cast.olga)
    row.refresh_from_db()
    assert row.reason_student == "Nearly!"
    services.set_pending(nominations=[row], decision=SELECTED, by=cast.olga)
    row.refresh_from_db()
    assert (row.reason, row.reason_student, row.reason_staff) == ("", "", "Between us.")


# ---------------------------------------------------------------- PARTNERS WHO TELL FIRST


def test_the_partner_hears_first_and_no_student_does(cast, mailbox):
    _tell_first(cast)
    rows = _pend(cast, SELECTED, NOT)
    done = _release(cast, rows)
    assert (sorted(done.told_first), done.selected) == (sorted(r.pk for r in rows), [])
    assert [_now(row) for row in rows] == [
        (Receiver.WAITING, SELECTED, State.PROSPECTIVE),
        (Receiver.WAITING, NOT, State.PROSPECTIVE),
    ]
    assert mailbox(kind="place_offered") == [] == mailbox(kind="not_selected")
    (told,) = mailbox(kind="body_result")
    assert "Given0 Hayashida" in told.body_text
    assert "You tell your students first" in told.body_text
    (now,) = queries.numbers(cast.edition, [cast.kumamoto])
    assert (now.holding, now.pending) == (1, 0)


def test_a_decision_that_the_partner_knows_cannot_be_changed_or_released_again(cast):
    _tell_first(cast)
    (row,) = _pend(cast, SELECTED)
    _release(cast, [row])
    row.refresh_from_db()
    assert services.set_pending(nominations=[row], decision=NOT, by=cast.olga) == 0
    assert _release(cast, [row], "two").count == 0


def test_told_at_a_click_or_on_the_day(cast, mailbox, on_day):
    _tell_first(cast)
    clicked, waits = _pend(cast, SELECTED, WAITING)
    _release(cast, [clicked, waits])
    outbox.release(messages=mailbox(kind="body_result"), by=cast.olga)
    Message.objects.filter(kind="body_result").update(state="sent")
    assert telling.tell(nominations=[clicked], by=cast.cem).selected == [clicked.pk]
    assert telling.tell(nominations=[clicked], by=cast.cem).count == 0
    assert _now(clicked) == (SELECTED, "", State.OFFERED)
    assert len(mailbox(kind="place_offered")) == 1
    assert telling.tell_due() == 0
    waits.refresh_from_db()
    on_day(waits.tell_on.isoformat())
    assert telling.tell_due() == 1
    assert telling.tell_due() == 0
    assert _now(waits) == (WAITING, "", State.PROSPECTIVE)
    assert len(mailbox(kind="waiting_list")) == 1


def test_the_days_to_tell_begin_when_the_partners_letter_has_gone(cast, on_day, as_user, mailbox):
    _tell_first(cast, days=3)
    (row,) = _pend(cast, SELECTED)
    _release(cast, [row])
    today, letter = clock.today(cast.edition.time_zone), Message.objects.filter(kind="body_result")
    day = today + timedelta(days=10)  # an organiser let it wait
    on_day(day.isoformat())
    later = {"state": "failed", "not_before": clock.now()}  # the server asked to come again
    for waits in ({"state": "held"}, {"state": "queued", "attempts": 1}, later):
        letter.update(**waits)
        assert telling.tell_due() == 0, waits
    letter.update(state="sending", not_before=None)
    assert formats.date_format(day + timedelta(days=3), "DATE_FORMAT") in rendering.live(letter.get()).text
    letter.update(state="sent", sent_at=clock.now())
    assert telling.tell_due() == 0
    cem = as_user(cast.cem)
    for page in (reverse("nominations:telling"), reverse("desk:home")):
        assert formats.date_format(day + timedelta(days=3), "DATE_FORMAT") in cem.get(page).content.decode()
    on_day((day + timedelta(days=2)).isoformat())
    assert telling.tell_due() == 0
    on_day((day + timedelta(days=3)).isoformat())
    assert telling.tell_due() == 1


def test_where_nobody_acts_for_a_partner_we_tell_its_students(cast, as_user):
    _tell_first(cast)
    rows = _pend(cast, SELECTED)
    Coordinator.objects.filter(body=cast.kumamoto).update(active_to=date(2020, 1, 1))
    page = as_user(cast.olga).get(reverse("nominations:release")).content.decode()
    assert "Nobody acts at the moment for: Kumamoto." in page
    assert "The coordinators of 0 partners get their results." in page
    assert "tells 1 student first" not in page
    assert _release(cast, rows).selected == [rows[0].pk]
    assert _now(rows[0]) == (SELECTED, "", State.OFFERED)


def test_a_partner_that_asked_for_it_gets_a_week(cast):
    SeasonReply.objects.create(edition=cast.edition, body=cast.kumamoto, tells_first=True)
    (row,) = _pend(cast, SELECTED)
    _release(cast, [row])
    row.refresh_from_db()
    assert row.tell_on is not None


def test_who_withdraws_meanwhile_is_not_told(cast, mailbox):
    _tell_first(cast)
    (row,) = _pend(cast, SELECTED)
    _release(cast, [row])
    services.withdraw(nomination=Nomination.objects.get(pk=row.pk), by=cast.cem)
    assert telling.tell(nominations=[row], by=cast.cem).count == 0
    assert mailbox(kind="place_offered") == []
    (now,) = queries.numbers(cast.edition, [cast.kumamoto])
    assert now.holding == 0


def test_the_partner_reads_nothing_before_its_own_letter_has_gone(cast, as_user):
    _tell_first(cast)
    rows = _pend(cast, SELECTED, WAITING, NOT)
    cem, olga = as_user(cast.cem), as_user(cast.olga)
    mine, telling_page = reverse("nominations:mine"), reverse("nominations:telling")
    pages = [reverse("desk:home"), mine, telling_page, f"{mine}?_export=csv"]
    pages += [reverse("nominations:student", args=[row.pk]) for row in rows]

    def read(client, url):
        answer = client.get(url)
        text = b"".join(answer.streaming_content) if answer.streaming else answer.content
        return re.sub(r'"[A-Za-z0-9]{64}"', "", text.decode())  # the tokens of forms

    before = [read(cem, url) for url in pages]
    _release(cast, rows)
    letter = Message.objects.get(kind="body_result")
    for state in ("held", "queued"):
        Message.objects.filter(pk=letter.pk).update(state=state)
        assert [read(cem, url) for url in pages] == before, state
        assert "not told yet" in read(olga, reverse("nominations:body", args=[cast.kumamoto.pk]))
        cem.post(telling_page, {"keys": rows[0].pk, "confirmed": 1}, follow=True)
        assert _now(rows[0]) == (Receiver.WAITING, SELECTED, State.PROSPECTIVE)
    for state in ("sent", "failed"):
        Message.objects.filter(pk=letter.pk).update(state=state)
        after = [read(cem, url) for url in pages]
        assert all(new != old for new, old in zip(after, before, strict=True)), state
    (now,) = queries.numbers(cast.edition, [cast.kumamoto])
    assert now.holding == 1  # for the school, all the time


# ---------------------------------------------------------------- UNDO


def test_undo_brings_back_what_was(cast, mailbox):
    rows = _pend(cast, SELECTED, WAITING, NOT, why=Why("places", "Ours.", "Theirs."))
    _release(cast, rows)
    assert undoing.undo_release(release=Release.objects.get(), by=cast.olga).count == 3
    assert undoing.undo_release(release=Release.objects.get(), by=cast.olga).count == 0
    assert [_now(row) for row in rows] == [
        (Receiver.WAITING, decision, State.PROSPECTIVE) for decision in (SELECTED, WAITING, NOT)
    ]
    assert {m.state for m in mailbox() if m.batch == "one"} == {"discarded"}
    assert set(Nomination.objects.values_list("reason_staff", "reason_student")) == {("Ours.", "Theirs.")}
    with pytest.raises(Changed):
        _release(cast, rows)
    assert _release(cast, rows, "two").count == 3
    assert [m.state for m in mailbox(kind="place_offered")].count("held") == 1


def test_undo_of_a_partner_that_tells_first(cast):
    _tell_first(cast)
    rows = _pend(cast, SELECTED)
    _release(cast, rows)
    assert undoing.undo_release(release=Release.objects.get(), by=cast.olga).count == 1
    rows[0].refresh_from_db()
    assert (rows[0].pending, rows[0].tell_on, rows[0].release) == (SELECTED, None, None)


def test_no_undo_once_a_partner_has_told_a_student(cast, as_user):
    _tell_first(cast)
    told, waits = _pend(cast, NOT, SELECTED)
    _release(cast, [told, waits])
    release, client = Release.objects.get(), as_user(cast.olga)
    link = reverse("nominations:undo", args=[release.pk])
    assert "able to read" not in client.get(link).content.decode()  # their partner's letter is held
    Message.objects.filter(kind="body_result").update(state="discarded")  # somebody rang instead
    assert "have been able to read 2 decisions" in client.get(link).content.decode()
    telling.tell(nominations=[told], by=cast.cem)
    with pytest.raises(undoing.TooLate, match="Given0 Hayashida knows it from their partner"):
        undoing.undo_release(release=release, by=cast.olga)
    assert _now(told) == (NOT, "", State.NOT_SELECTED)
    assert _now(waits) == (Receiver.WAITING, SELECTED, State.PROSPECTIVE)
    assert Message.objects.filter(kind="not_selected", state="held").exists()
    page = client.get(reverse("nominations:releases")).content.decode()
    assert link not in page and "knows from their partner" in page


def test_undo_leads_back_to_an_earlier_decision(cast):
    (row,) = _pend(cast, NOT)
    _release(cast, [row])
    row.refresh_from_db()
    services.set_pending(nominations=[row], decision=SELECTED, by=cast.olga)
    _release(cast, [row], "two")
    with pytest.raises(undoing.TooLate, match="newer decision"):
        undoing.undo_release(release=Release.objects.get(batch="one"), by=cast.olga)
    undoing.undo_release(release=Release.objects.get(batch="two"), by=cast.olga)
    assert _now(row) == (NOT, SELECTED, State.NOT_SELECTED)
    undoing.undo_release(release=Release.objects.get(batch="one"), by=cast.olga)
    assert _now(row) == (Receiver.WAITING, SELECTED, State.PROSPECTIVE)  # what is planned now stays planned


def test_undo_lets_corrections_wait_again_and_keeps_who_decided_before(cast):
    (row,) = _pend(cast, WAITING)
    _release(cast, [row])
    row.refresh_from_db()
    before = (row.decided_at, row.decided_by)
    waits = correcting.propose(
        nomination=row, values={"family_name": "Changed"}, by=cast.cem, role="coordinator"
    )
    services.set_pending(nominations=[row], decision=NOT, by=cast.olga)
    _release(cast, [row], "two")
    waits.refresh_from_db()
    assert waits.state == "retracted"  # who is not selected no longer counts
    undoing.undo_release(release=Release.objects.get(batch="two"), by=cast.olga)
    waits.refresh_from_db()
    row.refresh_from_db()
    assert (waits.state, waits.answer, waits.decided_at) == ("proposed", "", None)
    assert (row.decided_at, row.decided_by) == before


@pytest.mark.parametrize("state", ["sending", "sent"])
def test_no_undo_once_a_letter_is_out(cast, state):
    rows = _pend(cast, SELECTED, NOT)
    _release(cast, rows)
    Message.objects.filter(kind="not_selected").update(state=state)
    with pytest.raises(undoing.TooLate):
        undoing.undo_release(release=Release.objects.get(), by=cast.olga)
    assert _now(rows[0]) == (SELECTED, "", State.OFFERED)
    assert Message.objects.filter(kind="place_offered", state="held").exists()


def test_undo_leaves_out_who_has_moved_on_and_says_who(cast, as_user, mailbox):
    said, gone, back = _pend(cast, SELECTED, WAITING, NOT)
    _release(cast, [said, gone, back])
    people.accept_place(participation=Nomination.objects.get(pk=said.pk).participation, by=None)
    services.withdraw(nomination=Nomination.objects.get(pk=gone.pk), by=cast.cem)
    told, release, olga = mailbox(kind="body_result")[0], Release.objects.get(), as_user(cast.olga)
    Message.objects.filter(pk=told.pk).update(body_text="Given2 is not selected.", edited=True)
    link = reverse("nominations:undo", args=[release.pk])
    assert "newer decisions: Given0 Hayashida, Given1 Hayashida." in olga.get(link).content.decode()
    page = olga.post(link, {"confirmed": 1}, follow=True).content.decode()
    assert "Undone: 1 decision is planned again." in page
    assert "newer decisions: Given0 Hayashida, Given1 Hayashida." in page
    assert _now(said) == (SELECTED, "", Nomination.objects.get(pk=said.pk).participation.state)
    assert _now(back) == (Receiver.WAITING, NOT, State.PROSPECTIVE)
    told.refresh_from_db()
    assert (told.state, told.body_text, told.context["nominations"]) == ("held", "", [said.pk])
    assert [m.state for m in mailbox(kind="place_offered")] == ["held"]
    assert [m.state for m in mailbox(kind="not_selected")] == ["discarded"]


def test_no_undo_when_everybody_has_answered(cast, as_user):
    rows = _pend(cast, SELECTED)
    _release(cast, rows)
    people.give_back(participation=Nomination.objects.get(pk=rows[0].pk).participation, by=None)
    with pytest.raises(undoing.TooLate, match="Everybody has answered"):
        undoing.undo_release(release=Release.objects.get(), by=cast.olga)
    page = as_user(cast.olga).get(reverse("nominations:releases")).content.decode()
    assert reverse("nominations:undo", args=[Release.objects.get().pk]) not in page


@pytest.mark.django_db(transaction=True)
def test_undo_and_the_sender_at_once(cast, monkeypatch):
    """Either the letters have gone and the decision stands, or they are put aside and it does not."""
    rows = _pend(cast, SELECTED)
    _release(cast, rows)
    outbox.release(messages=Message.objects.filter(batch="one"), by=cast.olga)
    Message.objects.filter(batch="one").update(not_before=None)
    pks = list(Message.objects.filter(batch="one").values_list("pk", flat=True))
    release, start, outcome = Release.objects.get(), threading.Barrier(2), []

    def run(work):
        start.wait()
        try:
            outcome.append(work())
        except undoing.TooLate:
            outcome.append("late")
        finally:
            connection.close()

    works = (
        lambda: undoing.undo_release(release=release, by=cast.olga),
        lambda: delivery._claim(pks)[1] and "claimed",
    )
    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    out = Message.objects.filter(batch="one", state="sending").exists()
    assert _now(rows[0])[2] == (State.OFFERED if out else State.PROSPECTIVE)
    assert ("late" in outcome) == out
    assert len(set(Message.objects.filter(batch="one").values_list("state", flat=True))) == 1


# ---------------------------------------------------------------- PAGES


def test_the_comparison_says_now_and_after_and_warns(cast, as_user):
    young = makers.submitted(cast.edition, cast.kumamoto, "Ren", birth_date=date(2012, 1, 1), sex="F")
    holds = makers.submitted(cast.edition, cast.kumamoto, "Sota", nationalities=["JP"])
    makers.at(holds, receiver_state=SELECTED)
    type(holds.participation).objects.filter(pk=holds.participation_id).update(state=State.OFFERED)
    third = makers.submitted(cast.edition, cast.kumamoto, "Yui")
    services.set_pending(nominations=[young, third], decision=SELECTED, by=cast.olga)
    SeasonReply.objects.create(edition=cast.edition, body=cast.montpellier, taking_part="yes")
    found = compare(cast.edition)
    assert (found.total.now, found.total.after, found.children) == (1, 3, 1)
    assert [(bar.code, bar.now, bar.after) for bar in found.ages] == [("15", 0, 1), ("18", 1, 2)]
    assert (found.over, found.nobody_from) == (["Kumamoto"], ["Montpellier"])
    page = as_user(cast.olga).get(reverse("nominations:compared")).content.decode()
    assert "1 student with a place would be under 16 on arrival." in page
    assert "nobody of theirs would come: Montpellier" in page
    assert "More than the places agreed: Kumamoto" in page


def test_pages_from_a_reason_to_an_undone_release(cast, as_user):
    cast.edition.hold_mail = False
    cast.edition.save()
    row = makers.submitted(cast.edition, cast.kumamoto)
    olga = as_user(cast.olga)
    said = {
        "keys": row.pk,
        "confirmed": 1,
        "decision": "selected",
        "reason": "fit",
        "staff": "Ours",
        "student": "Hi",
    }
    olga.post(reverse("nominations:reasons"), said)
    row.refresh_from_db()
    assert (row.pending, row.reason, row.reason_staff, row.reason_student) == (SELECTED, "fit", "Ours", "Hi")
    page = olga.get(reverse("nominations:release")).context["confirm"]
    hidden = {field["name"]: field["value"] for field in page["hidden"]}
    olga.post(reverse("nominations:release"), {**hidden, "letters": "15"})
    (letter,) = Message.objects.filter(kind="place_offered")
    assert letter.state == "queued"
    assert letter.not_before is not None
    release = Release.objects.get()
    assert (
        reverse("nominations:undo", args=[release.pk])
        in olga.get(reverse("nominations:releases")).content.decode()
    )
    olga.post(reverse("nominations:undo", args=[release.pk]), {"confirmed": 1})
    assert _now(row) == (Receiver.WAITING, SELECTED, State.PROSPECTIVE)
    assert "undone" in olga.get(reverse("nominations:releases")).content.decode()


def test_a_coordinator_says_who_has_been_told(cast, as_user):
    _tell_first(cast)
    (row,) = _pend(cast, SELECTED, why=Why("board", "Between us only.", "For her alone."))
    _release(cast, [row])
    outbox.release(messages=Message.objects.filter(kind="body_result"), by=cast.olga)
    Message.objects.update(state="sent")
    cem, url = as_user(cast.cem), reverse("nominations:telling")
    assert "Tell your students" in cem.get(reverse("desk:home")).content.decode()
    for page in (url, reverse("nominations:student", args=[row.pk]), reverse("nominations:mine")):
        text = cem.get(page).content.decode()
        assert "not told yet" in text or page == url
        assert "Between us only." not in text
        assert "For her alone." not in text
    assert as_user(cast.dana).post(url, {"n": row.pk}).status_code == 404
    assert "Have they been told?" in cem.post(url, {"n": row.pk}).content.decode()
    cem.post(url, {"keys": row.pk, "confirmed": 1})
    assert _now(row) == (SELECTED, "", State.OFFERED)
