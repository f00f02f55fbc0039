"""Until when a student may add something: all have some days after their partner's own date, and after they were named."""

from datetime import UTC, date, datetime, timedelta
from html import unescape
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.utils import formats

from ish import clock
from ish.applications import seat, services
from ish.applications.models import Reference
from ish.applications.requirements import still_open
from ish.applications.states import GRACE
from ish.documents.models import Version
from ish.nominations.models import Nomination
from ish.outbox import registry, rendering
from ish.outbox.models import Message
from ish.people import requirements
from ish.people.models import Participation, Person
from ish.programme.models import Quota
from tests.applications.test_referees import ask, link
from tests.applications.test_student import mark, save, upload
from tests.documents import papers
from tests.nominations import makers


@pytest.fixture
def later(cast: SimpleNamespace) -> date:
    """Kumamoto's names are due three weeks after the school has decided on the others."""
    day: date = cast.decided.closes + timedelta(days=21)
    Quota.objects.filter(body=cast.body).update(nominations_by=day)
    return day


def test_a_partner_with_a_later_date_has_time_and_is_asked(
    cast: SimpleNamespace, client: Client, address: str, later: date, on_day: Any
) -> None:
    on_day((later + timedelta(days=GRACE)).isoformat())
    assert save(client, address, mark(cast)).status_code == 200
    ask(client, address)
    message = Message.objects.get(kind="reference_request")
    assert registry.get("reference_request").still_wanted(message)
    assert f"{(later + timedelta(days=GRACE)).day} " in rendering.live(message).text
    posted = client.post(
        link(Reference.objects.get()), {"do": "letter", "letter-letter": "Good."}, follow=True
    )
    assert b"Your letter has arrived" in posted.content
    assert not seat.is_open(cast.max)  # of a partner without a date of its own


def test_whoever_is_named_in_june_walks_through_their_own_part(
    cast: SimpleNamespace, on_day: Any, client: Client
) -> None:
    on_day("2027-06-12")
    june = makers.submitted(cast.edition, cast.body, "Jun")
    assert seat.is_asked(june.participation)
    url = seat.link(june.participation).partition("8000")[2]
    values = {"do": "save", "version": 0, "motivation": "Late, and glad.", "field0": "physics"}
    version = services.mark_of(services.of(june.participation))
    assert client.post(url, {**values, "version": version}, follow=True).status_code == 200
    assert services.of(june.participation).motivation == "Late, and glad."
    on_day("2027-06-23")
    assert not seat.is_open(june)


def test_what_can_no_longer_be_done_is_no_longer_asked(
    cast: SimpleNamespace, later: date, on_day: Any
) -> None:
    def asked(nomination: Nomination) -> bool:
        found = requirements.tasks(nomination.participation, clock.today())
        return any(task.requirement.code == "motivation" for task in found)

    on_day((cast.decided.closes + timedelta(days=1)).isoformat())
    assert (asked(cast.mio), asked(cast.max)) == (True, False)


@pytest.mark.parametrize("submitted", ["2027-02-01", "2027-04-28", "2027-06-28"])
@pytest.mark.parametrize("own", [None, "2027-05-21", "2027-06-30"])
def test_many_at_once_and_one_alone_say_the_same(
    cast: SimpleNamespace, submitted: str, own: str | None, on_day: Any
) -> None:
    Quota.objects.filter(body=cast.body).update(nominations_by=own)
    moment = datetime.fromisoformat(f"{submitted}T22:30").replace(tzinfo=UTC)
    row = makers.at(cast.mio, submitted_at=moment)
    ends = seat.last_day(row)
    assert ends is not None and ends < cast.edition.arrival_day
    for day in (ends, ends + timedelta(days=1)):
        on_day(day.isoformat())
        rows = Participation.objects.filter(still_open(day), pk=cast.participation.pk)
        assert rows.exists() is seat.is_open(row) is (day == ends), day


@pytest.mark.parametrize("script", ["page", "mail"])
def test_a_day_says_where_it_is_counted_and_when_it_ends_for_the_reader(
    cast: SimpleNamespace, client: Client, address: str, script: str
) -> None:
    Person.objects.filter(pk=cast.participation.person_id).update(time_zone="America/Los_Angeles")
    ask(client, address)
    if script == "mail":
        texts = [rendering.live(Message.objects.get(kind="reference_request")).text]
    else:
        pages = [client.get(address), client.get(link(Reference.objects.get()))]
        texts = [unescape(page.content.decode()) for page in pages]
    last = formats.date_format(cast.decided.closes, "DATE_FORMAT")
    for text in texts:
        assert "The day lasts until midnight in Berlin." in text
        # Where a referee is nobody knows: there we name the student's place.
        where = "your time zone" if "Your own part" in text else "Los Angeles"
        assert f"In {where} that is until {last}, 14:59." in text


def test_when_a_paper_came_is_said_in_the_students_own_zone(
    cast: SimpleNamespace, client: Client, address: str
) -> None:
    Person.objects.filter(pk=cast.participation.person_id).update(time_zone="Pacific/Kiritimati")
    upload(client, address, papers.PDF)
    file = Version.objects.get().file
    file.uploaded_at = datetime(2027, 3, 1, 12, 30, tzinfo=UTC)
    file.save()
    shown = client.get(address).content.decode()
    assert "2 Mar 2027, 02:30" in shown
