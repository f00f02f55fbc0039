"""The season's question: asked, answered by link, recorded, agreed; links that end; two who answer at once."""

import re
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts import links
from accounts.models import User
from ish.nominations import asking_queries as asking
from ish.nominations import forecast_queries, services
from ish.nominations.models import Coordinator, SeasonReply
from ish.outbox import registry, rendering
from ish.outbox.models import Message
from ish.programme.models import Quota
from tests.nominations import makers

YES = {
    "taking_part": "yes",
    "places": "3",
    "reserve_places": "1",
    "responsible_name": "Cem",
    "responsible_email": "cem@example.org",
    "answered_by": "Cem",
}


@pytest.fixture(autouse=True)
def _fresh():
    cache.clear()


@pytest.fixture
def asked(cast):
    """Kumamoto was asked; its row and the address of Cem's page."""
    services.ask(edition=cast.edition, bodies=[cast.kumamoto], by=cast.olga)
    row = SeasonReply.objects.select_related("edition__programme", "body").get()
    cast.reply = row
    cast.who = asking.addresses(cast.edition, [cast.kumamoto])[cast.kumamoto.pk][0]
    cast.url = reverse("nominations:answer", args=[asking.sign(row, cast.who)])
    return cast


def _post(url, **more):
    row = SeasonReply.objects.get()
    return Client().post(url, {**YES, "version": row.version, **more})


def test_the_question_goes_out_once_a_day_in_the_partners_language(asked, on_day):
    (message,) = Message.objects.filter(kind="season_question")
    assert message.to_email == "cem@example.org"
    shown = rendering.live(message)
    assert "Kumamoto" in shown.subject
    assert "/nominations/season/" in shown.text
    assert services.ask(edition=asked.edition, bodies=[asked.kumamoto], by=asked.olga).messages == 0
    on_day("2027-02-20")
    again = services.ask(edition=asked.edition, bodies=[asked.kumamoto], by=asked.olga)
    assert again.messages == 1
    newest = Message.objects.filter(kind="season_question").order_by("pk").last()
    assert "reminder" in rendering.live(newest).subject


@pytest.mark.parametrize("language", ["en", "de"])
def test_every_kind_renders(cast, language):
    User.objects.filter(pk=cast.cem.pk).update(language=language)
    services.ask(edition=cast.edition, bodies=[cast.kumamoto], by=cast.olga)
    assert services.send_new_link(email="CEM@example.org") == 1
    for message in Message.objects.all():
        shown = rendering.live(message)
        assert message.language == language
        assert "Kumamoto" in shown.subject
        assert "/season/" in shown.text
        assert "{{" not in shown.text + shown.html
        assert "cem@example.org" not in shown.text


def test_opening_uses_nothing_up_and_an_answer_can_be_changed(asked):
    for _ in range(3):
        page = Client().get(asked.url)
        assert page.status_code == 200
    assert 'value="2"' in page.content.decode()  # the places agreed are filled in
    assert f"What was agreed for {asked.reply.edition.year} is filled in" in page.content.decode()
    asked.reply.refresh_from_db()
    assert asked.reply.answered_at is None
    assert _post(asked.url).status_code == 302
    assert _post(asked.url, places="4").status_code == 302
    asked.reply.refresh_from_db()
    assert (asked.reply.places, asked.reply.version, asked.reply.answered_by) == (4, 2, "Cem")


def test_parts_may_stay_open_but_not_whether(asked):
    url = asked.url
    assert Client().post(url, {"answered_by": "Cem", "version": 0}).status_code == 200
    assert Client().post(url, {"answered_by": "Cem", "taking_part": "later", "version": 0}).status_code == 302
    row = SeasonReply.objects.get()
    assert (row.taking_part, row.places, row.names_by) == ("later", None, None)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("places", "-1"),
        ("places", "99999"),
        ("names_by", "2020-01-01"),
        ("names_by", "2030-01-01"),
        ("responsible_email", "x"),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field(asked, field, value):
    page = _post(asked.url, **{field: value})
    assert page.status_code == 200
    assert "error" in page.content.decode()
    assert SeasonReply.objects.get().answered_at is None


def test_two_at_once_the_second_sees_what_differs(asked):
    assert _post(asked.url, version=0).status_code == 302
    page = _post(asked.url, version=0, places="5", answered_by="Dana")
    assert page.status_code == 409
    text = page.content.decode()
    assert "they say “3”, you say “5”" in text
    assert SeasonReply.objects.get().places == 3
    assert 'name="version" value="1"' in text
    assert _post(asked.url, version=1, places="5").status_code == 302
    assert SeasonReply.objects.get().places == 5


