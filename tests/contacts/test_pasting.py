"""Heads of pasted mails, as several programmes write them in several languages."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ish.contacts import pasting

BERLIN = ZoneInfo("Europe/Berlin")
MOMENT = datetime(2026, 11, 3, 10, 11, tzinfo=BERLIN)
BODY = "Dear Olga,\n\nthe second name comes on Friday.\nFrom: this line is text.\n\nAnna"
ANNA = "Anna Weber <anna@example.org>"

HEADS = {
    "raw source": "Return-Path: <anna@example.org>\nReceived: from a.example.org\n\tby b.example.org; Tue, 3 Nov 2026\n"
    "MIME-Version: 1.0\nFrom: Anna Weber <anna@example.org>\nTo: school@example.org\n"
    "Subject: =?UTF-8?Q?Second_name?=\nDate: Tue, 3 Nov 2026 10:11:00 +0100\n\n",
    "Outlook, English": "From: Anna Weber <anna@example.org>\nSent: Tuesday, November 3, 2026 10:11 AM\n"
    "To: School <school@example.org>\nSubject: Second name\nImportance: High\n\n",
    "Outlook, German": "-----Ursprüngliche Nachricht-----\nVon: Anna Weber [mailto:anna@example.org]\n"
    "Gesendet: Dienstag, 3. November 2026 10:11\nAn: school@example.org\nBetreff: Second name\nWichtigkeit: Hoch\n\n",
    "Outlook, bold": "*Von:* Anna Weber <anna@example.org>\n*Gesendet:* Dienstag, 3. November 2026 10:11\n"
    "*An:* school@example.org\n*Betreff:* Second name\n\n",
    "Thunderbird, forwarded": "-------- Weitergeleitete Nachricht --------\nBetreff: \tSecond name\n"
    "Datum: \tTue, 3 Nov 2026 10:11:00 +0100\nVon: \tAnna Weber <anna@example.org>\nAn: \tschool@example.org\n\n\n",
    "Apple Mail, German": "Anfang der weitergeleiteten Nachricht:\n\nVon: Anna Weber <anna@example.org>\n"
    "Betreff: Second name\nDatum: 3. November 2026 um 10:11:00 MEZ\nAn: school@example.org\n\n",
    "Apple Mail, spaced": "From: Anna Weber <anna@example.org>\n\nSubject: Second name\n\n"
    "Date: 3 November 2026 at 10:11:00 CET\n\nTo: school@example.org\n\n",
    "Gmail, forwarded": "---------- Forwarded message ---------\nVon: Anna Weber <anna@example.org>\n"
    "Date: Di., 3. Nov. 2026 um 10:11 Uhr\nSubject: Second name\nTo: <school@example.org>\n\n\n",
    "values below": "From:\nAnna Weber <anna@example.org>\nDate:\n3 Nov 2026 10:11\nSubject:\nSecond name\n\n",
    "French": "De : Anna Weber <anna@example.org>\nEnvoyé : mardi 3 novembre 2026 10:11\n"
    "À : school@example.org\nObjet : Second name\n\n",
}
ABOVE = {
    "Gmail": "On Tue, Nov 3, 2026 at 10:11 AM Anna Weber <anna@example.org> wrote:\n",
    "Gmail, two lines": "On Tue, Nov 3, 2026 at 10:11 AM Anna Weber\n<anna@example.org> wrote:\n",
    "Gmail, German": "Am Di., 3. Nov. 2026 um 10:11 Uhr schrieb Anna Weber <anna@example.org>:\n",
    "Thunderbird, German": "Am 03.11.26 um 10:11 schrieb Anna Weber <anna@example.org>:\n",
    "Apple Mail": "On 3. Nov 2026, at 10:11, Anna Weber <anna@example.org> wrote:\n",
    "French": "Le mar. 3 nov. 2026 à 10:11, Anna Weber <anna@example.org> a écrit :\n",
}


@pytest.mark.parametrize("name", HEADS)
def test_a_head_is_read_and_the_text_stays(name):
    found = pasting.read(HEADS[name] + BODY, zone=BERLIN)
    assert (found.sender, found.subject, found.at) == (ANNA, "Second name", MOMENT)
    assert found.text == BODY
    assert found.sender_address == "anna@example.org"


def test_who_it_was_written_to_is_read():
    assert pasting.read(HEADS["Outlook, English"], zone=BERLIN).recipient == "School <school@example.org>"


@pytest.mark.parametrize("name", ABOVE)
def test_the_line_above_a_quotation_is_read_and_the_quotation_unfolded(name):
    quoted = "\n".join(f"> {line}".rstrip() for line in BODY.split("\n"))
    found = pasting.read(ABOVE[name] + quoted, zone=BERLIN)
    assert (found.sender, found.at, found.text) == (ANNA, MOMENT, BODY)


def test_what_one_copies_from_a_mail_page():
    found = pasting.read(f"{ANNA}\nTue, Nov 3, 2026, 10:11 AM (2 days ago)\nto me\n\n{BODY}", zone=BERLIN)
    assert (found.sender, found.at, found.text) == (ANNA, MOMENT, BODY)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Rang back. She sends the form.",
        "From: somewhere far away I heard a phone.",
        "Date: to be found\nPlace: to be found",
        "Subject to change: all of it",
        "On Tuesday she wrote:\nnothing",
        "Hello Olga,\nFrom: x\nSubject: y",
        "Ready at 10:11\nthat was on 3 November 2026",
    ],
)
def test_what_has_no_head_stays_as_it_is(text):
    assert pasting.read(text, zone=BERLIN) == pasting.Pasted(text)


@pytest.mark.parametrize("text", ["03/04/2026 10:11", "31.02.2026 10:11", "3 November 2026", "soon 10:11"])
def test_a_moment_that_is_none_or_two_is_left_open(text):
    assert pasting.moment(text, zone=BERLIN) is None


def test_an_american_day_is_told_by_its_clock():
    assert pasting.moment("11/3/2026 10:11 AM", zone=BERLIN) == MOMENT
    assert pasting.moment("11/3/26, 10:11 PM", zone=BERLIN) == MOMENT.replace(hour=22)


def test_mails_in_html_lose_their_markup():
    html = (
        "<html><head><style>p{color:red}</style><title>x</title></head><body><p><b>From:</b> Anna Weber "
        "&lt;anna@example.org&gt;<br><b>Subject:</b> Second&nbsp;name</p><script>alert(1)</script>"
        "<p>It comes on <i>Friday</i>.</p></body></html>"
    )
    found = pasting.read(html, zone=BERLIN)
    assert (found.sender, found.subject, found.text) == (ANNA, "Second name", "It comes on Friday.")


def test_nothing_turns_the_direction_of_writing_around():
    assert pasting.clean("a\u202eb\u202dc\x00d\u05d0") == "abcd\u05d0"


@given(st.text(max_size=400))
def test_any_text_is_read_without_an_error(text):
    found = pasting.read(text, zone=BERLIN)
    assert found.found or found.text == pasting.clean(text)


@pytest.mark.timeout(30)
@pytest.mark.parametrize(
    "one", ["a", " ", "> ", "From: ", "On 10:11 ", "<b>x</b>", "<", "\n", "@", "a.", "On 1:11\n"]
)
def test_a_long_run_of_anything_is_read_soon(one):
    pasting.read(one * (400_000 // len(one)), zone=BERLIN)
