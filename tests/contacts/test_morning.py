"""What is due and for whom, ticks and their undoing, promises, what has changed since the last look."""

import threading
from datetime import date, timedelta

import pytest
from django.db import connection
from django.urls import reverse

from ish import clock
from ish.contacts import morning, queries, services
from ish.contacts.models import Entry, MorningLook
from ish.nominations.models import Correction, SeasonReply
from ish.outbox.models import Message
from ish.people import services as people
from ish.programme.models import Organiser
from tests.contacts.test_log import write
from tests.nominations import makers

TODAY, FRIDAY = date(2026, 11, 22), date(2026, 11, 20)


def due(user, house):
    return set(queries.due(user, house.edition, TODAY))


def words(house, user=None, since=None):
    lines = morning.told(
        house.edition, since or clock.now() - timedelta(days=2), user or house.olga, names=True
    )
    return {line.words: line for line in lines}


# ---------------------------------------------------------------- DUE


def test_what_is_due_is_mine_or_nobodys(house):
    mine = write(house, follow_up_on=TODAY, assignee=house.olga)
    bens = write(house, follow_up_on=FRIDAY, assignee=house.ben)
    nobodys = write(house, follow_up_on=FRIDAY)
    write(house, follow_up_on=TODAY + timedelta(days=1), assignee=house.olga)
    write(house, promised_by="us")
    assert due(house.olga, house) == {mine, nobodys} and due(house.ben, house) == {bens, nobodys}
    Organiser.objects.filter(user=house.ben).update(active_to=FRIDAY)
    assert due(house.olga, house) == {mine, bens, nobodys}
    lines = queries.due(house.olga, house.edition, TODAY)
    assert [row.acting for row in lines] == [False, False, True]


def test_a_tick_is_given_once_and_taken_back(house, as_user):
    row = write(house, follow_up_on=FRIDAY, next_step="Ring her")
    done, reopen = (reverse(f"contacts:{name}", args=[row.pk]) for name in ("done", "reopen"))
    olga, ben = as_user(house.olga, htmx=True), as_user(house.ben, htmx=True)
    piece = olga.post(done, {"back": "morning"}).content.decode()
    assert reopen in piece and "done by Olga" in piece and "<html" not in piece
    late = ben.post(done, {"back": "morning"}).content.decode()
    assert "Olga was quicker" in late
    row.refresh_from_db()
    assert row.done_by == house.olga and due(house.olga, house) == set()
    page = as_user(house.olga).get(reverse("contacts:morning")).content.decode()
    assert "Done today (1)" in page and "Ring her" in page
    assert done in ben.post(reopen, {"back": "morning"}).content.decode()
    assert due(house.olga, house) == {row}
    plain = as_user(house.ben).post(done, {"back": "desk"})
    assert plain.url == reverse("desk:home")
    assert as_user(house.ben).post(done, {"back": "https://elsewhere.example.org"}).url == reverse(
        "contacts:entry", args=[row.pk]
    )


