"""The readiness list for thousands: its filters, and what is done for many people at once."""

from datetime import date, datetime

import pytest
from django.db.models import Q
from django.urls import reverse

from ish.jobs.models import Job
from ish.nominations.models import Coordinator, Nomination
from ish.outbox import rendering
from ish.outbox.models import Message
from ish.people import nudging, nudging_mails, readiness, reminding, requirements, services
from ish.people.models import Guardian, Participation, PlaceAnswer, Waiver
from ish.people.states import Actor, Capacity, State
from ish.privacy import services as privacy
from ish.programme.states import PhaseCode
from tests.counting import assert_same_at_any_size, measure
from tests.people import makers
from tests.people.makers import BERLIN

IN_MAY = datetime(2027, 5, 10, 12, tzinfo=BERLIN)


@pytest.fixture
def olga(edition, on_day):
    on_day(IN_MAY)
    return makers.organiser(edition)


def _offered(edition, name, *, parent="", accept_by=date(2027, 5, 14), **fields):
    """Somebody under 18 with an offer; their parent's word is missing, too."""
    fields.setdefault("birth_date", date(2010, 1, 1))
    row = makers.participation(edition, makers.person(name, **fields), State.OFFERED, accept_by=accept_by)
    if parent:
        Guardian.objects.create(person=row.person, name=f"Parent of {name}", email=parent, language="de")
    return row


def _found(edition, olga, **chosen):
    _sheet, rows = readiness.found(
        edition=edition, user=olga, at=IN_MAY.date(), chosen=readiness.Filter(**chosen)
    )
    return list(rows)


def _run(client, url, said):
    assert client.post(reverse(url), {"confirmed": "1", **said}).status_code == 302
    return Job.objects.latest("pk")


def _nothing(done, total):
    return None


# ---------------------------------------------------------------- FILTERS AND ORDER


def test_by_capacity_due_day_and_what_is_not_needed(edition, olga):
    soon, later = _offered(edition, "Sue"), _offered(edition, "Lea", accept_by=date(2027, 6, 14))
    late = _offered(edition, "Lou", accept_by=date(2027, 5, 3))
    tutor = makers.participation(edition, makers.person("Tara"), State.CONFIRMED, capacity=Capacity.TUTOR)
    assert _found(edition, olga, capacity="guests") == [tutor]
    assert tutor not in _found(edition, olga, capacity="participant")
    assert _found(edition, olga, due="late", requirement="accept_place") == [late]
    assert set(_found(edition, olga, due="week", requirement="accept_place")) == {soon, late}
    assert set(_found(edition, olga, until="2027-05-13", requirement="accept_place")) == {late}
    assert later in _found(edition, olga, until="2027-06-14", actor="participant")
    services.waive(participation=late, requirement="accept_place", reason="x", by=olga)
    assert _found(edition, olga, only="waived") == [late]
    assert late not in _found(edition, olga, requirement="accept_place")


def test_orders(edition, olga):
    calm = makers.participation(
        edition, makers.person("Ada", "Aal"), State.CONFIRMED, capacity=Capacity.TUTOR
    )
    busy = _offered(edition, "Zoe", accept_by=date(2027, 5, 3))
    assert _found(edition, olga, sort="late") == [busy, calm]
    assert _found(edition, olga, sort="open") == [busy, calm]
    assert _found(edition, olga) == [calm, busy]
    kumamoto = makers.body()
    Participation.objects.filter(pk=calm.pk).update(brought_by=kumamoto)
    assert _found(edition, olga, body=kumamoto.pk) == [calm]
    assert _found(edition, olga, sort="partner") == [busy, calm]


def test_a_due_filter_says_what_the_tasks_say(edition, olga):
    for number in range(8):
        _offered(edition, f"N{number}", accept_by=date(2027, 5, 1 + 3 * number))
    for day in (date(2027, 5, 1), date(2027, 5, 12), date(2027, 6, 1)):
        rows = _found(edition, olga, until=day.isoformat())
        told = requirements.tasks_for(list(Participation.objects.all()), IN_MAY.date(), edition)
        assert {row.pk for row in rows} == {
            pk for pk, tasks in told.items() if any(t.open and t.due <= day for t in tasks)
        }


# ---------------------------------------------------------------- LETTERS


