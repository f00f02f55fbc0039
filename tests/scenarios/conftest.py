"""The hard days have the cast of the tests of nominations, and a data directory of their own where something is erased."""

from tests.forgetting.conftest import data
from tests.nominations.conftest import as_user, cast, on_day

__all__ = ["as_user", "cast", "data", "on_day"]
