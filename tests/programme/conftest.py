"""Fixtures for the tests of programme: the same cast as for people."""

from tests.people.conftest import as_user, edition, on_day

__all__ = ["as_user", "edition", "on_day"]