def test_one_letter_to_a_parent_of_two_never_to_the_students_address(edition, olga, as_user, mailbox):
    ana = _offered(edition, "Ana", parent="home@example.org")
    _offered(edition, "Ben", parent="HOME@example.org")
    own = _offered(edition, "Cleo", parent="cleo@example.org")  # gave their own address as their parent's
    assert own.person.email == "cleo@example.org"
    client = as_user(olga)
    page = client.get(reverse("people:remind") + "?turn=guardian").content.decode()
    assert "parents and guardians (1 letter)" in page
    job = _run(client, "people:remind", {"list": "turn=guardian", "whom": "guardian"})
    for _twice in range(2):
        reminding.run(job, _nothing)
    (letter,) = mailbox(kind="turn_guardian")
    assert (letter.to_email, letter.language) == ("home@example.org", "de")
    shown, links = rendering.stored(letter, mint=True)
    assert "Ana" in shown.text and "Ben" in shown.text and "Cleo" not in shown.text
    assert len(links) == 2 and all("/agree/" in link for link in links)
    assert "home@example.org" not in letter.key
    services.withdraw(participation=ana, by=None)
    Guardian.objects.filter(person=ana.person).update(email="moved@example.org")
    assert [row.person.given_names for row, *_rest in nudging_mails.open_for(letter, "guardian")] == ["Ben"]
    privacy.erase(person_id=ana.person_id, by=None, reason="asked")
    Message.objects.filter(pk=letter.pk).update(body_text=shown.text)
    assert nudging_mails.forget(ana.person_id) == {"outbox.Message": 1}
    assert Message.objects.get(pk=letter.pk).body_text == ""


def test_who_has_done_their_part_is_not_written_to_and_the_seat_is_the_page(edition, olga, monkeypatch):
    row = _offered(edition, "Ana", parent="one@example.org")
    two = Guardian.objects.create(person=row.person, name="Two", email="two@example.org")
    asks = requirements.Requirement(
        code="consents_here",
        label="Consents",
        actor=Actor.GUARDIAN,
        phase=PhaseCode.NOMINATIONS,
        applies=lambda at: Q(pk__gt=0),
        satisfied=lambda at: Q(pk=None),
        link=lambda found: "/",
    )
    monkeypatch.setattr("ish.people.requirements.known._requirements", {"consents_here": asks})
    monkeypatch.setattr(nudging, "_owing", {"consents_here": lambda found: {two.pk}})
    monkeypatch.setattr(nudging, "_guardian_page", [])
    nudging.set_guardian_page(lambda found, guardian: f"https://seat.example.org/{guardian.pk}")
    source = nudging.get("guardian")
    people = source.people(Participation.objects.all(), IN_MAY.date())
    assert len(people) == 2
    assert nudging_mails.write(source=source, edition=edition, people=people, by=olga) == 1
    (letter,) = Message.objects.all()
    assert letter.to_email == "two@example.org"
    _shown, links = rendering.stored(letter, mint=True)
    assert links == [f"https://seat.example.org/{two.pk}"]


def test_a_coordinator_reads_one_letter_about_all_their_students(edition, olga, mailbox):
    body = makers.body()
    Coordinator.objects.create(body=body, name="Cem", email="cem@example.org")
    Coordinator.objects.create(
        body=body, name="Before", email="before@example.org", active_to=date(2027, 1, 1)
    )
    other = makers.body("Montpellier")
    Coordinator.objects.create(body=other, name="Dana", email="dana@example.org")
    for name, of in (("Ana", body), ("Ben", body), ("Cleo", other)):
        row = makers.participation(edition, makers.person(name, email="" if of == body else "c@example.org"))
        Nomination.objects.create(edition=edition, body=of, participation=row)
    args = {"edition": edition.pk, "owner": olga.pk, "filter": {}, "whom": ["coordinator"], "only": None}
    job = Job.objects.create(kind="people.remind", owner=olga, args=args)
    assert [reminding.run(job, _nothing)["written"] for _twice in range(2)] == [1, 0]
    (letter,) = mailbox(kind="turn_coordinator")
    shown, _links = rendering.stored(letter, mint=False)
    assert letter.to_email == "cem@example.org"
    assert "Ana" in shown.text and "Ben" in shown.text and "Cleo" not in shown.text


