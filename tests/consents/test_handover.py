"""A section that goes over to a guardian: who fills it in, what they do not see, and that it ends."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from ish import clock
from ish.consents import handover_services as handing
from ish.consents import seat, seat_mails
from ish.consents.models import Handover
from ish.outbox.models import Message
from ish.people.models import Participation
from ish.privacy.models import Look
from ish.profiles.models import Health
from tests.consents import makers
from tests.people import makers as people


@pytest.fixture
def pia(db: None, monkeypatch: pytest.MonkeyPatch) -> Participation:
    monkeypatch.setattr(clock, "now", lambda: makers.JUNE)
    return makers.pia(makers.edition(("medical",)))


def _hand(pia: Participation, parent: Any, section: str = "health") -> Handover:
    return handing.hand_over(participation=pia, section=section, guardian=parent, by=pia.person.user)


def test_a_guardian_fills_in_what_was_handed_over_and_nothing_else(pia: Participation) -> None:
    mother, father = makers.guardian(pia, "Marie"), makers.guardian(pia, "Frederic")
    Health.objects.create(participation=pia, medication="Zqinsulin", private_note="Zqsecret")
    client = Client()
    client.force_login(pia.person.user)
    client.post(reverse("consents:hand_over", args=[pia.pk]), {"section": "health", "guardian": mother.pk})
    assert [one.to_email for one in Message.objects.filter(kind=seat_mails.HANDED)] == [mother.email]
    guest, signed = Client(), seat.link(pia, mother)
    url = reverse("consents:seat_section", args=[signed, "health"])
    assert url in guest.get(reverse("consents:seat", args=[signed])).content.decode()
    page = guest.get(url).content.decode()
    assert "Zqinsulin" in page and "Zqsecret" not in page
    look = Look.objects.get()
    assert (look.reader, look.role, look.person_id) == (None, "guardian", pia.person_id)
    saved = guest.post(
        url, {"diet": "no nuts", "medication": "Zqinsulin", "version": "0", "private_note": "hacked"}
    )
    assert saved.status_code == 302, saved.content.decode()
    row = Health.objects.get()
    assert (row.diet, row.private_note, row.saved_by) == ("no nuts", "Zqsecret", None)
    assert Handover.objects.get().filled_at == clock.now()
    for code in ("passport", "about_me", "nonsense"):
        assert guest.get(reverse("consents:seat_section", args=[signed, code])).status_code == 404
    other = reverse("consents:seat_section", args=[seat.link(pia, father), "health"])
    assert Client().get(other).status_code == 404


def test_what_is_taken_back_is_closed_and_what_was_written_stays(pia: Participation) -> None:
    mother = makers.guardian(pia, "Marie")
    row = _hand(pia, mother)
    url = reverse("consents:seat_section", args=[seat.link(pia, mother), "health"])
    assert Client().post(url, {"diet": "kosher", "version": "0"}).status_code == 302
    client = Client()
    client.force_login(pia.person.user)
    assert "last wrote on" in client.get(reverse("consents:own", args=[pia.pk])).content.decode()
    client.post(reverse("consents:hand_over", args=[pia.pk]), {"end": row.pk})
    closed = Client().get(url, follow=True)
    assert "not with you any more" in closed.content.decode()
    late = Client().post(url, {"diet": "fish", "version": "1"}, headers={"HX-Request": "true"})
    assert "not with you any more" in late.content.decode()
    assert Health.objects.get().diet == "kosher"
    with pytest.raises(handing.NotAllowed):
        handing.save(handover=row, found=seat.Seat(pia, mother, "x"), values={"diet": ""}, version=1)


def test_what_cannot_be_handed_over(pia: Participation) -> None:
    shared = makers.guardian(pia, "Shared", email="pia@example.org")
    mother = makers.guardian(pia, "Marie")
    other = makers.guardian(people.participation(pia.edition, people.person("Paul")), "Paula")
    for parent, section in ((shared, "health"), (mother, "about_me"), (other, "health")):
        with pytest.raises(handing.NotAllowed):
            _hand(pia, parent, section)
    assert _hand(pia, mother) == _hand(pia, mother)
    client = Client()
    client.force_login(pia.person.user)
    wrong = client.post(
        reverse("consents:hand_over", args=[pia.pk]), {"section": "health", "guardian": other.pk}
    )
    assert wrong.status_code == 404
