"""The two ladders: every pair of old and new, and what each step brings with it."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError

from ish.nominations import named_queries, services
from ish.nominations.models import Nomination
from ish.nominations.states import RECEIVER_NEXT, SENDER_NEXT, Receiver, Sender
from ish.outbox.models import Message
from ish.people.models import Person
from ish.people.states import State
from tests.nominations import makers


@pytest.mark.parametrize("old", Sender.values)
@pytest.mark.parametrize("new", Sender.values)
def test_senders_ladder(cast, old, new):
    row = makers.at(makers.draft(cast.edition, cast.kumamoto), sender_state=old)
    if new in SENDER_NEXT[old]:
        assert services.move_sender(nomination=row, to=new, by=cast.olga).sender_state == new
    else:
        with pytest.raises(services.NotAllowed):
            services.move_sender(nomination=row, to=new, by=cast.olga)
    row.refresh_from_db()
    assert row.sender_state == (new if new in SENDER_NEXT[old] else old)


@pytest.mark.parametrize("old", Receiver.values)
@pytest.mark.parametrize("new", Receiver.values)
def test_receivers_ladder(cast, old, new):
    row = makers.at(makers.draft(cast.edition, cast.kumamoto), receiver_state=old)
    if new in RECEIVER_NEXT[old]:
        assert services.move_receiver(nomination=row, to=new, by=cast.olga).receiver_state == new
    else:
        with pytest.raises(services.NotAllowed):
            services.move_receiver(nomination=row, to=new, by=cast.olga)
    row.refresh_from_db()
    assert row.receiver_state == (new if new in RECEIVER_NEXT[old] else old)


def test_a_draft_is_a_person_who_takes_part_and_nobody_is_written_to(cast):
    row = makers.draft(cast.edition, cast.kumamoto, guardian_name="Ken Hayashida", rank=1)
    assert (row.sender_state, row.participation.state) == (Sender.DRAFT, State.PROSPECTIVE)
    assert row.participation.person.language == cast.kumamoto.language
    assert [g.name for g in row.participation.person.guardians.all()] == ["Ken Hayashida"]
    assert not Message.objects.exists()


def test_brothers_and_sisters_at_one_address_are_two_and_asked_for_another(cast):
    anais = makers.draft(cast.edition, cast.kumamoto, "Anaïs", "Lefèvre", email="family@example.org")
    with pytest.raises(ValidationError) as refused:
        makers.draft(cast.edition, cast.kumamoto, "Éloïse", "Lefèvre", email="Family@example.org")
    assert "Anaïs Lefèvre is on your list with this e-mail address." in refused.value.message_dict["email"][0]
    eloise = makers.draft(cast.edition, cast.kumamoto, "Éloïse", "Lefèvre", email="")
    with pytest.raises(ValidationError):
        services.save(nomination=eloise, values={"email": "family@example.org"}, version=0, by=cast.cem)
    services.save(nomination=anais, values={"email": "FAMILY@example.org"}, version=0, by=cast.cem)
    # A slip in the name of the same student is still the same student.
    with pytest.raises(services.AlreadyNamed):
        makers.draft(cast.edition, cast.kumamoto, "Anais M.", "Lefevre", email="family@example.org")


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Camille Fabre", "Clémence Fabre", False),
        ("Mio Hayashida", "Mia Hayashida", False),
        ("Camile Fabre", "Camille Fabre", True),
        ("Ana Maria Silva", "Ana Silva", True),
        ("佐藤 美咲", "Misaki Sato", True),
        ("Ana Silva", "Bo Jensen", False),
    ],
)
def test_who_may_be_the_same_student_at_one_address(one, other, same):
    assert named_queries.may_be_same(one, other) is same
    assert named_queries.may_be_same(other, one) is same


def test_the_same_student_is_named_once_and_twins_are_two(cast):
    first = makers.draft(cast.edition, cast.kumamoto)
    with pytest.raises(services.AlreadyNamed) as found:
        makers.draft(cast.edition, cast.kumamoto)
    assert found.value.nomination == first
    with pytest.raises(services.AlreadyNamed):
        makers.draft(cast.edition, cast.kumamoto, "MIO", "hayashida", email="")
    makers.draft(cast.edition, cast.kumamoto, "Mao")
    assert Nomination.objects.count() == Person.objects.count() == 2


def test_handing_in_writes_one_message_for_the_batch_to_each_coordinator(cast, mailbox):
    makers.coordinator(cast.kumamoto, "deputy@example.org", kind="deputy")
    rows = [makers.draft(cast.edition, cast.kumamoto, name) for name in ("Mio", "Ryu", "Hina")]
    assert len(services.submit(nominations=rows, by=cast.cem)) == 3
    assert services.submit(nominations=rows, by=cast.cem) == []
    sent = mailbox(kind="nomination_received")
    assert sorted(m.to_email for m in sent) == ["cem@example.org", "deputy@example.org"]
    assert [m.context["count"] for m in sent] == [3, 3]


def test_late_is_after_the_later_of_the_phase_and_the_partners_own_date(cast, on_day):
    closes = cast.phase.closes
    own = makers.body(cast.edition, "Cambridge", names_by=closes + timedelta(days=5), country="GB")
    for body, day, late in (
        (cast.kumamoto, closes, False),
        (cast.kumamoto, closes + timedelta(days=1), True),
        (own, closes + timedelta(days=5), False),
        (own, closes + timedelta(days=6), True),
    ):
        on_day(day.isoformat())
        row = makers.submitted(cast.edition, body, f"Given{day.toordinal()}")
        assert row.late is late, (body, day)


def test_send_back_correct_hand_in_again(cast, mailbox):
    row = makers.submitted(cast.edition, cast.kumamoto)
    with pytest.raises(ValueError, match="Say what"):
        services.send_back(nomination=row, comment="  ", by=cast.olga)
    services.send_back(nomination=row, comment="Which grade?", by=cast.olga)
    row.refresh_from_db()
    assert (row.sender_state, row.sent_back_comment) == (Sender.SENT_BACK, "Which grade?")
    assert [m.to_email for m in mailbox(kind="nomination_sent_back")] == ["cem@example.org"]
    services.save(nomination=row, values={"grade": "12"}, version=row.version, by=cast.cem)
    row = services.resubmit(nomination=Nomination.objects.get(pk=row.pk), by=cast.cem)
    assert (row.sender_state, row.grade) == (Sender.RESUBMITTED, "12")
    with pytest.raises(services.NotAllowed):
        services.resubmit(nomination=row, by=cast.cem)


def test_what_is_handed_in_is_not_saved_over(cast):
    row = makers.submitted(cast.edition, cast.kumamoto)
    with pytest.raises(services.NotAllowed):
        services.save(nomination=row, values={"grade": "12"}, version=row.version, by=cast.cem)


def test_two_editors_the_second_is_told(cast):
    row = makers.draft(cast.edition, cast.kumamoto)
    services.save(nomination=row, values={"given_names": "Mio Ann"}, version=0, by=cast.cem)
    with pytest.raises(services.ChangedMeanwhile) as found:
        services.save(nomination=row, values={"grade": "3"}, version=0, by=cast.olga)
    assert found.value.current.version == 1
    assert Person.objects.get().given_names == "Mio Ann"


def test_a_withdrawn_draft_is_silent_and_a_withdrawn_nomination_is_not(cast, mailbox):
    quiet, known = (
        makers.draft(cast.edition, cast.kumamoto, "Ryu"),
        makers.submitted(cast.edition, cast.kumamoto),
    )
    for row in (quiet, known):
        services.withdraw(nomination=row, by=cast.cem)
        row.refresh_from_db()
        assert (row.sender_state, row.participation.state) == (Sender.WITHDRAWN, State.WITHDREW)
    assert [m.to_email for m in mailbox(kind="withdrawn_notice")] == ["mio.hayashida@example.org"]
    with pytest.raises(services.NotAllowed):
        services.withdraw(nomination=known, by=cast.cem)


def test_a_single_name_is_a_name(cast):
    row = makers.draft(cast.edition, cast.kumamoto, "Suharto", "", birth_date=date(2008, 1, 1))
    assert row.participation.person.full_name == "Suharto"
