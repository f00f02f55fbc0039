"""Your students: places as a picture, whose turn, reminders in the student's language, deputies and handing over to the day."""

import csv
import io
from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from accounts.models import Invitation
from ish import clock
from ish.nominations import morning, queries, services
from ish.nominations.models import Coordinator
from ish.outbox import registry, rendering
from ish.outbox.models import Message
from ish.people.models import Person
from ish.people.states import Actor, State
from ish.programme.models import NominatingBody, Quota
from tests.nominations import makers


def _url(name, *args):
    return reverse(f"nominations:{name}", args=args)


@pytest.fixture
def turns(cast, monkeypatch):
    """Mio's own part is open (it is her turn); Rin is a draft (it is the partner's)."""
    cast.mio = makers.submitted(cast.edition, cast.kumamoto, "Mio", language="de")
    cast.rin = makers.draft(cast.edition, cast.kumamoto, "Rin")
    return cast


def test_the_page_says_places_turn_and_one_first_thing(turns, as_user):
    page = as_user(turns.cem).get(_url("mine")).content.decode()
    assert "2 of 2 places used" in page
    assert "Hand in 1 draft" in page
    main = page.split("<main")[1].split("list-scroll")[0]
    assert main.count("btn btn-primary") == 1
    assert "in Berlin" in page
    assert "In your time zone" not in page  # Cem has no zone of his own yet
    type(turns.cem).objects.filter(pk=turns.cem.pk).update(time_zone="Asia/Tokyo")
    assert "In your time zone" in as_user(turns.cem).get(_url("mine")).content.decode()


def test_what_is_handed_in_is_corrected_from_its_row(turns, as_user):
    rows = as_user(turns.cem).get(_url("mine")).content.decode().split("<tbody")[1]
    assert _url("correct", turns.mio.pk) in rows
    assert _url("correct", turns.rin.pk) not in rows  # a draft is changed, not corrected
    assert as_user(turns.cem).get(_url("correct", turns.mio.pk)).status_code == 200


def test_the_file_says_what_comes_next_whose_turn_it_is_and_by_when(turns, as_user):
    client = as_user(turns.cem)
    answer = client.get(f"{_url('mine')}?_export=csv")
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    dialect = csv.Sniffer().sniff(text)
    head, *lines = list(csv.reader(io.StringIO(text), dialect))
    assert [word.lower() for word in head[-4:]] == ["next", "whose turn", "due", "ish key"]
    mio, rin = (line[-4:] for line in lines)
    assert mio[:2] == ["Motivation", "the student's turn"] and rin[1] == "your turn" and mio[2] and rin[2]
    assert rin[0] == "Hand in the nomination"
    narrowed = client.get(f"{_url('mine')}?_export=csv&turn=coordinator")
    assert b"Rin" in (only := b"".join(narrowed.streaming_content)) and b"Mio" not in only
    assert _url("students_list", turns.kumamoto.pk) in client.get(_url("mine")).content.decode()


@pytest.mark.parametrize(("turn", "shown"), [(Actor.PARTICIPANT, "Mio"), (Actor.COORDINATOR, "Rin")])
def test_the_list_narrows_to_whose_turn_it_is(turns, as_user, turn, shown):
    page = as_user(turns.cem).get(_url("mine"), {"turn": turn}).content.decode()
    table = page.split("<tbody")[1]
    assert shown in table
    assert ({"Mio", "Rin"} - {shown}).pop() not in table
    assert as_user(turns.cem).get(_url("mine"), {"turn": "nonsense"}).status_code == 200


def test_a_nudge_speaks_the_students_language_once_a_day(turns, as_user, on_day):
    client = as_user(turns.cem)
    look = client.get(_url("nudge", turns.mio.pk))
    assert look.status_code == 200
    assert Message.objects.filter(kind="nudge").count() == 0
    for _ in range(2):
        client.post(_url("nudge", turns.mio.pk), {"confirmed": "1"})
    (message,) = Message.objects.filter(kind="nudge")
    assert (message.language, message.to_email) == ("de", turns.mio.participation.person.email)
    with translation.override("fr"):
        shown = rendering.live(message)
    assert "Kumamoto" in shown.text
    assert "invit" in shown.text or "http" in shown.text
    assert "reminded today" in client.get(_url("mine")).content.decode()
    on_day("2027-02-20")
    client.post(_url("nudge", turns.mio.pk), {"confirmed": "1"})
    assert Message.objects.filter(kind="nudge").count() == 2


def test_nobody_is_reminded_of_what_is_not_theirs(turns, as_user):
    for row in (turns.rin,):
        assert services.why_not(row)
        with pytest.raises(services.NoNudge):
            services.nudge(nomination=row, by=turns.cem)
    Person.objects.filter(pk=turns.mio.participation.person_id).update(email="")
    turns.mio.participation.person.refresh_from_db()
    assert "no e-mail" in services.why_not(turns.mio)
    as_user(turns.cem).post(_url("nudge", turns.mio.pk), {"confirmed": "1"})
    assert Message.objects.filter(kind="nudge").count() == 0


