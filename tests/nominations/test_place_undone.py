"""A place offered by a click: a release of one that can be undone until its letters go, and nobody is offered two."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from ish.nominations import services
from ish.nominations.models import Release
from ish.nominations.services import places, undoing
from ish.nominations.states import Receiver
from ish.outbox.models import Message
from ish.people import services as people
from ish.people.states import State
from tests.nominations.test_places import free, fresh, full, give_back, named, release  # noqa: F401 - the same cast


@pytest.fixture
def rin_has_it(full, as_user):  # noqa: F811 - the fixture
    """Lou and Rin are on the waiting list by one release whose letters are held; Rin is offered Aki's place by a click."""
    services.set_pending(nominations=[full.rin], decision=Receiver.WAITING_LIST, by=full.olga)
    release(full, [full.rin, named(full, full.kumamoto, "Mei", reserve=True)], Receiver.WAITING_LIST)
    give_back(full.aki)
    full.edition.hold_mail = False
    full.edition.save()
    full.client, full.list = as_user(full.olga), Release.objects.latest("pk")
    day = f"{full.edition.arrival_day - timedelta(days=60):%d.%m.%Y}"
    data = {"confirmed": "1", "was": full.aki.pk, "last_day": day}
    page = full.client.post(reverse("nominations:offer", args=[full.rin.pk]), data, follow=True)
    assert "The letters go in a quarter of an hour." in page.content.decode()
    full.offer = Release.objects.latest("pk")
    return full


def test_one_click_can_be_undone_before_its_letters_go(rin_has_it):
    cast = rin_has_it
    letters = Message.objects.filter(batch=cast.offer.batch)
    assert {m.kind for m in letters} == {"place_offered", "body_result"}
    assert all(m.state == "queued" and m.not_before > timezone.now() for m in letters)
    page = cast.client.get(reverse("nominations:releases")).content.decode()
    link = reverse("nominations:undo", args=[cast.offer.pk])
    assert link in page
    assert "Rin Kuroda" in page
    assert "the place is free" in cast.client.get(link).content.decode()
    cast.client.post(link, {"confirmed": 1})
    rin = fresh(cast.rin)
    assert (rin.receiver_state, rin.pending, rin.release) == (Receiver.WAITING_LIST, "", cast.list)
    assert (rin.participation.state, rin.replaces, rin.place_of) == (State.PROSPECTIVE, None, None)
    assert {m.state for m in letters.all()} == {"discarded"}
    (place,) = free(cast)
    assert (place.was, place.candidate) == (cast.aki, cast.rin)
    assert undoing.undo_release(release=cast.list, by=cast.olga).count == 2  # its own letters are held, still


def test_an_offer_that_was_told_outlives_the_release_before_it(rin_has_it):
    cast = rin_has_it
    Message.objects.filter(batch=cast.offer.batch).update(state="sent")
    done = undoing.undo_release(release=cast.list, by=cast.olga)
    assert (done.count, done.stay) == (1, [cast.rin])
    rin = fresh(cast.rin)
    assert (rin.receiver_state, rin.pending, rin.participation.state) == (
        Receiver.SELECTED,
        "",
        State.OFFERED,
    )
    with pytest.raises(undoing.TooLate):
        undoing.undo_release(release=cast.offer, by=cast.olga)


def test_whom_their_partner_is_telling_of_a_place_gets_no_second_one(full, as_user):  # noqa: F811 - the fixture
    full.edition.quotas.filter(body=full.montpellier).update(tells_first_days=7, places=3)
    (zoe,) = release(full, [full.zoe])
    give_back(full.aki)
    assert (zoe.pending, zoe.tell_on is None) == (Receiver.SELECTED, False)
    with pytest.raises(people.NotAllowed, match="has a place already: their partner is telling them"):
        places.offer_place(nomination=zoe, body=full.kumamoto, by=full.olga, replaces=full.aki)
    url = f"{reverse('nominations:offer', args=[zoe.pk])}?was={full.aki.pk}"
    assert "their partner is telling them" in as_user(full.olga).get(url, follow=True).content.decode()
    nina = named(full, full.montpellier, "Nina", family="Blanc")
    (nina,) = release(full, [nina], Receiver.WAITING_LIST)
    assert nina.tell_on is not None
    places.offer_place(nomination=nina, body=full.kumamoto, by=full.olga, replaces=full.aki)
    assert (fresh(nina).tell_on, fresh(nina).pending) == (None, "")
    undoing.undo_release(release=fresh(nina).release, by=full.olga)
    assert (fresh(nina).tell_on, fresh(nina).pending) == (nina.tell_on, Receiver.WAITING_LIST)
    assert fresh(nina).release == nina.release
