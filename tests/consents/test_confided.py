"""What one guardian told stays behind for the other: guardian x section x author, on pages, in answers to saving, in mails."""

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from ish import clock
from ish.consents import confided, seat
from ish.consents import handover_services as handing
from ish.consents.models import Handover
from ish.outbox import rendering
from ish.outbox.models import Message
from ish.people.models import Guardian, Participation
from ish.people.states import Custody
from ish.privacy.models import Look
from ish.profiles import sections
from ish.profiles import services as profiles
from tests.consents import makers

WRITTEN: dict[str, dict[str, Any]] = {
    "health": {"diet": "Zqvwxdiet", "medication": [{"what": "Zqvwxpill"}], "doctor_name": "Zqvwxdoctor"},
    "insurance": {"covers": [{"kind": "health", "insurer": "Zqvwxinsurer", "number": "Zqvwxpolicy"}]},
    "emergency": {"contacts": [{"name": "Zqvwxaunt", "phone": "+33612345678"}]},
    "passport": {"number": "Zqvwxpass", "issued_at_place": "Zqvwxplace", "kind": "passport"},
}
FIRST = {"health": "diet", "insurance": "covers", "emergency": "contacts", "passport": "number"}
MINE = {
    "health": {"diet": "mine", "doctor_name": "Dr Mine"},
    "insurance": {"covers_0_insurer": "Mine"},
    "emergency": {"contacts_0_name": "Mine"},
    "passport": {"number": "MINE1"},
}


@pytest.fixture
def pia(db: None, monkeypatch: pytest.MonkeyPatch) -> Participation:
    monkeypatch.setattr(clock, "now", lambda: makers.JUNE)
    return makers.pia(makers.edition(("medical",)))


@pytest.fixture
def mother(pia: Participation) -> Guardian:
    return makers.guardian(pia, "Marie", phone="+4962211111111")


@pytest.fixture
def father(pia: Participation) -> Guardian:
    return makers.guardian(pia, "Frederic")


def _hand(pia: Participation, parent: Guardian, code: str) -> Handover:
    return handing.hand_over(participation=pia, section=code, guardian=parent, by=pia.person.user)


def _visit(pia: Participation, parent: Guardian, code: str) -> str:
    return reverse("consents:seat_section", args=[seat.link(pia, parent), code])


def _everything_seen(pia: Participation, parent: Guardian, code: str) -> str:
    """Return all that a guardian is told: pages, the answer to saving on an old page, mails."""
    guest, signed = Client(), seat.link(pia, parent)
    url = _visit(pia, parent, code)
    told = [guest.get(url), guest.get(reverse("consents:seat", args=[signed]))]
    told.append(guest.get(reverse("consents:seat_history", args=[signed])))
    told.append(guest.post(url, {**MINE[code], "version": "0"}, headers={"HX-Request": "true"}))
    told.append(guest.post(url, {**MINE[code], "version": "0"}))
    words = [answer.content.decode() for answer in told]
    sent = [rendering.live(one) for one in Message.objects.filter(to_email=parent.email)]
    return "\n".join([*words, *(f"{one.subject} {one.text} {one.html}" for one in sent)])


@pytest.mark.parametrize("code", WRITTEN)
def test_guardian_by_section_by_author(
    code: str, pia: Participation, mother: Guardian, father: Guardian
) -> None:
    first = _hand(pia, mother, code)
    found = seat.Seat(pia, mother, seat.link(pia, mother))
    handing.save(handover=first, found=found, values=WRITTEN[code], version=0)
    second = _hand(pia, father, code)
    assert [one.guardian for one in handing.standing(pia)] == [father]  # one pair of hands
    seen = _everything_seen(pia, father, code)
    assert "Zqvwx" not in seen and "Already answered" in seen and "Marie" not in seen
    row = sections.get(code).model.objects.get(participation=pia)
    kept = {name: getattr(row, name) for name in WRITTEN[code]}
    assert all(profiles.same(kept[name], value) for name, value in WRITTEN[code].items()), kept
    assert not [one for one in Look.objects.all() if one.fields and FIRST[code] in str(one.fields)]
    assert "not with you any more" in Client().get(_visit(pia, mother, code), follow=True).content.decode()
    # The mirror: what the student wrote, and what the student shows, is read.
    handing.show(handover=second)
    assert "Zqvwx" in Client().get(_visit(pia, father, code)).content.decode()
    _hand(pia, mother, code)
    assert "Zqvwx" in Client().get(_visit(pia, mother, code)).content.decode()  # her own words
    third = _hand(pia, father, code)
    assert (
        "Zqvwx" not in Client().get(_visit(pia, father, code)).content.decode()
    )  # shown once is not for ever
    Handover.objects.update(wrote=[])
    assert "Zqvwx" in Client().get(_visit(pia, father, code)).content.decode()  # the student's
    Handover.objects.exclude(pk=third.pk).filter(guardian=mother).update(wrote=[confided.EVERYTHING])
    assert "Zqvwx" not in Client().get(_visit(pia, father, code)).content.decode()


