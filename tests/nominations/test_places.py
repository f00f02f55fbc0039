"""A place that becomes free goes to the next: proposed, offered with a date, linked; never more holders than places."""

import threading
from datetime import date, timedelta

import pytest
from django.db import connection
from django.urls import reverse

from ish.nominations import queries, services, vacancy_queries
from ish.nominations.models import Nomination, SeasonReply
from ish.nominations.services import places
from ish.nominations.states import Receiver, Sender
from ish.outbox import rendering
from ish.outbox.models import Message
from ish.people import consequences
from ish.people import services as people
from ish.people.consequences import Change
from ish.people.models import Participation
from ish.people.states import HOLDS_PLACE, State
from tests.nominations import makers

BORN = date(2008, 1, 1)


def named(cast, body, given, *, family="Kuroda", **fields):
    values = {"birth_date": BORN, "nationalities": ["JP"], **fields}
    return makers.submitted(cast.edition, body, given, family=family, **values)


def release(cast, rows, decision=Receiver.SELECTED, *, beyond=False):
    services.set_pending(nominations=rows, decision=decision, by=cast.olga)
    keys = [row.pk for row in rows]
    services.release(
        edition=cast.edition, keys=keys, by=cast.olga, batch=f"{decision}{keys}", beyond_places=beyond
    )
    return [fresh(row) for row in rows]


def fresh(row):
    return Nomination.objects.select_related(
        "participation__person", "participation__edition__programme", "edition__programme", "body", "place_of"
    ).get(pk=row.pk)


@pytest.fixture
def full(cast):
    """Kumamoto has both places taken (Aki, Emi), Rin on its waiting list; Montpellier one of two, Zoé and Lou waiting."""
    cast.aki, cast.emi = release(cast, [named(cast, cast.kumamoto, n) for n in ("Aki", "Emi")])
    cast.rin = named(cast, cast.kumamoto, "Rin", reserve=True, rank=1)
    (cast.ines,) = release(cast, [named(cast, cast.montpellier, "Ines", family="Blanc")])
    waiting = [
        named(cast, cast.montpellier, name, family="Blanc", reserve=True, rank=rank)
        for name, rank in (("Lou", 2), ("Zoe", 1))
    ]
    cast.lou, cast.zoe = release(cast, waiting, Receiver.WAITING_LIST)
    return cast


def give_back(row, by=None, reason=""):
    people.give_back(participation=row.participation, by=by, reason=reason)


def free(cast):
    found = vacancy_queries.free_places(cast.edition)
    return [f for f in vacancy_queries.propose(cast.edition, found) if f.was]


def holding(cast, body):
    (found,) = queries.numbers(cast.edition, [body])
    return found.holding


# ---------------------------------------------------------------- WHO IS NEXT


def test_a_full_partner_has_nothing_free_until_somebody_gives_back(full):
    assert free(full) == []
    give_back(full.aki)
    (place,) = free(full)
    assert (place.body, place.was, place.why) == (full.kumamoto, full.aki, State.GAVE_BACK)
    assert (place.candidate, place.from_pool) == (full.rin, False)


def test_after_the_own_list_comes_the_common_pool_in_order(full):
    give_back(full.aki)
    give_back(full.emi)
    first, second = free(full)
    assert [first.candidate, second.candidate] == [full.rin, full.zoe]
    assert second.from_pool
    found = vacancy_queries.free_places(full.edition)
    (only,) = vacancy_queries.propose(full.edition, found, first=1, end=2)
    assert (only.was, only.candidate) == (full.emi, full.zoe)
    assert [row for row, _pool in vacancy_queries.could_have(full.edition, full.kumamoto, first=2)] == [
        full.rin,
        full.zoe,
    ]


def test_the_number_in_the_navigation_is_that_of_the_page(full, rf):
    for row in (full.aki, full.emi):
        give_back(row)
    release(full, [full.rin])
    request = rf.get("/")
    request.user = full.olga
    (place,) = free(full)
    assert list(vacancy_queries.counted(request)) == [place.was]


