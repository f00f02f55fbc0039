"""Programmes, editions, phases, partners, places and organisers: what is kept, and what two editors do to each other."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError

from accounts import roles
from accounts import services as accounts
from accounts.models import Invitation
from ish.programme import queries, services
from ish.programme.models import Organiser, Quota
from ish.programme.states import STAGES, Part, PhaseCode, ProgrammeKind
from tests.people import makers


@pytest.mark.parametrize("kind", ProgrammeKind.values)
def test_the_kind_decides_which_phases_an_edition_has(kind, db):
    edition = makers.edition(kind=kind, short=kind[:5])
    codes = set(edition.phases.values_list("code", flat=True))
    assert (PhaseCode.WISHES in codes) == ("wishes" in STAGES[kind])
    assert (PhaseCode.PUBLICATION in codes) == ("placement" in STAGES[kind])
    assert PhaseCode.NOMINATIONS in codes


def test_a_number_is_used_once_in_a_programme(edition):
    with pytest.raises(ValidationError):
        makers.edition(30)


def test_an_edition_departs_after_it_arrived(edition):
    with pytest.raises(ValidationError):
        services.save_edition(edition=edition, values={"departure_day": edition.arrival_day})


def test_two_editors_of_an_edition(edition):
    seen = services.fingerprint(edition, services.EDITION_FIELDS)
    services.save_edition(edition=edition, values={"places_planned": 25}, seen=seen)
    with pytest.raises(services.ChangedMeanwhile) as error:
        services.save_edition(edition=edition, values={"places_planned": 10}, seen=seen)
    assert error.value.current.places_planned == 25


def test_two_editors_of_the_phases(edition):
    seen = services.fingerprint_phases(edition)
    spans = {"travel": (date(2027, 5, 1), date(2027, 6, 1))}
    services.save_phases(edition=edition, spans=spans, seen=seen)
    with pytest.raises(services.ChangedMeanwhile):
        services.save_phases(edition=edition, spans=spans, seen=seen)
    with pytest.raises(ValueError):
        services.save_phases(edition=edition, spans={"travel": (date(2027, 6, 1), date(2027, 5, 1))})
    with pytest.raises(KeyError):
        services.save_phases(edition=edition, spans={"nonsense": (date(2027, 6, 1), date(2027, 6, 1))})


def typed(body, places, seen, reserves=0):
    return services.QuotaInput(body.pk, places, reserves, None, seen)


def test_two_editors_of_the_places(edition):
    """Rows that one of them changed are kept, rows that both changed are reported, untouched rows are not written."""
    one, two = makers.body("Bautzen"), makers.body("Cambridge")
    services.save_quota(edition=edition, body=one, places=1)
    seen = {b: services.fingerprint(queries.quota(edition, b), services.QUOTA_FIELDS) for b in (one, two)}
    first = services.save_quotas(edition=edition, rows=[typed(one, 2, seen[one]), typed(two, 0, seen[two])])
    assert (first.changed, first.conflicts) == (1, [])
    assert not Quota.objects.filter(body=two).exists()
    second = services.save_quotas(edition=edition, rows=[typed(one, 5, seen[one]), typed(two, 3, seen[two])])
    assert (second.changed, second.conflicts) == (1, [one.pk])
    assert dict(Quota.objects.values_list("body__name", "places")) == {"Bautzen": 2, "Cambridge": 3}


def test_a_partner_is_checked_as_a_whole(db):
    body = makers.body()
    with pytest.raises(ValidationError):
        services.save_body(values={"name": "Kumamoto", "kind": "twin_city", "country": "JP"})
    with pytest.raises(ValidationError):
        services.save_body(body=body, values={"active_from": date(2027, 1, 2), "active_to": date(2027, 1, 1)})
    with pytest.raises(ValidationError):
        services.save_body(body=body, values={"parent": body})
    with pytest.raises(TypeError):
        services.save_body(body=body, values={"pk": 5})


def test_organisers_are_invited_bound_and_ended(edition, mailbox, on_day):
    olga = makers.organiser(edition)
    row = services.invite_organiser(
        edition=edition, name="Nils", email="Nils@Example.org", part=Part.HEALTH, by=olga, language="de"
    )
    with pytest.raises(services.AlreadyOrganiser):
        services.invite_organiser(
            edition=edition, name="N", email="nils@example.org", part=Part.HEALTH, by=olga
        )
    (letter,) = mailbox(kind="organiser_invitation")
    assert (letter.to_email, letter.language) == ("nils@example.org", "de")
    token = accounts.invitation_link(letter.context["invitation"]).rstrip("/").rsplit("/", 1)[1]
    nils = accounts.accept(token=token)
    assert roles.holds(nils, "organiser")
    assert queries.parts_of(nils, [edition.pk]) == {"health"}
    assert set(queries.organisers_of(edition, Part.HEALTH).values_list("email", flat=True)) == {
        "nils@example.org",
        "olga@example.org",
    }
    services.end_organiser(organiser=row, by=olga)
    roles.forget_held(nils)
    assert not roles.holds(nils, "organiser")
    with pytest.raises(services.LastLead):
        services.end_organiser(organiser=Organiser.objects.get(user=olga), by=olga)


def test_an_invitation_to_an_ended_row_is_worth_nothing(edition):
    olga = makers.organiser(edition)
    row = services.invite_organiser(edition=edition, name="N", email="n@example.org", part="lead", by=olga)
    link = accounts.invitation_link(Invitation.objects.get().pk)
    services.end_organiser(organiser=row, by=olga)
    with pytest.raises(accounts.Refused):
        accounts.accept(token=link.rstrip("/").rsplit("/", 1)[1])
    with pytest.raises(accounts.Refused):
        services.bind_organiser(organiser_id=row.pk, user=makers.user("n@example.org"))


def test_an_organiser_counts_from_day_to_day(edition, on_day):
    olga = makers.organiser(edition)
    last = date(2027, 5, 1)
    Organiser.objects.filter(user=olga).update(active_from=last - timedelta(days=1), active_to=last)
    for day, holds in ((last - timedelta(days=2), False), (last, True), (last + timedelta(days=1), False)):
        on_day(makers.datetime(day.year, day.month, day.day, 12, tzinfo=makers.BERLIN))
        roles.forget_held(olga)
        assert roles.holds(olga, "organiser") == holds


def test_phases_open_and_close_on_their_days(edition):
    travel = queries.phase(edition, "travel")
    assert not queries.is_open(edition, "travel", travel.opens - timedelta(days=1))
    assert queries.is_open(edition, "travel", travel.opens)
    assert queries.is_open(edition, "travel", travel.closes)
    assert not queries.is_open(edition, "travel", travel.closes + timedelta(days=1))
    assert queries.is_over(edition, "travel", travel.closes + timedelta(days=1))
    assert not queries.is_open(edition, "nonsense", travel.opens)
