"""Pia with a place and an organiser, as the tests of profiles have them."""

from tests.profiles.conftest import *  # noqa: F403 - the same people on the same day