def test_of_a_partner_that_tells_first_one_is_reminded_to_ring_there(full, as_user):
    full.edition.quotas.filter(body=full.kumamoto).update(tells_first_days=7)
    give_back(full.aki)
    client = as_user(full.olga)
    for page in (reverse("nominations:free"), reverse("nominations:offer", args=[full.rin.pk])):
        told = client.get(page, {"was": full.aki.pk}).content.decode()
        assert "Kumamoto tells its students first: ring there before you offer." in told
    places.offer_place(nomination=full.rin, body=full.kumamoto, by=full.olga, replaces=full.aki)
    assert fresh(full.rin).participation.state == State.OFFERED
    assert Message.objects.filter(kind="place_offered", to_email=full.rin.participation.person.email).exists()


def test_withdrawn_drafts_and_intended_ones_are_not_proposed(full):
    give_back(full.aki)
    services.set_pending(nominations=[full.rin], decision=Receiver.SELECTED, by=full.olga)
    (place,) = free(full)
    assert place.candidate == full.zoe
    services.withdraw(nomination=full.zoe, by=full.dana)
    (place,) = free(full)
    assert place.candidate == full.lou


def test_a_place_that_an_ordinary_decision_filled_is_not_free(full):
    give_back(full.aki)
    release(full, [full.rin])
    assert free(full) == []
    assert vacancy_queries.still_free(full.edition).count() == 0


def test_a_partner_that_says_no_leaves_its_places(full, on_day):
    SeasonReply.objects.create(edition=full.edition, body=full.montpellier, taking_part="no")
    (place,) = [f for f in vacancy_queries.free_places(full.edition) if not f.was_key]
    assert (place.body, place.count, place.why) == (full.montpellier, 1, "not_this_year")
    SeasonReply.objects.update(taking_part="yes", places=1)
    (place,) = [f for f in vacancy_queries.free_places(full.edition) if not f.was_key]
    assert place.why == "fewer"
    SeasonReply.objects.all().delete()
    assert [f for f in vacancy_queries.free_places(full.edition) if not f.was_key] == []
    on_day((full.phase.closes + timedelta(days=1)).isoformat())
    (place,) = [f for f in vacancy_queries.free_places(full.edition) if not f.was_key]
    assert place.why == "late"


# ---------------------------------------------------------------- OFFER


def test_the_next_one_takes_the_place_by_a_date_and_is_linked_to_it(full):
    give_back(full.aki)
    last = full.edition.arrival_day - timedelta(days=90)
    places.offer_place(
        nomination=full.rin, body=full.kumamoto, by=full.olga, replaces=full.aki, last_day=last
    )
    rin = fresh(full.rin)
    assert (rin.receiver_state, rin.replaces, rin.place_of) == (Receiver.SELECTED, full.aki, None)
    assert (rin.participation.state, rin.participation.accept_by) == (State.OFFERED, last)
    assert free(full) == []
    told = Message.objects.filter(kind="place_offered", person_id=rin.participation.person_id)
    assert told.count() == 1


def test_a_lapsed_or_returned_offer_makes_it_free_again_once(full):
    give_back(full.aki)
    places.offer_place(nomination=full.rin, body=full.kumamoto, by=full.olga, replaces=full.aki)
    give_back(fresh(full.rin))
    (place,) = free(full)
    assert (place.was, place.candidate) == (full.rin, full.zoe)


def test_from_the_pool_the_place_stays_the_givers(full):
    give_back(full.aki)
    places.offer_place(nomination=full.zoe, body=full.kumamoto, by=full.olga, replaces=full.aki)
    zoe = fresh(full.zoe)
    assert (zoe.place_of, zoe.replaces) == (full.kumamoto, full.aki)
    kumamoto, montpellier = queries.numbers(full.edition, [full.kumamoto, full.montpellier])
    assert (kumamoto.holding, kumamoto.chosen) == (2, 1)
    assert (montpellier.holding, montpellier.chosen) == (1, 2)
    with pytest.raises(services.OverQuota):
        release(full, [full.rin])
    release(full, [full.lou])
    give_back(zoe)
    (place,) = free(full)
    assert (place.body, place.was) == (full.kumamoto, zoe)
    places.offer_place(nomination=full.rin, body=full.kumamoto, by=full.olga, replaces=zoe)
    with pytest.raises(services.OverQuota):
        services.offer_again(nomination=fresh(zoe), by=full.olga)


