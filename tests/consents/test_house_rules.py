"""House rules are agreed to like a consent, by the student and the guardian; again when what they mean has changed."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from ish.consents import counting, house_rules, purpose_services, queries, seat
from ish.consents.models import Answer
from ish.handbook import queries as handbook
from ish.handbook import services
from ish.people.models import Guardian
from ish.programme.models import Edition
from tests.consents import makers
from tests.handbook import makers as pages
from tests.people import makers as people

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    edition = makers.edition(codes=["swimming"])
    row = makers.pia(edition)
    return edition, row, makers.guardian(row, "Paula", custody="sole")


def state(row):
    line = queries.sheet(row, makers.JUNE.date()).of(house_rules.CODE)
    return line.state if line else None


def test_rules_are_signed_by_student_and_guardian_and_again_only_when_their_meaning_changes(cast):
    edition, row, mother = cast
    assert state(row) is None
    rules = pages.handbook(edition)
    assert state(row) == counting.MISSING
    makers.say(row, None, house_rules=True)
    assert state(row) == counting.MISSING  # she is under 18
    makers.say(row, mother, house_rules=True)
    assert state(row) == counting.AGREED
    pages.change(rules, pages.RULES.replace("quiet", "very quiet"))
    assert state(row) == counting.AGREED and handbook.rules_of(edition).version == 2
    signed = {answer.text.body for answer in Answer.objects.all()}
    assert all("1" in body and "2" not in body for body in signed)  # what was signed stays as it was
    pages.change(rules, pages.RULES.replace("quiet", "silent"), asks_again=True)
    assert state(row) == counting.SUPERSEDED


def test_the_seat_leads_to_the_rules_that_hold_and_they_open_without_account(cast):
    edition, row, mother = cast
    pages.change(pages.handbook(edition), pages.RULES.replace("quiet", "silent"))
    page = Client().get(seat.full_link(row, mother)).content.decode()
    found = house_rules.reading(edition, "en")
    url = found.url
    assert url in page and "not written in your language" not in page and "version 2" in page
    assert "silent" in Client().get(url).content.decode()


def test_the_next_edition_asks_once_it_has_rules_of_its_own(cast):
    edition, _row, _mother = cast
    pages.handbook(edition)
    later = Edition.objects.create(
        programme=edition.programme,
        number=31,
        year=2028,
        arrival_day=date(2028, 7, 16),
        departure_day=date(2028, 8, 12),
    )
    purpose_services.carry(edition, later, None)
    assert {one.code for one in queries.purposes(later)} == {"swimming"}
    pages.handbook(later)
    assert {one.code for one in queries.purposes(later)} == {"swimming", house_rules.CODE}


def test_a_guardian_learns_in_their_language_that_the_rules_lack_it_and_organisers_which(cast):
    edition, row, mother = cast
    rules = pages.handbook(edition)
    Guardian.objects.filter(pk=mother.pk).update(language="he")
    found = house_rules.reading(edition, "he")
    assert (found.in_own, found.languages, found.binding) == (False, ["English"], "English")
    assert found.url.endswith("#en")
    organiser = Client()
    organiser.force_login(people.organiser(edition))
    assert "עברית" in organiser.get(reverse("consents:purposes")).content.decode()
    mother.refresh_from_db()
    page = Client().get(seat.full_link(row, mother)).content.decode()
    assert 'dir="rtl"' in page and found.url.replace("&", "&amp;") in page
    form = organiser.get(reverse("handbook:edit", args=[rules.pk])).content.decode()
    assert 'name="body_he"' in form
    rules.refresh_from_db()
    written = {
        "title_en": "Rules",
        "body_en": pages.RULES,
        "title_he": "כללי הבית",
        "body_he": "שקט **מ-22:00**",
    }
    data = {**written, "audience": ["participants", "guardians"], "edits": rules.edits, "do": "publish"}
    said = organiser.post(reverse("handbook:edit", args=[rules.pk]), data)
    assert said.status_code == 302, said.context["form"].errors
    services.publish(page=rules, by=None)
    found = house_rules.reading(edition, "he")
    assert found.in_own and found.url.endswith("#he") and house_rules.not_written_in(edition) == []
    read = Client().get(found.url).content.decode()
    assert 'lang="he" dir="auto" id="he"' in read and "מ-22:00" in read
    assert "עברית" not in organiser.get(reverse("consents:purposes")).content.decode()
    chapter = organiser.get(reverse("handbook:edit", args=[pages.chapter(edition, "beds").pk]))
    assert 'name="body_he"' not in chapter.content.decode()
