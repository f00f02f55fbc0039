"""Sending: claim, ask again, send, mark; a bad row stops nothing; the server's answers."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from ish.outbox import delivery, wire
from ish.outbox.models import Message
from ish.outbox.states import State
from tests.outbox.conftest import World
from tests.outbox.sink import Sink

pytestmark = pytest.mark.django_db
Write = Callable[..., Message]


def states() -> dict[str, str]:
    return dict(Message.objects.order_by("pk").values_list("to_email", "state"))


def test_sent_in_the_language_and_zone_of_the_recipient(write: Write, world: World, sink: Sink) -> None:
    message = write(language="de", to_name="Zoë Ożga")
    assert delivery.deliver(message.pk) == 1
    [mail] = sink.parsed()
    assert mail["To"].addresses[0].display_name == "Zoë Ożga"
    assert mail["Content-Language"] == "de"
    message.refresh_from_db()
    assert (message.state, message.attempts, message.error) == (State.SENT, 1, "")
    assert message.sent_at is not None


def test_links_are_on_the_wire_and_not_in_the_row(write: Write, world: World, sink: Sink) -> None:
    message = write()
    delivery.deliver(message.pk)
    plain = sink.parsed()[0].get_body(("plain",))
    assert plain is not None and world.minted[0] in plain.get_content()
    message.refresh_from_db()
    assert "[personal link]" in message.body_text and "[personal link]" in message.body_html
    assert "/l/1" not in message.body_text + message.body_html
    assert "Why you get this: Because." in message.body_text


def test_links_that_a_context_brings_are_recognised(write: Write, world: World, sink: Sink) -> None:
    message = write(
        kind="test.rich", context={"word": "<i>", "rows": [{"url": "https://example.org/secret"}]}
    )
    delivery.deliver(message.pk)
    html = sink.parsed()[0].get_body(("html",))
    assert html is not None and 'href="https://example.org/l/1' in html.get_content()
    assert "&lt;i&gt;" in html.get_content()


def test_headers(write: Write, sink: Sink) -> None:
    message = write()
    delivery.deliver(message.pk)
    [mail] = sink.parsed()
    assert mail["Message-ID"] == message.message_id
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["List-Id"].startswith("<test.hello.ish.")
    assert mail["From"] == "ISH <ish@example.org>"


@pytest.mark.parametrize("break_", ["\n", "\r\n", "\r", "\u2028", "\x0b", "\x00"])
def test_names_with_line_breaks_write_no_headers(break_: str, write: Write, sink: Sink) -> None:
    delivery.deliver(
        write(to_name=f"Pia{break_}Bcc: eve@example.org", context={"word": f"a{break_}Bcc: x@y.z"}).pk
    )
    [mail] = sink.parsed()
    assert mail["Bcc"] is None
    assert sink.recipients == ["pia@example.org"]
    assert "Bcc: eve@example.org" in mail["To"].addresses[0].display_name


@pytest.mark.parametrize(
    ("raw", "ascii_"),
    [("ada@bücher.example", "ada@xn--bcher-kva.example"), (" ada@example.org ", "ada@example.org")],
)
def test_addresses_that_can_be_written_to(raw: str, ascii_: str) -> None:
    assert wire.address(raw) == ascii_


@pytest.mark.parametrize(
    "raw",
    [
        "",
        "ada",
        "@example.org",
        "ada@",
        "a b@example.org",
        "zoë@example.org",
        "a@b@c",
        "a@x\nBcc: b@example.org",
    ],
)
def test_addresses_that_cannot(raw: str) -> None:
    with pytest.raises(wire.Never):
        wire.address(raw)


def test_one_bad_row_stops_nothing(write: Write, world: World, sink: Sink) -> None:
    sink.refuse = {"gone@example.org": "550 5.1.1 nobody here", "full@example.org": "452 4.2.2 full"}
    world.broken.add("broken@example.org")
    names = ["a", "gone", "not an address", "full", "broken", "b"]
    rows = [write(to_email=name if " " in name else f"{name}@example.org") for name in names]
    assert delivery.deliver_batch([row.pk for row in rows]) == 2
    assert (sink.recipients, sink.connections) == (["a@example.org", "b@example.org"], 1)
    failed = {m.to_email: m for m in Message.objects.filter(state=State.FAILED)}
    assert set(failed) == {"gone@example.org", "not an address", "full@example.org", "broken@example.org"}
    assert failed["gone@example.org"].error.startswith("550")
    for_good = {email for email, m in failed.items() if m.not_before is None}
    assert for_good == {"gone@example.org", "not an address"}


def test_a_failed_one_is_tried_again_when_its_time_has_come(write: Write, sink: Sink) -> None:
    sink.refuse = {"pia@example.org": "452 4.2.2 full"}
    message = write()
    delivery.deliver(message.pk)
    delivery.sweep()
    assert states() == {"pia@example.org": State.FAILED}
    Message.objects.update(not_before=timezone.now() - timedelta(seconds=1))
    sink.refuse = {}
    delivery.sweep()
    assert delivery.deliver(message.pk) == 1


def test_after_three_days_only_an_organiser_can_try_again(write: Write, sink: Sink) -> None:
    sink.refuse = {"pia@example.org": "452 4.2.2 full"}
    message = write()
    Message.objects.update(created_at=timezone.now() - timedelta(days=4))
    delivery.deliver(message.pk)
    message.refresh_from_db()
    assert (message.state, message.not_before) == (State.FAILED, None)


def test_nobody_is_told_what_is_no_longer_so(write: Write, world: World, sink: Sink) -> None:
    message, world.wanted = write(), False
    assert delivery.deliver(message.pk) == 0
    assert (states(), sink.mails) == ({"pia@example.org": State.DROPPED}, [])


def test_mail_server_down_keeps_the_rows(write: Write, settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9  # nobody listens there
    rows = [write(to_email=f"{name}@example.org") for name in "ab"]
    assert delivery.deliver_batch([row.pk for row in rows]) == 0
    for row in Message.objects.all():
        assert (row.state, row.attempts) == (State.QUEUED, 1)
        assert row.not_before and row.not_before > timezone.now()
        assert "refused" in row.error.lower()


def test_a_line_that_is_cut_is_opened_again(write: Write, sink: Sink) -> None:
    sink.hang_up_after = 2
    rows = [write(to_email=f"{name}@example.org") for name in "abcd"]
    assert delivery.deliver_batch([row.pk for row in rows]) == 4
    assert (sink.recipients, sink.connections) == ([f"{name}@example.org" for name in "abcd"], 2)


def test_a_batch_that_takes_too_long_hands_the_rest_back(
    write: Write, sink: Sink, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delivery, "BUDGET_SECONDS", -1.0)
    rows = [write(to_email=f"{name}@example.org") for name in "ab"]
    assert delivery.deliver_batch([row.pk for row in rows]) == 0
    assert [(m.state, m.attempts, m.not_before) for m in Message.objects.all()] == [
        (State.QUEUED, 0, None)
    ] * 2


def test_a_lost_doorbell_is_rung_by_the_sweep_once(
    write: Write, rung: list[Any], django_capture_on_commit_callbacks: Any
) -> None:
    message = write()
    Message.objects.update(rung_at=timezone.now() - timedelta(minutes=5))
    with django_capture_on_commit_callbacks(execute=True):
        assert (delivery.sweep(), delivery.sweep()) == (1, 0)
    assert rung == [("outbox.deliver_batch", ([message.pk],))]


def test_expired_sign_in_mails_are_emptied(write: Write, sink: Sink) -> None:
    rows = [write(kind="test.code") for _ in range(3)]
    Message.objects.filter(pk=rows[1].pk).update(state=State.SENDING)
    Message.objects.filter(pk=rows[1].pk).update(state=State.FAILED)
    Message.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert delivery.deliver(rows[2].pk) == 0
    delivery.sweep()
    assert set(Message.objects.values_list("state", "secret_body")) == {
        (State.DROPPED, None),
        (State.DISCARDED, None),
    }
    assert sink.mails == []


def test_pauses_grow_and_stay_bearable() -> None:
    minutes = [delivery.pause(n).total_seconds() / 60 for n in (1, 2, 3, 8, 40)]
    assert minutes == [1, 2, 4, 120, 120]
