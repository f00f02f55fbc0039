"""The student's own part by signed link: saving, papers, when it is over, and links that have ended."""

import threading
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connections
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts import links
from ish import clock
from ish.applications import seat, services
from ish.applications.models import Application
from ish.documents import services as documents
from ish.documents.models import Document, Version
from ish.nominations import services as nominations
from ish.nominations.models import Nomination
from ish.outbox import rendering
from ish.outbox.models import Message
from ish.people import home, requirements
from ish.people import services as people
from ish.privacy.services import erase
from tests.documents import papers
from tests.nominations import makers

HX = {"HX-Request": "true"}


def upload(client: Client, url: str, data: bytes, name: str = "cv.pdf", **more: str) -> Any:
    return client.post(
        url, {"do": "upload", "part": "cv", "cv-file": SimpleUploadedFile(name, data), **more}, follow=True
    )


def save(client: Client, url: str, mark: Any, **more: str) -> Any:
    values = {"do": "save", "version": mark, "motivation": "I like rivers.", "field0": "biology", **more}
    return client.post(url, values, headers=HX)


def mark(cast: SimpleNamespace) -> int:
    return services.mark_of(services.of(cast.participation))


# ---------------------------------------------------------------- ONE MAIL, ONE LINK


def test_the_one_first_mail_holds_the_link(cast: SimpleNamespace, client: Client) -> None:
    messages = Message.objects.filter(person_id=cast.participation.person_id)
    assert [m.kind for m in messages] == ["privacy_notice"]
    text = rendering.live(messages[0]).text
    url = next(line for line in text.splitlines() if "/application/" in line).strip()
    answer = client.get(url.partition("8000")[2])
    assert answer.status_code == 200
    assert b"Privacy notice" in answer.content


def test_where_nothing_is_asked_the_mail_has_no_such_link(cast: SimpleNamespace) -> None:
    services.set_options(edition=cast.edition, values=dict.fromkeys(seat.PARTS, "off"), by=cast.olga)
    text = rendering.live(Message.objects.filter(kind="privacy_notice").first()).text
    assert "/application/" not in text


def test_opening_a_link_uses_nothing_up(cast: SimpleNamespace, client: Client, address: str) -> None:
    for _n in range(3):
        assert client.get(address).status_code == 200
    assert not Application.objects.exists()


# ---------------------------------------------------------------- MOTIVATION AND FIELDS


def test_saving_leaves_the_nomination_alone(cast: SimpleNamespace, client: Client, address: str) -> None:
    answer = save(client, address, mark(cast), field1="physics", field2="biology")
    assert b'data-autosave-status="saved"' in answer.content
    own = Application.objects.get()
    assert (own.motivation, own.fields) == ("I like rivers.", ["biology", "physics"])
    row = Nomination.objects.get(pk=cast.mio.pk)
    assert (row.motivation, row.version) == ("", cast.mio.version)


def test_two_tabs_show_both_texts(cast: SimpleNamespace, client: Client, address: str) -> None:
    seen = mark(cast)
    save(client, address, seen)
    answer = save(client, address, seen, motivation="I like the sea.")
    assert answer.status_code == 409
    assert b"I like rivers." in answer.content
    assert b"I like the sea." in answer.content
    assert Application.objects.get().motivation == "I like rivers."
    assert save(client, address, seen).status_code == 200  # the same words again count as saved


def test_a_step_of_the_nomination_is_no_conflict(cast: SimpleNamespace, client: Client, address: str) -> None:
    seen = mark(cast)
    nominations.send_back(nomination=cast.mio, comment="Which school?", by=cast.olga)
    assert save(client, address, seen).status_code == 200


def test_too_long_and_unknown_values_are_not_saved(
    cast: SimpleNamespace, client: Client, address: str
) -> None:
    seen = mark(cast)
    assert b'data-autosave-status="errors"' in save(client, address, seen, motivation="x" * 5001).content
    assert b'data-autosave-status="errors"' in save(client, address, seen, field0="alchemy").content
    assert not Application.objects.filter(motivation__isnull=False).exists()


def test_it_works_without_script(cast: SimpleNamespace, client: Client, address: str) -> None:
    values = {"do": "save", "version": mark(cast), "motivation": "Plain.", "field0": "", "field1": "physics"}
    answer = client.post(address, values, follow=True)
    assert b"Saved at" in answer.content
    assert Application.objects.get().fields == ["physics"]


