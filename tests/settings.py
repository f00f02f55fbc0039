"""The product's settings, read after the test servers of the chosen column have been started."""

from tests import servers

FOLDER = servers.prepare()

from ish.settings import *  # noqa: E402,F403 - the environment must be complete before the settings read it
from ish.settings import DATABASES  # noqa: E402 - the same

if servers.column() == "embedded":
    # A file, as in real life: locks, WAL and several connections behave differently in memory.
    DATABASES["default"]["TEST"] = {"NAME": str(FOLDER / "test.sqlite3")}
# The real hash takes a fifth of a second; the test of sign-in times sets it back.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# Every test client starts the middleware anew: looking files up when asked beats listing hundreds of them each time.
WHITENOISE_AUTOREFRESH = True