def test_an_expired_link_is_renewed_to_the_address_on_file_alone(asked, monkeypatch):
    later = timezone.now() + timedelta(days=asking.DAYS + 1)
    monkeypatch.setattr(links.timezone, "now", lambda: later)
    page = Client().get(asked.url)
    assert page.status_code == 410
    signed = asked.url.split("/")[-2]
    before = Message.objects.count()
    assert Client().post(reverse("nominations:answer_renew"), {"signed": signed}).status_code == 302
    message = Message.objects.get(kind="season_link")
    assert (Message.objects.count(), message.to_email) == (before + 1, "cem@example.org")


@pytest.mark.parametrize("signed", ["nonsense", "", "a:b:c", "x" * 5000])
def test_nonsense_opens_and_sends_nothing(asked, signed):
    before = Message.objects.count()
    assert Client().post(reverse("nominations:answer_renew"), {"signed": signed}).status_code == 302
    if signed:
        assert Client().get(reverse("nominations:answer", args=[signed])).status_code == 404
    assert Message.objects.count() == before


def test_a_link_made_for_something_else_opens_nothing(asked):
    other = links.sign("applications.student", asked.reply.pk, asked.who.mark, days=5)
    assert Client().get(reverse("nominations:answer", args=[other])).status_code == 404


def test_asking_for_a_link_tells_nothing(asked):
    url = reverse("nominations:answer_link")
    known = Client().post(url, {"email": "cem@example.org"}, follow=True).content
    unknown = Client().post(url, {"email": "nobody@example.org"}, follow=True).content
    told = [page.split(b"<main")[1] for page in (known, unknown)]
    assert len({re.sub(rb'value="[^"]*"', b"", page) for page in told}) == 1
    assert Message.objects.filter(kind="season_link").count() == 1


def test_whoever_left_opens_nothing_any_more(asked):
    row = Coordinator.objects.get(user=asked.cem)
    services.end_coordinator(coordinator=row, by=asked.olga)
    assert Client().get(asked.url).status_code == 404
    assert services.send_new_link(email="cem@example.org") == 0
    (message,) = Message.objects.filter(kind="season_question")
    assert not registry.get("season_question").still_wanted(message)


def test_without_coordinator_whoever_was_responsible_last_is_asked(cast):
    last = makers.edition(29, cast.edition.arrival_day - timedelta(days=365))
    SeasonReply.objects.create(
        edition=last, body=cast.kumamoto, taking_part="yes", places=2, answered_at=timezone.now(),
        responsible_name="Rei", responsible_email="rei@example.org",
    )  # fmt: skip
    Coordinator.objects.filter(body=cast.kumamoto).delete()
    asked = services.ask(edition=cast.edition, bodies=[cast.kumamoto, cast.montpellier], by=cast.olga)
    assert (asked.partners, asked.messages) == (2, 2)
    row = SeasonReply.objects.select_related("edition__programme", "body").get(
        edition=cast.edition, body=cast.kumamoto
    )
    (who,) = asking.addresses(cast.edition, [cast.kumamoto])[cast.kumamoto.pk]
    assert who.email == "rei@example.org"
    page = Client().get(reverse("nominations:answer", args=[asking.sign(row, who)])).content.decode()
    assert 'value="Rei"' in page


def test_after_the_day_for_names_the_page_is_for_reading(asked, on_day):
    _post(asked.url)
    on_day((asked.phase.closes + timedelta(days=1)).isoformat())
    page = Client().get(asked.url)
    assert "time for answers is over" in page.content.decode()
    _post(asked.url, places="9", version=1)
    assert SeasonReply.objects.get().places == 3


def test_agreeing_takes_over_and_invites_who_is_new(asked, as_user):
    _post(
        asked.url,
        responsible_name="Rei",
        responsible_email="rei@example.org",
        tells_first="on",
        names_by="2027-03-20",
    )
    client = as_user(asked.olga)
    page = client.get(reverse("nominations:asking")).content.decode()
    assert "Places: 2 → 3" in page
    response = client.post(reverse("nominations:agree", args=[asked.kumamoto.pk]), {"version": 1})
    assert response.status_code == 302
    quota = Quota.objects.get(edition=asked.edition, body=asked.kumamoto)
    assert (quota.places, quota.reserve_places, quota.tells_first_days) == (3, 1, 7)
    assert quota.nominations_by.isoformat() == "2027-03-20"
    assert Coordinator.objects.get(email="rei@example.org").body == asked.kumamoto
    client.post(reverse("nominations:agree", args=[asked.kumamoto.pk]), {"version": 1})
    assert Coordinator.objects.filter(email="rei@example.org").count() == 1
    assert "→" not in client.get(reverse("nominations:asking")).content.decode().split("<tbody")[1]


