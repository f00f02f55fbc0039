"""Writing, changing, correcting and reading the log; whom it is closed to; erasure."""

import csv
import io
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.urls import reverse

from ish import clock
from ish.contacts import services, subjects
from ish.contacts.models import LONGEST, Entry
from ish.people import services as people
from ish.placements.models import Institute
from ish.programme.models import Organiser

MAIL = (
    "Von: Cem Arıkan <cem@example.org>\nGesendet: Freitag, 20. November 2026 10:11\n"
    "An: school@example.org\nBetreff: Zweiter Name\n\nDer zweite Name kommt am Montag."
)


def write(house, about=None, by=None, **values):
    values = {"kind": "phone", "text": "She rings back.", "at": clock.now(), **values}
    return services.add(
        edition=house.edition, about=about or house.person, values=values, by=by or house.olga
    )


def quick(client, house, about=None, **data):
    posted = {"about": about or house.person, "edition": house.edition.pk, "kind": "note", **data}
    return client.post(reverse("contacts:add"), posted)


# ---------------------------------------------------------------- WRITING


def test_a_line_is_written_on_the_page_of_a_person_with_and_without_script(house, as_user):
    page = reverse("people:person", args=[house.pia.person_id])
    client = as_user(house.olga)
    answer = quick(client, house, text="Her mother rang.", kind="phone", follow_up_on="24.11.2026")
    assert answer.status_code == 302 and answer.url == page
    row = Entry.objects.get()
    assert (row.kind, row.text, row.follow_up_on) == ("phone", "Her mother rang.", date(2026, 11, 24))
    assert (row.about, row.person_id, row.ours, row.edition) == (
        house.person, house.pia.person_id, house.olga, house.edition
    )  # fmt: skip
    piece = quick(as_user(house.olga, htmx=True), house, text="And again.").content.decode()
    assert "And again." in piece and "Her mother rang." in piece and "<html" not in piece
    assert "Her mother rang." in client.get(page).content.decode()
    wrong = quick(as_user(house.olga, htmx=True), house, text="", follow_up_on="soon").content.decode()
    assert wrong.count("field-wrong") == 2 and Entry.objects.count() == 2


def test_partners_and_institutes_have_their_log_on_their_pages(house, as_user):
    institute = Institute.objects.create(name="Institute of Rivers", short_name="Rivers")
    client = as_user(house.olga)
    pages = {
        house.partner: reverse("programme:body", args=[house.body.pk]),
        f"placements.institute:{institute.pk}": reverse("placements:institute", args=[institute.pk]),
    }
    for about, page in pages.items():
        quick(client, house, about, text=f"Said of {about}.")
        html = client.get(page).content.decode()
        assert f"Said of {about}." in html and 'id="contact-log"' in html
    found = client.get(reverse("contacts:find"), {"q": "kuma"}).content.decode()
    assert reverse("contacts:new", args=house.partner.split(":")) in found


def test_a_pasted_mail_fills_in_its_head(house, as_user):
    quick(as_user(house.olga), house, house.partner, text=MAIL)
    row = Entry.objects.get()
    assert (row.kind, row.direction, row.subject) == ("mail", "in", "Zweiter Name")
    assert (row.with_whom, row.text) == ("Cem Arıkan <cem@example.org>", "Der zweite Name kommt am Montag.")
    assert clock.now() - row.at > timedelta(days=1)
    ours = MAIL.replace("An: school@example.org", "An: cem@example.org").replace(
        "Cem Arıkan <cem@example.org>", "School <school@example.org>", 1
    )
    quick(as_user(house.olga), house, house.partner, text=ours)
    sent = Entry.objects.latest("pk")
    assert (sent.direction, sent.with_whom) == ("out", "cem@example.org")


