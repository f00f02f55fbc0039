"""Signing, recording, withdrawing, waiving: what is kept, and what is refused."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from accounts.links import BadLink
from ish.consents import counting, purpose_services, queries, registry, seat, services
from ish.consents.models import Answer, Text
from ish.consents.services import NotAsked, Said, TextChanged
from ish.people.models import Participation
from ish.privacy import services as privacy
from ish.privacy.models import Look
from ish.programme.models import Edition
from tests.consents import makers
from tests.people import makers as people

CODES = ("medical", "swimming", "photo_web")


@pytest.fixture
def edition(db: None) -> Edition:
    return makers.edition(CODES)


@pytest.fixture
def pia(edition: Edition) -> Participation:
    return makers.pia(edition)


@pytest.fixture
def parents(pia: Participation) -> Any:
    return makers.guardian(pia, "Mother"), makers.guardian(pia, "Father")


def test_each_consent_is_signed_by_itself_and_the_rest_stays_open(pia: Participation, parents: Any) -> None:
    mother, father = parents
    made = makers.say(pia, mother, "Marie Petit", swimming=True, photo_web=False)
    assert [(row.purpose.code, row.agrees, row.name) for row in made] == [
        ("swimming", True, "Marie Petit"),
        ("photo_web", False, "Marie Petit"),
    ]
    row = made[0]
    assert (row.method, row.role, row.text.language, row.text.version) == ("link", "guardian", "en", 1)
    assert makers.state(pia, "swimming") == counting.MISSING  # both decide
    assert makers.state(pia, "medical") == counting.MISSING
    makers.say(pia, father, swimming=True)
    assert makers.state(pia, "swimming") == counting.AGREED
    # The same again is no second answer; another word is a row that replaces the first.
    assert makers.say(pia, mother, swimming=True) == []
    (again,) = makers.say(pia, mother, swimming=False)
    assert again.replaces == row and Answer.objects.filter(guardian=mother).count() == 3
    assert makers.state(pia, "swimming") == counting.WITHDRAWN


def test_answers_are_only_added_one_after_the_other(pia: Participation, parents: Any) -> None:
    (first,) = makers.say(pia, parents[0], swimming=True)
    copy = {
        f.name: getattr(first, f.name)
        for f in Answer._meta.concrete_fields
        if f.name not in ("id", "replaces")
    }
    with pytest.raises(IntegrityError), transaction.atomic():
        Answer.objects.create(**copy)
    Answer.objects.create(**copy, replaces=first)
    with pytest.raises(IntegrityError), transaction.atomic():
        Answer.objects.create(**copy, replaces=first)


def test_who_cannot_sign(pia: Participation, parents: Any) -> None:
    mother, _father = parents
    aunt = makers.guardian(pia, "Aunt", custody="entrusted")
    shared = makers.guardian(pia, "Shared", email="PIA@example.org")
    for parent in (aunt, shared):
        with pytest.raises(NotAsked):
            makers.say(pia, parent, swimming=True)
    with pytest.raises(NotAsked):
        makers.say(pia, None, swimming=True)  # asked of guardians alone
    with pytest.raises(ValueError):
        makers.say(pia, mother, "  ", swimming=True)
    assert not Answer.objects.exists()
    # On paper it counts, with a source.
    keys = {makers.text(pia.edition, "swimming"): True}
    with pytest.raises(ValueError):
        services.record(participation=pia, guardian=shared, choices=keys, said=Said("S", "paper"))
    said = Said("Sam Shared", "paper", "letter of 4 May", people.user())
    (row,) = services.record(participation=pia, guardian=shared, choices=keys, said=said)
    assert (row.method, row.source, row.by) == ("paper", "letter of 4 May", people.user())


def test_a_text_that_means_something_else_asks_again(pia: Participation, parents: Any) -> None:
    mother, father = parents
    for parent in parents:
        makers.say(pia, parent, swimming=True)
    row, old = makers.purpose(pia.edition, "swimming"), makers.text(pia.edition, "swimming")
    kept = {"en": {"title": "Swimming", "body": "In the sea, too.", "if_not": ""}}
    purpose_services.save_texts(purpose=row, words=kept, binding="en", new_meaning=False, by=None)
    assert makers.state(pia, "swimming") == counting.AGREED
    first = Text.objects.get(pk=old)
    assert "guarded lakes" in first.body and makers.text(pia.edition, "swimming") != old
    other = {"en": {**kept["en"], "body": "Also at night."}}
    purpose_services.save_texts(purpose=row, words=other, binding="en", new_meaning=True, by=None)
    assert makers.state(pia, "swimming") == counting.SUPERSEDED
    with pytest.raises(TextChanged):
        services.sign(seat=seat.Seat(pia, mother, "x"), choices={old: True}, name="M")
    for parent in (mother, father):
        makers.say(pia, parent, swimming=True)
    assert makers.state(pia, "swimming") == counting.AGREED


def test_words_nobody_answered_to_are_mended_in_place(edition: Edition) -> None:
    row = makers.purpose(edition, "swimming")
    words = {"en": {"title": "Swim", "body": "Better words.", "if_not": ""}}
    for _twice in range(2):
        row = purpose_services.save_texts(purpose=row, words=words, binding="en", new_meaning=False, by=None)
        assert (row.version, row.texts.count()) == (1, 1)
    with pytest.raises(ValueError):
        purpose_services.save_texts(purpose=row, words={}, binding="de", new_meaning=False, by=None)


def test_withdrawing_says_first_what_follows_and_then_does_it(pia: Participation, parents: Any) -> None:
    mother, father = parents
    for parent in (mother, father):
        makers.say(pia, parent, photo_web=True)
    makers.say(pia, None, photo_web=True)
    done = []
    registry.on_withdrawal(
        "test",
        registry.Following(
            ("photo",),
            find=lambda c: c.kind,
            say=lambda c, found: [f"page of {found}"],
            do=lambda c, found: done.append(found),
        ),
    )
    try:
        place = seat.Seat(pia, mother, "x")
        item = services.given(place, "photo_web")
        said = services.follows(place, item)
        assert said[0] == item.text.if_not and said[-1] == "page of photo" and done == []
        services.withdraw(seat=place, code="photo_web", name="Marie")
        assert done == ["photo"] and makers.state(pia, "photo_web") == counting.WITHDRAWN
        makers.say(pia, father, photo_web=False)  # it does not count already: nothing follows twice
        assert done == ["photo"]
        with pytest.raises(NotAsked):
            services.withdraw(seat=place, code="photo_web", name="Marie")
    finally:
        registry.forget("test")


def test_not_needed_by_name_and_with_a_reason(pia: Participation, parents: Any) -> None:
    mother, father = parents
    olga = people.organiser(pia.edition)
    with pytest.raises(ValueError):
        services.lift(participation=pia, guardian=father, reason=" ", by=olga)
    kept = services.lift(participation=pia, guardian=father, reason="cannot be reached", by=olga)
    makers.say(pia, mother, swimming=True)
    assert makers.state(pia, "swimming") == counting.AGREED
    makers.say(pia, father, swimming=False)  # who is heard of after all is heard
    assert makers.state(pia, "swimming") == counting.DISAGREEMENT
    with pytest.raises(NotAsked):
        services.lift(participation=pia, guardian=mother, reason="neither", by=olga)
    services.lift(
        participation=pia, purpose=makers.purpose(pia.edition, "swimming"), reason="no pool", by=olga
    )
    assert makers.state(pia, "swimming") == counting.WAIVED
    services.unlift(lift=kept)
    makers.say(pia, mother, medical=True)
    assert makers.state(pia, "medical") == counting.MISSING


def test_ticks_are_kept_until_they_are_signed(pia: Participation, parents: Any) -> None:
    place, key = seat.Seat(pia, parents[0], "x"), makers.text(pia.edition, "medical")
    draft = services.save_draft(seat=place, choices={key: True}, version=0)
    assert draft.version == 1 and services.save_draft(seat=place, choices={key: True}, version=0).version == 1
    with pytest.raises(services.ChangedMeanwhile):
        services.save_draft(seat=place, choices={key: False}, version=0)
    assert services.draft_of(seat.Seat(pia, parents[1], "x")).choices == {}
    services.sign(seat=place, choices={key: True}, name="Marie")
    assert services.draft_of(place).choices == {}


def test_a_link_is_good_for_one_address_of_their_own(pia: Participation, parents: Any) -> None:
    mother, _father = parents
    signed = seat.link(pia, mother)
    assert seat.by_link(signed).guardian == mother
    with pytest.raises(BadLink):
        seat.by_link(seat.link(pia, mother, days=-1))
    assert seat.by_link(seat.link(pia, mother, days=-1), expired_too=True).guardian == mother
    mother.email = "other@example.org"
    mother.save()
    with pytest.raises(seat.Over):
        seat.by_link(signed)
    mother.email = "pia@example.org"
    mother.save()
    with pytest.raises(seat.Over):
        seat.by_link(seat.link(pia, mother))
    pia.state = "withdrew"
    pia.save()
    with pytest.raises(seat.Over):
        seat.by_link(seat.link(pia, _father))


def test_nobody_reads_another_guardians_words(pia: Participation, parents: Any) -> None:
    mother, father = parents
    makers.say(pia, mother, "Zqmother", medical=False)
    makers.say(pia, None, "Zqstudent", medical=True)
    sheet = queries.sheet(pia)
    seen = queries.items(sheet, father, "en")
    assert all(item.answer is None for item in seen)
    assert queries.history(pia, father) == []
    assert [row.name for row in queries.history(pia, mother)] == ["Zqmother"]


def test_values_for_guests_leave_by_declaration_and_are_written_down(
    pia: Participation, parents: Any
) -> None:
    found = privacy.reveal_to_guest(parents[0], role="guardian", person_id=pia.person_id)
    assert found["name"] == "Mother" and "folded" not in found
    with pytest.raises(privacy.Hidden):
        privacy.reveal_to_guest(parents[0], role="guardian", person_id=pia.person_id + 1)
    assert not Look.objects.exists()


def test_the_next_edition_asks_the_same_and_knows_no_answer(pia: Participation, parents: Any) -> None:
    makers.say(pia, parents[0], medical=True)
    later = people.edition(31, arrival=people.ARRIVAL.replace(year=2028))
    assert purpose_services.carry(pia.edition, later, None) == len(CODES)
    assert purpose_services.carry(pia.edition, later, None) == 0
    copy = makers.purpose(later, "medical")
    assert copy.version == 1 and copy.texts.get(binding=True).language == "de" and not copy.answers.exists()
