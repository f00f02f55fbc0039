"""A small world with a student, an organiser and everything the canary plants."""

import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from accounts.models import User
from ish.jobs import running
from ish.rights import services
from ish.rights.models import Copy
from tests.access.world import World, build


@pytest.fixture(autouse=True)
def _one_factor(settings: Any) -> None:
    settings.REQUIRE_SECOND_FACTOR = False


@pytest.fixture(autouse=True)
def _own_folder(settings: Any, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path
    settings.MEDIA_ROOT = tmp_path / "uploads"


@pytest.fixture
def world(db: None) -> World:
    return build()


@pytest.fixture
def enter() -> Callable[[User], Client]:
    def sign_in(user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return sign_in


def made(person: Any, *, by: Any, **kwargs: Any) -> Copy:
    """Start a copy and do its work."""
    copy = services.start_copy(person, by=by, **kwargs)
    assert running.run(copy.job_id or 0)
    copy.refresh_from_db()
    return copy


def opened(client: Client, copy: Copy) -> zipfile.ZipFile:
    """Return the archive that the page hands out."""
    response = client.get(reverse("rights:file", args=[copy.pk]))
    assert response.status_code == 200, response.status_code
    data = b"".join(response.streaming_content)  # type: ignore[arg-type]
    assert len(data) == int(response["Content-Length"])
    return zipfile.ZipFile(io.BytesIO(data))


def everything(archive: zipfile.ZipFile) -> str:
    """Return all texts of an archive as one, in lower case; of the paper, what it shows."""
    parts = [
        archive.read(name).decode(errors="replace")
        for name in archive.namelist()
        if not name.endswith(".pdf")
    ]
    paper = PdfReader(io.BytesIO(archive.read("everything.pdf")))
    parts += [page.extract_text() for page in paper.pages]
    return "\n".join([*archive.namelist(), *parts]).casefold()