def test_nothing_to_declare_and_an_answer_stay_behind_together(
    pia: Participation, mother: Guardian, father: Guardian
) -> None:
    handover = _hand(pia, mother, "health")
    found = seat.Seat(pia, mother, seat.link(pia, mother))
    handing.save(handover=handover, found=found, values={"nothing_to_declare": "yes"}, version=0)
    _hand(pia, father, "health")
    page = Client().get(_visit(pia, father, "health")).content.decode()
    assert 'name="conditions"' not in page and 'name="diet"' not in page and 'name="doctor_name"' in page


def test_another_guardian_among_the_people_to_call_stays_and_is_not_seen(
    pia: Participation, mother: Guardian, father: Guardian
) -> None:
    contacts = [
        {"name": "Mum", "phone": "06221 111-1111"},
        {"name": "Zqvwxuncle", "phone": "+33698765432"},
        {"name": "Frederic", "phone": "+33611111111"},
    ]
    values = {"contacts": contacts}
    profiles.save_section(
        participation=pia, section="emergency", values=values, version=0, by=pia.person.user
    )
    handover = _hand(pia, father, "emergency")
    page = Client().get(_visit(pia, father, "emergency")).content.decode()
    assert "Zqvwxuncle" in page and "Mum" not in page and "111-1111" not in page and "+33 6 11 11" in page
    assert "1 more person to call" in page
    found = seat.Seat(pia, father, "x")
    new = [{"name": "Frederic", "phone": "+33611111111"}, {"name": "Zqvwxaunt", "phone": "+33612345678"}]
    handing.save(handover=handover, found=found, values={"contacts": new}, version=1)
    row = sections.EMERGENCY.model.objects.get(participation=pia)
    assert [one["name"] for one in row.contacts] == ["Mum", "Frederic", "Zqvwxaunt"]
    late = Client().post(
        _visit(pia, father, "emergency"),
        {"contacts_0_name": "X", "version": "1"},
        headers={"HX-Request": "true"},
    )
    assert late.status_code == 409 and "Mum" not in late.content.decode()
    full = [{"name": f"Aunt {n}", "phone": f"+3361234567{n}"} for n in range(4)]
    with pytest.raises(handing.NotAllowed, match="room for 4"):
        handing.save(handover=handover, found=found, values={"contacts": full}, version=2)


@pytest.mark.parametrize("custody", Custody.values)
def test_health_and_papers_go_to_guardians_with_custody_alone(custody: str, pia: Participation) -> None:
    parent = makers.guardian(pia, "Paula", custody)
    allowed = custody in ("joint", "sole", "appointed")
    client = Client()
    client.force_login(pia.person.user)
    own = reverse("consents:own", args=[pia.pk])
    for code in WRITTEN:
        data = {"section": code, "guardian": parent.pk}
        page = client.post(reverse("consents:hand_over", args=[pia.pk]), data, follow=True).content.decode()
        assert ("Handed over." in page) is (allowed or code == "emergency"), code
    assert ("custody" in client.get(own).content.decode()) is (custody == "unknown")
    assert ("does not decide" in client.get(own).content.decode()) is (custody == "entrusted")


def test_custody_that_ends_closes_the_section_at_once(
    pia: Participation, mother: Guardian, father: Guardian, monkeypatch: pytest.MonkeyPatch
) -> None:
    handover = _hand(pia, father, "health")
    url = _visit(pia, father, "health")
    found = seat.Seat(pia, father, "x")
    assert Client().get(url).status_code == 200
    for parent, custody in ((father, "entrusted"), (mother, "sole")):  # hers alone ends his, too
        Guardian.objects.filter(pk=parent.pk).update(custody=custody)
        father.refresh_from_db()
        assert Client().get(url).status_code == 302
        with pytest.raises(handing.NotAllowed):
            handing.save(handover=handover, found=found, values={"diet": "late"}, version=0)
        Guardian.objects.filter(pk=parent.pk).update(custody="joint")
    assert Client().get(url).status_code == 200
    pia.person.birth_date = date(2009, 6, 20)  # 18 today
    pia.person.save()
    assert Client().get(url).status_code == 302