def test_who_is_open_again_holds_no_other_partners_place(full):
    give_back(full.aki)
    places.offer_place(nomination=full.zoe, body=full.kumamoto, by=full.olga, replaces=full.aki)
    people.take_back_offer(participation=fresh(full.zoe).participation, by=full.olga)
    zoe = fresh(full.zoe)
    assert (zoe.place_of, zoe.replaces) == (None, None)
    assert free(full)[0].was == full.aki
    release(full, [zoe])
    assert holding(full, full.montpellier) == 2


def test_who_was_on_the_waiting_list_is_next_again_when_an_offer_is_taken_back(full):
    """By our decision, without a word of the partner: the list is all that says so."""
    give_back(full.ines)
    Nomination.objects.filter(pk=full.zoe.pk).update(reserve=False)
    places.offer_place(nomination=full.zoe, body=full.montpellier, by=full.olga, replaces=full.ines)
    people.take_back_offer(participation=fresh(full.zoe).participation, by=full.olga)
    assert fresh(full.zoe).receiver_state == Receiver.WAITING_LIST
    (place,) = free(full)
    assert (place.was, place.candidate) == (full.ines, full.zoe)
    release(full, [full.zoe])  # the same by an ordinary decision
    people.take_back_offer(participation=fresh(full.zoe).participation, by=full.olga)
    assert fresh(full.zoe).receiver_state == Receiver.WAITING_LIST
    people.take_back_offer(participation=full.emi.participation, by=full.olga)
    assert fresh(full.emi).receiver_state == Receiver.UNDER_REVIEW


def test_a_quarter_of_the_days_that_are_left_is_for_an_answer(full, on_day):
    for left, days in ((0, 0), (1, 0), (2, 1), (4, 2), (10, 2), (20, 5), (40, 10), (57, 14), (70, 14)):
        day = full.edition.arrival_day - timedelta(days=left)
        on_day(day.isoformat())
        found = places.accept_by([full.rin], full.edition)
        assert found == {full.rin.pk: day + timedelta(days=days)}, left


def test_one_more_than_agreed_needs_a_reason_that_is_kept(full):
    with pytest.raises(services.OverQuota):
        places.offer_place(nomination=full.zoe, body=full.kumamoto, by=full.olga)
    done = places.offer_place(
        nomination=full.zoe, body=full.kumamoto, by=full.olga, beyond="The mayor asked."
    )
    assert "Beyond the places" in fresh(done).decision_note
    assert "The mayor asked." in fresh(done).decision_note


def test_a_place_that_is_gone_or_a_student_who_cannot_is_refused(full):
    give_back(full.aki)
    places.offer_place(nomination=full.rin, body=full.kumamoto, by=full.olga, replaces=full.aki)
    with pytest.raises(places.Taken):
        places.offer_place(nomination=full.zoe, body=full.kumamoto, by=full.olga, replaces=full.aki)
    with pytest.raises(people.NotAllowed):
        places.offer_place(nomination=full.rin, body=full.montpellier, by=full.olga)
    draft = makers.draft(full.edition, full.montpellier, "Max", family="Noir")
    with pytest.raises(people.NotAllowed):
        places.offer_place(nomination=draft, body=full.montpellier, by=full.olga)


def test_an_offer_nobody_answered_is_ended_by_hand(full, on_day):
    with pytest.raises(people.NotAllowed):
        places.end_offer(nomination=full.aki, by=full.olga)
    on_day((full.aki.participation.accept_by + timedelta(days=1)).isoformat())
    assert full.aki in vacancy_queries.lapsed(full.edition)
    people.accept_place(participation=fresh(full.emi).participation, by=None)
    with pytest.raises(people.NotAllowed):
        places.end_offer(nomination=fresh(full.emi), by=full.olga)
    places.end_offer(nomination=full.aki, by=full.olga)
    aki = fresh(full.aki)
    assert (aki.participation.state, aki.participation.left_reason) == (
        State.GAVE_BACK,
        "not answered by the last day",
    )
    kinds = Message.objects.filter(person_id=aki.participation.person_id).values_list("kind", flat=True)
    assert "offer_ended" in kinds
    assert "withdrawn_notice" not in kinds
    (place,) = free(full)
    assert place.was == aki


