"""The pages about people: who reaches what, what a click does, what it costs."""

from datetime import datetime

import pytest
from django.urls import reverse

from accounts import services as accounts
from accounts.models import Invitation
from accounts.services import Refused
from ish.desk.registry import panels
from ish.jobs.models import Job
from ish.outbox import registry, rendering
from ish.people import account_services, reminding, services
from ish.people.models import Participation, Person, Step, Waiver
from ish.people.states import State
from ish.privacy.models import Erasure
from tests.counting import assert_same_at_any_size
from tests.people import makers
from tests.people.makers import BERLIN

IN_MAY = datetime(2027, 5, 20, 12, tzinfo=BERLIN)


@pytest.fixture
def world(edition, as_user, on_day):
    """Olga organises, Pia takes part; Sten organises another edition, Kim takes part there."""
    on_day(IN_MAY)
    other = makers.edition(31, arrival=edition.arrival_day.replace(year=2028))

    class World:
        olga = as_user(makers.organiser(edition))
        sten = as_user(makers.organiser(other, "sten@example.org"))
        mine = makers.participant(edition)
        pia = as_user(mine.person.user)
        theirs = makers.participant(other, "kim@example.org")
        kim = as_user(theirs.person.user)

    return World


# ---------------------------------------------------------------- WHO REACHES WHAT

OF_PERSON = ("people:person", "people:erase")
OF_ORGANISER = ("people:contact",)


@pytest.mark.parametrize("name", OF_PERSON)
def test_a_person_of_another_edition_is_not_there(name, world):
    url = reverse(name, args=[world.mine.person_id])
    assert world.olga.get(url).status_code == 200
    assert world.sten.get(url).status_code == 404
    assert world.kim.get(url).status_code == 404


def participation_urls(row):
    yield reverse("people:contact", args=[row.pk]), "get"
    yield reverse("people:move", args=[row.pk, "withdrew"]), "get"
    yield reverse("people:waive", args=[row.pk, "contact"]), "get"
    yield reverse("people:unwaive", args=[row.pk, "contact"]), "post"
    yield reverse("people:invite", args=[row.pk]), "post"


def test_what_organisers_do_is_closed_to_other_editions(world):
    for url, method in participation_urls(world.mine):
        assert getattr(world.sten, method)(url).status_code == 404, url
        assert getattr(world.olga, method)(url).status_code in (200, 302), url


def test_what_participants_do_is_closed_to_others(world):
    for name, method in (("tasks", "get"), ("place", "get"), ("give_back", "get"), ("accept", "post")):
        url = reverse(f"people:{name}", args=[world.mine.pk])
        assert getattr(world.kim, method)(url).status_code == 404, url
        assert getattr(world.olga, method)(url).status_code == 404, url
        assert getattr(world.pia, method)(url).status_code in (200, 302), url
    assert Participation.objects.get(pk=world.mine.pk).state == State.CONFIRMED


def test_participants_do_not_reach_lists(world):
    for name in ("list", "readiness", "readiness_totals", "remind"):
        assert world.pia.get(reverse(f"people:{name}")).status_code == 404
        assert world.olga.get(reverse(f"people:{name}")).status_code in (200, 302)


def test_nonsense_in_addresses_is_not_found(world):
    assert world.olga.get(reverse("people:move", args=[world.mine.pk, "nonsense"])).status_code == 404
    assert world.olga.get(reverse("people:waive", args=[world.mine.pk, "nonsense"])).status_code == 404
    assert (
        world.olga.get(reverse("people:readiness") + "?page=x&body=999999&requirement=no&only=no").status_code
        == 200
    )


# ---------------------------------------------------------------- THE PARTICIPANT


def test_the_to_do_list_says_what_is_open_and_until_when(world):
    page = world.pia.get(reverse("people:mine")).content.decode()
    assert "Accept the place" in page
    assert "14 May 2027" in page
    assert "late" in page


