"""The hard days have the cast of the tests of nominations."""

from tests.nominations.conftest import as_user, cast, on_day

__all__ = ["as_user", "cast", "on_day"]
