"""Sign-in mails go through the outbox: sealed, at once, in the language of the person."""

from typing import Any

import pytest
from allauth.account.adapter import get_adapter
from allauth.account.models import EmailAddress
from django.test import Client
from django.urls import reverse

from accounts.models import User
from ish.outbox import delivery
from ish.outbox.models import Message
from ish.outbox.states import State
from tests.outbox.sink import Sink

pytestmark = pytest.mark.django_db


def test_a_sign_in_code_is_a_sealed_row(client: Client, sink: Sink, rung: list[Any]) -> None:
    pia = User.objects.create_user("pia@example.org", language="de")
    EmailAddress.objects.create(user=pia, email=pia.email, verified=True, primary=True)
    response = client.post(reverse("account_request_login_code"), {"email": "pia@example.org"})
    assert response.status_code == 302
    message = Message.objects.get()
    assert (message.to_email, message.transient, message.state) == ("pia@example.org", True, State.QUEUED)
    assert (message.subject, message.body_text, message.language, message.to_user) == ("", "", "de", pia)
    assert message.secret_body and message.expires_at
    assert delivery.deliver(message.pk) == 1
    [mail] = sink.parsed()
    plain = mail.get_body(("plain",))
    assert plain is not None and len(plain.get_content()) > 20
    message.refresh_from_db()
    assert message.secret_body is None


def test_mail_server_down_fails_no_sign_in(client: Client, settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    pia = User.objects.create_user("pia@example.org")
    EmailAddress.objects.create(user=pia, email=pia.email, verified=True, primary=True)
    assert client.post(reverse("account_request_login_code"), {"email": pia.email}).status_code == 302
    assert Message.objects.get().state == State.QUEUED


def test_it_is_the_door_that_allauth_uses() -> None:
    assert type(get_adapter()).__module__ == "ish.outbox.allauth_adapter"