def test_who_comes_twice_reads_one_letter(edition, olga, as_user, mailbox):
    row = _offered(edition, "Ana")
    makers.participation(edition, row.person, State.OFFERED, capacity=Capacity.DAY_GUEST)
    reminding.run(_run(as_user(olga), "people:remind", {"whom": "participant"}), _nothing)
    (letter,) = mailbox(kind="reminder")
    shown, _links = rendering.stored(letter, mint=False)
    assert "Accept the place" in shown.text and "Say whether you are coming" in shown.text


def test_only_those_ticked(edition, olga, as_user, mailbox):
    ana = _offered(edition, "Ana")
    _offered(edition, "Ben")
    client = as_user(olga)
    page = client.post(reverse("people:remind"), {"who": [str(ana.pk)], "list": ""}).content.decode()
    assert "For 1 person ticked" in page
    reminding.run(_run(client, "people:remind", {"who": str(ana.pk), "whom": "participant"}), _nothing)
    assert [m.to_email for m in mailbox(kind="reminder")] == ["ana@example.org"]


# ---------------------------------------------------------------- NOT NEEDED; RECORDED


def test_doing_without_for_many_and_asking_again(edition, olga, as_user):
    for name in ("Ana", "Ben"):
        _offered(edition, name)
    makers.participation(edition, makers.person("Cleo"), State.CONFIRMED)
    client, said = as_user(olga), {"what": "accept_place", "reason": "came by letter"}
    assert "Accept the place (2)" in client.get(reverse("people:waive_many")).content.decode()
    client.post(reverse("people:waive_many"), {"confirmed": "1", **said, "reason": " "})
    assert not Waiver.objects.exists()
    for _twice in range(2):
        client.post(reverse("people:waive_many"), {"confirmed": "1", **said})
    assert [(w.reason, w.by) for w in Waiver.objects.all()] == [("came by letter", olga)] * 2
    client.post(reverse("people:unwaive_many"), {"confirmed": "1", "what": "accept_place"})
    assert not Waiver.objects.exists()


def test_recording_for_many_keeps_how_we_know(edition, olga, as_user):
    rows = [_offered(edition, name, birth_date=date(2000, 1, 1)) for name in ("Ana", "Ben")]
    minor = _offered(edition, "Cleo")
    said = {"what": "accept_place", "method": "phone", "source": "called all of them"}
    job = _run(as_user(olga), "people:record_many", said)
    told = [reminding.record(job, _nothing)["recorded"] for _twice in range(2)]
    assert told[0] == 3 and told[1] == 0
    assert {a.method for a in PlaceAnswer.objects.all()} == {"phone"}
    assert [Participation.objects.get(pk=row.pk).state for row in [*rows, minor]] == [
        State.CONFIRMED,
        State.CONFIRMED,
        State.OFFERED,  # a parent has not said yes
    ]


@pytest.mark.parametrize("url", ["people:waive_many", "people:record_many", "people:unwaive_many"])
def test_nothing_to_do_leads_back(edition, olga, as_user, url):
    answer = as_user(olga).post(reverse(url), {"who": "x,9999999,-1," + "9" * 40, "list": "only=%00&until=x"})
    assert answer.status_code == 302


# ---------------------------------------------------------------- COST, FILE


@pytest.mark.parametrize("query", ["", "?turn=guardian&due=week&sort=late", "?sort=open&only=waived"])
def test_the_list_costs_the_same_at_any_size(query, edition, olga, as_user):
    assert_same_at_any_size(
        as_user(olga),
        reverse("people:readiness") + query,
        lambda: makers.crowd(edition, 20),
        lambda: makers.crowd(edition, 300),
    )


def test_the_file_has_what_the_list_shows(edition, olga, as_user):
    _offered(edition, "Ana", accept_by=date(2027, 5, 3))
    makers.participation(edition, makers.person("Tara"), State.CONFIRMED, capacity=Capacity.TUTOR)
    client, url = as_user(olga), reverse("people:readiness")
    text = b"".join(client.get(url + "?_export=csv").streaming_content).decode()
    assert "Accept the place" in text and "Petit, Ana" in text and "coming" in text
    only = b"".join(client.get(url + "?capacity=guests&_export=csv").streaming_content).decode()
    assert "Tara" in only and "Ana" not in only
    makers.crowd(edition, 300)
    assert measure(client, url + "?_export=csv").queries <= 15