@pytest.mark.django_db(transaction=True)
def test_two_who_tick_at_once_are_told_apart(house):
    row = write(house, follow_up_on=FRIDAY)
    begin, found = threading.Barrier(2), []

    def tick(user):
        try:
            begin.wait()
            found.append(services.done(entry=row, by=user))
        finally:
            connection.close()

    threads = [threading.Thread(target=tick, args=[user]) for user in (house.olga, house.ben)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(found) == [False, True]


def test_a_new_day_opens_what_was_done(house, as_user):
    row = write(house, follow_up_on=FRIDAY)
    services.done(entry=row, by=house.olga)
    url = reverse("contacts:follow", args=[row.pk])
    values = {
        "follow_up_on": "22.11.2026",
        "next_step": "Once more",
        "assignee": house.ben.pk,
        "version": "0",
    }
    as_user(house.olga).post(url, values)
    row.refresh_from_db()
    assert (row.done_at, row.assignee, row.next_step) == (None, house.ben, "Once more")
    as_user(house.olga).post(url, {**values, "next_step": "From an old tab"})
    row.refresh_from_db()
    assert row.next_step == "Once more"
    wrong = as_user(house.olga).post(url, {**values, "version": "1", "follow_up_on": "soon"}).content.decode()
    assert "field-wrong" in wrong
    with pytest.raises(services.NotAllowed):
        services.done(entry=write(house), by=house.olga)


def test_open_promises_stand_by_partner(house, as_user):
    makers.submitted(house.edition, house.body, "Mio")
    mio = house.edition.participations.get(person__given_names="Mio")
    write(house, f"people.person:{mio.person_id}", promised_by="them", next_step="The second form")
    write(house, house.partner, promised_by="us", next_step="Our copy")
    write(house, promised_by="us", next_step="The bus")
    kept = write(house, promised_by="us", next_step="Kept already")
    services.done(entry=kept, by=house.olga)
    groups = as_user(house.olga).get(reverse("contacts:promises")).context["groups"]
    titles = [(name, {line.shown.title for line in lines}) for name, lines in groups]
    assert titles == [("Kumamoto", {"The second form", "Our copy"}), ("", {"The bus"})]


def test_what_was_promised_in_one_year_is_in_sight_in_the_next(house, as_user):
    """Also those of a colleague who has gone since; not what was said of another programme, or of what is done."""
    step = write(house, follow_up_on=FRIDAY, next_step="Ring about last year", assignee=house.ben)
    promised = write(house, house.partner, promised_by="them", next_step="The signed copy")
    services.done(entry=write(house, promised_by="us", next_step="Kept already"), by=house.olga)
    write(house, text="Nothing to follow")
    arrival = house.edition.arrival_day.replace(year=2028)
    following = makers.edition(number=31, arrival=arrival)
    Organiser.objects.create(edition=following, user=house.olga, name="Olga", email="olga@example.org")
    assert set(queries.due(house.olga, following, TODAY)) == {step}
    assert set(queries.promises(house.olga, following)) == {promised}
    assert set(queries.log_of(house.olga, following)) == {step, promised}
    assert not queries.log_of(house.olga, house.other) and not queries.log_of(house.otto, following)
    assert set(queries.log_of(house.olga, house.edition)) == set(Entry.objects.all())
    client = as_user(house.olga)
    session = client.session
    session["edition"] = following.pk
    session.save()
    told = client.get(reverse("contacts:morning")).content.decode()
    assert "Ring about last year" in told and f"<span>{house.edition}</span>" in told
    for page in ("contacts:promises", "contacts:log"):
        html = client.get(reverse(page)).content.decode()
        assert "signed copy" in html or page == "contacts:log" and "Kumamoto" in html
        assert str(house.edition) in html and "Kept already" not in html
    as_user(house.olga, htmx=True).post(reverse("contacts:done", args=[step.pk]), {"back": "morning"})
    assert not queries.due(house.olga, following, TODAY)


# ---------------------------------------------------------------- WHAT HAS CHANGED


def test_what_happened_and_what_waits_is_told_with_names(house):
    body = makers.body(house.edition, "Bautzen")
    mio = makers.submitted(house.edition, body, "Mio")
    people.offer(participation=house.pia, by=house.olga)
    people.move(participation=house.pia, to="gave_back", by=house.olga)
    SeasonReply.objects.create(edition=house.edition, body=body, answered_at=clock.now(), taking_part="yes")
    Correction.objects.create(nomination=mio, role="coordinator", changes={"given_names": ["Mio", "Mia"]})
    Message.objects.update(edition_id=house.edition.pk, state="failed")
    told = words(house)
    assert [row.name for row in told["1 place was given back"].few] == ["Pia Petit"]
    assert [row.name for row in told["1 partner answered"].few] == ["Bautzen"]
    assert len(told["New from partners: 1 student"].few) == 1
    assert told["1 correction waits for you"].waits and not told["1 partner answered"].waits
    assert any("could not be sent" in line for line in told)
    later = words(house, since=clock.now() + timedelta(minutes=1))
    assert all(line.waits for line in later.values()) and len(later) == len(told) - 3
    assert morning.told(house.other, clock.now() - timedelta(days=9), house.otto) == []


def test_many_are_counted_and_not_named(house):
    for number in range(morning.FEW + 1):
        makers.submitted(house.edition, house.body, f"Mio{number}")
    assert words(house)["New from partners: 6 students"].few == ()


def test_due_in_the_hands_of_another_is_told_to_the_others(house):
    write(house, follow_up_on=FRIDAY, assignee=house.ben)
    told = "1 follow-up of another organiser is due"
    assert told in words(house) and told not in words(house, user=house.ben)


def test_news_stay_until_the_evening_and_begin_at_the_last_look(house, as_user):
    client, url = as_user(house.olga), reverse("contacts:morning")
    first = client.get(url).context["since"]
    assert first.astimezone(clock.now().tzinfo).date() == date(2026, 11, 21)
    assert client.get(url).context["since"] == first
    looked = MorningLook.objects.get().looked_at
    house.on_day("2026-11-25")
    assert queries.since(house.olga, house.edition) == looked
    assert client.get(url).context["since"] == looked == client.get(url).context["since"]
    assert queries.since(house.ben, house.edition) != looked


def test_the_desk_fetches_the_first_lines(house, as_user):
    rows = [write(house, follow_up_on=FRIDAY, next_step=f"Step {number}") for number in range(4)]
    url = reverse("contacts:today")
    assert f'hx-get="{url}"' in as_user(house.olga).get(reverse("desk:home")).content.decode()
    piece = as_user(house.olga, htmx=True).get(url).content.decode()
    assert piece.count("Step") == 6 and "More is due" in piece  # each with its button's hidden words
    assert as_user(house.olga).get(url).url == reverse("contacts:morning")
    Entry.objects.filter(pk__in=[row.pk for row in rows]).delete()
    assert as_user(house.olga, htmx=True).get(url).content == b""
