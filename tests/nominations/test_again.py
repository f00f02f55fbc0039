"""No offer past decision and places: one after a release, one again, and what a withdrawal means for the nomination."""

import pytest
from django.urls import reverse

from ish.nominations import services
from ish.nominations.models import Nomination
from ish.nominations.states import Receiver, Sender
from ish.people import services as people
from ish.people.states import State
from tests.nominations import makers


def _decided(cast, decision, given="Mio"):
    row = makers.submitted(cast.edition, cast.kumamoto, given)
    services.set_pending(nominations=[row], decision=decision, by=cast.olga)
    services.release(edition=cast.edition, keys=[row.pk], by=cast.olga, batch=given)
    return Nomination.objects.select_related("participation__person", "edition", "body").get(pk=row.pk)


def _states(row):
    row.refresh_from_db()
    row.participation.refresh_from_db()
    return row.sender_state, row.receiver_state, row.participation.state


def _gave_back(cast, given="Mio"):
    row = _decided(cast, Receiver.SELECTED, given)
    people.give_back(participation=row.participation, by=None)
    return row


def test_nobody_on_the_waiting_list_is_offered_a_place_by_a_step(cast, as_user):
    row = _decided(cast, Receiver.WAITING_LIST)
    url = reverse("people:move", args=[row.participation_id, State.OFFERED])
    response = as_user(cast.olga).post(url, {"confirmed": 1, "on_behalf": "phone"}, follow=True)
    assert response.status_code == 200
    assert _states(row) == (Sender.SUBMITTED, Receiver.WAITING_LIST, State.PROSPECTIVE)
    for decided in (False, True):
        with pytest.raises(people.NotAllowed):
            people.offer(participation=row.participation, by=cast.olga, decided=decided)


def test_a_place_given_back_is_offered_again_and_one_letter_goes(cast, as_user, mailbox):
    row = _gave_back(cast)
    url = reverse("nominations:offer_again", args=[row.participation_id])
    client = as_user(cast.olga)
    assert client.get(reverse("people:move", args=[row.participation_id, State.OFFERED])).url == url
    assert client.get(url).status_code == 200
    assert client.post(url, {"confirmed": 1}).status_code == 302
    assert _states(row) == (Sender.SUBMITTED, Receiver.SELECTED, State.OFFERED)
    assert row.decided_by == cast.olga
    assert row.decision_note == ""
    assert len(mailbox(kind="place_offered")) == 2
    assert client.post(url, {"confirmed": 1}).status_code == 302
    assert len(mailbox(kind="place_offered")) == 2


def test_beyond_the_places_only_on_purpose(cast, as_user):
    row = _gave_back(cast)
    for given in ("Ren", "Sora"):
        _decided(cast, Receiver.SELECTED, given)
    with pytest.raises(services.OverQuota):
        services.offer_again(nomination=row, by=cast.olga)
    url = reverse("nominations:offer_again", args=[row.participation_id])
    client = as_user(cast.olga)
    assert client.post(url, {"confirmed": 1}).status_code == 200
    assert _states(row)[2] == State.GAVE_BACK
    assert client.post(url, {"confirmed": 1, "beyond": "on"}).status_code == 302
    assert _states(row)[2] == State.OFFERED
    assert "3" in row.decision_note


def test_a_withdrawal_by_an_organiser_withdraws_the_nomination_and_can_be_taken_back(cast):
    row = _decided(cast, Receiver.SELECTED)
    people.withdraw(participation=row.participation, by=cast.olga)
    assert _states(row) == (Sender.WITHDRAWN, Receiver.SELECTED, State.WITHDREW)
    people.move(participation=row.participation, to=State.PROSPECTIVE, by=cast.olga)
    assert _states(row) == (Sender.SUBMITTED, Receiver.UNDER_REVIEW, State.PROSPECTIVE)


@pytest.mark.parametrize("decision", [Receiver.SELECTED, Receiver.NOT_SELECTED])
def test_a_decision_taken_back_is_open_again(cast, decision):
    row = _decided(cast, decision)
    people.move(participation=row.participation, to=State.PROSPECTIVE, by=cast.olga)
    assert _states(row) == (Sender.SUBMITTED, Receiver.UNDER_REVIEW, State.PROSPECTIVE)
    assert services.set_pending(nominations=[row], decision=Receiver.SELECTED, by=cast.olga) == 1


def test_a_coordinators_search_leads_to_the_student(cast, as_user):
    row = makers.submitted(cast.edition, cast.kumamoto)
    page = as_user(cast.cem).get(reverse("desk:search"), {"q": "Hayashida"}).content.decode()
    assert reverse("nominations:of", args=[row.participation_id]) in page
    page = as_user(cast.olga).get(reverse("desk:search"), {"q": "Hayashida"}).content.decode()
    assert reverse("people:person", args=[row.participation.person_id]) in page


def test_a_coordinator_finds_by_parents_the_own_students_alone(cast, as_user):
    parent = {"guardian_name": "Łucja Żak", "guardian_email": "l@example.org"}
    mio = makers.submitted(cast.edition, cast.kumamoto, **parent)
    page = as_user(cast.cem).get(reverse("desk:search"), {"q": "zak, LUCJA"}).content.decode()
    assert reverse("nominations:of", args=[mio.participation_id]) in page and "parent: Łucja Żak" in page
    page = as_user(cast.cem).get(reverse("nominations:mine"), {"q": "zak"}).content.decode()
    assert reverse("nominations:student", args=[mio.pk]) in page
    page = as_user(cast.dana).get(reverse("desk:search"), {"q": "zak, LUCJA"}).content.decode()
    assert "0 results" in page and "Łucja" not in page
    rows = as_user(cast.olga).get(reverse("nominations:list"), {"q": "ZAK lucja"}).context["table"].rows
    assert [row.record for row in rows] == [mio]


def test_a_coordinator_who_takes_part_elsewhere_reads_nobodys_look_log(cast, as_user):
    """The page is for participants and organisers; to be one of them somewhere opens no student of one's own partner."""
    row = makers.submitted(cast.edition, cast.kumamoto)
    other = makers.edition(29, cast.edition.arrival_day.replace(year=2026))
    makers.organiser(other, cast.cem.email)
    client = as_user(cast.cem)
    assert client.get(reverse("profiles:looks", args=[row.participation.person_id])).status_code == 404
    assert client.get(reverse("profiles:section", args=[row.participation_id, "about_me"])).status_code == 404
    response = client.get(reverse("people:contact", args=[row.participation_id]))
    assert response.status_code == 200
    assert response.context["back"] == reverse("desk:home")
