"""Fixtures for everybody: the browser, the accessibility rules, a real worker, the mailbox."""

import gc
import logging
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from importlib import import_module
from itertools import zip_longest
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.core.signals import setting_changed
from django.db import connection
from django.db.models.signals import post_migrate
from django.http import HttpResponseNotFound
from django.template.base import Template
from django.test import Client
from django.test.client import ClientHandler
from django.test.utils import _TestState
from django.utils import translation
from hypothesis import HealthCheck
from hypothesis import settings as examples

from tests import axe_rules, prepared, servers, sweeping
from tests.worker import Worker

IN_CI = os.environ.get("CI", "").lower() in ("1", "true", "yes")
DATABASE_FIXTURES = {"db", "transactional_db", "django_db_setup", "live_server", "worker"}
_skipped: list[str] = []

# The same examples in every run, and none has failed because the machine was busy; `--hypothesis-profile=default` draws new ones.
examples.register_profile(
    "steady", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
examples.load_profile("steady")


# ---------------------------------------------------------------- which tests run in which column


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark each test by what it needs; in the second column leave out what servers cannot change."""
    for item in items:
        fixtures = set(getattr(item, "fixturenames", ()))
        needs_database = bool(fixtures & DATABASE_FIXTURES) or item.get_closest_marker("django_db")
        item.add_marker("db" if needs_database else "pure")
        for name, fixture in (("browser", "page"), ("worker", "worker")):
            if fixture in fixtures:
                item.add_marker(name)
    _share_out([item for item in items if item.get_closest_marker("in_turns")])
    if servers.column() == "servers":
        once = [item for item in items if item.get_closest_marker("pure") or item.get_closest_marker("once")]
        config.hook.pytest_deselected(items=once)
        left_out = set(once)
        items[:] = [item for item in items if item not in left_out]
    elsewhere = [item for item in items if item.get_closest_marker("elsewhere")]
    config.hook.pytest_deselected(items=elsewhere)
    items[:] = [item for item in items if not item.get_closest_marker("elsewhere")]
    items[:] = long_ones_first(items)


def _share_out(items: list[pytest.Item]) -> None:
    """Long walks that are told apart by language, actor or address alone take turns when both sets of servers are run: the first
    on one set, the second on the other, so that both carry the walk and each walk is done once."""
    if "ISH_TEST_TURNS" not in os.environ:
        return
    mine = 1 if servers.column() == "servers" else 0
    for number, item in enumerate(items):
        if number % 2 != mine:
            item.add_marker("elsewhere")


# Those that take longest begin, so that no worker is still busy with one when the others have nothing left to do; and those
# that need a browser take turns with those that do not.
LONG_WITH_BROWSER = ("tests.journey",)
LONG = (
    "tests.scale",
    "tests.access.test_matrix",
    "tests.canary",
    "tests.desk.test_backup",
    "tests.access",
    "tests.switchboard.test_launch",
    "tests.profiles.test_typing_browser",
    "tests.profiles.test_whole_profile_browser",
    "tests.logistics.test_demo",
    "tests.placements.test_matching_shared",
    "tests.forgetting.test_season",
)


def long_ones_first(items: list[pytest.Item]) -> list[pytest.Item]:
    """Return the tests in the order in which parallel workers are to take them; the order of short ones is kept."""
    with_browser = [item for item in items if _in(item, LONG_WITH_BROWSER)]
    without = sorted(
        (item for item in items if _in(item, LONG)),
        key=lambda item: next(place for place, name in enumerate(LONG) if _in(item, (name,))),
    )
    turns = [item for pair in zip_longest(with_browser, without) for item in pair if item is not None]
    taken = set(turns)
    return [*turns, *(item for item in items if item not in taken)]


def _in(item: pytest.Item, modules: tuple[str, ...]) -> bool:
    return f"{item.module.__name__}.".startswith(tuple(f"{name}." for name in modules))  # type: ignore[attr-defined]


def pytest_collection_finish(session: pytest.Session) -> None:
    """What is there by now stays: looking for garbage among it, again and again, takes a tenth of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    if report.skipped and not hasattr(report, "wasxfail"):
        _skipped.append(report.nodeid)


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """On the build server nothing may be skipped: a missing server or browser is a failure there."""
    if IN_CI and _skipped and exitstatus == 0:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: Any) -> None:
    if IN_CI and _skipped:
        terminalreporter.write_line(f"Skipped, which counts as failed here: {', '.join(_skipped)}", red=True)


@pytest.fixture(autouse=True)
def _fresh_cache() -> Iterator[None]:
    """No test sees what another one left: what was cached (rate limits, the demo's clock), the language of its last page."""
    cache.clear()
    translation.deactivate()
    yield
    cache.clear()


# ---------------------------------------------------------------- a database that is migrated already


@pytest.fixture(scope="session")
def _prepared(django_db_modify_db_settings: None) -> Iterator[ExitStack]:
    """The turn to migrate: kept until the database stands, so that whoever comes next finds it."""
    with ExitStack() as turn:
        turn.enter_context(prepared.unhurried())
        turn.enter_context(prepared.alone())
        yield turn


@pytest.fixture(scope="session")
def django_db_keepdb(_prepared: ExitStack) -> bool:
    """A migrated database is taken as it is."""
    return prepared.lay_out()


@pytest.fixture(scope="session")
def django_db_setup(
    django_db_setup: None, django_db_keepdb: bool, _prepared: ExitStack, django_db_blocker: Any
) -> None:
    """Keep the database for the next one, unless it was at hand already."""
    with django_db_blocker.unblock():
        if not django_db_keepdb:
            prepared.keep()
        sweeping.remember(connection)
    _prepared.close()


