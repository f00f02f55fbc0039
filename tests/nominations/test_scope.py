"""Who sees what: nothing of other partners, not even numbers, and nothing after the last day."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from accounts import roles
from accounts import services as accounts
from accounts.models import User
from ish import clock
from ish.nominations import mails, services
from ish.nominations.models import Coordinator, Nomination
from ish.nominations.states import Receiver, Sender
from ish.outbox.models import Message
from ish.people.models import Participation, Person
from ish.privacy import services as privacy
from tests.nominations import makers


@pytest.fixture
def two(cast):
    """One student of each partner, the foreign one with a decision in sight."""
    cast.mine = makers.submitted(cast.edition, cast.kumamoto, "Mio", school="Own School")
    cast.theirs = makers.submitted(
        cast.edition, cast.montpellier, "Zoé", family="Secretfamily", school="Secretschool"
    )
    for row in (cast.mine, cast.theirs):
        services.set_pending(nominations=[row], decision=Receiver.SELECTED, by=cast.olga)
    return cast


def test_lists_hold_the_own_students_only(two):
    for model, own in (
        (Nomination, two.mine),
        (Participation, two.mine.participation),
        (Person, two.mine.participation.person),
    ):
        assert list(roles.visible_to(model.objects.all(), two.cem)) == [own]
        assert len(roles.visible_to(model.objects.all(), two.olga)) == 2


def test_pages_and_files_hold_nothing_of_others_and_no_pending_decision(two, as_user):
    client = as_user(two.cem)
    pages = [reverse("nominations:mine"), reverse("nominations:body", args=[two.kumamoto.pk]), "/"]
    pages += [reverse("nominations:student", args=[two.mine.pk])]
    pages += [f"{reverse('nominations:mine')}?_export=csv", f"{reverse('nominations:mine')}?q=Secretfamily"]
    for url in pages:
        response = client.get(url)
        assert response.status_code == 200, url
        text = (b"".join(response.streaming_content) if response.streaming else response.content).decode()
        text = text.replace("?q=Secretfamily", "").replace('value="Secretfamily"', "")
        assert "Secret" not in text, url
        assert "Montpellier" not in text, url
        if url.endswith("csv"):
            assert "Hayashida, Mio" in text
            assert "selected" not in text


def test_foreign_ids_are_not_found(two, as_user):
    client = as_user(two.cem)
    for name in ("student", "edit", "hand_in", "withdraw", "send_back"):
        url = reverse(f"nominations:{name}", args=[two.theirs.pk])
        assert client.get(url).status_code == 404, name
        assert client.post(url, {"confirmed": 1}).status_code == (405 if name == "student" else 404), name
    for name in ("body", "add", "hand_in_all", "upload", "template"):
        assert client.get(reverse(f"nominations:{name}", args=[two.montpellier.pk])).status_code == 404, name
    assert client.get(reverse("nominations:of", args=[two.theirs.participation_id])).status_code == 404
    two.theirs.refresh_from_db()
    assert two.theirs.sender_state == Sender.SUBMITTED


def test_an_organiser_of_another_edition_reaches_nothing(two, as_user):
    other = makers.edition(29, date(2026, 7, 19))
    client = as_user(makers.organiser(other, "otto@example.org"))
    assert client.get(reverse("nominations:student", args=[two.mine.pk])).status_code == 404
    data = {"n": [two.mine.pk], "decision": Receiver.NOT_SELECTED}
    assert client.post(reverse("nominations:pending"), data).status_code == 404
    keys = {"keys": str(two.mine.pk), "confirmed": 1, "seen": services.mark_of([two.mine])}
    assert client.post(reverse("nominations:release"), keys).status_code == 302
    two.mine.refresh_from_db()
    assert (two.mine.pending, two.mine.receiver_state) == (Receiver.SELECTED, Receiver.WAITING)


def test_a_partner_that_names_through_another_one_is_seen_there(cast):
    jablonec = makers.body(cast.edition, "Jablonec", country="CZ", parent=cast.kumamoto)
    row = makers.submitted(cast.edition, jablonec, "Jana")
    assert list(roles.visible_to(Nomination.objects.all(), cast.cem)) == [row]
    assert list(roles.visible_to(Nomination.objects.all(), cast.dana)) == []
    assert [m.to_email for m in Message.objects.filter(kind="nomination_received")] == ["cem@example.org"]


def test_an_ended_coordinator_loses_access_at_once(two, as_user):
    client = as_user(two.cem)
    assert client.get(reverse("nominations:mine")).status_code == 200
    services.end_coordinator(coordinator=two.cem.coordinator_rows.get(), by=two.olga)
    assert client.get(reverse("nominations:mine")).status_code == 404
    assert client.get(reverse("nominations:student", args=[two.mine.pk])).status_code == 404


@pytest.mark.parametrize(("begins", "ends", "holds"), [(0, 0, True), (1, 5, False), (-5, -1, False)])
def test_from_and_to_include_both_days(cast, begins, ends, holds):
    today = clock.today()
    row = cast.cem.coordinator_rows.get()
    row.active_from, row.active_to = today + timedelta(days=begins), today + timedelta(days=ends)
    row.save()
    assert roles.holds(User.objects.get(pk=cast.cem.pk), "coordinator") is holds


def test_an_invitation_makes_a_coordinator(cast, mailbox):
    row = services.invite_coordinator(
        body=cast.kumamoto, name="Yuki Ito", email="Yuki@example.org", by=cast.olga
    )
    (message,) = mailbox(kind="coordinator_invitation")
    assert message.to_email == "yuki@example.org"
    with pytest.raises(services.AlreadyCoordinator):
        services.invite_coordinator(body=cast.kumamoto, name="Y", email="yuki@example.org", by=cast.olga)
    token = accounts.invitation_link(message.context["invitation"]).rstrip("/").rpartition("/")[2]
    user = accounts.accept(token=token)
    row.refresh_from_db()
    assert (row.user, user.name, user.time_zone) == (user, "Yuki Ito", "Asia/Tokyo")
    assert roles.holds(user, "coordinator")


def test_an_ended_coordinators_invitation_is_refused_and_they_may_come_back(cast):
    row = services.invite_coordinator(body=cast.kumamoto, name="Yuki", email="yuki@example.org", by=cast.olga)
    invitation = Message.objects.get(kind="coordinator_invitation").context["invitation"]
    token = accounts.invitation_link(invitation).rstrip("/").rpartition("/")[2]
    services.end_coordinator(coordinator=row, by=cast.olga)
    with pytest.raises(accounts.Refused):
        accounts.accept(token=token)
    again = services.invite_coordinator(
        body=cast.kumamoto, name="Yuki", email="yuki@example.org", by=cast.olga
    )
    assert (again.pk, again.active_to) == (row.pk, None)


def test_coordinators_read_what_the_declaration_says(two):
    shown = privacy.reveal(two.mine, reader=two.cem, role="coordinator")
    assert "school" in shown
    assert not {"on_behalf", "decision_note"} & set(shown)
    with pytest.raises(privacy.Hidden):
        privacy.reveal(two.theirs, reader=two.cem)


def test_erasing_a_person_empties_lists_and_letters_that_name_them(two):
    services.stash_list(
        edition=two.edition, body=two.kumamoto, owner=two.cem, file_name="k.csv", data=b"Name\nMio"
    )
    message = Message.objects.get(kind="nomination_received", to_email="cem@example.org")
    Message.objects.filter(pk=message.pk).update(body_text="Mio Hayashida", body_html="Mio Hayashida")
    privacy.erase(person_id=two.mine.participation.person_id, by=two.olga, reason="asked")
    message.refresh_from_db()
    assert (message.body_text, message.body_html) == ("", "")
    assert not two.kumamoto.importstash_set.exists()
    two.mine.refresh_from_db()
    assert two.mine.school == ""
    assert mails.forget(two.theirs.participation.person_id)["outbox.Message"] == 1


def test_coordinator_rows_are_their_own(cast):
    assert [c.email for c in roles.visible_to(Coordinator.objects.all(), cast.cem)] == ["cem@example.org"]