def test_an_unknown_deed_is_not_found(cast: SimpleNamespace, client: Client, address: str) -> None:
    for do in ("", "enter", "accept"):
        assert client.post(address, {"do": do}).status_code == 404


# ---------------------------------------------------------------- PAPERS


def test_papers_are_handed_in_replaced_and_saved_by_the_student(
    cast: SimpleNamespace, client: Client, address: str
) -> None:
    assert b"Handed in" in upload(client, address, papers.PDF, "..\\..\\CV\u202e.exe").content
    upload(client, address, papers.PDF)  # sent twice
    upload(client, address, papers.PNG, "new.pdf")
    assert Version.objects.count() == 2
    answer = client.get(f"{address}cv/")
    assert (answer.content, answer["Content-Type"]) == (papers.PNG, "image/png")
    assert answer["Content-Disposition"] == 'attachment; filename="new.png"'
    assert answer["Cache-Control"] == "no-store, private"
    assert client.get(f"{address}transcript/").status_code == 404
    assert client.get(f"{address}letter/").status_code == 404


@pytest.mark.parametrize(
    ("data", "words"),
    [(b"", "empty"), (papers.DOCX, "Save as"), (papers.HTML, "not taken"), (papers.PDF[:40], "breaks off")],
)
def test_refused_files_say_what_to_do(
    cast: SimpleNamespace, client: Client, address: str, data: bytes, words: str
) -> None:
    answer = upload(client, address, data)
    assert words in answer.content.decode()
    assert not Document.objects.exists()


def test_no_file_and_no_such_part(cast: SimpleNamespace, client: Client, address: str) -> None:
    assert b"Choose a file first" in client.post(address, {"do": "upload", "part": "cv"}).content
    assert client.post(address, {"do": "upload", "part": "passport"}).status_code == 404
    services.set_options(edition=cast.edition, values={"cv": "off"}, by=cast.olga)
    assert client.post(address, {"do": "upload", "part": "cv"}).status_code == 404


def test_sent_back_with_a_reason_and_handed_in_again(
    cast: SimpleNamespace, client: Client, address: str
) -> None:
    upload(client, address, papers.PDF)
    documents.send_back(document=Document.objects.get(), reason="Please scan both pages.", by=cast.olga)
    message = Message.objects.get(kind="paper_sent_back")
    rendered = rendering.live(message)
    assert "Please scan both pages." in rendered.text
    assert "CV" in rendered.subject
    assert b"Please scan both pages." in client.get(address).content
    upload(client, address, papers.OTHER_PDF)
    assert b"Please scan both pages." not in client.get(address).content


def test_accepted_papers_stay(cast: SimpleNamespace, client: Client, address: str) -> None:
    upload(client, address, papers.PDF)
    documents.accept(document=Document.objects.get(), by=cast.olga)
    assert b"accepted already" in upload(client, address, papers.PNG).content
    assert Version.objects.count() == 1


def test_while_the_scanner_is_down_it_says_so(
    cast: SimpleNamespace, client: Client, address: str, settings: Any
) -> None:
    settings.CLAMD_URL = "tcp://127.0.0.1:9"
    assert b"virus scanner will look" in upload(client, address, papers.PDF).content
    assert client.get(f"{address}cv/").status_code == 404


# ---------------------------------------------------------------- WHEN IT IS OVER


def test_the_deadline_passes_in_between(
    cast: SimpleNamespace, client: Client, address: str, on_day: Any
) -> None:
    seen = mark(cast)
    on_day((cast.decided.closes + timedelta(days=1)).isoformat())
    answer = save(client, address, seen)
    assert "The time for this part is over" in answer.content.decode()
    assert b"The time for this part is over" in upload(client, address, papers.PDF).content
    assert not Application.objects.filter(motivation__isnull=False).exists()
    shown = client.get(address).content.decode()
    assert "can no longer be changed" in shown
    assert "<textarea" not in shown


def test_on_the_last_day_it_is_open(cast: SimpleNamespace, client: Client, address: str, on_day: Any) -> None:
    on_day(cast.decided.closes.isoformat())
    assert save(client, address, mark(cast)).status_code == 200


def test_after_a_decision_it_is_read_only_without_telling_which(
    cast: SimpleNamespace, client: Client, address: str
) -> None:
    shown = {}
    for state in ("offered", "not_selected"):
        cast.participation.__class__.objects.filter(pk=cast.participation.pk).update(state=state)
        answer = client.get(address).content.decode()
        shown[state] = answer.split("<main")[1].split("</main")[0]
    assert shown["offered"] == shown["not_selected"]
    assert "<textarea" not in shown["offered"]


