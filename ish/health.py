"""Two questions a supervisor may ask: is the process alive, and can it do its work?"""

import os
from collections.abc import Callable
from pathlib import Path

import structlog
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache

log = structlog.get_logger(__name__)


@never_cache
@login_not_required
def alive(request: HttpRequest) -> HttpResponse:
    """Answer as long as the process can answer anything at all."""
    return HttpResponse("ok\n", content_type="text/plain")


@never_cache
@login_not_required
def ready(request: HttpRequest) -> HttpResponse:
    """Answer 200 when database, migrations and broker are as they should be, otherwise 503.

    The answer names what failed, never why: the reason goes to the log, the address is public.
    """
    answers = {name: _holds(name, check) for name, check in CHECKS.items()}
    return JsonResponse(answers, status=200 if all(answers.values()) else 503)


def _holds(name: str, check: Callable[[], bool]) -> bool:
    try:
        return check()
    except Exception as error:  # whatever goes wrong, the answer is "not ready"
        log.warning("not_ready", check=name, error=type(error).__name__)
        return False


def _database() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        return cursor.fetchone() == (1,)


def _migrations() -> bool:
    executor = MigrationExecutor(connection)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())


def _broker() -> bool:
    if settings.REDIS_URL:
        import redis  # noqa: PLC0415 - optional: slow to load, and of no use without such a broker

        client = redis.Redis.from_url(settings.REDIS_URL, socket_connect_timeout=1, socket_timeout=1)
        with client:
            return bool(client.ping())
    return os.access(Path(settings.QUEUE_DIR), os.W_OK)


CHECKS: dict[str, Callable[[], bool]] = {
    "database": _database,
    "migrations": _migrations,
    "broker": _broker,
}