def test_who_arrives_after_all_is_recorded_as_one_more(full):
    participation = full.aki.participation
    people.accept_place(participation=participation, by=None)
    people.move(participation=participation, to=State.NO_SHOW, by=full.olga)
    places.offer_place(nomination=full.rin, body=full.kumamoto, by=full.olga, replaces=full.aki)
    people.move(participation=participation, to=State.ARRIVED, by=full.olga)
    assert holding(full, full.kumamoto) == 3
    assert "Beyond the places" in fresh(full.aki).decision_note


# ---------------------------------------------------------------- A PARTNER NAMES SOMEBODY ELSE


def test_a_partner_names_one_student_for_its_free_place(full):
    with pytest.raises(places.Taken):
        places.name_replacement(replaces=full.aki, by=full.cem, given_names="Ken", family_name="Mori")
    give_back(full.aki)
    ken = places.name_replacement(replaces=full.aki, by=full.cem, given_names="Ken", family_name="Mori")
    assert (ken.replaces, ken.sender_state) == (full.aki, Sender.DRAFT)
    with pytest.raises(places.Taken):
        places.name_replacement(replaces=full.aki, by=full.cem, given_names="Jun", family_name="Mori")
    (place,) = free(full)
    assert (place.named, place.candidate) == (ken, None)
    services.submit(nominations=[ken], by=full.cem)
    (place,) = free(full)
    assert place.candidate == ken
    places.offer_place(nomination=fresh(ken), body=full.kumamoto, by=full.olga, replaces=full.aki)
    assert free(full) == []


# ---------------------------------------------------------------- WHAT IS TOLD TO WHOM


def test_each_is_told_what_concerns_them_and_no_other_partners_name(full, as_user):
    give_back(full.aki, reason="Ill, please tell nobody.")
    (message,) = Message.objects.filter(kind="place_free")
    assert message.to_email == full.cem.email
    text = rendering.live(message).text
    assert "Aki Kuroda" in text
    assert "Ill" not in text
    places.offer_place(nomination=full.zoe, body=full.kumamoto, by=full.olga, replaces=full.aki)
    told = Message.objects.filter(kind="body_result").latest("pk")
    assert told.to_email == full.dana.email
    assert "Kumamoto" not in rendering.live(told).text
    cem, dana = as_user(full.cem), as_user(full.dana)
    page = cem.get(reverse("nominations:student", args=[full.aki.pk])).content.decode()
    assert "given to somebody from the common pool" in page
    assert "Zoe" not in page
    page = dana.get(reverse("nominations:student", args=[full.zoe.pk])).content.decode()
    assert "common pool" in page
    for secret in ("Aki", "Kumamoto", "Ill, please"):
        assert secret not in page


def test_who_withdraws_their_own_student_is_not_written_to(full):
    services.withdraw(nomination=full.aki, by=full.cem)
    assert not Message.objects.filter(kind="place_free").exists()


def test_before_a_place_is_lost_it_is_said_that_it_becomes_free(full):
    step = {"old": State.OFFERED, "new": State.GAVE_BACK, "by": None, "reason": ""}
    said = " ".join(str(s) for s in consequences.preview(Change("state", full.aki.participation, step)))
    assert "A place of Kumamoto becomes free" in said


# ---------------------------------------------------------------- PAGES


def test_one_click_offers_the_place_with_the_date_beside_it(full, as_user):
    give_back(full.aki)
    client = as_user(full.olga)
    page = client.get(reverse("nominations:free"))
    assert "Next on the waiting list of Kumamoto (R1)" in page.content.decode()
    day = f"{full.edition.arrival_day - timedelta(days=60):%d.%m.%Y}"
    data = {"confirmed": "1", "was": full.aki.pk, "last_day": day}
    assert client.post(reverse("nominations:offer", args=[full.rin.pk]), data).status_code == 302
    assert fresh(full.rin).participation.accept_by == full.edition.arrival_day - timedelta(days=60)
    answer = client.post(reverse("nominations:offer", args=[full.zoe.pk]), data, follow=True)
    assert "Why more places than agreed?" in answer.content.decode()  # Aki's place is taken: nothing is free
    assert fresh(full.zoe).participation.state == State.PROSPECTIVE


