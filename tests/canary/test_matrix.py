"""Every declared personal field × every role × every surface: page, form, answer, file, header, address, mail, search, log.

A value planted in a field may be seen only by roles whose declaration reads it, and what is sensitive not in a place that others
see as well (`surfaces.NOT_FOR_SECRETS`). What a role may read and nobody ever shows it stands in `permits.py`, with the reason.
"""

import html
import logging
import re

import pytest
from auditlog.models import LogEntry
from django.urls import resolve, reverse

from ish.desk.addresses import every_address
from ish.desk.frame import SEARCHERS
from ish.desk.registry import search
from ish.outbox import rendering
from ish.outbox.models import Message
from ish.people import consequences
from ish.people import services as people
from ish.people.consequences import Change
from ish.placements import services as placements
from ish.privacy import registry, services
from tests.access.expecting import ACTORS
from tests.canary import guests, matrix, permits, staff, surfaces
from tests.canary.conftest import PARTS
from tests.canary.planting import CODES, NOT_PLANTED
from tests.canary.walking import ROLES, Lines, Seen, Sent, Walk, where


def test_every_field_of_a_person_holds_a_canary(walk: Walk) -> None:
    assert walk.left_out == NOT_PLANTED | CODES
    texts = [text for canary in walk.canaries for text in canary.texts]
    assert len(texts) == len(set(texts))


@pytest.mark.in_turns
@pytest.mark.timeout(600)
@pytest.mark.parametrize("actor", [*(one for one in ACTORS if one != "organiser"), *guests.GUESTS])
def test_nobody_sees_more_than_their_role_reads(walk: Walk, actor: str) -> None:
    """Of Pia, of her second guardian, and of those who run and help the school: one walk for all, because a walk is long."""
    _plant_others(walk)
    posts = [] if actor in guests.GUESTS else list(walk.posts(actor))
    urls = guests.GUESTS[actor](walk) if actor in guests.GUESTS else walk.urls(actor)
    _judge(walk, actor, _walk(walk, actor, urls, posts))


@pytest.mark.in_turns
@pytest.mark.timeout(600)
def test_no_organiser_sees_more_than_their_parts_read(walk: Walk) -> None:
    """Who leads reads every part, so whatever shows a field of some part shows it to them: the others are sent there alone."""
    _plant_others(walk)
    of_parts = {c.name for c in walk.canaries if c.policy.parts}
    assert all("lead" in c.policy.parts for c in walk.canaries if c.policy.parts)
    posts = list(walk.posts("organiser"))
    _judge(walk, "organiser", _walk(walk, "organiser", walk.urls("organiser"), posts))
    shown = [url for url, names in walk.by_url.items() if names & of_parts]
    sent = [(url, data) for url, data in posts if url in shown]
    pages = [reverse("desk:home"), *(url for url in shown if url not in dict(sent))]
    for part in PARTS:
        _judge(walk, f"organiser:{part}", _walk(walk, f"organiser:{part}", pages, sent))


def _plant_others(walk: Walk) -> None:
    canaries, walk.near = staff.plant(walk.world)
    more, allowed = guests.second_guardian(walk.world)
    walk.others, walk.near = [*canaries, *more], walk.near | allowed


def _walk(walk: Walk, actor: str, urls: list[str], posts: list[Sent]) -> Seen:
    lines = Lines()
    logging.getLogger().addHandler(lines)
    try:
        seen = walk.seen(actor, urls, posts)
    finally:
        logging.getLogger().removeHandler(lines)
    logged = "\n".join(lines.text).casefold()
    assert walk.anything().findall(logged) == []
    return seen


def _judge(walk: Walk, actor: str, seen: Seen) -> None:
    of_others = {name: seen.pop(name) for name in walk.near if name in seen}
    allowed = guests.narrower(actor, walk.may_read(actor)) | guests.OWN.get(actor, set())
    matrix.note(actor, walk.canaries, allowed, seen)
    assert walk.broken == set()
    assert {name: found for name, found in seen.items() if name not in allowed} == {}
    secret = {c.name for c in walk.canaries if c.policy.logged} - permits.NAMES_OF_FILES
    openly = {name: found.keys() & surfaces.NOT_FOR_SECRETS for name, found in seen.items() if name in secret}
    assert {name: found for name, found in openly.items() if found} == {}
    if actor in staff.READERS or actor in guests.GUESTS:
        reader = ROLES.get(actor) or guests.STAND_FOR.get(actor, actor)
        wrong = {n: found for n, found in of_others.items() if not walk.near[n] & {actor, reader}}
        assert wrong == {}
    own = guests.OWN.get(actor, set())  # nobody's look at what they brought themselves is written down
    assert {(name, url) for name, url in walk.unlogged if name not in own} == set()
    if actor in permits.SHOWN_ELSEWHERE:
        assert allowed - set(seen) == set(permits.SHOWN_ELSEWHERE[actor])
    if actor == "participant":
        # Which shows, too, that the walk sees what is there.
        assert {"host: name", "host: email"} <= set(of_others)


