"""Referees: asked once, by a link of their own; what they write is read by organisers and never by the student."""

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from ish import clock
from ish.applications import referee_services, seat, services
from ish.applications.models import Application, Options, Reference
from ish.applications.states import NEXT, RefereeState
from ish.documents.models import Document, StoredFile
from ish.nominations import services as nominations
from ish.outbox import rendering
from ish.outbox.models import Message
from ish.outbox.registry import get as kind_of
from ish.people import requirements
from ish.people.models import Waiver
from ish.privacy.models import Look
from tests.documents import clamd, papers
from tests.nominations import makers

TEACHER = {"name": "Aya Mori", "email": "mori@example.org", "relation": "my teacher", "language": "en"}
SECRET = "She repairs microscopes in the dark."


def ask(client: Client, address: str, **more: str) -> Any:
    values = {f"referee-{name}": value for name, value in {**TEACHER, **more}.items()}
    return client.post(address, {"do": "ask", **values}, follow=True)


def link(reference: Reference) -> str:
    reference.refresh_from_db()
    return seat.referee_link(reference).partition("8000")[2]


@pytest.fixture
def asked(cast: SimpleNamespace, client: Client, address: str) -> Reference:
    """Mio has named her teacher."""
    ask(client, address)
    return Reference.objects.get()


def test_the_referee_is_written_to_with_a_link_of_their_own(asked: Reference, client: Client) -> None:
    message = Message.objects.get(kind="reference_request")
    assert (message.to_email, message.person_id) == ("mori@example.org", asked.participation.person_id)
    rendered = rendering.live(message)
    assert "Mio Hayashida" in rendered.text
    assert link(asked).split("/")[1:3] == ["application", "reference"]
    answer = client.get(link(asked))
    assert b"Mio Hayashida" in answer.content
    assert b"mori@example.org" not in answer.content


def test_the_same_address_is_asked_once(asked: Reference, client: Client, address: str) -> None:
    ask(client, address, email="MORI@example.org")
    assert Reference.objects.count() == 1
    assert Message.objects.filter(kind="reference_request").count() == 1


def test_another_takes_the_place_of_who_has_not_written(
    asked: Reference, client: Client, address: str
) -> None:
    old = link(asked)
    ask(client, address, name="Ken", email="ken@example.org")
    states = list(Reference.objects.order_by("pk").values_list("state", flat=True))
    assert states == ["replaced", "asked"]
    assert client.get(old).status_code == 410
    message = Message.objects.filter(kind="reference_request").order_by("pk").first()
    assert not kind_of("reference_request").still_wanted(message)


def test_nobody_asks_themself_or_half_the_town(cast: SimpleNamespace, client: Client, address: str) -> None:
    answer = ask(client, address, email=cast.participation.person.email.upper())
    assert b"your own address" in answer.content
    for number in range(7):
        answer = ask(client, address, email=f"n{number}@example.org")
    assert b"several people already" in answer.content
    assert Reference.objects.count() == referee_services.MOST_REFEREES
    assert b"valid email" in ask(client, address, email="nonsense").content


def test_a_letter_arrives_and_the_student_never_reads_it(
    asked: Reference, cast: SimpleNamespace, client: Client, address: str, as_user: Any
) -> None:
    answer = client.post(link(asked), {"do": "letter", "letter-letter": SECRET}, follow=True)
    assert b"Your letter has arrived" in answer.content
    shown = client.get(address).content.decode()
    assert "arrived" in shown
    assert SECRET not in shown
    told = rendering.live(Message.objects.get(kind="reference_arrived"))
    assert SECRET not in told.text
    page = reverse("applications:letter", args=[asked.pk])
    assert SECRET in as_user(cast.olga).get(page).content.decode()
    look = Look.objects.get()
    assert look.person_id == cast.participation.person_id
    assert look.fields == ["applications.reference.letter"]
    assert as_user(cast.cem).get(page).status_code == 404
    mio = makers.user("mio@example.org")
    cast.participation.person.user = mio
    cast.participation.person.save()
    assert as_user(mio).get(page).status_code == 404
    own = as_user(mio).get(reverse("applications:own", args=[cast.participation.pk])).content.decode()
    assert SECRET not in own
    everything = as_user(mio).get(reverse("profiles:data")).content.decode()
    assert SECRET not in everything


def test_a_file_is_taken_checked_and_kept_from_the_student(
    asked: Reference, cast: SimpleNamespace, client: Client, as_user: Any
) -> None:
    def send(data: bytes, letter: str = "") -> Any:
        file = SimpleUploadedFile("letter.pdf", data)
        return client.post(
            link(asked), {"do": "letter", "letter-letter": letter, "letter-file": file}, follow=True
        )

    assert b"Save as" in send(papers.DOCX, "typed").content
    assert b"typed" in send(papers.DOCX, "typed").content  # what was typed is not lost
    assert Reference.objects.get().state == "asked"
    send(papers.PDF)
    send(papers.OTHER_PDF, SECRET)  # corrected
    row = Reference.objects.get()
    assert (row.state, row.letter) == ("arrived", SECRET)
    url = reverse("applications:letter_file", args=[asked.pk])
    assert as_user(cast.olga).get(url).content == papers.OTHER_PDF
    assert StoredFile.objects.exclude(path="").count() == 1
    assert Message.objects.filter(kind="reference_arrived").count() == 1


