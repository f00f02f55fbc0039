"""What went late or wrong, per partner: the figures, who sees them, the file, and one query however many there are."""

from datetime import date, datetime, timedelta

import pytest
from django.urls import reverse

from ish.applications.models import Application, Options, Reference
from ish.documents.models import Document, StoredFile, Version
from ish.nominations.models import Coordinator, Correction, Nomination, SeasonReply
from ish.nominations.states import Receiver, Sender
from ish.outbox.models import Message
from ish.people.models import Person, PlaceAnswer, Step, Waiver
from ish.people.states import State
from ish.programme import looking_back, next_queries, services
from tests.counting import counting
from tests.people import makers

DUE = date(2027, 3, 31)


def at(day):
    return datetime(day.year, day.month, day.day, 12, tzinfo=makers.BERLIN)


@pytest.fixture
def season(edition):
    """Two partners with places: Kumamoto, where all went well, and Rehovot, where nothing did."""
    good, bad = makers.body(), makers.body("Rehovot", country="IL")
    for body in (good, bad):
        services.save_quota(edition=edition, body=body, places=3)
    return edition, good, bad


def student(edition, body, name, state=State.CONFIRMED, **fields):
    row = makers.participation(
        edition, makers.person(name), state, offered_at=at(date(2027, 4, 20)), accept_by=date(2027, 5, 14)
    )
    values = {"sender_state": Sender.SUBMITTED, "receiver_state": Receiver.SELECTED, "motivation": "Yes."}
    values |= fields
    return Nomination.objects.create(
        edition=edition, body=body, participation=row, submitted_at=at(DUE), **values
    )


def figures(edition, body):
    [row] = [row for row in next_queries.looked_back(edition) if row.pk == body.pk]
    numbers = {f.code: looking_back.number_of(getattr(row, f.column)) for f in looking_back.every()}
    return {code: n for code, n in numbers.items() if n}


def test_every_figure_counts_what_it_says_and_nothing_of_others(season, on_day):
    edition, good, bad = season
    on_day(at(date(2027, 6, 1)))
    student(edition, good, "Aoi")
    SeasonReply.objects.create(
        edition=edition, body=good, asked_at=at(date(2027, 1, 11)), answered_at=at(date(2027, 1, 20))
    )
    assert figures(edition, good) == {}
    SeasonReply.objects.create(edition=edition, body=bad, asked_at=at(date(2027, 1, 11)))
    late = student(edition, bad, "Noam", late=True)
    Nomination.objects.filter(pk=late.pk).update(submitted_at=at(DUE + timedelta(days=9)))
    sent_back = student(edition, bad, "Shira", sent_back_comment="Which date?")
    for state in ("applied", "retracted"):
        Correction.objects.create(nomination=sent_back, state=state, role="coordinator")
    student(edition, bad, "Ilan", State.WITHDREW, sender_state=Sender.WITHDRAWN)
    student(edition, bad, "Omer", State.OFFERED)  # has not answered, and the last day is gone
    for name, day in (("Dan", date(2027, 5, 10)), ("Gal", date(2027, 5, 20))):
        row = student(edition, bad, name, State.GAVE_BACK).participation
        Step.objects.create(participation=row, old=State.OFFERED, new=State.GAVE_BACK, at=at(day))
    student(edition, bad, "Lior", State.NO_SHOW)
    Coordinator.objects.create(body=bad, name="Yael", email="yael@example.org")
    for number, (to, person) in enumerate((("yael@example.org", None), ("x@example.org", row.person_id))):
        Message.objects.create(
            kind="test", key=f"t{number}", message_id=f"<t{number}>", state="failed", to_email=to,
            edition_id=edition.pk, person_id=person,
        )  # fmt: skip
    for day in (DUE + timedelta(days=10), DUE + timedelta(days=11)):
        paper(row if day.day == 10 else sent_back.participation, day)
    assert figures(edition, bad) == {
        "answers_late": 1, "names_late": 1, "names_days": 9, "sent_back": 1, "corrections": 1, "withdrawn": 1,
        "lapsed": 2, "gave_back": 1, "gone": 1, "messages": 2, "papers": 1,
    }  # fmt: skip
    assert figures(edition, good) == {}


