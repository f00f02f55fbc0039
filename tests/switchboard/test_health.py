"""What a supervisor sees."""

import pytest
from django.test import Client

from ish import health


def test_alive_needs_nothing(client: Client) -> None:
    answer = client.get("/healthz")
    assert (answer.status_code, answer.content) == (200, b"ok\n")


def test_ready_when_everything_is_there(client: Client, db: None) -> None:
    answer = client.get("/readyz")
    assert answer.json() == {"database": True, "migrations": True, "broker": True}
    assert answer.status_code == 200


@pytest.mark.parametrize("broken", ["database", "migrations", "broker"])
def test_not_ready_says_what_but_not_why(
    client: Client, db: None, monkeypatch: pytest.MonkeyPatch, broken: str
) -> None:
    def fail() -> bool:
        raise ConnectionError("secret-host refused")

    monkeypatch.setitem(health.CHECKS, broken, fail)
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert [name for name, fine in answer.json().items() if not fine] == [broken]
    assert b"secret-host" not in answer.content


def test_a_broker_that_is_gone_is_noticed_quickly(client: Client, db: None, settings: object) -> None:
    settings.REDIS_URL = "redis://127.0.0.1:1/0"  # type: ignore[attr-defined]
    assert client.get("/readyz").json()["broker"] is False


def test_the_policy_allows_nothing_inline(client: Client) -> None:
    policy = client.get("/healthz").headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