def test_an_infected_letter_is_refused(asked: Reference, client: Client, settings: Any) -> None:
    with clamd.running() as url:
        settings.CLAMD_URL = url
        file = SimpleUploadedFile("letter.pdf", papers.PDF.replace(b"<<>>", clamd.EICAR))
        answer = client.post(link(asked), {"do": "letter", "letter-file": file}, follow=True)
    assert b"virus scanner refuses" in answer.content
    assert Reference.objects.get().state == "asked"


def test_an_empty_letter_is_none(asked: Reference, client: Client) -> None:
    assert b"Write a few lines" in client.post(link(asked), {"do": "letter", "letter-letter": " "}).content
    assert Reference.objects.get().state == "asked"


def test_declining_tells_the_student_to_name_somebody_else(
    asked: Reference, client: Client, address: str
) -> None:
    answer = client.post(link(asked), {"do": "decline"}, follow=True)
    assert b"Thank you for telling us" in answer.content
    assert b"Please name somebody else" in client.get(address).content
    assert "Aya Mori" in rendering.live(Message.objects.get(kind="reference_declined")).text
    client.post(link(asked), {"do": "decline"})  # pressed twice
    assert Reference.objects.get().state == "declined"
    client.post(link(asked), {"do": "letter", "letter-letter": SECRET})  # after all
    assert Reference.objects.get().state == "arrived"


def test_declining_after_the_letter_is_answered_kindly(asked: Reference, client: Client) -> None:
    client.post(link(asked), {"do": "letter", "letter-letter": SECRET})
    page = client.post(link(asked), {"do": "decline"}, follow=True).content.decode()
    assert "Your letter is here already" in page and "cannot become" not in page
    assert Reference.objects.get().state == "arrived"


def test_what_an_edition_does_not_ask_for_is_not_taken(
    cast: SimpleNamespace, client: Client, address: str
) -> None:
    services.set_options(edition=cast.edition, values={"reference": "off", "motivation": "off"}, by=cast.olga)
    assert "This is not asked for this year." in ask(client, address).content.decode()
    saved = client.post(address, {"do": "save", "motivation": "Because.", "version": "0"}, follow=True)
    assert "This is not asked for this year." in saved.content.decode()
    assert (
        not Reference.objects.exists() and not Application.objects.filter(motivation__isnull=False).exists()
    )
    assert not Message.objects.filter(kind="reference_request").exists()


@pytest.mark.parametrize("old", RefereeState.values)
@pytest.mark.parametrize("new", RefereeState.values)
def test_every_pair_of_states(cast: SimpleNamespace, old: str, new: str) -> None:
    row = Reference.objects.create(participation=cast.participation, name="A", state=old)
    if new in NEXT[old]:
        assert referee_services.move(reference=row, to=new).state == new
    else:
        with pytest.raises(services.NotAllowed):
            referee_services.move(reference=row, to=new)
        assert Reference.objects.get().state == old


def test_after_the_last_day_letters_come_too_late(
    asked: Reference, cast: SimpleNamespace, client: Client, on_day: Any
) -> None:
    url = link(asked)
    on_day((cast.decided.closes + timedelta(days=1)).isoformat())
    assert (
        b"The time for letters is over"
        in client.post(url, {"do": "letter", "letter-letter": "x"}, follow=True).content
    )
    assert b"<textarea" not in client.get(url).content
    assert Reference.objects.get().state == "asked"


def test_when_the_student_is_withdrawn_the_referee_has_nothing_to_do(
    asked: Reference, cast: SimpleNamespace, client: Client
) -> None:
    url = link(asked)
    nominations.withdraw(nomination=cast.mio, by=cast.cem)
    assert client.get(url).status_code == 410
    message = Message.objects.get(kind="reference_request")
    assert not kind_of("reference_request").still_wanted(message)


def test_reminding_needs_patience(
    asked: Reference, cast: SimpleNamespace, client: Client, address: str, on_day: Any
) -> None:
    assert b"not long ago" in client.post(address, {"do": "remind"}, follow=True).content
    day = cast.edition.phases.get(code="nominations").opens
    for number in range(1, 6):
        on_day((day + timedelta(days=4 * number)).isoformat())
        client.post(address, {"do": "remind"})
    sent = Message.objects.filter(kind="reference_request")
    assert sent.count() == 1 + referee_services.MOST_REMINDERS
    assert "reminder" in rendering.live(sent.order_by("-pk").first()).subject


