"""A place is accepted by the student, and under 18 by a parent as well: both needed, in any order."""

import threading
from datetime import date, datetime

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from accounts import links
from ish import clock
from ish.people import answer_services, answers, requirements, services
from ish.people.models import Participation, PlaceAnswer
from ish.people.states import State
from tests.people import makers

YOUNG = date(2009, 7, 19)  # turns 18 the day after arrival


@pytest.fixture
def place(edition):
    row = makers.participant(edition, birth_date=YOUNG)
    row.offered_at = clock.now()
    row.save()
    return row


@pytest.fixture
def mother(place):
    return services.add_guardian(
        person=place.person, name="Paula Petit", email="paula@example.org", language="de"
    )


def _state(row):
    return Participation.objects.get(pk=row.pk).state


def _client(user):
    client = Client()
    client.force_login(user)
    return client


def _tasks(row):
    return {t.requirement.code: (t.done, str(t.actor)) for t in requirements.tasks(row, date(2027, 5, 10))}


def _agree(row, agrees=True, **more):
    return answer_services.guardian_answers(
        participation=row, agrees=agrees, name="Paula Petit", method="phone", source="call", **more
    )


def test_who_is_of_age_on_the_day_of_arrival_needs_nobody(edition):
    row = makers.participant(edition, birth_date=date(2009, 7, 18))
    services.accept_place(participation=row, by=None)
    assert row.state == State.CONFIRMED


@pytest.mark.parametrize("first", ["student", "parent"])
def test_both_are_needed_in_any_order(place, first):
    steps = [lambda: services.accept_place(participation=place, by=None), lambda: _agree(place)]
    for number, step in enumerate(steps if first == "student" else reversed(steps)):
        step()
        assert _state(place) == (State.CONFIRMED if number else State.OFFERED)
    services.accept_place(participation=place, by=None)
    assert place.steps.filter(new=State.CONFIRMED).count() == 1


def test_a_parents_no_ends_nothing_and_can_become_a_yes(place):
    services.accept_place(participation=place, by=None)
    _agree(place, agrees=False)
    assert _state(place) == State.OFFERED
    _agree(place)
    assert _state(place) == State.CONFIRMED
    with pytest.raises(services.NotAllowed):
        _agree(place, agrees=False)


def test_answers_to_an_offer_that_is_over_do_not_count(place, on_day):
    on_day(datetime.fromisoformat("2027-05-01T12:00+02:00"))
    _agree(place)
    services.give_back(participation=place, by=None)
    on_day(datetime.fromisoformat("2027-05-02T12:00+02:00"))
    services.offer(participation=place, by=None)
    services.accept_place(participation=place, by=None)
    assert _state(place) == State.OFFERED


def test_a_corrected_birth_date_makes_the_parents_word_unnecessary_when_an_organiser_says_so(place, edition):
    services.accept_place(participation=place, by=None)
    for by in (place.person.user, None):
        services.save_person(person=place.person, values={"birth_date": date(2008, 1, 1)}, by=by)
        assert _state(place) == State.OFFERED
    olga = makers.organiser(edition)
    services.save_person(person=place.person, values={"birth_date": date(2008, 1, 1)}, by=olga)
    assert _state(place) == State.CONFIRMED


def test_whose_birth_date_nobody_knows_needs_a_parent(edition):
    row = makers.participant(edition, birth_date=None)
    client = _client(row.person.user)
    url = reverse("people:accept", args=[row.pk])
    page = client.post(url).content.decode()
    assert "We do not know your date of birth" in page
    client.post(url, {"name": "Paula Petit", "email": "paula@example.org"})
    assert _state(row) == State.OFFERED
    assert _tasks(row)["guardian_agrees"] == (False, "guardian")
    _agree(row)
    assert _state(row) == State.CONFIRMED


@pytest.mark.parametrize("born", [YOUNG, None])
def test_who_turns_out_to_be_under_18_after_accepting_still_needs_a_parents_word(
    edition, born, on_day, mailbox
):
    on_day(datetime.fromisoformat("2027-05-01T12:00+02:00"))
    row = makers.participant(edition, birth_date=date(2008, 1, 1))
    row.offered_at = clock.now()
    row.save()
    olga, pia = makers.organiser(edition), row.person.user
    services.accept_place(participation=row, by=pia)
    assert _state(row) == State.CONFIRMED
    assert "guardian_agrees" not in _tasks(row)
    services.save_person(person=row.person, values={"birth_date": born}, by=olga)
    row = Participation.objects.select_related("person__user", "edition__programme").get(pk=row.pk)
    assert _tasks(row)["guardian_agrees"] == (False, "guardian")
    place_url = reverse("people:place", args=[row.pk])
    assert "a parent or guardian has to agree" in _client(pia).get(place_url).content.decode()
    accept = reverse("people:accept", args=[row.pk])
    _client(pia).post(accept, {"name": "Paula Petit", "email": "paula@example.org"})
    (letter,) = mailbox(kind="guardian_asked")
    assert letter.to_email == "paula@example.org"
    mother = row.person.guardians.get()
    page = _client(olga).get(reverse("people:agreement", args=[row.pk])).content.decode()
    assert "Record what they said" in page
    url = reverse("people:agree", args=[answers.link(row, mother)])
    assert "Send the answer" in Client().get(url).content.decode()
    Client().post(url, {"answer": "yes", "name": "Paula Petit"})
    assert (_state(row), _tasks(row)["guardian_agrees"][0]) == (State.CONFIRMED, True)
    assert "Send the answer" not in Client().get(url).content.decode()
    with pytest.raises(services.NotAllowed):
        _agree(row, agrees=False)
    assert row.steps.filter(new=State.CONFIRMED).count() == 1


