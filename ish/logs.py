"""How lines of the log look, and what never gets into one: addresses of people, tokens, queries, IP numbers."""

from collections.abc import MutableMapping
from typing import Any

import structlog
from django.http import HttpRequest
from django.urls import Resolver404, resolve
from django_structlog.middlewares import RequestMiddleware as PlainRequestMiddleware
from structlog.tracebacks import ExceptionDictTransformer

# Where it broke, but not with which values: locals hold names and passports.
_tracebacks = ExceptionDictTransformer(show_locals=False)
SHARED_PROCESSORS: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.processors.StackInfoRenderer(),
]


class RequestMiddleware(PlainRequestMiddleware):
    """Logs each request by the pattern it matched: paths carry one-time links, queries carry names."""

    @staticmethod
    def format_request(request: HttpRequest) -> str:
        """Return method and route, such as `GET people/<int:pk>/`; an unknown address has no route."""
        try:
            route = resolve(request.path_info).route
        except Resolver404:
            route = "(no such address)"
        return f"{request.method} /{route.removeprefix('/')}"


def forget_user_agent(logger: Any, method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Drop what would tell one visitor's machine from another's."""
    event.pop("user_agent", None)
    return event


def configure_structlog() -> None:
    """Send structlog's events through the standard library, where one formatter serves everybody."""
    structlog.configure(
        processors=[
            *SHARED_PROCESSORS[:1],
            structlog.stdlib.filter_by_level,
            *SHARED_PROCESSORS[1:],
            forget_user_agent,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )


def logging_config(*, as_json: bool, level: str) -> dict[str, Any]:
    """Return Django's LOGGING: key-value lines for people, JSON lines for machines."""
    renderer: list[Any] = (
        [
            structlog.processors.ExceptionRenderer(_tracebacks),
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ]
        if as_json
        else [structlog.processors.ExceptionRenderer(), structlog.processors.LogfmtRenderer()]
    )
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "lines": {
                "()": structlog.stdlib.ProcessorFormatter,
                "processors": [structlog.stdlib.ProcessorFormatter.remove_processors_meta, *renderer],
                "foreign_pre_chain": SHARED_PROCESSORS,
            }
        },
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "lines"}},
        "root": {"handlers": ["console"], "level": level},
        "loggers": {
            # Django's own request lines carry whole paths; ours carry routes.
            "django.request": {"level": "ERROR"},
            "django.server": {"handlers": ["console"], "level": "WARNING", "propagate": False},
            "celery.app.trace": {"level": "WARNING"},
        },
    }
