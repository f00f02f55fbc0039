"""The organisers' pages of programme and edition: who reaches them, what they keep, two editors, foreign keys."""

from datetime import date

import pytest
from django.urls import reverse

from ish.programme import services
from ish.programme.models import Edition, NominatingBody, Organiser, Programme, Quota
from tests.people import makers

PAGES = (
    "edition",
    "edit_edition",
    "new_edition",
    "checklist",
    "looking_back",
    "phases",
    "new_programme",
    "places",
    "bodies",
    "new_body",
    "organisers",
    "invite_organiser",
)


@pytest.fixture
def olga(edition, as_user):
    """A client of the lead organiser."""
    return as_user(makers.organiser(edition))


@pytest.mark.parametrize("name", PAGES)
def test_pages_stand_for_organisers_and_for_nobody_else(name, olga, edition, as_user):
    makers.body()
    url = reverse(f"programme:{name}")
    assert olga.get(url).status_code == 200
    assert as_user(makers.participant(edition).person.user).get(url).status_code == 404


def form_of(page):
    """Return what the form of a page would send when nothing is changed."""
    form = page.context["form"]
    found = {}
    for field in form:
        value = (
            field.field.prepare_value(field.value())
            if hasattr(field.field, "prepare_value")
            else field.value()
        )
        shown = field.field.widget.format_value(value)
        if isinstance(shown, list):
            shown = shown[0] if shown else ""
        if isinstance(value, bool):
            shown = "on" if value else None
        if shown is not None:
            found[field.html_name] = shown
    return found


def test_editing_the_edition(olga, edition):
    url = reverse("programme:edit_edition")
    sent = form_of(olga.get(url))
    assert olga.post(url, {**sent, "places_planned": "25"}).status_code == 302
    edition.refresh_from_db()
    assert (edition.places_planned, edition.time_zone, edition.hold_mail) == (25, "Europe/Berlin", True)
    page = olga.post(url, {**sent, "places_planned": "7"}, follow=True)
    assert "Somebody else has changed this" in page.content.decode()
    edition.refresh_from_db()
    assert edition.places_planned == 25


def test_wrong_days_are_told(olga, edition):
    url = reverse("programme:edit_edition")
    sent = form_of(olga.get(url))
    page = olga.post(url, {**sent, "departure_day": "01.07.2027"})
    assert page.status_code == 200
    assert "must be after the day of arrival" in page.content.decode()


def test_only_organisers_of_the_edition_change_it(olga, edition, as_user):
    other = makers.edition(31, arrival=date(2028, 7, 16))
    sten = as_user(makers.organiser(other, "sten@example.org"))
    url = reverse("programme:edit_edition")
    assert str(edition) not in sten.get(url).content.decode()
    sten.post(url, {**form_of(sten.get(url)), "places_planned": "3"})
    edition.refresh_from_db()
    other.refresh_from_db()
    assert (edition.places_planned, other.places_planned) == (20, 3)
    session = sten.session
    session["edition"] = edition.pk
    session.save()
    assert sten.get(url).context["form"].instance == other


def test_somebody_elses_programme_is_not_there(olga, edition):
    foreign = services.create_programme(name="Elsewhere", short_name="ELSE", kind="exchange")
    assert olga.get(reverse("programme:edit_programme", args=[foreign.pk])).status_code == 404
    assert olga.get(reverse("programme:new_edition") + f"?programme={foreign.pk}").status_code == 404
    assert olga.get(reverse("programme:new_edition") + "?programme=nonsense").status_code == 404
    assert olga.get(reverse("programme:edit_programme", args=[edition.programme_id])).status_code == 200


def test_phases_are_changed_on_one_page(olga, edition):
    url = reverse("programme:phases")
    sent = form_of(olga.get(url))
    assert olga.post(url, {**sent, "travel_closes": "30.06.2027"}).status_code == 302
    assert edition.phases.get(code="travel").closes == date(2027, 6, 30)
    page = olga.post(url, {**sent, "travel_closes": "01.01.2020"})
    assert "must not end before it begins" in page.content.decode()
    page = olga.post(url, {**sent, "travel_closes": "29.06.2027"}, follow=True)
    assert "Somebody else has changed this" in page.content.decode()


def test_places_of_all_partners_on_one_page(olga, edition):
    body = makers.body()
    url = reverse("programme:places")
    page = olga.get(url)
    (row,) = page.context["rows"]
    sent = {
        f"b{body.pk}-places": "2",
        f"b{body.pk}-reserve_places": "1",
        f"b{body.pk}-nominations_by": "21.05.2027",
        f"b{body.pk}-seen": "",
    }
    assert row["seen"].value() == ""
    olga.post(url, sent)
    kept = Quota.objects.get()
    assert (kept.places, kept.reserve_places, kept.nominations_by) == (2, 1, date(2027, 5, 21))
    page = olga.post(url, {**sent, f"b{body.pk}-places": "9"}, follow=True)
    assert "Kumamoto" in page.content.decode() and "left as they are now" in page.content.decode()
    page = olga.post(url, {**sent, f"b{body.pk}-places": "-3"})
    assert "Nothing was saved yet" in page.content.decode()
    assert Quota.objects.get().places == 2