def test_the_student_is_asked_for_a_parent_with_an_address_of_their_own(place, mailbox):
    client = Client()
    client.force_login(place.person.user)
    url = reverse("people:accept", args=[place.pk])
    page = client.post(url, {"name": "Paula Petit", "email": "PIA@example.org"}).content.decode()
    assert "This is your own address" in page
    assert not PlaceAnswer.objects.exists()
    client.post(url, {"name": "Paula Petit", "email": "paula@example.org"})
    (letter,) = mailbox(kind="guardian_asked")
    assert letter.to_email == "paula@example.org"
    assert _state(place) == State.OFFERED
    assert PlaceAnswer.objects.get().guardian.email == "paula@example.org"
    client.post(url)
    assert len(mailbox(kind="guardian_asked")) == 1


def test_a_parent_answers_by_link_in_their_language(place, mother):
    services.accept_place(participation=place, by=None)
    url = reverse("people:agree", args=[answers.link(place, mother)])
    page = Client().get(url)
    assert page.status_code == 200
    assert page.wsgi_request.LANGUAGE_CODE == "de"
    assert _state(place) == State.OFFERED
    assert Client().post(url, {"answer": "yes", "name": ""}).status_code == 200
    assert _state(place) == State.OFFERED
    Client().post(url, {"answer": "yes", "name": "Paula Petit"})
    assert _state(place) == State.CONFIRMED
    said = PlaceAnswer.objects.get(role="guardian")
    assert (said.name, said.method, said.guardian, said.by) == ("Paula Petit", "link", mother, None)


def test_neither_parent_reads_what_the_other_answered(place, mother):
    services.accept_place(participation=place, by=None)
    father = services.add_guardian(person=place.person, name="Paul Petit", email="paul@example.org")
    urls = [reverse("people:agree", args=[answers.link(place, parent)]) for parent in (mother, father)]
    Client().post(urls[0], {"answer": "no", "name": "Paula Zqmother"})
    pages = [Client().get(url).content.decode() for url in urls]
    assert ["Zqmother" in page for page in pages] == [True, False]


def test_a_parents_page_is_there_in_the_languages_of_the_partner_cities(place, mother):
    mother.language = "he"
    mother.save()
    client, url = Client(), reverse("people:agree", args=[answers.link(place, mother)])
    page = client.get(url).content.decode()
    assert '<html lang="he" dir="rtl">' in page and "日本語" in page.split("<main")[0]
    client.post(reverse("set_language"), {"language": "ja", "next": url})
    assert '<html lang="ja" dir="ltr">' in client.get(url).content.decode()


def test_links_end_with_time_address_and_offer(place, mother, monkeypatch, mailbox):
    signed = answers.link(place, mother)
    with monkeypatch.context() as patch:
        patch.setattr(answers, "DAYS", -1)
        expired = answers.link(place, mother)
    page = Client().get(reverse("people:agree", args=[expired]))
    assert page.status_code == 410
    assert "Send me a new link" in page.content.decode()
    Client().post(reverse("people:agree", args=[expired]), {"answer": "yes", "name": "x"})
    assert not PlaceAnswer.objects.exists()
    for _twice in range(2):
        Client().post(reverse("people:new_link"), {"signed": expired})
    assert [m.to_email for m in mailbox(kind="guardian_asked")] == ["paula@example.org"]
    services.save_guardian(guardian=mother, values={"email": "other@example.org"}, by=None)
    assert Client().get(reverse("people:agree", args=[signed])).status_code == 410
    with pytest.raises(links.BadLink):
        answers.by_link(links.sign("applications.student", place.pk, mother.pk, "x", days=1))


def test_the_to_do_list_says_whose_turn_it_is(place, edition):
    assert _tasks(place)["guardian_agrees"] == (False, "guardian")
    services.accept_place(participation=place, by=None)
    assert (_tasks(place)["accept_place"][0], _tasks(place)["guardian_agrees"][0]) == (True, False)
    _agree(place)
    assert _tasks(place)["guardian_agrees"][0] is True
    grown = makers.participation(edition, makers.person("Ken", "Abe"), State.OFFERED)
    assert "guardian_agrees" not in _tasks(grown)


def test_reminded_once_three_days_before_and_more_time(place, mother, on_day, mailbox):
    on_day(datetime.fromisoformat("2027-05-10T12:00+02:00"))
    assert answer_services.remind_before_the_last_day() == 0
    on_day(datetime.fromisoformat("2027-05-11T12:00+02:00"))
    assert [answer_services.remind_before_the_last_day() for _twice in range(2)] == [1, 1]
    assert len(mailbox(kind="answer_reminder")) == 1
    services.accept_place(participation=place, by=None)
    answer_services.remind_before_the_last_day()
    assert [m.to_email for m in mailbox(kind="guardian_reminded")] == ["paula@example.org"]
    answer_services.extend(participation=place, accept_by=date(2027, 5, 20), by=None)
    assert answer_services.remind_before_the_last_day() == 0
    with pytest.raises(ValueError, match="over"):
        answer_services.extend(participation=place, accept_by=date(2027, 5, 1), by=None)


@pytest.mark.django_db(transaction=True)
def test_student_and_parent_at_the_same_moment(place):
    start = threading.Barrier(2)

    def run(work):
        start.wait()
        try:
            work()
        finally:
            connection.close()

    works = (lambda: services.accept_place(participation=place, by=None), lambda: _agree(place))
    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert _state(place) == State.CONFIRMED
    assert place.steps.filter(new=State.CONFIRMED).count() == 1