def test_accepting_the_place(world, mailbox):
    url = reverse("people:accept", args=[world.mine.pk])
    assert world.pia.get(url).status_code == 405
    world.pia.post(url)
    world.pia.post(url)
    assert Step.objects.filter(new=State.CONFIRMED).count() == 1
    assert len(mailbox(kind="place_confirmed")) == 1


def test_giving_the_place_back_asks_first(world):
    url = reverse("people:give_back", args=[world.mine.pk])
    assert "becomes free for somebody else" in world.pia.get(url).content.decode()
    world.pia.post(url, {})
    assert Participation.objects.get(pk=world.mine.pk).state == State.OFFERED
    world.pia.post(url, {"confirmed": "1", "reason": "exams"})
    assert Participation.objects.get(pk=world.mine.pk).state == State.GAVE_BACK
    assert (
        "write to us at once" in world.pia.get(reverse("people:place", args=[world.mine.pk])).content.decode()
    )
    assert world.pia.post(reverse("people:accept", args=[world.mine.pk]), follow=True).status_code == 200
    assert Participation.objects.get(pk=world.mine.pk).state == State.GAVE_BACK


def test_contact_of_two_editors(world):
    url = reverse("people:contact", args=[world.mine.pk])
    typed = {"phone": "", "language": "en", "time_zone": "Europe/Berlin", "version": "0"}
    world.pia.post(url, {**typed, "email": "pia.new@example.org"})
    page = world.olga.post(url, {**typed, "email": "older@example.org"}, follow=True)
    assert "Somebody else has changed this" in page.content.decode()
    assert Person.objects.get(pk=world.mine.person_id).email == "pia.new@example.org"


# ---------------------------------------------------------------- THE ORGANISER


def test_the_person_page_tells_what_is_known(world):
    services.withdraw(participation=world.mine, by=None, reason="moved away", on_behalf="letter")
    page = world.olga.get(reverse("people:person", args=[world.mine.person_id])).content.decode()
    for words in ("Pia", "moved away", "letter", "withdrew", "4 May 2009", "18"):
        assert words in page
    more = reverse("people:more", args=[world.mine.pk])
    assert f'hx-get="{more}"' in page
    part = world.olga.get(more, headers={"HX-Request": "true"}).content.decode()
    assert "No longer taking part" in part and "<html" not in part
    assert "<html" in world.olga.get(more).content.decode()  # where the link leads without script


def test_recording_a_step_for_somebody(world, mailbox):
    url = reverse("people:move", args=[world.mine.pk, "confirmed"])
    assert "One letter goes to" in world.olga.get(url).content.decode()
    assert "How do you know?" in world.olga.post(url, {"confirmed": "1", "on_behalf": ""}).content.decode()
    world.olga.post(url, {"confirmed": "1", "on_behalf": "by phone"})
    assert Step.objects.get().on_behalf == "by phone"
    assert Participation.objects.get(pk=world.mine.pk).state == State.CONFIRMED
    assert world.olga.get(url, follow=True).status_code == 200


def test_waiving_needs_a_reason(world):
    url = reverse("people:waive", args=[world.mine.pk, "accept_place"])
    world.olga.post(url, {"confirmed": "1", "reason": ""})
    assert not Waiver.objects.exists()
    world.olga.post(url, {"confirmed": "1", "reason": "told us by phone"})
    assert Waiver.objects.get().by.email == "olga@example.org"
    world.olga.post(reverse("people:unwaive", args=[world.mine.pk, "accept_place"]))
    assert not Waiver.objects.exists()


def test_reminding_says_in_numbers_and_writes_once_a_day(world, mailbox, edition):
    makers.participation(edition, makers.person("Sam", email=""), State.OFFERED)
    url = reverse("people:remind")
    page = world.olga.get(url).content.decode()
    assert "letter to a student or guest" in page
    assert "has no e-mail address" in page
    assert world.olga.post(url, {"confirmed": "1"}).status_code == 302
    job = Job.objects.get()
    assert reminding.run(job, lambda done, total: None)["written"] == 1
    reminding.run(job, lambda done, total: None)
    (letter,) = mailbox(kind="reminder")
    assert letter.to_email == "pia@example.org"