def test_search_finds_nobody_by_what_the_reader_may_not_know(walk: Walk) -> None:
    found = []
    for actor, user in walk.world.users.items():
        if ROLES.get(actor) not in SEARCHERS and actor != "organiser:selection":
            continue  # no search at all, or the same as another's
        allowed = walk.may_read(actor)
        hidden = [canary for canary in walk.canaries if canary.name not in allowed]
        found += [(actor, c.name) for c in hidden if search.find(user, c.texts[0])]
        for group in search.find(user, str(walk.world.person.given_names)) if allowed else ():
            hits = " ".join(f"{hit.title} {hit.detail}" for hit in group.hits).casefold()
            found += [(actor, c.name) for c in hidden if c.seen_in(hits)]
    assert found == []


def test_mails_say_only_what_their_reader_may_know(walk: Walk) -> None:
    world = walk.world
    world.participation.refresh_from_db()
    Message.objects.all().delete()
    olga = world.users["organiser"]
    world.placement.delete()  # so that the lab is news
    people.remind(participations=[world.participation], by=olga, at=world.edition.arrival_day)
    consequences.apply(Change("named", world.participation, {"by": olga}))
    placements.publish(plan=world.draft_plan, by=olga)
    people.withdraw(participation=world.participation, by=olga)
    role_by_address = {world.users[role].email: role for role in ROLES if role in world.users}
    role_by_address[world.participation.person.email] = "participant"
    role_by_address[world.person.guardians.get().email] = "guardian"
    role_by_address[world.deputy.email] = "coordinator"
    written = set()
    for message in Message.objects.all():
        role = role_by_address.get(message.to_email, "nobody")
        shown = rendering.preview(message)
        texts = {
            surfaces.SUBJECT: shown.subject.casefold(),
            surfaces.MAIL: f"{shown.text} {html.unescape(shown.html)}".casefold(),
        }
        seen = {
            c.name: dict.fromkeys(found, message.kind)
            for c in walk.canaries
            if (found := where(c, texts, ""))
        }
        leaks = [
            c.name
            for c in walk.canaries
            if c.name in seen and (c.policy.logged or c.name not in walk.may_read(role))
        ]
        assert (message.kind, message.to_email, leaks) == (message.kind, message.to_email, [])
        matrix.note_mail(role, message.kind, seen)
        written.add(role)
    assert {"participant", "host", "guardian"} <= written


def test_the_history_keeps_no_value(walk: Walk) -> None:
    """That a field changed is kept, and by whom; never what it was or is."""
    for canary in walk.canaries:
        assert re.fullmatch(r"[\w.]+", canary.name)
    kept = " ".join(map(str, LogEntry.objects.values_list("changes", "object_repr", "additional_data")))
    assert LogEntry.objects.exists()
    assert walk.anything().findall(kept.casefold()) == []


def test_whatever_opens_behind_a_link_is_walked(walk: Walk) -> None:
    _plant_others(walk)
    walked = {resolve(url).view_name for pages in guests.GUESTS.values() for url in pages(walk)}
    signed = {a.name for a in every_address() if "signed" in a.arguments} - guests.NO_PAGE
    assert sorted(signed - walked) == []


def test_a_link_shows_nothing_of_somebody_erased(walk: Walk) -> None:
    _plant_others(walk)
    urls = {
        name: guests.GUESTS[name](walk) for name in ("guardian", "guardian:second", "student:link", "referee")
    }
    walk.world.hold.delete()
    services.erase(person_id=walk.world.person.pk, by=walk.world.users["organiser"], reason="asked for it")
    found = {name: walk.seen(name, pages) for name, pages in urls.items()}
    assert found == dict.fromkeys(urls, {})
    assert walk.broken == set()


def test_the_matrix_notices_a_leak(walk: Walk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Break the rule about parts: health facts reach an organiser who does not look after health."""
    actor = "organiser:selection"
    url = reverse("profiles:section", args=[walk.world.participation.pk, "health"])
    assert walk.seen(actor, [url]).keys() <= walk.may_read(actor)
    monkeypatch.setattr(registry, "parts_of", lambda user, edition_id: {"lead"})
    assert "profiles.health.allergies" in walk.seen(actor, [url]).keys() - walk.may_read(actor)
