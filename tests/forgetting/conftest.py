"""Fixtures for the tests of forgetting."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest


@pytest.fixture
def data(settings: Any, tmp_path: Path) -> Iterator[Path]:
    """A data directory of our own."""
    settings.DATA_DIR, settings.MEDIA_ROOT = tmp_path, tmp_path / "uploads"
    settings.MAIL_DIR = tmp_path / "mail"
    return tmp_path