def test_a_foreign_student_is_not_there(turns, as_user):
    assert as_user(turns.dana).get(_url("nudge", turns.mio.pk)).status_code == 404
    assert as_user(turns.dana).post(_url("nudge", turns.mio.pk), {"confirmed": "1"}).status_code == 404


def test_a_nudge_is_not_sent_when_it_is_done_meanwhile(turns):
    message = services.nudge(nomination=turns.mio, by=turns.cem)
    wanted = registry.get("nudge").still_wanted
    assert wanted(message)
    type(turns.mio.participation).objects.filter(pk=turns.mio.participation_id).update(state=State.WITHDREW)
    assert not wanted(message)


def test_an_organisers_reminder_counts_for_the_day(turns):
    row = turns.mio.participation
    Message.objects.create(kind="reminder", key=f"reminder:{row.pk}:{date(2027, 2, 1)}", message_id="x")
    if services.why_not(turns.mio):
        return
    pytest.fail("a second reminder on one day")


# ---------------------------------------------------------------- DEPUTIES, HANDING OVER


def _deputy(cast, **days):
    row = services.invite_deputy(body=cast.kumamoto, name="Yui", email="yui@example.org", by=cast.cem, **days)
    row.user = makers.user("yui@example.org")
    row.save()
    return row


@pytest.mark.parametrize(
    ("day", "status"), [("2027-02-09", 404), ("2027-02-10", 200), ("2027-02-20", 200), ("2027-02-21", 404)]
)
def test_a_deputy_sees_from_the_first_day_to_the_last(cast, as_user, on_day, day, status):
    row = _deputy(cast, active_from=date(2027, 2, 10), active_to=date(2027, 2, 20))
    on_day(day)
    client = as_user(row.user)
    assert client.get(_url("body", cast.kumamoto.pk)).status_code == status
    assert client.get(_url("body", cast.montpellier.pk)).status_code == 404


def test_a_deputy_invites_nobody_and_hands_nothing_over(cast, as_user):
    row = _deputy(cast)
    client = as_user(row.user)
    assert client.get(_url("deputies")).status_code == 200
    assert client.get(_url("invite_deputy", cast.kumamoto.pk)).status_code == 404
    assert client.get(_url("hand_over", cast.kumamoto.pk)).status_code == 404
    with pytest.raises(services.NotLead):
        services.hand_over(
            body=cast.kumamoto, name="X", email="x@example.org", by=row.user, starts=date(2027, 3, 1)
        )
    assert as_user(cast.cem).post(_url("end_deputy", row.pk), {"confirmed": "1"}).status_code == 302
    assert client.get(_url("deputies")).status_code == 404


def _accept(row):
    user = makers.user(row.email)
    services.bind_coordinator(coordinator_id=row.pk, user=user)
    return user


def _hana(cast, starts, email="hana.m@example.org"):
    return services.hand_over(
        body=cast.kumamoto, name="Hana", email=email, by=cast.cem, starts=date.fromisoformat(starts)
    )


def test_handing_over_ends_the_old_access_on_its_day(cast, as_user, on_day):
    data = {"name": "Hana", "email": "hana.m@example.org", "language": "en", "starts": "2027-02-15"}
    assert as_user(cast.cem).post(_url("hand_over", cast.kumamoto.pk), data).status_code == 302
    row = Coordinator.objects.get(email="hana.m@example.org")
    row.user = _accept(row)
    for day, old, new in (("2027-02-14", 200, 404), ("2027-02-15", 404, 200)):
        on_day(day)
        assert as_user(cast.cem).get(_url("body", cast.kumamoto.pk)).status_code == old, day
        assert as_user(row.user).get(_url("body", cast.kumamoto.pk)).status_code == new, day
    assert as_user(cast.dana).get(_url("hand_over", cast.kumamoto.pk)).status_code == 404


@pytest.mark.parametrize(("accepted", "last"), [("2027-02-10", "2027-02-14"), ("2027-02-20", "2027-02-19")])
def test_nobody_is_left_alone_before_the_successor_has_accepted(cast, on_day, accepted, last):
    row, old = _hana(cast, "2027-02-15"), Coordinator.objects.get(user=cast.cem)
    assert old.active_to == date(2027, 3, 1) and old.handed_to == row
    on_day(accepted)
    _accept(row)
    old.refresh_from_db()
    assert old.active_to == date.fromisoformat(last)


def test_without_an_answer_the_old_lead_stays_two_weeks_and_the_morning_says_nobody_is_left(
    cast, on_day, as_user
):
    row = _hana(cast, "2027-04-15")
    invitation = Invitation.objects.get(target_id=row.pk, role="coordinator")
    days = (date(2027, 4, 29) - clock.today()).days
    assert round((invitation.expires_at - timezone.now()) / timedelta(days=1)) == days
    left = queries.without_anybody(cast.edition)
    on_day("2027-04-29")
    assert cast.kumamoto not in left.all()
    assert as_user(cast.cem).get(_url("body", cast.kumamoto.pk)).status_code == 200
    on_day("2027-04-30")
    left = queries.without_anybody(cast.edition)
    assert cast.kumamoto in left
    lines = [
        line.told(1) for line in morning.lines(cast.edition, clock.now(), cast.olga) if line.rows.exists()
    ]
    assert "Nobody can sign in for 1 partner" in lines
    _accept(row)
    assert cast.kumamoto not in queries.without_anybody(cast.edition)