def test_a_referee_gets_a_new_link(asked: Reference, client: Client) -> None:
    client.post(reverse("applications:new_link"), {"email": "mori@example.org"})
    assert Message.objects.filter(kind="reference_request", to_email="mori@example.org").count() == 2


def test_deleting_nothing_of_others_when_a_link_is_foreign(cast: SimpleNamespace, client: Client) -> None:
    for text in ("nonsense", seat.sign(cast.participation)):
        assert client.get(reverse("applications:reference", args=[text])).status_code == 404


# ---------------------------------------------------------------- ORGANISERS AND COORDINATORS


def test_an_organiser_enters_for_the_student_and_says_how_they_know(
    cast: SimpleNamespace, as_user: Any
) -> None:
    client, url = as_user(cast.olga), reverse("applications:own", args=[cast.participation.pk])
    assert b"How we know" in client.get(url).content
    mark = services.mark_of(services.of(cast.participation))
    said = {"do": "save", "version": mark, "motivation": "By letter.", "field0": "medicine"}
    assert b"How we know" in client.post(url, said).content
    assert not Application.objects.filter(saved_at__isnull=False).exists()
    client.post(url, {**said, "source": "letter of 3 March"})
    assert Application.objects.get().source == "letter of 3 March"
    file = SimpleUploadedFile("cv.pdf", papers.PDF)
    client.post(url, {"do": "upload", "part": "cv", "cv-file": file, "cv-source": "by post"})
    assert Document.objects.get().versions.get().source == "by post"
    client.post(
        url,
        {"do": "enter", "letter-referee": "Aya Mori", "letter-letter": SECRET, "letter-source": "by post"},
    )
    row = Reference.objects.get()
    assert (row.state, row.letter, row.source, row.email) == ("arrived", SECRET, "by post", "")


def test_an_organiser_may_enter_after_the_last_day(cast: SimpleNamespace, as_user: Any, on_day: Any) -> None:
    on_day((cast.decided.closes + timedelta(days=5)).isoformat())
    url = reverse("applications:own", args=[cast.participation.pk])
    file = SimpleUploadedFile("cv.pdf", papers.PDF)
    as_user(cast.olga).post(url, {"do": "upload", "part": "cv", "cv-file": file, "cv-source": "by post"})
    assert Document.objects.get().state == "submitted"


def test_what_each_role_sees_on_the_page_of_a_student(
    asked: Reference, cast: SimpleNamespace, client: Client, address: str, as_user: Any
) -> None:
    file = SimpleUploadedFile("cv.pdf", papers.PDF)
    client.post(address, {"do": "upload", "part": "cv", "cv-file": file})
    client.post(link(asked), {"do": "letter", "letter-letter": SECRET})
    panel = reverse("applications:panel", args=[cast.mio.pk])
    page = reverse("nominations:student", args=[cast.mio.pk])
    person = reverse("people:person", args=[cast.participation.person_id])
    for url in (page, person):
        assert f'hx-get="{panel}"' in as_user(cast.olga).get(url).content.decode()
    for headers in ({}, {"HX-Request": "true"}):
        shown = as_user(cast.olga).get(panel, headers=headers).content.decode()
        assert "Read the letter" in shown
        assert "Save the file" in shown
        assert SECRET not in shown
    assert as_user(cast.dana).get(panel).status_code == 404
    assert f'hx-get="{panel}"' in as_user(cast.cem).get(page).content.decode()
    partner = as_user(cast.cem).get(panel).content.decode()
    assert "The student&#x27;s own part" in partner or "The student's own part" in partner
    for word in ("Read the letter", "Save the file", "Aya Mori", SECRET):
        assert word not in partner
    assert not Look.objects.exists()


def test_waived_parts_are_not_needed(cast: SimpleNamespace, as_user: Any) -> None:
    Waiver.objects.create(participation=cast.participation, requirement="motivation", reason="known to us")
    tasks = requirements.tasks(cast.participation, clock.today())
    assert [t.waived for t in tasks if t.requirement.code == "motivation"] == [True]
    page = as_user(cast.cem).get(reverse("applications:panel", args=[cast.mio.pk])).content.decode()
    assert "not needed" in page


def test_what_is_asked_is_set_for_the_edition(
    cast: SimpleNamespace, as_user: Any, client: Client, address: str
) -> None:
    organiser, url = as_user(cast.olga), reverse("applications:options")
    assert organiser.get(url).status_code == 200
    wanted = {"motivation": "required", "cv": "required", "transcript": "off", "reference": "optional"}
    organiser.post(url, wanted)
    assert Options.objects.get().cv == "required"
    shown = client.get(address).content.decode()
    assert "transcript" not in shown
    organiser.post(url, {**wanted, "cv": "nonsense"})
    assert Options.objects.get().cv == "required"
