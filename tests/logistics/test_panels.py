"""What travel shows elsewhere: on the page of a person, and to the person themselves in all that is kept about them."""

import json

from django.urls import reverse

from tests.access import world as worlds


def test_flight_numbers_stand_in_all_that_is_kept_and_on_the_person_page(db, client, settings):
    settings.REQUIRE_SECOND_FACTOR = False
    world = worlds.build()
    leg = world.participation.journeys.get(direction="arrival").legs.first()
    leg.number = "ZZ 4711"
    leg.save()
    client.force_login(world.users["participant"])
    kept = json.loads(client.get(reverse("profiles:data") + "?format=json").content)
    assert "ZZ 4711" in json.dumps(kept)
    client.force_login(world.users["organiser"])
    more = reverse("people:more", args=[world.participation.pk])
    page = client.get(reverse("people:person", args=[world.participation.person_id])).content.decode()
    assert f'hx-get="{more}"' in page
    assert "ZZ 4711" in client.get(more).content.decode()
