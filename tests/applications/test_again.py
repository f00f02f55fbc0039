"""What is sent back after the last day can come again until a day that an organiser chose, and that everybody is told."""

from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import formats

from ish import clock
from ish.applications import referee_services, seat, services
from ish.applications.models import Application, Reference
from ish.applications.requirements import still_open
from ish.applications.seat import Seat
from ish.documents import services as documents
from ish.documents.models import Document
from ish.nominations.models import Nomination
from ish.outbox import registry, rendering
from ish.outbox.models import Message
from ish.people import deadlines, requirements
from ish.people.models import Participation, Person
from tests.applications.test_referees import ask, link
from tests.applications.test_student import mark, save, upload
from tests.documents import papers

WHY = "Please scan both pages."


@pytest.fixture
def over(cast: SimpleNamespace, client: Client, address: str, on_day: Any) -> date:
    """Mio has handed in her CV, and the last day is over; returns the day after, a working one."""
    upload(client, address, papers.PDF)
    day: date = deadlines.working_days_after(cast.decided.closes, 1)
    on_day(day.isoformat())
    assert not seat.is_open(cast.mio)
    return day


def put_back(cast: SimpleNamespace, as_user: Any, **said: Any) -> str:
    url = reverse("documents:send_back", args=[Document.objects.get().pk])
    posted = as_user(cast.olga).post(url, {"confirmed": "1", "reason": WHY, **said}, follow=True)
    return str(posted.content.decode())


def organisers(cast: SimpleNamespace) -> Seat:
    row = Nomination.objects.select_related(*seat.WITH).get(pk=cast.mio.pk)
    return Seat(row, "organiser", user=cast.olga)


def asked_still(cast: SimpleNamespace, day: date) -> bool:
    """What one row says and what the query over all of them says: the same."""
    found = Participation.objects.filter(still_open(day), pk=cast.participation.pk).exists()
    assert found is seat.is_open(cast.mio)
    return found


def test_working_days_leave_out_the_weekend() -> None:
    friday = date(2027, 5, 7)
    assert [deadlines.working_days_after(friday, n).day for n in (0, 1, 3, 6)] == [7, 10, 12, 17]


def test_a_paper_sent_back_late_opens_the_part_for_three_working_days(
    cast: SimpleNamespace, client: Client, address: str, over: date, as_user: Any, on_day: Any
) -> None:
    Person.objects.filter(pk=cast.participation.person_id).update(time_zone="America/Los_Angeles")
    assert "Sent back to Mio" in put_back(cast, as_user)
    day = deadlines.working_days_after(over, 3)
    message = Message.objects.get(kind="paper_sent_back")
    shown = formats.date_format(day, "DATE_FORMAT")
    texts = rendering.live(message).text, client.get(address).content.decode()
    for text in texts:
        assert f"You have time until {shown}. The day lasts until midnight in Berlin." in text
        assert f"In your time zone that is until {shown}, 14:59." in text
    on_day(day.isoformat())
    assert asked_still(cast, day)
    services.set_options(edition=cast.edition, values={"cv": "required"}, by=cast.olga)
    for at, late in ((day, False), (day + timedelta(days=1), True)):
        (task,) = [t for t in requirements.tasks(cast.participation, day) if t.requirement.code == "cv"]
        assert (task.due, task.open, task.overdue) == (day, True, False)
        over = requirements.Season.of(cast.edition).overdue(requirements.get("cv"), at)
        sheet = requirements.Sheet(at=at, editions=[cast.edition])
        mine = Participation.objects.filter(pk=cast.participation.pk)
        assert sheet.annotate(mine).filter(over).exists() is late
        assert (
            sheet.totals(mine).get("cv", {}).get("overdue", 0) == 0
        )  # nothing can be done about it afterwards
    upload(client, address, papers.OTHER_PDF)
    upload(client, address, papers.PNG)  # the wrong file at first: until the day it can be put right
    assert Document.objects.get().versions.count() == 3
    on_day((day + timedelta(days=1)).isoformat())
    assert not asked_still(cast, day + timedelta(days=1))
    assert b"can no longer be changed" in upload(client, address, papers.PDF).content
    assert Document.objects.get().versions.count() == 3


