"""Without script, too, an ended session loses no word: what was sent comes back after signing in, to whoever typed it alone."""

import re
import time
from datetime import date
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from ish.desk import typed
from ish.profiles.models import ChangeRequest, Education, Health
from tests.profiles.conftest import make

WORDS = "Zanzibar-4711-nuts"


@pytest.fixture
def sent(pia, as_user):
    """`sent("health", diet=…)` sends a section of Pia's after her session has ended; the client of the visitor is returned."""

    def send(code: str, token: str | None = None, **values: Any) -> Client:
        client = as_user(pia.person.user)
        page = client.get(reverse("profiles:section", args=[pia.pk, code]))
        found = re.search(r'name="typed_by" value="([^"]+)"', page.content.decode())
        assert found
        Session.objects.all().delete()
        cache.clear()
        posted = {"version": page.context["version"], "typed_by": token or found[1], **values}
        answer = client.post(reverse("profiles:section", args=[pia.pk, code]), posted)
        assert answer.status_code == 302 and reverse("account_login") in answer["Location"]
        return client

    return send


def test_what_was_sent_comes_back_and_is_saved(pia, sent):
    client, page = sent("health", diet=WORDS, allergies_none="on"), _page(pia, "health")
    for row in Session.objects.all():
        assert WORDS not in str(row.get_decoded())  # sealed where it lies
    user = pia.person.user
    user.set_password("a-long-pass-phrase-4711")
    user.save()
    EmailAddress.objects.update_or_create(user=user, email=user.email, verified=True, primary=True)
    signed_in = client.post(
        reverse("account_login") + f"?next={page}",
        {"login": pia.person.user.email, "password": "a-long-pass-phrase-4711"},
    )
    assert signed_in["Location"] == page
    shown = client.get(page)
    assert WORDS in shown.content.decode() and "not saved yet" in shown.content.decode()
    assert not Health.objects.exists()
    client.post(page, {"version": shown.context["version"], "diet": WORDS})
    assert Health.objects.get().diet == WORDS
    assert "not saved yet" not in client.get(page).content.decode()
    assert client.session.get_expiry_age() > typed.SECONDS


def _page(pia, code):
    return reverse("profiles:section", args=[pia.pk, code])


def test_nobody_else_gets_it_who_signs_in_at_the_same_browser(pia, sent, organiser):
    client = sent("health", diet=WORDS)
    client.force_login(organiser())
    assert typed.KEY not in client.session
    client.force_login(pia.person.user)
    assert WORDS not in client.get(_page(pia, "health")).content.decode()


def test_after_an_hour_it_is_gone(pia, sent, monkeypatch):
    client = sent("health", diet=WORDS)
    assert client.session.get_expiry_age() <= typed.SECONDS
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + typed.SECONDS + 1)
    client.force_login(pia.person.user)
    assert WORDS not in client.get(_page(pia, "health")).content.decode()


@pytest.mark.parametrize("token", ["", "1:forged:token", "x" * 5000])
def test_a_stranger_leaves_nothing_behind(pia, sent, token):
    client = sent("health", token=token or " ", diet=WORDS)
    assert typed.KEY not in client.session


def test_nothing_huge_is_kept(pia, sent):
    client = sent("education", lab_experience="x" * 300_000)
    assert typed.KEY not in client.session


def test_the_day_may_pass_meanwhile_and_it_becomes_a_request(pia, sent, today):
    client = sent("education", institution="Gymnasium")
    today(date(2027, 8, 15))
    client.force_login(pia.person.user)
    shown = client.get(_page(pia, "education"))
    assert "Gymnasium" in shown.content.decode()
    told = client.post(
        _page(pia, "education"),
        {"version": shown.context["version"], "institution": "Gymnasium"},
        follow=True,
    )
    assert "The day to change this has passed: name of the school" in told.content.decode()
    assert ChangeRequest.objects.get().fields == {"institution": ["", "Gymnasium"]}
    assert Education.objects.get().institution == ""


def test_a_form_opened_before_the_day_and_saved_after_it_asks(pia, as_user, today):
    client = as_user(pia.person.user)
    version = client.get(_page(pia, "education")).context["version"]
    today(date(2027, 8, 15))
    answer = client.post(
        _page(pia, "education"),
        {"version": version, "institution": "Gymnasium"},
        headers={"HX-Request": "true"},
    )
    assert "We keep what you wrote as a request" in answer.content.decode()
    assert ChangeRequest.objects.get().said["fields"] == {"institution": ["", "Gymnasium"]}


def test_another_page_does_not_take_it(pia, sent, edition):
    client = sent("health", diet=WORDS)
    client.force_login(pia.person.user)
    assert WORDS not in client.get(_page(pia, "education")).content.decode()
    assert client.get(_page(make(edition, "Paul"), "health")).status_code == 404
    assert WORDS in client.get(_page(pia, "health")).content.decode()