# ---------------------------------------------------------------- LINKS THAT HAVE ENDED


def test_a_foreign_or_broken_link_opens_nothing(cast: SimpleNamespace, client: Client, address: str) -> None:
    signed = address.split("/")[2]
    wrong = [
        signed[:-2] + "xx",
        links.sign(seat.REFEREE, cast.participation.pk, 0, days=9),
        links.sign(seat.STUDENT, 0, 0, days=9),
        links.sign(seat.STUDENT, cast.participation.pk, 7, days=9),
        "x" * 3000,
    ]
    for text in wrong:
        answer = client.get(reverse("applications:page", args=[text]))
        assert answer.status_code in (404, 410)
        assert b"Mio" not in answer.content


def test_withdrawn_sent_back_as_draft_and_erased_students_find_nothing(
    cast: SimpleNamespace, client: Client, address: str
) -> None:
    nominations.withdraw(nomination=cast.mio, by=cast.cem)
    answer = client.get(address)
    assert answer.status_code == 410
    assert b"nothing to do here" in answer.content
    assert client.post(address, {"do": "save"}).status_code == 410
    assert client.get(f"{address}cv/").status_code == 410


def test_erasure_empties_all_of_it(
    cast: SimpleNamespace,
    client: Client,
    address: str,
    uploads: Any,
    django_capture_on_commit_callbacks: Any,
) -> None:
    save(client, address, mark(cast))
    upload(client, address, papers.PDF)
    with django_capture_on_commit_callbacks(execute=True):
        erase(person_id=cast.participation.person_id, by=cast.olga, reason="asked")
    row = Application.objects.get()
    assert (row.motivation, row.fields) == (None, [])
    assert [path for path in uploads.rglob("*") if path.is_file()] == []
    assert client.get(address).status_code == 410


def test_a_corrected_address_makes_older_links_useless(
    cast: SimpleNamespace, client: Client, address: str
) -> None:
    people.save_person(person=cast.participation.person, values={"email": "new@example.org"}, by=cast.olga)
    assert client.get(address).status_code == 404
    assert client.get(seat.link(cast.participation).partition("8000")[2]).status_code == 200


def test_an_expired_link_is_renewed_to_the_address_we_know(
    cast: SimpleNamespace, client: Client, monkeypatch: Any
) -> None:
    old = links.sign(seat.STUDENT, cast.participation.pk, 0, days=-1)
    answer = client.get(reverse("applications:page", args=[old]))
    assert answer.status_code == 410
    assert b"Send me a new link" in answer.content
    client.post(reverse("applications:renew"), {"signed": old})
    client.post(reverse("applications:renew"), {"signed": old})
    message = Message.objects.get(kind="application_link")
    assert message.to_email == cast.participation.person.email
    assert "/application/" in rendering.live(message).text


def test_the_page_for_a_new_link_tells_nothing(cast: SimpleNamespace, client: Client) -> None:
    url = reverse("applications:new_link")
    known = client.post(url, {"email": cast.participation.person.email.upper()}, follow=True)
    unknown = client.post(url, {"email": "nobody@example.org"}, follow=True)
    draft = client.post(url, {"email": "nobody2@example.org"}, follow=True)
    assert known.redirect_chain == unknown.redirect_chain == draft.redirect_chain
    assert b"If we know the address" in known.content
    assert b"If we know the address" in unknown.content
    assert Message.objects.filter(kind="application_link").count() == 1


def test_drafts_have_no_link_yet(cast: SimpleNamespace, client: Client) -> None:
    draft = makers.draft(cast.edition, cast.body, "Draft")
    services.send_new_link(email=draft.participation.person.email)
    assert not Message.objects.filter(kind="application_link").exists()
    assert client.get(seat.link(draft.participation).partition("8000")[2]).status_code == 410


def test_too_many_asks_for_links_are_slowed_down(cast: SimpleNamespace, client: Client) -> None:
    url = reverse("applications:new_link")
    answers = [client.post(url, {"email": f"n{n}@example.org"}).status_code for n in range(12)]
    assert answers[-1] == 429


# ---------------------------------------------------------------- SIGNED IN, AND TO-DO LISTS


