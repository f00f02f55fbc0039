"""What can be known about the container set-up without an engine: names, health checks, and that nothing drifts."""

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.architecture.tree import ROOT

# Named in .env.example, but not for the settings.
NOT_SETTINGS = {"POSTGRES_PASSWORD", "PORT"}
# Read by the settings, but nothing an installation should set by file.
NOT_EXPLAINED = {"IGNORE_ENV_FILE"}


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    loaded = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
    assert isinstance(loaded, dict)
    return loaded


def names_in_settings() -> set[str]:
    return set(re.findall(r'env\.\w+\(\s*"([A-Z_]+)"', (ROOT / "ish" / "settings.py").read_text()))


def names_in_example() -> set[str]:
    return set(re.findall(r"^(?:# )?([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))


def test_the_services_are_there(compose: dict[str, Any]) -> None:
    assert set(compose["services"]) == {"migrate", "web", "worker", "beat", "postgres", "redis", "mailpit"}


def test_every_lasting_service_says_whether_it_is_well(compose: dict[str, Any]) -> None:
    lasting = {name: service for name, service in compose["services"].items() if name != "migrate"}
    assert [name for name, service in lasting.items() if "test" not in service.get("healthcheck", {})] == []


def test_nobody_waits_for_a_service_that_is_not_there(compose: dict[str, Any]) -> None:
    for service in compose["services"].values():
        for name, wish in service.get("depends_on", {}).items():
            other = compose["services"][name]
            assert wish["condition"] != "service_healthy" or "healthcheck" in other


def test_the_environment_is_one_the_settings_read(compose: dict[str, Any]) -> None:
    for name in ("migrate", "web", "worker", "beat"):
        assert set(compose["services"][name]["environment"]) <= names_in_settings()


def test_the_worker_answers_to_its_check(compose: dict[str, Any]) -> None:
    """A ping needs the remote control, which stands on Redis; without it the worker would never be called well."""
    assert "inspect ping" in compose["services"]["worker"]["healthcheck"]["test"][-1]
    said = "from ish import settings; print(settings.CELERY_WORKER_ENABLE_REMOTE_CONTROL)"
    for address, expected in (("redis://redis:6379/0", "True"), ("", "False")):
        environment = {**os.environ, "IGNORE_ENV_FILE": "1", "REDIS_URL": address}
        run = subprocess.run(  # noqa: S603 - fixed arguments
            [sys.executable, "-c", said],
            cwd=ROOT,
            env=environment,
            capture_output=True,
            text=True,
            check=True,
        )
        assert run.stdout.strip() == expected


def test_volumes_are_declared(compose: dict[str, Any]) -> None:
    used = {
        volume.partition(":")[0]
        for service in compose["services"].values()
        for volume in service.get("volumes", [])
    }
    assert used == set(compose["volumes"])


def test_worker_and_beat_start_our_application(compose: dict[str, Any]) -> None:
    for name in ("worker", "beat"):
        command = compose["services"][name]["command"]
        assert command[:4] == ["celery", "-A", "ish", name]


def test_no_secret_is_written_down(compose: dict[str, Any]) -> None:
    for service in compose["services"].values():
        for name, value in (service.get("environment") or {}).items():
            if name in ("SECRET_KEY", "FIELD_KEYS", "POSTGRES_PASSWORD"):
                assert str(value).startswith("${")
    text = (ROOT / ".env.example").read_text()
    assert all(re.search(rf"^{name}=$", text, re.MULTILINE) for name in ("SECRET_KEY", "FIELD_KEYS"))


def test_every_setting_is_explained() -> None:
    assert names_in_settings() - NOT_EXPLAINED == names_in_example() - NOT_SETTINGS


def test_the_example_itself_is_a_working_environment(tmp_path: Path) -> None:
    """Copied unchanged, with its empty values, it gives the embedded servers."""
    lines = [
        line for line in (ROOT / ".env.example").read_text().splitlines() if "=" in line and line[0] != "#"
    ]
    env = {**dict(line.split("=", 1) for line in lines), "PATH": os.environ["PATH"]}
    env |= {
        "DATA_DIR": str(tmp_path / "data"),
        "IGNORE_ENV_FILE": "1",
        "DJANGO_SETTINGS_MODULE": "ish.settings",
    }
    code = (
        "from django.conf import settings as s;"
        "print(s.DATABASES['default']['ENGINE'], s.EMAIL_BACKEND, s.CELERY_BROKER_URL, len(s.FIELD_KEYS), s.DEBUG)"
    )
    run = subprocess.run(  # noqa: S603 - fixed arguments
        [sys.executable, "-c", code], cwd=ROOT, env=env, capture_output=True, text=True, check=True
    )
    assert run.stdout.split() == [
        "django.db.backends.sqlite3",
        "ish.outbox.files.EmailBackend",
        "files://localhost",
        "1",
        "False",
    ]
    assert {path.stat().st_mode & 0o777 for path in (tmp_path / "data").glob("*key*")} == {0o600}


def test_the_image_needs_no_root_and_starts_what_make_run_starts() -> None:
    text = (ROOT / "Dockerfile").read_text()
    assert re.search(r"^USER ish$", text, re.MULTILINE)
    assert "ish.wsgi:application" in text
    assert "--require-hashes" in text
    ignored = (ROOT / ".dockerignore").read_text().split()
    assert {".env", "data", ".git"} <= set(ignored)
