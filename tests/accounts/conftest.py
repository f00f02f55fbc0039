"""A small cast, and roles of this test alone."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import pytest
from allauth.account.adapter import get_adapter
from django.db.models import F

from accounts import roles, services
from accounts.adapter import Adapter
from accounts.models import User


@pytest.fixture
def pia(db: None) -> User:
    """Somebody without any role."""
    return services.add_user(email="pia@example.org", name="Pia Sommer")


@pytest.fixture
def olga(db: None) -> User:
    """Somebody whom the fixture `wide_role` counts among those who see many people."""
    return services.add_user(email="olga@example.org", name="Olga Winter")


@pytest.fixture
def bound(monkeypatch: pytest.MonkeyPatch) -> list[tuple[int, Any]]:
    """A role "guest" that takes note of who was bound to which row."""
    taken: list[tuple[int, Any]] = []

    def bind(target_id: int, user: Any) -> None:
        if target_id == 666:
            raise RuntimeError("The row is gone.")
        taken.append((target_id, user.email))

    guest = roles.Role(
        name="guest",
        label="Guest",
        holds=lambda user: False,
        holders=lambda: User.objects.none().annotate(user=F("pk")),
        bind=bind,
        describe=lambda target_id: f"Guest number {target_id}",
    )
    monkeypatch.setitem(roles._roles, "guest", guest)
    return taken


@pytest.fixture
def wide_role(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Only Olga sees many people; calling the result takes the role from her."""
    role = roles.Role(
        name="overseer",
        label="Overseer",
        holds=lambda user: user.email == "olga@example.org",
        holders=lambda: User.objects.filter(email="olga@example.org").annotate(user=F("pk")),
        wide=True,
    )
    nobody = replace(
        role, holds=lambda user: False, holders=lambda: User.objects.none().annotate(user=F("pk"))
    )
    monkeypatch.setattr(roles, "_roles", {"overseer": role})
    return lambda: monkeypatch.setattr(roles, "_roles", {"overseer": nobody})


@dataclass
class Sent:
    """A mail that sign-in wanted to send."""

    kind: str
    to: str
    code: str
    subject: str
    text: str


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[Sent]:
    """The mails of sign-in, rendered, instead of rows of the outbox."""
    mails: list[Sent] = []

    def send_mail(self: Any, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        known = {"email": email, "current_site": None, **context}
        mail = self.render_mail(template_prefix, email, known)
        mails.append(
            Sent(template_prefix, email, str(context.get("code", "")), str(mail.subject), str(mail.body))
        )

    monkeypatch.setattr(Adapter, "send_mail", send_mail, raising=False)
    if "send_mail" in vars(get_adapter().__class__):
        monkeypatch.setattr(get_adapter().__class__, "send_mail", send_mail)
    return mails
