"""Signing in: the request against the password hash inside it, and an unknown address against a wrong password."""

import statistics
import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.common import cpu, heading, installation, row, verdict

PASSWORD = "correct horse battery"  # noqa: S105 - of an invented user
REPEATS = 9


def main() -> None:
    """Print the times and their ratios."""
    with installation():
        from django.conf import settings  # noqa: PLC0415 - after the set-up
        from django.contrib.auth.hashers import check_password  # noqa: PLC0415 - the same
        from django.test import Client  # noqa: PLC0415 - the same

        settings.ACCOUNT_RATE_LIMITS = False
        from accounts.models import User  # noqa: PLC0415 - the same

        user = User.objects.create_user("pia@example.org", password=PASSWORD, name="Pia")
        _confirm(user)
        client = Client()
        hashing = _middle(lambda: check_password(PASSWORD, user.password))
        right = _middle(lambda: _sign_in(client, "pia@example.org", PASSWORD, 302))
        wrong = _middle(lambda: _sign_in(client, "pia@example.org", "something else", 200))
        unknown = _middle(lambda: _sign_in(client, "nobody@example.org", "something else", 200))
    heading("Signing in", "CPU")
    row("the hash alone", f"{hashing * 1000:.1f} ms")
    row("right password", f"{right * 1000:.1f} ms", note=verdict(right, 1.15 * hashing + 0.010, "s"))
    row("wrong password", f"{wrong * 1000:.1f} ms")
    row("unknown address", f"{unknown * 1000:.1f} ms", note=verdict(abs(unknown / wrong - 1), 0.05, "apart"))


def _confirm(user: Any) -> None:
    from allauth.account.models import EmailAddress  # noqa: PLC0415 - after the set-up

    EmailAddress.objects.update_or_create(
        user=user, email=user.email, defaults={"primary": True, "verified": True}
    )


def _middle(work: Any) -> float:
    """Return the median CPU of some runs: single ones are disturbed by whatever else the machine does."""
    work()
    return statistics.median(cpu(work, 1) for _ in range(REPEATS))


def _sign_in(client: Any, email: str, password: str, expected: int) -> None:
    from django.urls import reverse  # noqa: PLC0415 - after the set-up

    client.cookies.clear()  # a visitor of its own, but no new server for each
    answer = client.post(reverse("account_login"), {"login": email, "password": password})
    if answer.status_code != expected:
        raise SystemExit(f"Signing in answered {answer.status_code}, not {expected}.")


if __name__ == "__main__":
    main()