def test_the_day_is_over_when_it_is_over_in_berlin(
    cast: SimpleNamespace, client: Client, address: str, over: date, as_user: Any, monkeypatch: Any
) -> None:
    Person.objects.filter(pk=cast.participation.person_id).update(time_zone="America/Los_Angeles")
    put_back(cast, as_user)
    day = deadlines.working_days_after(over, 3)
    evening = datetime(
        day.year, day.month, day.day, 21, 58, tzinfo=UTC
    )  # 14:58 in Los Angeles, 23:58 in Berlin
    for minutes, versions in ((0, 2), (4, 2)):
        monkeypatch.setattr(clock, "now", lambda minutes=minutes: evening + timedelta(minutes=minutes))
        assert asked_still(cast, clock.today("Europe/Berlin")) is (minutes == 0)
        upload(client, address, papers.PNG if minutes else papers.OTHER_PDF)
        assert Document.objects.get().versions.count() == versions


def test_twice_is_once_and_later_is_more_time(
    cast: SimpleNamespace, client: Client, address: str, over: date, as_user: Any, on_day: Any
) -> None:
    day = over + timedelta(days=20)
    assert "too early" in put_back(cast, as_user, again_by=(over - timedelta(days=1)).isoformat())
    assert "too late" in put_back(cast, as_user, again_by=cast.edition.arrival_day.isoformat())
    put_back(cast, as_user, again_by=day.isoformat())
    assert Document.objects.get().again_by == day
    assert "cannot become" in put_back(
        cast, as_user, again_by=day.isoformat()
    )  # another organiser, the same moment
    assert Message.objects.filter(kind="paper_sent_back").count() == 1
    on_day((day + timedelta(days=1)).isoformat())
    first = Message.objects.get(kind="paper_sent_back")
    assert not registry.get("paper_sent_back").still_wanted(first)  # nothing can be handed in any more
    put_back(cast, as_user)
    assert seat.is_open(cast.mio)
    assert Message.objects.filter(kind="paper_sent_back").count() == 2
    documents.accept(document=Document.objects.get(), by=cast.olga)  # good enough after all
    assert not seat.is_open(cast.mio)
    assert Document.objects.get().again_by is None


def test_nothing_is_sent_back_once_the_school_has_decided(
    cast: SimpleNamespace, over: date, as_user: Any
) -> None:
    Participation.objects.filter(pk=cast.participation.pk).update(state="offered")
    assert "This is settled" in put_back(cast, as_user)
    assert (
        Document.objects.get().state == "submitted"
        and not Message.objects.filter(kind="paper_sent_back").exists()
    )


def test_a_motivation_stays_open_while_it_is_typed(
    cast: SimpleNamespace, client: Client, address: str, over: date
) -> None:
    with pytest.raises(services.NotAllowed, match="Nothing was written"):
        services.judge(seat=organisers(cast), to="sent_back", reason=WHY)
    Application.objects.update_or_create(participation=cast.participation, defaults={"motivation": "Hm."})
    services.judge(seat=organisers(cast), to="sent_back", reason=WHY, again_by=over)
    with pytest.raises(services.NotAllowed, match="done already"):
        services.judge(seat=organisers(cast), to="sent_back", reason=WHY, again_by=over)
    for text in ("Because", "Because I like pumps."):  # saved by itself after a word
        save(client, address, mark(cast), motivation=text)
    assert Application.objects.get().motivation == "Because I like pumps."
    assert asked_still(cast, over)


def test_whoever_takes_the_place_of_a_referee_has_their_time(
    cast: SimpleNamespace, client: Client, address: str, over: date, on_day: Any
) -> None:
    on_day(cast.decided.closes.isoformat())
    ask(client, address)
    client.post(link(Reference.objects.get()), {"do": "letter", "letter-letter": "About Max."})
    on_day(over.isoformat())
    day = over + timedelta(days=9)
    referee_services.send_back_letter(seat=organisers(cast), reason="This is about Max.", again_by=day)
    ask(client, address, name="Ken", email="ken@example.org")
    on_day(day.isoformat())
    new = Reference.objects.get(name="Ken")
    assert asked_still(cast, day)
    message = Message.objects.filter(kind="reference_request").latest("pk")
    assert formats.date_format(day, "DATE_FORMAT") in rendering.live(message).text
    client.post(link(new), {"do": "letter", "letter-letter": "About Mio."})
    new.refresh_from_db()
    assert (new.state, new.letter) == ("arrived", "About Mio.")
