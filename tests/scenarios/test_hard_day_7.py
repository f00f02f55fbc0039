"""Hard day 7: the guardians disagree, one cannot be reached, a photo is taken back on site, medical consent stays visible."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from ish import clock
from ish.consents import counting, morning, queries, registry, seat
from ish.consents.models import Answer
from ish.people import requirements
from ish.people.models import Participation
from ish.people.states import Actor, State
from tests.consents import makers
from tests.people import makers as people

CODES = ("medical", "swimming", "photo_group", "photo_web")
JUNE = datetime(2027, 6, 20, 12, tzinfo=makers.BERLIN)
ON_SITE = datetime(2027, 7, 22, 16, tzinfo=makers.BERLIN)


@pytest.fixture
def day(monkeypatch: pytest.MonkeyPatch) -> Any:
    """`day(moment)` makes rules see that moment."""

    def travel(moment: datetime) -> None:
        monkeypatch.setattr(clock, "now", lambda: moment)

    travel(JUNE)
    return travel


@pytest.fixture
def pia(db: None, day: Any, settings: Any) -> Participation:
    settings.REQUIRE_SECOND_FACTOR = False
    return makers.pia(makers.edition(CODES))


def _post(row: Participation, parent: Any, **choices: str) -> None:
    """A guardian signs at their seat, in a browser of their own."""
    data = {f"text{makers.text(row.edition, code)}": word for code, word in choices.items()}
    url = reverse("consents:seat", args=[seat.link(row, parent)])
    assert Client().post(url, {**data, "do": "sign", "name": parent.name}).status_code == 302


def _lines(row: Participation, since: datetime) -> dict[str, int]:
    found = morning.lines(row.edition, since, None)
    return {line.key: count for line in found if (count := line.rows.count())}


def _open(row: Participation) -> set[tuple[str, str]]:
    ours = ("guardian_medical", "own_consents", "consent_refused")
    found = requirements.tasks(row, clock.today())
    return {(t.requirement.code, t.actor) for t in found if t.open and t.requirement.code in ours}


def test_the_day_ends_well(pia: Participation, day: Any) -> None:
    mother, father = makers.guardian(pia, "Marie"), makers.guardian(pia, "Frederic")
    olga = Client()
    olga.force_login(people.organiser(pia.edition))

    # In June the mother says yes to everything, the father no to swimming, and nothing on medical care.
    _post(pia, mother, medical="yes", swimming="yes", photo_group="yes", photo_web="yes")
    _post(pia, father, swimming="no", photo_group="yes", photo_web="yes")
    makers.say(pia, None, medical=True, photo_group=True, photo_web=True)
    assert makers.state(pia, "swimming") == counting.DISAGREEMENT
    assert not queries.may(pia, "swimming")  # whoever plans the pool is told no
    assert _lines(pia, JUNE - timedelta(days=1)) == {"consents-disagree": 1}

    # Both answers stand on the organisers' page alone; neither guardian learns of the other's.
    page = olga.get(reverse("consents:person", args=[pia.pk])).content.decode()
    assert "they disagree" in page and "Marie" in page and "Frederic" in page
    for parent, other in ((mother, "Frederic"), (father, "Marie")):
        own = Client().get(reverse("consents:seat", args=[seat.link(pia, parent)])).content.decode()
        assert "disagree" not in own and other not in own

    # The medical consent is not hidden: it is on the list of what is missing until the day before arrival and after it.
    assert _open(pia) == {("guardian_medical", Actor.GUARDIAN)}
    day(ON_SITE)
    Participation.objects.filter(pk=pia.pk).update(state=State.ARRIVED)
    pia.refresh_from_db()
    assert _open(pia) == {("guardian_medical", Actor.GUARDIAN)}
    assert "PETIT" in olga.get(reverse("consents:matrix") + "?only=guardian").content.decode().upper()

    # The father is at sea: an organiser does without his signature, by name and with the reason, and only then it is complete.
    reason = {"guardian": father.pk, "reason": "on a ship until August, says the shipping company"}
    olga.post(reverse("consents:lift", args=[pia.pk]), reason)
    assert _open(pia) == set() and makers.state(pia, "medical") == counting.AGREED
    # What he said before is still heard.
    assert makers.state(pia, "swimming") == counting.DISAGREEMENT


def test_a_photo_is_taken_back_on_site_and_those_concerned_are_told(pia: Participation, day: Any) -> None:
    mother = makers.guardian(pia, "Marie", custody="sole")
    for signer in (mother, None):
        makers.say(pia, signer, medical=True, photo_group=True, photo_web=True)
    assert queries.agreed([pia], "photo_web", pia.edition) == {pia.pk}
    told: list[str] = []
    registry.on_withdrawal(
        "scenario",
        registry.Following(
            ("photo",),
            find=lambda change: change.purpose.code,
            say=lambda change, code: ["Farewell on 13 August: no photo."],
            do=lambda change, code: told.append(code),
        ),
    )
    day(ON_SITE)
    try:
        own = Client()
        own.force_login(pia.person.user)
        url = reverse("consents:own_withdraw", args=[pia.pk, "photo_web"])
        page = own.get(url).content.decode()
        assert "Farewell on 13 August: no photo." in page and "No photo that shows the student" in page
        assert not told and Answer.objects.filter(agrees=False).count() == 0  # looking at it did nothing
        own.post(url, {"name": "Pia Petit"})
    finally:
        registry.forget("scenario")
    assert told == ["photo_web"]
    assert queries.agreed([pia], "photo_web", pia.edition) == set()
    assert queries.agreed([pia], "photo_group", pia.edition) == {pia.pk}  # the others stand
    assert _lines(pia, ON_SITE - timedelta(hours=12))["consents-withdrawn"] == 1


def test_turning_18_on_site_asks_for_a_word_of_ones_own(pia: Participation, day: Any) -> None:
    pia.person.birth_date = pia.person.birth_date.replace(year=2009, month=7, day=25)
    pia.person.save()
    mother = makers.guardian(pia, "Marie", custody="sole")
    for signer in (mother, None):
        makers.say(pia, signer, medical=True)
    makers.say(pia, mother, swimming=True)
    day(ON_SITE)
    assert makers.state(pia, "medical") == counting.AGREED and _open(pia) == set()
    day(datetime(2027, 7, 25, 9, tzinfo=makers.BERLIN))
    assert makers.state(pia, "medical") == counting.SUPERSEDED
    assert _open(pia) == {("own_consents", Actor.PARTICIPANT)}
    assert queries.may(pia, "swimming")  # of age, nobody is asked any more
    page = Client().get(reverse("consents:seat", args=[seat.link(pia, mother)])).content.decode()
    assert 'type="radio"' not in page
    makers.say(pia, None, medical=True)
    assert makers.state(pia, "medical") == counting.AGREED and _open(pia) == set()
