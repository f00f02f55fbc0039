"""Hard day 7, on site: a consent that is missing stays in sight on the emergency card; a photo taken back says whom to tell."""

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from ish import clock
from ish.consents import queries, seat
from ish.people.models import Participation
from ish.portraits import rules as portraits
from ish.portraits.models import Portrait
from ish.portraits.states import Use
from tests.consents import makers
from tests.people import makers as people
from tests.scenarios import family
from tests.scenarios.family import signed_in


@pytest.fixture
def pia(db: None, monkeypatch: Any, settings: Any) -> Participation:
    settings.REQUIRE_SECOND_FACTOR = False
    monkeypatch.setattr(clock, "now", lambda: family.NIGHT)
    return makers.pia(makers.edition(("medical", "portrait", "photo_web")), date(2010, 5, 4))


def test_medical_consent_that_is_missing_stays_in_sight_on_the_card(pia: Participation) -> None:
    mother, father = makers.guardian(pia, "Marie"), makers.guardian(pia, "Frederic")
    olga = people.organiser(pia.edition)
    toni, card = signed_in(family.tutor(pia, olga).person.user), reverse("logistics:card", args=[pia.pk])
    toni.post(card, {"cause": "illness"})
    makers.say(pia, None, medical=True)
    makers.say(pia, mother, medical=True)
    assert "missing or was not given" in toni.get(card).content.decode()  # the father has not answered
    client = signed_in(olga)
    client.post(
        reverse("consents:lift", args=[pia.pk]), {"guardian": father.pk, "reason": "on a ship, not reachable"}
    )
    assert "has been agreed to" in toni.get(card).content.decode()
    # On site the mother takes it back: it shows at once, on the card and on the organisers' page.
    url = reverse("consents:seat_withdraw", args=[seat.link(pia, mother), "medical"])
    Client().post(url, {"name": "Marie Petit"})
    assert "missing or was not given" in toni.get(card).content.decode()
    assert "To be told on site:" in client.get(reverse("consents:person", args=[pia.pk])).content.decode()


def test_a_photo_taken_back_is_not_shown_any_more_and_names_whom_to_tell(pia: Participation) -> None:
    mother = makers.guardian(pia, "Marie", "sole")
    olga = people.organiser(pia.edition)
    family.tutor(pia, olga)
    family.tutor(pia, olga, "Tabea")
    for signer in (mother, None):
        makers.say(pia, signer, photo_web=True)
    makers.say(pia, mother, portrait=True)
    picture = Portrait(participation=pia, framed_id=1, uses=[Use.MEETING])
    assert portraits.counts(picture, Use.MEETING) and queries.may(pia, "photo_web")
    for code in ("photo_web", "portrait"):
        url = reverse("consents:seat_withdraw", args=[seat.link(pia, mother), code])
        page = Client().get(url).content.decode()
        # To her it says what follows and how many are told, not their names.
        assert "2 people who look after the students on site are told" in page and "Tabea" not in page
        assert queries.may(pia, code)  # looking at it did nothing
        Client().post(url, {"name": "Marie Petit"})
        assert not queries.may(pia, code)
    assert not portraits.counts(picture, Use.MEETING)
    page = signed_in(olga).get(reverse("consents:person", args=[pia.pk])).content.decode()
    assert page.count("To be told on site:") == 2 and "Tabea Keller (" in page and "Toni Keller (" in page
