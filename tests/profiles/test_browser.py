"""In a real browser: saving while typing, by keyboard alone, what is missing keeps up, an ended session loses nothing."""

import pytest
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.urls import reverse
from playwright.sync_api import expect

from ish.profiles.models import Education, Emergency, Health

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def at(pia, site, signed_in, page):
    """`at("health")` opens a section of Pia's in the browser."""
    signed_in(page, pia.person.user)

    def go(code):
        page.goto(site + reverse("profiles:section", args=[pia.pk, code]))
        return page

    return go


def test_what_is_typed_is_saved_and_what_is_missing_keeps_up(at, axe):
    page = at("health")
    axe(page)
    expect(page.get_by_text("Still missing: allergies")).to_be_visible()
    page.get_by_label("What – Allergy 1", exact=True).fill("Nuts")
    page.keyboard.press("Tab")
    expect(page.locator("#section-health-status")).to_contain_text("saved")
    expect(page.get_by_text("Still missing: illnesses")).to_be_visible()
    page.get_by_role("checkbox", name="None – Medication").press("Space")
    expect(page.get_by_text("we should know of, food you do not eat")).to_be_visible()
    row = Health.objects.get()
    assert (row.allergies[0]["what"], row.medication, row.version) == ("Nuts", "-", 2)


def test_a_passport_that_ends_too_early_is_said_at_once(at):
    page = at("passport")
    page.get_by_label("Valid until", exact=True).fill("1.9.2027")
    page.keyboard.press("Tab")
    expect(page.get_by_text("Please ask for a new one now")).to_be_visible()


def test_languages_by_keyboard_alone(at):
    page = at("education")
    page.get_by_label("Language 1", exact=True).focus()
    page.keyboard.type("Japanese")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Saved at")).to_be_visible()
    page.get_by_role("button", name="Another language").press("Enter")
    expect(page.get_by_label("Language 3", exact=True)).to_be_focused()
    page.get_by_role("button", name="Remove – Japanese").press("Enter")
    expect(page.get_by_label("Language 1", exact=True)).to_have_value("")
    assert Education.objects.get().languages == []


def test_an_ended_session_keeps_what_was_typed(at):
    page = at("health")
    Session.objects.all().delete()
    cache.clear()  # where sessions are kept beside the database
    page.get_by_label("What – Allergy 1", exact=True).fill("Nuts")
    page.keyboard.press("Tab")
    expect(page.locator("#section-health-status").get_by_role("link")).to_be_visible()
    expect(page.get_by_label("What – Allergy 1", exact=True)).to_have_value("Nuts")
    assert not Health.objects.exists()


def test_organisers_ask_for_facts_and_get_them_in_place(pia, organiser, site, signed_in, page, axe):
    Health.objects.create(participation=pia, diet="No peanuts")
    signed_in(page, organiser())
    page.goto(site + reverse("people:person", args=[pia.person_id]))
    expect(page.get_by_text("No peanuts")).to_have_count(0)
    page.get_by_role("button", name="Show health facts").press("Enter")
    expect(page.get_by_text("No peanuts")).to_be_visible()
    axe(page)


def test_people_to_call_by_keyboard_alone_and_the_names_are_compared_while_typing(at, axe):
    page = at("emergency")
    page.get_by_label("Name – Contact 1", exact=True).focus()
    page.keyboard.type("Ana")
    for _part in ("relation", "phone"):
        page.keyboard.press("Tab")
    page.keyboard.type("+49 6221 5550100")
    page.keyboard.press("Tab")
    expect(page.locator("#section-emergency-missing")).to_contain_text("complete")
    page.get_by_role("button", name="Another contact").press("Enter")
    expect(page.get_by_label("Name – Contact 2", exact=True)).to_be_focused()
    page.keyboard.type("Ben")
    page.get_by_role("button", name="Save", exact=True).press("Enter")
    page.get_by_role("button", name="Move up – Contact 2").press("Enter")
    expect(page.get_by_label("Name – Contact 1", exact=True)).to_have_value("Ben")
    axe(page)
    assert [row["name"] for row in Emergency.objects.get().contacts] == ["Ben", "Ana"]
    page = at("about_me")
    page.get_by_label("Family name as in the passport").fill("Müller")
    expect(page.locator("#section-about_me-line")).to_contain_text("MUELLER<<PIA")


def test_questions_switch_with_where_somebody_learns(at, axe):
    page = at("education")
    semester, grade = page.get_by_label("Semester or year of study"), page.get_by_label("Grade or year")
    expect(semester).to_be_visible()
    page.get_by_role("radio", name="university", exact=True).press("Space")
    expect(semester).to_be_visible()
    expect(grade).to_be_hidden()
    page.get_by_role("radio", name="between school and university").press("Space")
    expect(page.get_by_label("What you do at the moment")).to_be_visible()
    expect(page.get_by_label("Name of the school or university")).to_be_hidden()
    axe(page)
    for code in ("insurance", "passport", "interests"):
        axe(at(code))
