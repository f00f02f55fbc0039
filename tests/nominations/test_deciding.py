"""Intended decisions, their release against the places, and who is told what."""

import threading
from datetime import date

import pytest
from django.db import connection
from django.urls import reverse

from ish.nominations import services
from ish.nominations.models import Nomination
from ish.nominations.states import Receiver, Sender
from ish.outbox import registry
from ish.people.states import State
from tests.nominations import makers

SELECTED, WAITING, NOT = Receiver.SELECTED, Receiver.WAITING_LIST, Receiver.NOT_SELECTED


def _pend(cast, *decisions, body=None):
    rows = []
    for number, decision in enumerate(decisions):
        row = makers.submitted(cast.edition, body or cast.kumamoto, f"Given{number}")
        services.set_pending(nominations=[row], decision=decision, by=cast.olga)
        rows.append(row)
    return rows


def _release(cast, rows, **options):
    return services.release(
        edition=cast.edition, keys=[r.pk for r in rows], by=cast.olga, batch="one", **options
    )


def test_pending_is_noted_and_tells_nobody(cast, mailbox):
    (row,) = _pend(cast, SELECTED)
    row.refresh_from_db()
    assert (row.pending, row.receiver_state, row.pending_by) == (SELECTED, Receiver.WAITING, cast.olga)
    told = mailbox(to=row.participation.person.email)
    assert {message.kind for message in told} <= {"privacy_notice"}
    with pytest.raises(ValueError, match="No decision"):
        services.set_pending(nominations=[row], decision="interview", by=cast.olga)


def test_drafts_and_withdrawn_ones_take_no_decision(cast):
    draft = makers.draft(cast.edition, cast.kumamoto)
    gone = makers.at(makers.draft(cast.edition, cast.kumamoto, "Ryu"), sender_state=Sender.WITHDRAWN)
    assert services.set_pending(nominations=[draft, gone], decision=SELECTED, by=cast.olga) == 0


def test_a_release_offers_places_and_tells_everybody(cast, mailbox):
    rows = _pend(cast, SELECTED, WAITING, NOT)
    done = _release(cast, rows)
    assert [len(done.selected), len(done.waiting_list), len(done.not_selected)] == [1, 1, 1]
    for row, state in zip(rows, (State.OFFERED, State.PROSPECTIVE, State.NOT_SELECTED), strict=True):
        row.refresh_from_db()
        row.participation.refresh_from_db()
        assert (row.participation.state, row.pending) == (state, "")
        assert row.decided_by == cast.olga
    kinds = ("place_offered", "waiting_list", "not_selected", "body_result")
    assert [[m.to_email for m in mailbox(kind=kind)] for kind in kinds] == [
        ["given0.hayashida@example.org"],
        ["given1.hayashida@example.org"],
        ["given2.hayashida@example.org"],
        ["cem@example.org"],
    ]
    assert {m.state for kind in kinds for m in mailbox(kind=kind)} == {"held"}
    assert {m.batch for kind in kinds for m in mailbox(kind=kind)} == {"one"}
    assert "Given0 Hayashida" in mailbox(kind="body_result")[0].body_text


def test_twice_is_once(cast, mailbox):
    rows = _pend(cast, SELECTED)
    _release(cast, rows)
    assert _release(cast, rows).count == 0
    assert len(mailbox(kind="place_offered")) == 1


def test_more_than_the_places_needs_a_named_decision(cast):
    rows = _pend(cast, SELECTED, SELECTED, SELECTED)
    with pytest.raises(services.OverQuota) as found:
        _release(cast, rows)
    assert [(n.places, n.after_release) for n in found.value.bodies] == [(2, 3)]
    assert set(Nomination.objects.values_list("receiver_state", flat=True)) == {Receiver.WAITING}
    assert _release(cast, rows, beyond_places=True).count == 3
    row = Nomination.objects.first()
    assert row.decided_by == cast.olga
    assert "3 for 2" in row.decision_note


def test_the_numbers_before_a_release_say_whose_age_nobody_knows(cast, as_user):
    born = (date(2009, 1, 1), date(2012, 1, 1), None, None)
    for number, day in enumerate(born):
        row = makers.submitted(cast.edition, cast.kumamoto, f"Given{number}", birth_date=day)
        decision = SELECTED if number < 3 else NOT
        services.set_pending(nominations=[row], decision=decision, by=cast.olga)
    page = as_user(cast.olga).get(reverse("nominations:release")).context["confirm"]
    told = {str(one["label"]): one["value"] for one in page["numbers"]}
    assert told["of them under 18 on arrival"] == 1
    assert told["of them without a date of birth: a parent has to agree"] == 1


def test_other_decisions_than_those_looked_at_are_not_released(cast):
    rows = _pend(cast, SELECTED, WAITING)
    seen = services.mark_of(services.to_release(cast.edition))
    services.set_pending(nominations=rows, decision=NOT, by=cast.olga)
    with pytest.raises(services.Changed):
        _release(cast, rows, seen=seen)


def test_who_left_meanwhile_is_left_alone(cast):
    rows = _pend(cast, SELECTED, WAITING)
    person = rows[0].participation
    type(person).objects.filter(pk=person.pk).update(state=State.WITHDREW)
    done = _release(cast, rows)
    assert (done.skipped, done.selected) == ([rows[0].pk], [])


def test_up_from_the_waiting_list(cast):
    (row,) = _pend(cast, WAITING)
    _release(cast, [row])
    services.set_pending(nominations=[row], decision=SELECTED, by=cast.olga)
    _release(cast, [row])
    row.refresh_from_db()
    assert (row.receiver_state, row.participation.state) == (SELECTED, State.OFFERED)
    assert services.set_pending(nominations=[row], decision=NOT, by=cast.olga) == 0


def test_letters_nobody_wants_any_more_are_not_sent(cast, mailbox):
    rows = _pend(cast, WAITING, NOT)
    _release(cast, rows)
    for row in rows:
        services.withdraw(nomination=Nomination.objects.get(pk=row.pk), by=cast.cem)
    for kind in ("waiting_list", "not_selected", "body_result"):
        (message,) = mailbox(kind=kind)
        assert registry.get(kind).still_wanted(message) is False, kind


def test_a_coordinator_who_has_left_hears_nothing_more(cast, mailbox):
    _release(cast, _pend(cast, WAITING))
    (message,) = mailbox(kind="body_result")
    assert registry.get("body_result").still_wanted(message) is True
    services.end_coordinator(coordinator=cast.cem.coordinator_rows.get(), by=cast.olga)
    assert registry.get("body_result").still_wanted(message) is False


@pytest.mark.django_db(transaction=True)
def test_two_releases_at_once_do_not_go_beyond_the_places(cast):
    rows = _pend(cast, SELECTED, SELECTED, SELECTED)
    start, outcomes = threading.Barrier(2), []

    def run(keys):
        start.wait()
        try:
            done = services.release(edition=cast.edition, keys=keys, by=cast.olga, batch=str(keys[0]))
            outcomes.append(done.count)
        except services.OverQuota:
            outcomes.append("over")
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=([r.pk for r in part],)) for part in (rows[:2], rows[1:])]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    holding = Nomination.objects.filter(participation__state=State.OFFERED).count()
    assert holding == 2
    assert "over" in outcomes