def test_a_lead_sends_the_invitation_again_and_can_hand_over_to_somebody_else(cast, as_user):
    row = _hana(cast, "2027-02-15")
    url = _url("invite_own_again", row.pk)
    client = as_user(cast.cem)
    assert url in client.get(_url("deputies")).content.decode()
    assert client.post(url).status_code == 302
    assert Message.objects.filter(kind="coordinator_invitation", to_email=row.email).count() == 2
    assert as_user(cast.dana).post(url).status_code == 404
    other = _hana(cast, "2027-02-15", email="hanako@example.org")
    row.refresh_from_db()
    assert row.active_to < clock.today() and Coordinator.objects.get(user=cast.cem).handed_to == other
    assert not Invitation.objects.filter(target_id=row.pk, role="coordinator", revoked_at=None).exists()


def test_handing_over_today_ends_with_the_answer_and_the_past_is_refused(cast, as_user):
    client = as_user(cast.cem)
    data = {"name": "Hana", "email": "hana.m@example.org", "language": "en", "starts": "2027-01-01"}
    assert client.post(_url("hand_over", cast.kumamoto.pk), data).status_code == 200
    today = cast.phase.opens.isoformat()
    assert (
        client.post(
            _url("hand_over", cast.kumamoto.pk), {**data, "email": cast.cem.email, "starts": today}
        ).status_code
        == 200
    )
    assert client.post(_url("hand_over", cast.kumamoto.pk), {**data, "starts": today}).status_code == 302
    assert client.get(_url("mine")).status_code == 200
    _accept(Coordinator.objects.get(email="hana.m@example.org"))
    assert client.get(_url("mine")).status_code == 404
    assert list(Message.objects.filter(kind="coordinator_invitation").values_list("to_email", flat=True)) == [
        "hana.m@example.org"
    ]


def test_a_deputy_can_become_the_lead(cast):
    row = _deputy(cast, active_to=date(2027, 3, 1))
    services.hand_over(
        body=cast.kumamoto, name="Yui", email="yui@example.org", by=cast.cem, starts=date(2027, 2, 20)
    )
    row.refresh_from_db()
    assert (row.kind, row.active_to) == ("lead", None)
    assert Coordinator.objects.filter(body=cast.kumamoto).count() == 2


# ---------------------------------------------------------------- NOTHING OF OTHERS


def test_nothing_of_another_partner_is_visible(cast, as_user):
    """A canary in everything another partner has; none of it on any page, in any export or message of Cem's."""
    canary = "Zqother"
    NominatingBody.objects.filter(pk=cast.montpellier.pk).update(name=f"{canary} City")
    Coordinator.objects.filter(body=cast.montpellier).update(name=f"{canary} Dana")
    cast.montpellier.refresh_from_db()
    theirs = makers.submitted(cast.edition, cast.montpellier, canary, school=f"{canary} School")
    services.ask(edition=cast.edition, bodies=[cast.kumamoto, cast.montpellier], by=cast.olga)
    services.record_answer(
        edition=cast.edition, body=cast.montpellier, by=cast.olga, source=f"{canary} call", version=0,
        values={"taking_part": "yes", "places": 9, "comment": canary, "answered_by": canary},
    )  # fmt: skip
    mio = makers.submitted(cast.edition, cast.kumamoto)
    client = as_user(cast.cem)
    for url in (
        _url("mine"),
        f"{_url('mine')}?turn=participant",
        f"{_url('mine')}?_export=csv",
        _url("deputies"),
        _url("student", mio.pk),
        _url("answer_own", cast.kumamoto.pk),
        reverse("desk:home"),
        f"{reverse('desk:search')}?q=City",
        f"{reverse('desk:search')}?q=Hayashida",
    ):
        page = client.get(url, follow=True)
        text = b"".join(page.streaming_content) if page.streaming else page.content
        assert canary.encode() not in text, url
    for message in Message.objects.filter(to_email=cast.cem.email):
        shown = rendering.live(message)
        assert canary not in shown.subject + shown.text + shown.html, message.kind
    for name in ("body", "add", "upload", "invite_deputy", "hand_over", "answer_own", "receipt"):
        assert client.get(_url(name, cast.montpellier.pk)).status_code == 404, name
    assert client.get(_url("student", theirs.pk)).status_code == 404


def test_who_names_through_us_is_ours(cast, as_user):
    child = makers.body(cast.edition, "Aso", parent=cast.kumamoto, country="JP")
    row = makers.submitted(cast.edition, child, "Kei")
    page = as_user(cast.cem).get(_url("mine")).content.decode()
    assert "Aso" in page
    assert "Kei" in page
    assert as_user(cast.dana).get(_url("student", row.pk)).status_code == 404
    assert Quota.objects.filter(body=child).exists()