# ---------------------------------------------------------------- clients that start quickly

_CHAIN = ("_view_middleware", "_template_response_middleware", "_exception_middleware", "_middleware_chain")
_chain: dict[str, Any] = {}
_load_middleware = ClientHandler.load_middleware


def _load_once(handler: ClientHandler, is_async: bool = False) -> None:
    """Every client would start all middleware anew: they share it for as long as no setting changes."""
    if not _chain:
        _load_middleware(handler, is_async)
        _chain.update({name: getattr(handler, name) for name in _CHAIN})
    vars(handler).update(_chain)


def _forget_chain(**_change: Any) -> None:
    _chain.clear()


ClientHandler.load_middleware = _load_once  # type: ignore[method-assign]
setting_changed.connect(_forget_chain)


def _places_again(sender: Any, **more: Any) -> None:
    """Fill in the known places when a test that really committed has emptied all tables (that ends with this signal)."""
    if sender.label != "logistics" or "plan" in more and more["plan"]:
        return  # migrations fill them in themselves
    if not sender.get_model("Place").objects.exists():
        import_module("logistics.migrations.0002_places").add(sender.apps, None)


post_migrate.connect(_places_again, dispatch_uid="tests: places again")


@pytest.fixture
def plain_templates(monkeypatch: pytest.MonkeyPatch) -> None:
    """For walks of hundreds of pages: templates do not copy their context for `response.context`, which nobody reads there."""
    monkeypatch.setattr(Template, "_render", _TestState.saved_data.template_render)


@pytest.fixture
def plain_refusals(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """For walks that are refused thousands of times: "not found" is said without the page around it, which is the same each time
    and looked at elsewhere; and no log is filled with it."""
    monkeypatch.setattr(
        "ish.urls.handler404", lambda request, exception: HttpResponseNotFound(), raising=False
    )
    requests = logging.getLogger("django_structlog")
    before = requests.level
    requests.setLevel(logging.ERROR)
    yield
    requests.setLevel(before)


# ---------------------------------------------------------------- the browser


def _chromium() -> str:
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if found := shutil.which(name):
            return found
    mac = Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome")
    if mac.exists():
        return str(mac)
    if IN_CI:
        pytest.fail("Chromium is not installed.")
    pytest.skip("Chromium is not installed.")


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Use the system's Chromium, quietly: it is neither to update itself nor to call anybody."""
    quiet = ["--disable-background-networking", "--disable-component-update", "--disable-sync"]
    quiet += [
        "--disable-default-apps",
        "--no-first-run",
        "--no-default-browser-check",
        "--disable-extensions",
    ]
    quiet += [
        "--disable-domain-reliability",
        "--disable-client-side-phishing-detection",
        "--metrics-recording-only",
    ]
    machine = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu", "--font-render-hinting=none"]
    return {**browser_type_launch_args, "executable_path": _chromium(), "args": [*machine, *quiet]}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    """An English visitor on the screen of an ordinary laptop."""
    return {**browser_context_args, "locale": "en-GB", "viewport": {"width": 1280, "height": 800}}


@pytest.fixture
def complaints() -> list[str]:
    """What the browser complained about; a test that provokes complaints empties it."""
    return []


@pytest.fixture
def page(page: Any, complaints: list[str]) -> Iterator[Any]:
    """A browser page; the test fails when a script breaks or the content security policy had to step in."""
    page.set_default_timeout(30_000)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on(
        "console",
        lambda line: complaints.append(line.text) if "Content Security Policy" in line.text else None,
    )
    yield page
    assert complaints == []


@pytest.fixture
def site(live_server: Any, settings: Any) -> str:
    """The address of a running site (no slash at the end); links in mails point to it too."""
    settings.BASE_URL = live_server.url
    return str(live_server.url)


@pytest.fixture
def signed_in(live_server: Any) -> Callable[[Any, Any], Any]:
    """`signed_in(page, user)` puts the user's session into the page's browser and returns the page."""

    def sign_in(page: Any, user: Any) -> Any:
        client = Client()
        client.force_login(user)
        name = "ish_session"
        page.context.add_cookies(
            [{"name": name, "value": client.cookies[name].value, "url": live_server.url}]
        )
        return page

    return sign_in


@pytest.fixture
def axe() -> Callable[[Any], None]:
    """`axe(page)` fails with a readable list when the page breaks a rule of accessibility."""
    return axe_rules.check


# ---------------------------------------------------------------- mail and background work


@pytest.fixture
def mailbox(db: None) -> Callable[..., list[Any]]:
    """`mailbox(to=…, kind=…)` returns the rows of the outbox, oldest first."""
    from ish.outbox.models import Message  # noqa: PLC0415 - apps: models need the settings first

    def read(*, to: str | None = None, kind: str | None = None) -> list[Any]:
        wanted = {k: v for k, v in {"to_email": to, "kind": kind}.items() if v is not None}
        return list(Message.objects.filter(**wanted).order_by("created_at", "pk"))

    return read


@pytest.fixture
def worker(request: pytest.FixtureRequest, transactional_db: None) -> Iterator[Worker]:
    """A real Celery worker (with its scheduler) on the test database; stopped cleanly at the end."""
    address = request.getfixturevalue("live_server").url if "live_server" in request.fixturenames else None
    process = Worker.start(base_url=address)
    yield process
    process.stop()