def test_what_a_student_a_referee_or_a_parent_owed_is_counted(season, on_day):
    edition, good, bad = season
    Options.objects.create(edition=edition, cv="required", transcript="required", reference="required")
    mio, tal = student(edition, good, "Mio"), student(edition, bad, "Tal", State.PROSPECTIVE, motivation="")
    for kind in ("cv", "transcript"):
        paper(mio.participation, DUE + timedelta(days=10), kind)
    reference = {"name": "Aya", "state": "arrived", "answered_at": at(DUE)}
    Reference.objects.create(participation=mio.participation, **reference)
    on_day(at(DUE + timedelta(days=10)))  # the last day
    assert figures(edition, bad) == {}
    on_day(at(DUE + timedelta(days=11)))
    assert figures(edition, bad) == {"papers": 3, "letters": 1}
    Waiver.objects.create(participation=tal.participation, requirement="transcript", reason="There is none.")
    late = at(DUE + timedelta(days=11))
    Application.objects.create(participation=tal.participation, motivation="Late.", saved_at=late)
    Reference.objects.create(participation=tal.participation, name="Ken", state="asked")
    assert figures(edition, bad) == {"papers": 2, "letters": 1}
    # Named in June: ten days from then on.
    Nomination.objects.filter(pk=tal.pk).update(submitted_at=late)
    assert figures(edition, bad) == {}
    on_day(at(date(2027, 6, 1)))
    for name, day in (("Dan", 14), ("Gal", 15), ("Lior", None)):
        row = student(edition, good, name, State.OFFERED if day is None else State.CONFIRMED).participation
        Person.objects.filter(pk=row.person_id).update(birth_date=date(2010, 1, 1))
        for role, said in (("student", 1), ("guardian", day)):
            if said:
                moment = at(date(2027, 5, said))
                PlaceAnswer.objects.create(
                    participation=row, role=role, agrees=True, at=moment, method="page"
                )
    assert figures(edition, good)["parents"] == 2
    assert figures(edition, good)["lapsed"] == 1


def test_messages_that_were_given_up_or_asked_the_season_count_too(season):
    edition, good, bad = season
    reply = SeasonReply.objects.create(edition=edition, body=bad)
    row = student(edition, bad, "Noam").participation
    told = [("discarded", "Mailbox full", row.person_id, ""), ("discarded", "", row.person_id, "")]
    told += [("failed", "No such host", None, f"nominations.seasonreply:{reply.pk}")]
    for number, (state, error, person, about) in enumerate(told):
        Message.objects.create(
            kind="test", key=f"t{number}", message_id=f"<t{number}>", state=state, error=error, about=about,
            to_email="x@example.org", edition_id=edition.pk, person_id=person,
        )  # fmt: skip
    assert figures(edition, bad)["messages"] == 2
    assert "messages" not in figures(edition, good)


def paper(participation, day, kind="cv"):
    """Hand in a CV on a day. The tenth day after the partner's own is the last one in time."""
    document = Document.objects.create(participation=participation, kind=kind, state="submitted")
    file = StoredFile.objects.create(
        participation=participation, content_type="application/pdf", size=1, uploaded_at=at(day)
    )
    Version.objects.create(document=document, number=1, file=file)


def test_a_partners_own_later_date_counts(season):
    edition, _good, bad = season
    services.save_quota(edition=edition, body=bad, places=3, nominations_by=DUE + timedelta(days=5))
    row = student(edition, bad, "Noam", late=True)
    Nomination.objects.filter(pk=row.pk).update(submitted_at=at(DUE + timedelta(days=9)))
    assert figures(edition, bad)["names_days"] == 4


def test_the_page_stands_beside_the_edition_before(season, as_user):
    old, good, bad = season
    new = makers.edition(31, arrival=date(2028, 7, 16))
    olga = makers.organiser(new)
    services.save_quota(edition=new, body=bad, places=1)
    student(old, bad, "Noam", late=True)
    client, url = as_user(olga), reverse("programme:looking_back")
    shown = client.get(url)
    assert [row["now"] for row in shown.context["rows"] if row["was"] == 1] == [0]
    assert "ISH 2027" in shown.content.decode()
    # A partner without places last time stands where it is sorted by that, too.
    services.save_quota(edition=new, body=makers.body(name="Aalen"), places=1)
    for order, first in (("name", "Aalen"), ("-name", "Rehovot"), ("-before_all", "Rehovot")):
        names = [row.record.name for row in client.get(url, {"sort": order}).context["table"].rows]
        assert names[0] == first and len(names) == 2
    # The edition before may be read by those who run this one; no other.
    before = client.get(url, {"edition": old.pk})
    assert before.context["edition"] == old and "1 name after the date" in before.content.decode()
    third = makers.edition(29, arrival=date(2026, 7, 19))
    assert client.get(url, {"edition": third.pk}).context["edition"] == new
    listed = client.get(reverse("programme:checklist")).content.decode()
    assert "Late or wrong in ISH 2027" in listed and "1 name after the date" in listed


def test_the_file_has_a_column_for_each_figure(season, as_user):
    edition, _good, bad = season
    row = student(edition, bad, "Noam", late=True)
    Nomination.objects.filter(pk=row.pk).update(submitted_at=at(DUE + timedelta(days=9)))
    client = as_user(makers.organiser(edition))
    answer = client.get(reverse("programme:looking_back"), {"_export": "csv"})
    text = b"".join(answer.streaming_content) if answer.streaming else answer.content
    head, first, *_rest = text.decode("utf-8-sig").splitlines()
    assert "names after the date" in head.lower()
    assert first.startswith("Rehovot") and ",9," in first.replace(";", ",") + ","


def test_all_figures_of_all_partners_are_one_query(season):
    edition, _good, bad = season
    student(edition, bad, "Noam", late=True)
    next_queries.looked_back(edition)  # the phases are kept with the edition
    with counting() as count:
        next_queries.figures_in_all(next_queries.looked_back(edition))
    assert count.queries == 1