def test_places_are_paged_and_a_page_saves_its_own_partners(olga, edition):
    bodies = NominatingBody.objects.bulk_create(
        NominatingBody(name=f"Partner {n:02d}", kind="organisation", country="DE") for n in range(55)
    )
    Quota.objects.create(edition=edition, body=bodies[0], places=4, reserve_places=1)
    url = reverse("programme:places")
    first, second = olga.get(url), olga.get(f"{url}?page=2")
    assert [len(page.context["rows"]) for page in (first, second)] == [50, 5]
    assert second.context["agreed"] == {"places": 4, "reserves": 1}
    # Somebody adds a partner meanwhile, so that others stand on this page when it comes back.
    NominatingBody.objects.create(name="Aachen", kind="organisation", country="DE")
    last = bodies[-1]
    sent = {
        f"b{last.pk}-{name}": value
        for name, value in (("places", "3"), ("reserve_places", "0"), ("seen", ""))
    }
    assert olga.post(f"{url}?page=2", sent).headers["Location"] == f"{url}?page=2"
    assert dict(Quota.objects.values_list("body", "places")) == {bodies[0].pk: 4, last.pk: 3}


def test_a_partner_is_added_and_changed(olga, edition):
    sent = {
        "name": "Montpellier",
        "kind": "twin_city",
        "country": "France",
        "time_zone": "Europe/Paris",
        "language": "en",
        "parent": "",
        "active_from": "",
        "active_to": "",
        "seen": "",
    }
    response = olga.post(reverse("programme:new_body"), sent)
    body = NominatingBody.objects.get()
    assert response.url == reverse("programme:body", args=[body.pk])
    assert body.country.code == "FR"
    page = olga.post(reverse("programme:new_body"), sent)
    assert page.status_code == 200 and NominatingBody.objects.count() == 1
    url = reverse("programme:edit_body", args=[body.pk])
    sent["seen"] = form_of(olga.get(url))["seen"]
    assert olga.post(url, {**sent, "dormant": "on"}).status_code == 302
    body.refresh_from_db()
    assert body.dormant
    assert olga.get(reverse("programme:body", args=[999])).status_code == 404


def test_organisers_are_invited_and_ended_by_the_lead_alone(olga, edition, as_user):
    sent = {"name": "Nils", "email": "nils@example.org", "part": "travel", "language": "en"}
    assert olga.post(reverse("programme:invite_organiser"), sent).status_code == 302
    row = Organiser.objects.get(email="nils@example.org")
    tess = as_user(makers.organiser(edition, "tess@example.org", part="travel"))
    assert tess.get(reverse("programme:invite_organiser")).status_code == 404
    assert tess.get(reverse("programme:end_organiser", args=[row.pk])).status_code == 404
    url = reverse("programme:end_organiser", args=[row.pk])
    assert "no longer see" in olga.get(url).content.decode()
    olga.post(url, {"confirmed": "1", "last_day": ""})
    row.refresh_from_db()
    assert row.active_to is not None
    other = makers.edition(31, arrival=date(2028, 7, 16))
    makers.organiser(other, "sten@example.org")
    foreign = Organiser.objects.get(edition=other)
    assert olga.get(reverse("programme:end_organiser", args=[foreign.pk])).status_code == 404


def test_the_first_visitor_begins(db, as_user):
    fay = makers.user("fay@example.org")
    client = as_user(fay)
    url = reverse("programme:begin")
    assert f'href="{url}"' in client.get(reverse("desk:home")).content.decode(), "the way back to it"
    assert client.get(url).status_code == 200
    sent = {
        "name": "Summer School",
        "short_name": "SUM",
        "kind": "incoming",
        "number": "1",
        "arrival_day": "18.07.2027",
        "departure_day": "14.08.2027",
        "time_zone": "Europe/Berlin",
        "places_planned": "20",
        "contact_email": "",
        "seen": "",
    }
    page = client.post(url, {**sent, "departure_day": "01.07.2027"})
    assert page.status_code == 200 and not Programme.objects.exists()
    assert client.post(url, sent).status_code == 302
    edition = Edition.objects.get()
    assert edition.organisers.get().user == fay
    assert client.get(reverse("programme:phases")).status_code == 200
    assert as_user(makers.user("late@example.org")).get(url).status_code == 404


def test_the_edition_in_hand_is_the_chosen_one(olga, edition):
    newer = makers.edition(31, arrival=date(2028, 7, 16))
    makers.organiser(newer)
    assert "ISH 2028" in olga.get(reverse("programme:edition")).content.decode().split("<h1>")[1][:40]
    olga.post(reverse("desk:edition"), {"edition": str(edition.pk)})
    assert "ISH 2027" in olga.get(reverse("programme:edition")).content.decode().split("<h1>")[1][:40]