def test_a_reminder_is_not_wanted_once_all_is_done(world, mailbox, edition):
    services.remind(participations=[world.mine], by=None, at=IN_MAY.date())
    (letter,) = mailbox(kind="reminder")
    kind = registry.get("reminder")
    assert kind.still_wanted(letter)
    rendered, _links = rendering.stored(letter, mint=False)
    assert "Accept the place" in rendered.text and "14 May 2027" in rendered.text
    services.accept_place(participation=world.mine, by=None)
    assert not kind.still_wanted(letter)


def test_erasing_a_person_asks_and_empties(world):
    url = reverse("people:erase", args=[world.mine.person_id])
    assert "This cannot be undone" in world.olga.get(url).content.decode()
    world.olga.post(url, {"confirmed": "1", "reason": "asked for it on 20 May"})
    person = Person.objects.get(pk=world.mine.person_id)
    assert (person.given_names, person.family_name, person.email, person.birth_date) == ("", "", "", None)
    assert person.erased_at is not None and person.user is None
    assert Participation.objects.get(pk=world.mine.pk).state == State.WITHDREW
    assert Erasure.objects.get().person_id == person.pk
    assert world.pia.get(reverse("people:mine")).status_code in (302, 404)
    assert world.olga.get(reverse("people:person", args=[person.pk])).status_code == 200


def test_the_list_can_be_downloaded(world):
    page = world.olga.get(reverse("people:list") + "?q=pia&_export=csv")
    text = b"".join(page.streaming_content).decode()
    assert "Pia" in text and "Kim" not in text


@pytest.mark.parametrize("name", ["list", "readiness"])
def test_lists_cost_the_same_at_any_size(name, world, edition):
    url = reverse(f"people:{name}")
    assert_same_at_any_size(
        world.olga, url, lambda: makers.crowd(edition, 60), lambda: makers.crowd(edition, 5000), queries=15
    )


def test_one_person_costs_the_same_at_any_size(world, edition, monkeypatch):
    """Our own part of the page; other apps' panels are measured where they are."""
    monkeypatch.setattr(panels, "_panels", {})
    url = reverse("people:person", args=[world.mine.person_id])
    small, large = (lambda: makers.crowd(edition, 10)), (lambda: makers.crowd(edition, 500))
    assert_same_at_any_size(world.olga, url, small, large, queries=20)


def test_the_totals_are_a_fragment_of_the_page(world, edition):
    makers.crowd(edition, 30)
    url = reverse("people:readiness_totals")
    fragment = world.olga.get(url, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in fragment
    page = world.olga.get(url).content.decode()
    assert "<h1>What is missing</h1>" in page  # where the link leads without script
    assert all("A way to reach the student" in text for text in (fragment, page))


# ---------------------------------------------------------------- INVITATIONS


def test_an_invitation_binds_the_person_and_takes_over_language_and_zone(edition, mailbox):
    who = makers.person("Ken", "Abe", language="de", time_zone="Asia/Tokyo")
    row = makers.participation(edition, who)
    account_services.invite_person(participation=row, by=None)
    (letter,) = mailbox(kind="person_invitation")
    invitation = Invitation.objects.get(pk=letter.context["invitation"])
    link = accounts.invitation_link(invitation.pk)
    user = accounts.accept(token=link.rstrip("/").rsplit("/", 1)[1])
    who.refresh_from_db()
    assert who.user == user
    assert (user.language, user.time_zone, user.name) == ("de", "Asia/Tokyo", "Ken Abe")
    assert account_services.invite_person(participation=Participation.objects.get(pk=row.pk), by=None) is None


def test_one_account_is_never_two_people(edition):
    taken = makers.participant(edition)
    twin = makers.person("Tim", "Petit", email="pia@example.org")
    with pytest.raises(Refused):
        account_services.bind_person(person_id=twin.pk, user=taken.person.user)
    with pytest.raises(Refused):
        account_services.bind_person(person_id=taken.person_id, user=makers.user("other@example.org"))