def test_the_form_in_full_shows_the_head_before_it_is_kept(house, as_user):
    client, url = as_user(house.olga), reverse("contacts:new", args=house.partner.split(":"))
    data = {
        "edition": house.edition.pk,
        "kind": "mail",
        "day": "22.11.2026",
        "text": MAIL,
    }
    html = client.post(url, {**data, "do": "read", "follow_up_on": "30.11.2026"}).content.decode()
    assert not Entry.objects.exists()
    for value in ('value="Zweiter Name"', 'value="20.11.2026"', 'value="10:11', 'value="30.11.2026"'):
        assert value in html
    client.post(url, {**data, "text": "It comes on Monday.", "time": "09:30", "promised_by": "them",
                      "next_step": "Ask again", "assignee": house.ben.pk})  # fmt: skip
    row = Entry.objects.get()
    assert (row.promised_by, row.next_step, row.assignee) == ("them", "Ask again", house.ben)
    assert row.at.astimezone(clock.now().tzinfo).strftime("%H:%M") == "09:30"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("x" * (LONGEST + 1), "20001 characters"),
        ("x" * 1_000_000, "1000000 characters"),
        ("\x00 \n", "Please fill this in"),
    ],
)
def test_what_does_not_fit_is_said_and_kept_in_the_form(house, as_user, text, said):
    answer = quick(as_user(house.olga, htmx=True), house, text=text).content.decode()
    assert said in answer.replace(",", "") and not Entry.objects.exists()


def test_markup_and_turned_letters_do_no_harm(house, as_user):
    client = as_user(house.olga)
    quick(client, house, text="<img src=x onerror=alert(1)> \u202egnp.exe שלום")
    row = Entry.objects.get()
    assert "\u202e" not in row.text
    html = client.get(reverse("contacts:entry", args=[row.pk])).content.decode()
    assert "<img src=x" not in html and "&lt;img src=x" in html and 'dir="auto"' in html


def test_nothing_is_written_about_what_is_not_there_or_in_the_future(house, as_user):
    client = as_user(house.olga)
    for about in (
        "people.person:99999",
        "people.person:x",
        "accounts.user:1",
        "",
        "people.person:" + "9" * 30,
    ):
        assert quick(client, house, about or " ", text="x").status_code == 404
    data = {"kind": "note", "text": "x", "day": "23.11.2026"}
    new = reverse("contacts:new", args=house.person.split(":"))
    assert "too late" in client.post(new, data).content.decode()
    assert not Entry.objects.exists()


@pytest.mark.parametrize(
    "sent",
    [
        "Tue, 3 Nov 1970 10:11:00 +0100",
        "Fri, 6 Nov 2099 10:11:00 +0100",
        "1.1.0001 00:10",
        "31 Dec 9999 23:59",
        "",
    ],
)
def test_a_mail_of_another_age_or_without_a_date_is_of_today(house, as_user, sent):
    head = f"From: Cem <cem@example.org>\nDate: {sent}\nSubject: =?utf-8?q?a=00b=0Ac=E2=80=AEd?=\n\n> only\n> quoted"
    assert quick(as_user(house.olga), house, text=head).status_code == 302
    row = Entry.objects.get()
    assert row.at == clock.now() and row.subject == "ab cd" and row.text == "> only\n> quoted"


@pytest.mark.parametrize(("day", "time"), [("1.1.0001", "00:10"), ("22.11.2026", "23:59")])
def test_a_day_long_ago_and_an_hour_to_come_are_refused(house, as_user, day, time):
    new = reverse("contacts:new", args=house.person.split(":"))
    data = {"kind": "note", "text": "x", "day": day, "time": time}
    assert (
        "field-wrong" in as_user(house.olga).post(new, data).content.decode() and not Entry.objects.exists()
    )


@pytest.mark.parametrize(
    ("zone", "day", "time", "taken"),
    [
        (
            "Asia/Tokyo",
            "23.11.2026",
            "05:00",
            True,
        ),  # where the school is, this is the evening of the day before
        ("Asia/Tokyo", "23.11.2026", "23:59", False),
        ("America/Los_Angeles", "21.11.2026", "13:00", True),
    ],
)
def test_an_hour_is_of_the_readers_own_day(house, as_user, monkeypatch, zone, day, time, taken):
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 11, 22, 21, 30, tzinfo=UTC))
    type(house.olga).objects.filter(pk=house.olga.pk).update(time_zone=zone)
    new = reverse("contacts:new", args=house.person.split(":"))
    as_user(house.olga).post(new, {"kind": "note", "text": "x", "day": day, "time": time})
    assert Entry.objects.exists() == taken


