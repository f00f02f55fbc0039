"""Print, sign, upload: the form leads back to its signer, and its answers count once they are entered."""

from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from ish.consents import codes, counting, seat
from ish.consents import paper_services as papers
from ish.consents.models import Answer, Paper
from ish.people.models import Participation
from ish.privacy.models import Look
from tests.consents import makers
from tests.documents.papers import PDF
from tests.people import makers as people


@pytest.fixture
def pia(db: None, settings: Any) -> Participation:
    settings.REQUIRE_SECOND_FACTOR = False
    return makers.pia(makers.edition(("medical", "swimming")))


def _file(name: str = "form.pdf") -> BytesIO:
    found = BytesIO(PDF)
    found.name = name
    return found


def test_the_form_carries_a_code_that_leads_back(pia: Participation) -> None:
    mother = makers.guardian(pia, "Marie", custody="sole", language="de")
    page = Client().get(reverse("consents:seat_form", args=[seat.link(pia, mother)]))
    text = "".join(one.extract_text() for one in PdfReader(BytesIO(page.content)).pages)
    code = codes.code_of(pia, mother, "de")
    assert code in text and "Schwimmen" in text and "Pia Petit" in text
    assert papers.by_code(f" {code.lower()} ") == (pia.pk, mother.pk)
    for wrong in ("", "1-2", f"{pia.pk}-{mother.pk}-AAAAAA", f"{pia.pk}-0-{code[-6:]}", "x-y-z"):
        assert papers.by_code(wrong) is None
    olga = Client()
    olga.force_login(people.organiser(pia.edition))
    found = olga.get(reverse("consents:find"), {"code": code})
    assert found.url == reverse("consents:record", args=[pia.pk, mother.pk])


def test_a_signed_form_is_entered_by_an_organiser(pia: Participation) -> None:
    mother = makers.guardian(pia, "Marie", custody="sole")
    father = makers.guardian(pia, "Frederic", custody="entrusted")
    Client().post(reverse("consents:seat_upload", args=[seat.link(pia, mother)]), {"file": _file()})
    paper = Paper.objects.get()
    assert (paper.guardian, paper.brought_by, paper.state) == (mother, "guardian", "waiting")
    assert makers.state(pia, "swimming") == counting.MISSING
    other = Client().get(reverse("consents:seat", args=[seat.link(pia, father)])).content.decode()
    assert "Handed in on" not in other
    olga = Client()
    olga.force_login(people.organiser(pia.edition))
    assert olga.get(reverse("consents:file", args=[paper.pk])).status_code == 200
    assert Look.objects.filter(person_id=pia.person_id, role="organiser").exists()
    swim = f"text{makers.text(pia.edition, 'swimming')}"
    url = reverse("consents:read", args=[paper.pk])
    olga.post(url, {swim: "yes", "name": "Marie Petit"})
    row = Answer.objects.get()
    assert (row.paper, row.method, row.name, row.agrees) == (paper, "paper", "Marie Petit", True)
    paper.refresh_from_db()
    assert paper.state == "transcribed" and makers.state(pia, "swimming") == counting.AGREED
    olga.post(url, {swim: "no", "name": "Marie Petit"})
    assert Answer.objects.count() == 1  # once is enough


def test_a_student_brings_the_form_of_a_guardian_without_address(pia: Participation) -> None:
    mother = makers.guardian(pia, "Marie", custody="sole", email="")
    client = Client()
    client.force_login(pia.person.user)
    page = client.get(reverse("consents:own", args=[pia.pk])).content.decode()
    assert reverse("consents:blank", args=[pia.pk, mother.pk]) in page
    assert (
        client.get(reverse("consents:blank", args=[pia.pk, mother.pk]))["Content-Type"] == "application/pdf"
    )
    url = reverse("consents:bring", args=[pia.pk, mother.pk])
    wrong = BytesIO(b"MZ no paper")
    wrong.name = "form.pdf"
    client.post(url, {"file": wrong})
    assert not Paper.objects.exists()
    client.post(url, {"file": _file()})
    paper = Paper.objects.get()
    assert (paper.guardian, paper.brought_by) == (mother, "participant")
    assert client.get(reverse("consents:file", args=[paper.pk])).status_code == 404
    olga = Client()
    olga.force_login(people.organiser(pia.edition))
    olga.post(
        reverse("consents:read", args=[paper.pk]), {"do": "refuse", "reason": "The second page is missing."}
    )
    paper.refresh_from_db()
    assert (paper.state, paper.reason) == ("unreadable", "The second page is missing.")
    stranger = people.participation(pia.edition, people.person("Paul"))
    assert client.get(reverse("consents:blank", args=[stranger.pk, 0])).status_code == 404
    assert client.get(reverse("consents:blank", args=[pia.pk, 999])).status_code == 404