def test_agreeing_to_what_has_changed_does_nothing(asked, as_user):
    _post(asked.url)
    _post(asked.url, places="7")
    as_user(asked.olga).post(reverse("nominations:agree", args=[asked.kumamoto.pk]), {"version": 1})
    assert Quota.objects.get(edition=asked.edition, body=asked.kumamoto).places == 2


def test_not_this_year_frees_the_places_and_leaves_the_forecast(asked):
    forecast = forecast_queries.forecast
    assert (forecast(asked.edition).expected, forecast(asked.edition).unnamed) == (4, 4)
    _post(asked.url, taking_part="no")
    assert forecast(asked.edition).expected == 2
    row = SeasonReply.objects.select_related("edition__programme", "body").get()
    services.agree(reply=row, version=1, by=asked.olga)
    assert Quota.objects.get(edition=asked.edition, body=asked.kumamoto).places == 0


def test_the_forecast_counts_unnamed_places_and_named_students_once(cast):
    makers.draft(cast.edition, cast.kumamoto, "Mio")
    makers.draft(cast.edition, cast.kumamoto, "Rin", reserve=True)
    found = forecast_queries.forecast_of(cast.edition, [cast.kumamoto, cast.montpellier])
    assert (found[cast.kumamoto.pk].expected, found[cast.kumamoto.pk].unnamed) == (2, 1)
    for name in ("Aki", "Ken"):
        makers.draft(cast.edition, cast.kumamoto, name)
    found = forecast_queries.forecast_of(cast.edition, [cast.kumamoto])
    assert (found[cast.kumamoto.pk].expected, found[cast.kumamoto.pk].unnamed) == (3, 0)
    assert forecast_queries.forecast(cast.edition).expected == 5


def test_an_answer_by_phone_needs_a_source(cast, as_user):
    url = reverse("nominations:record", args=[cast.montpellier.pk])
    client = as_user(cast.olga)
    assert client.post(url, {**YES, "version": 0}).status_code == 200
    assert client.post(url, {**YES, "version": 0, "source": "by phone, 3 March"}).status_code == 302
    row = SeasonReply.objects.get(body=cast.montpellier)
    assert (row.source, row.recorded_by, row.places) == ("by phone, 3 March", cast.olga, 3)
    second = client.post(url, {**YES, "version": 0, "places": "8", "source": "letter"})
    assert "they say “3”, you say “8”" in second.content.decode()


def test_the_organisers_page_looks_first_then_writes(cast, as_user):
    client = as_user(cast.olga)
    keys = {"n": [cast.kumamoto.pk, cast.montpellier.pk]}
    look = client.post(reverse("nominations:ask"), keys).content.decode()
    assert "2 messages go out" in look
    assert "Kumamoto take part" in look
    assert Message.objects.count() == 0
    client.post(reverse("nominations:ask"), {**keys, "confirmed": "1"})
    assert Message.objects.count() == 2
    for state, count in {"waiting": 2, "not_asked": 0, "yes": 0, "nonsense": 2}.items():
        page = client.get(reverse("nominations:asking"), {"state": state}).content.decode()
        assert page.count('id="partner-') == count, state
    assert client.post(reverse("nominations:ask"), {"n": ["x"]}).status_code == 404


def test_a_coordinator_is_led_to_their_own_page_and_no_other(asked, as_user):
    own = reverse("nominations:answer_own", args=[asked.kumamoto.pk])
    response = as_user(asked.cem).get(own, follow=True)
    assert "Does Kumamoto take part" in response.content.decode()
    assert as_user(asked.dana).get(own).status_code == 404
    assert (
        as_user(asked.dana).get(reverse("nominations:answer_own", args=[asked.montpellier.pk])).status_code
        == 404
    )


def test_a_partner_with_a_later_date_answers_until_then_and_reads_it_in_its_own_zone(asked, on_day):
    later = asked.phase.closes + timedelta(days=20)
    Quota.objects.filter(body=asked.kumamoto).update(nominations_by=later)
    User.objects.filter(pk=asked.cem.pk).update(time_zone="Asia/Tokyo")
    Message.objects.update(time_zone="Asia/Tokyo")
    on_day(later.isoformat())
    page = Client().get(asked.url).content.decode()
    assert "lasts until midnight in Berlin" in page
    assert "In your time zone that is until" in page and "06:59" in page
    assert _post(asked.url, places="3").status_code == 302
    text = rendering.live(Message.objects.get(kind="season_question")).text
    assert "06:59" in text
    on_day((later + timedelta(days=1)).isoformat())
    assert "time for answers is over" in Client().get(asked.url).content.decode()