def test_a_student_who_has_signed_in_sees_the_same_page(cast: SimpleNamespace, as_user: Any) -> None:
    user = makers.user("mio@example.org")
    cast.participation.person.user = user
    cast.participation.person.save()
    client = as_user(user)
    url = reverse("applications:own", args=[cast.participation.pk])
    assert client.get(reverse("applications:mine")).url == url
    assert b"Who reads this" in client.get(url).content
    assert save(client, url, mark(cast)).status_code == 200
    upload(client, url, papers.PDF)
    file = reverse("documents:file", args=[Version.objects.get().pk])
    assert client.get(file).content == papers.PDF
    assert client.get(reverse("applications:own", args=[cast.max.participation.pk])).status_code == 404
    assert seat.link(cast.participation).endswith(url)
    assert b"Your own part" in client.get(reverse("desk:home")).content


def test_what_is_needed_stands_on_to_do_lists(
    cast: SimpleNamespace, client: Client, address: str, on_day: Any
) -> None:
    def codes() -> dict[str, bool]:
        found = requirements.tasks(cast.participation, clock.today())
        return {
            t.requirement.code: t.done for t in found if t.requirement.code in seat.PARTS and not t.optional
        }

    assert codes() == {"motivation": False}
    services.set_options(
        edition=cast.edition, values={"cv": "required", "reference": "required"}, by=cast.olga
    )
    assert codes() == {"motivation": False, "cv": False, "reference": False}
    save(client, address, mark(cast))
    upload(client, address, papers.PDF)
    assert codes() == {"motivation": True, "cv": True, "reference": False}
    services.set_options(edition=cast.edition, values={"motivation": "optional"}, by=cast.olga)
    assert "motivation" not in codes()


def test_what_is_optional_is_a_to_do_that_nobody_misses(cast: SimpleNamespace, as_user: Any) -> None:
    wanted = {"motivation": "required", "cv": "optional", "transcript": "off", "reference": "optional"}
    services.set_options(edition=cast.edition, values=wanted, by=cast.olga)
    everybody = cast.participation.__class__.objects.filter(pk=cast.participation.pk)

    def optional() -> dict[str, bool]:
        found = requirements.tasks(cast.participation, clock.today())
        assert not any(t.open or t.later or t.overdue for t in found if t.optional)
        return {t.requirement.code: t.done for t in found if t.optional}

    assert optional() == {"cv": False, "reference": False}
    assert "cv" not in {t.requirement.code for t in requirements.tasks(cast.participation, date(2027, 1, 1))}
    totals = requirements.totals(everybody, clock.today())
    assert (totals["cv"]["open"], totals["motivation"]["open"]) == (0, 1)
    todo = home.todo(cast.participation)
    assert [card["state"] for card in todo["tasks"] if card["code"] == "cv"] == ["optional"]
    assert (todo["done"], todo["total"]) == (0, 1)
    documents.hand_in(participation=cast.participation, kind="cv", data=papers.PDF, name="cv.pdf", by=None)
    assert optional() == {"cv": True, "reference": False}
    assert (home.todo(cast.participation)["done"], home.todo(cast.participation)["total"]) == (0, 1)
    page = as_user(cast.olga).get(reverse("people:person", args=[cast.participation.person_id]))
    assert ">optional<" not in page.content.decode()


def test_students_have_some_days_more_than_their_partner(cast: SimpleNamespace) -> None:
    closes = cast.edition.phases.get(code="nominations").closes
    tasks = requirements.tasks(cast.participation, clock.today())
    (task,) = [t for t in tasks if t.requirement.code == "motivation"]
    assert task.due == closes + timedelta(days=10)
    for days in (10, 11):
        at = closes + timedelta(days=days)
        late = requirements.Sheet.over(
            cast.participation.__class__.objects.filter(pk=cast.participation.pk), at, cast.edition
        )
        rows = late.with_open(
            cast.participation.__class__.objects.all(), requirement="motivation", overdue=True
        )
        assert rows.filter(pk=cast.participation.pk).exists() is (days == 11)


@pytest.mark.django_db(transaction=True)
def test_the_same_form_sent_twice_at_once_saves_once(cast: SimpleNamespace, address: str) -> None:
    seen, found = mark(cast), []

    def send(text: str) -> None:
        try:
            found.append(save(Client(), address, seen, motivation=text).status_code)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=send, args=[text]) for text in ("One.", "Two.")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(found) == [200, 409]


def test_links_end_by_the_wall_clock(cast: SimpleNamespace, address: str, monkeypatch: Any) -> None:
    now = timezone.now()
    monkeypatch.setattr(timezone, "now", lambda: now + timedelta(days=seat.DAYS + 1))
    assert Client().get(address).status_code == 410
