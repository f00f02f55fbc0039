"""Who may enter a view: every view of ours says so by name, and one that names nobody is refused.

    @access("organiser", "coordinator")     holders of one of these roles; a stranger gets "not found"
    @access.any_user                        everybody who is signed in
    @access.public                          everybody; no sign-in asked

Which rows they see inside is a matter of `accounts.roles.visible_to`.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, TypeVar, cast

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.core.checks import CheckMessage, Error, Warning
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from accounts import roles
from ish.desk import typed
from ish.desk.addresses import every_address

View = TypeVar("View", bound=Callable[..., HttpResponseBase])
OURS = ("accounts.", "ish.", "logistics.")
# `accounts` stands below this app and cannot use the decorator: its views need a sign-in unless they opt out by name.
# The pulse of the process is for the supervisor, not for people.
EXCEPTED = ("accounts.", "ish.health")
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Rule:
    """Who may enter: nobody in particular (`public`), everybody signed in (no roles), or holders of one of `roles`."""

    roles: tuple[str, ...] = ()
    public: bool = False


class _Access:
    """The decorator; see the head of this file."""

    def __call__(self, *names: str) -> Callable[[View], View]:
        """Let holders of one of the roles named enter; raises `TypeError` without any."""
        if not names or not all(isinstance(name, str) for name in names):
            raise TypeError('Name the roles that may enter: @access("organiser").')

        def decorate(view: View) -> View:
            @wraps(view)
            def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
                if not roles.holds(request.user, *names):
                    raise Http404
                return view(request, *args, **kwargs)

            return _marked(cast(View, guarded), Rule(roles=names))

        return decorate

    def any_user(self, view: View) -> View:
        """Let everybody enter who is signed in."""
        return _marked(view, Rule())

    def public(self, view: View) -> View:
        """Let everybody enter."""
        return _marked(login_not_required(view), Rule(public=True))


access = _Access()


def _marked(view: View, rule: Rule) -> View:
    view.access = rule  # type: ignore[attr-defined]
    return view


def rule_of(view: Any) -> Rule | None:
    """Return the rule a view carries, or None when it names nobody."""
    rule = getattr(view, "access", None)
    return rule if isinstance(rule, Rule) else None


def needs_rule(view: Any) -> bool:
    """Say whether this view is one of ours, which have to name who may enter."""
    module = str(getattr(getattr(view, "view_class", view), "__module__", "")) + "."
    return module.startswith(OURS) and not module.startswith(EXCEPTED)


class AccessMiddleware(LoginRequiredMiddleware):
    """Closed unless opened: asks for a sign-in, and refuses a view of ours that names nobody."""

    def process_view(
        self,
        request: HttpRequest,
        view_func: Callable[..., Any],
        view_args: tuple[Any, ...],
        view_kwargs: dict[str, Any],
    ) -> HttpResponseBase | None:
        """Return the way to the sign-in page for anonymous visitors; raises `Http404` for an unnamed view."""
        if needs_rule(view_func) and rule_of(view_func) is None:
            log.error("view names nobody", extra={"view": getattr(view_func, "__qualname__", str(view_func))})
            raise Http404
        return super().process_view(request, view_func, view_args, view_kwargs)

    def handle_no_permission(self, request: HttpRequest, view_func: Callable[..., Any]) -> Any:
        """Answer a page fragment's request with 401: the page stays, keeps what was typed and offers to sign in again. What was
        sent without script is kept until then."""
        if request.headers.get("HX-Request") == "true":
            return HttpResponse(status=401)
        typed.keep(request)
        return super().handle_no_permission(request, view_func)


def check_views(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """System check: every view of ours names who may enter, by roles that exist."""
    found: list[CheckMessage] = []
    known = {role.name for role in roles.every()}
    for address in every_address():
        if not needs_rule(address.view):
            continue
        rule = rule_of(address.view)
        if rule is None:
            found.append(Error(f"The view at {address.route!r} names nobody who may enter.", id="desk.E001"))
        elif unknown := set(rule.roles) - known:
            names = ", ".join(sorted(unknown))
            text = f"The view at {address.route!r} names roles that nobody can hold: {names}."
            found.append(Warning(text, id="desk.W001"))
    return found