def test_somebody_else_can_be_chosen(full, as_user):
    give_back(full.aki)
    client = as_user(full.olga)
    page = client.get(reverse("nominations:choose"), {"was": full.aki.pk}).content.decode()
    assert page.index("Rin Kuroda") < page.index("Zoe Blanc") < page.index("Lou Blanc")
    assert client.get(reverse("nominations:choose"), {"was": "9" * 30}).status_code == 404
    assert client.get(reverse("nominations:choose")).status_code == 404
    url = f"{reverse('nominations:offer', args=[full.lou.pk])}?was={full.aki.pk}"
    page = client.get(url).content.decode()
    assert "From the common pool: Montpellier (R2)" in page


def test_a_coordinator_names_somebody_else_on_the_page(full, as_user):
    give_back(full.aki)
    client = as_user(full.cem)
    page = client.get(reverse("nominations:student", args=[full.aki.pk])).content.decode()
    url = reverse("nominations:replace", args=[full.aki.pk])
    assert url in page
    data = {"given_names": "Ken", "family_name": "Mori", "language": "en"}
    assert client.post(url, data).status_code == 302
    assert Nomination.objects.get(replaces=full.aki).participation.person.given_names == "Ken"
    assert client.get(url).status_code == 302
    assert as_user(full.dana).get(url).status_code == 404


# ---------------------------------------------------------------- AT ONCE


def _together(*calls):
    """Run calls at the same moment, each in a thread and connection of its own; return what came of each."""
    start, found = threading.Barrier(len(calls)), {}

    def run(number, call):
        start.wait()
        try:
            call()
            found[number] = "done"
        except (services.OverQuota, places.Taken, people.NotAllowed, services.NotAllowed) as error:
            found[number] = type(error).__name__
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return [found[number] for number in range(len(calls))]


@pytest.mark.django_db(transaction=True)
def test_two_organisers_offer_one_free_place(full):
    give_back(full.aki)
    outcome = _together(
        lambda: places.offer_place(
            nomination=full.rin, body=full.kumamoto, by=full.olga, replaces=fresh(full.aki)
        ),
        lambda: places.offer_place(
            nomination=full.zoe, body=full.kumamoto, by=full.olga, replaces=fresh(full.aki)
        ),
        lambda: services.offer_again(nomination=fresh(full.aki), by=full.olga),
    )
    assert outcome.count("done") == 1
    assert holding(full, full.kumamoto) == 2


@pytest.mark.django_db(transaction=True)
def test_withdrawals_acceptances_offers_and_releases_at_once_never_over_fill(full):
    give_back(full.aki)
    services.set_pending(nominations=[full.lou], decision=Receiver.SELECTED, by=full.olga)
    outcome = _together(
        lambda: services.withdraw(nomination=fresh(full.emi), by=full.cem),
        lambda: people.accept_place(participation=fresh(full.emi).participation, by=None),
        lambda: people.accept_place(participation=fresh(full.ines).participation, by=None),
        lambda: places.offer_place(
            nomination=full.rin, body=full.kumamoto, by=full.olga, replaces=fresh(full.aki)
        ),
        lambda: places.offer_place(nomination=full.zoe, body=full.montpellier, by=full.olga),
        lambda: services.release(edition=full.edition, keys=[full.lou.pk], by=full.olga, batch="at once"),
    )
    assert outcome[0] == "done"
    for body in (full.kumamoto, full.montpellier):
        (found,) = queries.numbers(full.edition, [body])
        assert found.holding <= found.places
    assert holding(full, full.montpellier) == 2
    holders = Participation.objects.filter(state__in=HOLDS_PLACE).count()
    assert holders == holding(full, full.kumamoto) + holding(full, full.montpellier)