# ---------------------------------------------------------------- CHANGING


def test_what_was_typed_is_kept_when_somebody_else_was_quicker(house, as_user):
    row = write(house)
    old = {"kind": "phone", "day": "22.11.2026", "version": "0"}
    services.follow(
        entry=row,
        values={"next_step": "Ring her", "follow_up_on": date(2026, 11, 24)},
        version=0,
        by=house.ben,
    )
    edit, follow = (reverse(f"contacts:{name}", args=[row.pk]) for name in ("edit", "follow"))
    client = as_user(house.olga)
    html = client.post(edit, {**old, "text": "A long story"}).content.decode()
    assert (
        "A long story" in html and "Someone else changed this" in html and 'name="version" value="1"' in html
    )
    assert "Ring her" in html
    html = client.post(follow, {"next_step": "My step", "version": "0"}).content.decode()
    assert "My step" in html and 'name="version" value="1"' in html
    row.refresh_from_db()
    assert (row.text, row.next_step) == ("She rings back.", "Ring her")
    client.post(edit, {**old, "text": "A long story", "version": "1", "next_step": "Ring her"})
    row.refresh_from_db()
    assert row.text == "A long story"


def test_who_has_left_sees_to_nothing(house, as_user):
    row = write(house, follow_up_on=date(2026, 11, 24), assignee=house.ben)
    Organiser.objects.filter(user=house.ben).update(active_to=date(2026, 11, 20))
    client, follow = as_user(house.olga), reverse("contacts:follow", args=[row.pk])
    for page in (reverse("contacts:entry", args=[row.pk]), reverse("contacts:log")):
        html = client.get(page).content.decode()
        assert "Ben sees to it" not in html and " Ben</td>" not in html
    wrong = client.post(follow, {"assignee": house.ben.pk, "version": "0", "follow_up_on": "25.11.2026"})
    assert "field-wrong" in wrong.content.decode()
    row.refresh_from_db()
    assert row.follow_up_on == date(2026, 11, 24)


def test_a_new_day_in_the_form_in_full_opens_what_was_done(house, as_user):
    row = write(house, follow_up_on=date(2026, 11, 20))
    services.done(entry=row, by=house.olga)
    data = {"kind": "phone", "text": "x", "day": "22.11.2026", "version": "0", "follow_up_on": "25.11.2026"}
    as_user(house.olga).post(reverse("contacts:edit", args=[row.pk]), data)
    row.refresh_from_db()
    assert row.done_at is None and row.follow_up_on == date(2026, 11, 25)


def test_within_a_day_one_changes_ones_own_and_later_one_corrects(house, as_user):
    row = write(house)
    client, edit = as_user(house.olga), reverse("contacts:edit", args=[row.pk])
    data = {"kind": "phone", "text": "She rings on Friday.", "day": "22.11.2026", "version": "0"}
    assert as_user(house.ben).post(edit, {**data, "text": "Ben was here"}).status_code == 302
    client.post(edit, data)
    row.refresh_from_db()
    assert row.text == "She rings on Friday." and row.version == 1
    client.post(edit, {**data, "text": "From an old tab"})
    row.refresh_from_db()
    assert row.text == "She rings on Friday."
    house.on_day("2026-11-23")
    client.post(edit, {**data, "text": "Too late", "version": "1"})
    row.refresh_from_db()
    assert row.text == "She rings on Friday."
    new = reverse("contacts:correct", args=[row.pk])
    assert "stays as it is" in client.get(new).content.decode()
    client.post(new, {**data, "text": "It was her father."})
    second = Entry.objects.get(corrects=row)
    assert (second.about, second.person_id) == (row.about, row.person_id)
    html = client.get(reverse("contacts:entry", args=[row.pk])).content.decode()
    assert "She rings on Friday." in html and "It was her father." in html


def test_what_was_written_on_the_wrong_page_is_taken_away_the_same_day(house, as_user):
    row, url = write(house), reverse("contacts:remove", args=[1])
    url = reverse("contacts:remove", args=[row.pk])
    as_user(house.ben).post(url, {"confirmed": "1"})
    assert Entry.objects.exists()
    as_user(house.olga).post(url, {"confirmed": "1"})
    assert not Entry.objects.exists()
    with pytest.raises(services.NotAllowed):
        services.done(entry=row, by=house.olga)


