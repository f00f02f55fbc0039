"""Whom organisers write down without inviting them is told what is kept of them: once, after a day in which they could be."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from ish.outbox import rendering
from ish.outbox.models import Message
from ish.people import account_services, guest_services
from ish.people import services as people
from ish.people.guest_services import Guest
from ish.people.knowing import Sought
from ish.profiles import guest_mails


@pytest.fixture
def add(edition, organiser):
    olga = organiser()

    def one(name: str, email: str = "", capacity: str = "tutor"):
        who = Sought(given=name, family="Sato", email=email, born=None)
        guest = Guest(who=who, capacity=capacity)
        return guest_services.add_guest(edition=edition, guest=guest, by=olga).participation

    return one


def written():
    return list(Message.objects.filter(kind=guest_mails.KIND).order_by("pk"))


def test_who_is_written_down_is_told_a_day_later_where_it_all_stands(add):
    row = add("Tara", "tara@example.org")
    add("Noemi")  # no address: nobody to write to
    [message] = written()
    assert message.not_before > timezone.now() + timedelta(hours=23)
    assert guest_mails._still_wanted(message)
    text = rendering.preview(message).text
    assert "tutor" in text.lower() and "wrote down your name" in text
    assert guest_mails._link(message).endswith(reverse("desk:privacy"))
    people.withdraw(participation=row, by=None)
    assert not guest_mails._still_wanted(message)


def test_who_was_invited_meanwhile_has_read_it_there(add):
    row = add("Tara", "tara@example.org", "day_guest")
    account_services.invite_person(participation=row, by=None)
    assert not guest_mails._still_wanted(written()[0])


def test_an_address_that_is_written_down_later_is_written_to(add):
    row = add("Tara")
    people.save_person(person=row.person, values={"email": "tara@example.org"}, by=None)
    assert [message.to_email for message in written()] == ["tara@example.org"]


def test_students_are_written_to_by_another_letter(pia):
    people.save_person(person=pia.person, values={"email": "pia.new@example.org"}, by=None)
    assert not written()
