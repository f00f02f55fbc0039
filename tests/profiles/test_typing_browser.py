"""In a real browser: no typed word is lost when the session ends, the network goes, the tab dies or the day passes."""

from datetime import date

import pytest
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.urls import reverse
from playwright.sync_api import expect

from ish.profiles.models import ChangeRequest, Education, Health

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def at(pia, site, signed_in, page):
    """`at("health")` opens a section of Pia's in the browser."""
    signed_in(page, pia.person.user)

    def go(code, where=page):
        where.goto(site + reverse("profiles:section", args=[pia.pk, code]))
        return where

    return go


def _kept(page, store):
    return page.evaluate(f"Object.values({store}).join()")


def test_signing_in_again_in_another_window_saves_what_was_typed(at, pia, signed_in, organiser, site):
    page = at("health")
    Session.objects.all().delete()
    cache.clear()  # where sessions are kept beside the database
    page.get_by_role("textbox", name="Illnesses or conditions").fill("Nuts")
    page.keyboard.press("Tab")
    status = page.locator("#section-health-status")
    link = status.get_by_role("link", name="Sign in again")
    expect(link).to_have_attribute("target", "_blank")
    assert "Nuts" in _kept(page, "sessionStorage") and "Nuts" not in _kept(page, "localStorage")
    signed_in(page, organiser())  # somebody else, at the same browser
    other = page.context.new_page()
    other.goto(site + reverse("desk:signed_in"))
    expect(status).to_contain_text("Somebody else is signed in")
    assert not Health.objects.exists()
    signed_in(page, pia.person.user)
    other.goto(site + reverse("desk:signed_in"))
    expect(status).to_contain_text("saved")
    assert Health.objects.get().conditions == "Nuts"
    assert "Nuts" not in _kept(page, "sessionStorage")


def test_without_network_it_is_kept_and_saved_later(at, page):
    at("education")
    page.context.set_offline(True)
    page.get_by_label("Grade").fill("11")
    page.keyboard.press("Tab")
    status = page.locator("#section-education-status")
    expect(status).to_contain_text("No connection")
    assert "11" in _kept(page, "localStorage")
    again = page.context.new_page()  # this tab dies, and what was typed is offered in the next
    page.close()
    again.context.set_offline(False)
    at("education", again)
    expect(again.get_by_label("Grade")).to_have_value("11")
    expect(again.locator("#section-education-status")).to_contain_text("saved")
    assert Education.objects.get().grade == "11"
    assert "11" not in _kept(again, "localStorage")


def test_two_tabs_and_a_day_that_passes_between_them(at, page, today):
    at("education")
    other = at("education", page.context.new_page())
    page.get_by_label("Grade").fill("11")
    page.keyboard.press("Tab")
    expect(page.locator("#section-education-status")).to_contain_text("saved")
    today(date(2027, 8, 15))
    other.get_by_label("Grade").fill("12")
    other.keyboard.press("Tab")
    status = other.locator("#section-education-status")
    expect(status).to_contain_text("Someone else changed this")
    expect(other.get_by_label("Grade")).to_have_value("12")
    other.get_by_label("Main subjects").fill("Chemistry")
    other.keyboard.press("Tab")
    expect(status).to_contain_text("We keep what you wrote as a request")
    expect(other.get_by_role("button", name="Take it back")).to_be_visible()
    assert ChangeRequest.objects.get().fields["grade"] == ["11", "12"]
    assert Education.objects.get().grade == "11"


def test_pressed_twice_is_asked_once(at, page, today, axe):
    today(date(2027, 8, 15))
    at("education")
    page.get_by_label("Grade").fill("11")
    page.locator("#section-education-reason").fill("Moved up.")
    sent = []
    page.on(
        "request", lambda one: sent.append(one) if one.method == "POST" and one.is_navigation_request() else 0
    )
    page.keyboard.press("Tab")
    expect(
        page.get_by_role("heading", name="Waits for the organisers")
    ).to_be_visible()  # kept by itself, once
    with page.expect_navigation():
        page.get_by_role("button", name="Save").dblclick(no_wait_after=True)
    page.wait_for_load_state("networkidle")
    assert len(sent) == 1
    axe(page)
    row = ChangeRequest.objects.get()
    assert (row.fields, row.said["reason"]) == ({"grade": ["", "11"]}, "Moved up.")