# ---------------------------------------------------------------- READING


def test_the_log_is_searched_narrowed_and_downloaded(house, as_user):
    write(house, text="The bus to the Hôtel Müller.", follow_up_on=date(2026, 11, 20), next_step="Ring her")
    write(house, house.partner, text="=SUM(A1)", kind="meeting", promised_by="them")
    client, url = as_user(house.olga), reverse("contacts:log")

    def found(**query):
        return Entry.objects.filter(
            pk__in=[r.pk for r in client.get(url, query).context["table"].data]
        ).count()

    assert found() == 2
    for query in ({"q": "HOTEL bus"}, {"q": "mueller, BUS"}, {"q": "PETIT, Pia"}, {"q": "kumamoto"},
                  {"kind": "meeting"}, {"shows": "due"}, {"shows": "them"}, {"of": "people.person"}):  # fmt: skip
        assert found(**query) == 1, query
    assert found(shows="open") == 2 and found(q="nowhere") == 0 == found(shows="done")
    answer = client.get(url, {"_export": "csv"})
    rows = list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))
    assert len(rows) == 3 and any("'=SUM(A1)" in row for row in rows)
    assert any("Pia Petit" in row and "The bus to the Hôtel Müller." in row for row in rows)
    own = client.get(reverse("contacts:about", args=["people.person", house.pia.person_id])).content.decode()
    assert "The bus to the Hôtel Müller." in own and "SUM" not in own


def test_the_log_is_closed_to_organisers_of_others(house, as_user):
    row = write(house)
    client = as_user(house.otto)
    for name in ("entry", "edit", "remove", "correct"):
        assert client.get(reverse(f"contacts:{name}", args=[row.pk])).status_code == 404
    for name in ("done", "reopen", "follow"):
        assert client.post(reverse(f"contacts:{name}", args=[row.pk])).status_code == 404
    assert quick(client, house, text="x").status_code == 404
    write(house, house.partner)
    for page in ("contacts:about", "programme:body"):
        args = [house.body.pk] if page == "programme:body" else house.partner.split(":")
        answer = client.get(reverse(page, args=args))
        assert answer.status_code == 200 and "She rings" not in answer.content.decode()
    assert "She rings" not in client.get(reverse("contacts:log")).content.decode()
    with pytest.raises(services.NotAllowed):
        services.add(edition=house.other, about=house.person, values={"text": "x"}, by=house.otto)


def test_texts_are_sealed_at_rest(house):
    write(house, text="a plain secret", subject="a subject", with_whom="a name", next_step="a step")
    with connection.cursor() as cursor:
        cursor.execute("SELECT text, subject, with_whom, next_step FROM contacts_entry")
        assert not any("a " in value or "secret" in value for value in cursor.fetchone())


def test_who_is_erased_leaves_no_words(house, as_user):
    row = write(
        house, subject="s", with_whom="w", next_step="n", promised_by="us", follow_up_on=date(2026, 11, 20)
    )
    kept = write(house, house.partner)
    people.erase_person(person=house.pia.person, by=house.olga, reason="asked")
    row.refresh_from_db()
    assert (row.text, row.subject, row.with_whom, row.next_step) == (None,) * 4
    assert row.erased_at and (row.follow_up_on, row.promised_by) == (None, "")
    kept.refresh_from_db()
    assert kept.text
    client = as_user(house.olga)
    for url in (reverse("contacts:entry", args=[row.pk]), reverse("contacts:log"), reverse("contacts:morning"),
                reverse("people:person", args=[house.pia.person_id])):  # fmt: skip
        html = client.get(url).content.decode()
        assert "She rings back." not in html.replace(kept.text, "", 1) or url == reverse("contacts:log")
    assert subjects.names(house.olga, [house.person])[house.person].label == "Erased person"
    for name in ("edit", "follow"):
        client.post(
            reverse(f"contacts:{name}", args=[row.pk]), {"text": "back", "day": "22.11.2026", "version": 0}
        )
    row.refresh_from_db()
    assert row.text is None
