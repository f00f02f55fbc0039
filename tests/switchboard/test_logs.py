"""What lines of the log say, and what they never say."""

import io
import json
import logging
import logging.config
from typing import Any

import pytest
import structlog
from django.test import Client, RequestFactory

from ish import logs


@pytest.mark.parametrize(
    ("address", "line"),
    [
        ("/healthz?q=Pia", "GET /healthz"),
        ("/nowhere/pia@example.org/", "GET /(no such address)"),
    ],
)
def test_a_request_is_logged_by_its_route(address: str, line: str) -> None:
    assert logs.RequestMiddleware.format_request(RequestFactory().get(address)) == line


def lines_of(*, as_json: bool) -> str:
    config: dict[str, Any] = logs.logging_config(as_json=as_json, level="INFO")
    out = io.StringIO()
    config["handlers"]["console"]["stream"] = out
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    try:
        logging.config.dictConfig(config)
        structlog.get_logger("ish.test").info("moved", participation=7, user_agent="Some browser 1.0")
        logging.getLogger("plain").warning("from %s", "a library")
        secret = "passport C01X00T47"
        try:
            raise ValueError("broken" if secret else "")
        except ValueError:
            structlog.get_logger("ish.test").exception("failed")
    finally:
        root.handlers[:], root.level = before, level
    return out.getvalue()


def test_machines_get_json() -> None:
    lines = [json.loads(line) for line in lines_of(as_json=True).splitlines()]
    assert [line["event"] for line in lines] == ["moved", "from a library", "failed"]
    assert lines[0]["participation"] == 7
    assert "user_agent" not in lines[0]


def test_people_get_keys_and_values() -> None:
    assert "participation=7" in lines_of(as_json=False)


@pytest.mark.parametrize("as_json", [True, False])
def test_a_traceback_shows_no_values(as_json: bool) -> None:
    assert "C01X00T47" not in lines_of(as_json=as_json)


def test_nobody_is_tracked(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO):
        client.get("/healthz?name=Pia", headers={"user-agent": "Tell-tale 2.0"}, REMOTE_ADDR="192.0.2.7")
    said = caplog.text
    assert "request_finished" in said
    assert not any(word in said for word in ("Pia", "Tell-tale", "192.0.2.7"))
