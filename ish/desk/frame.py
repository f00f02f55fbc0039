"""The frame of every page: edition, navigation, who is signed in. Worked out only where a page shows it."""

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.functional import Promise, cached_property
from django.utils.translation import gettext_lazy as _

from accounts import demo, roles
from ish import clock
from ish.desk import counts
from ish.desk.registry import PARTS, Entry, navigation, url_of

SESSION_KEY = "edition"
SEARCHERS = ("organiser", "coordinator", "host")

CurrentEdition = Callable[[HttpRequest], Any]
EveryEdition = Callable[[Any], Iterable[Any]]
EditionAs = Callable[[HttpRequest, str], Any]
_source: dict[str, Any] = {
    "current": lambda request: None,
    "every": lambda user: [],
    "as_role": lambda request, role: None,
}


def set_edition_source(*, current: CurrentEdition, every: EveryEdition, as_role: EditionAs) -> None:
    """Say where editions come from: `current(request)` the one looked at or None, `every(user)` those the user has to do with,
    `as_role(request, role)` the one that pages of this role are about."""
    _source.update(current=current, every=every, as_role=as_role)


def current_edition(request: HttpRequest) -> Any:
    """Return the edition looked at, or None."""
    return _source["current"](request)


def edition_as(request: HttpRequest, role: str) -> Any:
    """Return the edition that pages of this role are about: the one looked at if the user has this role there; or None."""
    kept: dict[str, Any] = request.__dict__.setdefault("_editions_as", {})
    if role not in kept:
        kept[role] = _source["as_role"](request, role)
    return kept[role]


def editions_of(user: Any) -> list[Any]:
    """Return the editions a user has anything to do with."""
    return list(_source["every"](user))


def chosen_edition(request: HttpRequest) -> int | None:
    """Return the key of the edition chosen in this session, or None. Whether it may be seen is for the source to ask."""
    chosen = request.session.get(SESSION_KEY) if hasattr(request, "session") else None
    return chosen if isinstance(chosen, int) else None


def choose_edition(request: HttpRequest, pk: int) -> None:
    """Remember the edition for this session."""
    request.session[SESSION_KEY] = pk


_SECONDS = 15  # for so long the numbers of the navigation are kept, unless the user changes something


class NumbersMiddleware:
    """Has the numbers of the navigation counted anew after a user sent something."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Return the answer of the next in line."""
        response = self.get_response(request)
        if request.method == "POST" and request.user.is_authenticated:
            cache.delete(_key(request.user))
        return response


def _key(user: Any) -> str:
    return f"ish.frame.numbers:{user.pk}"


FEW = 9  # entries of a role that need no headings among them


class Frame:
    """What the frame shows. Each part is worked out when a template first asks for it, so fragments cost nothing."""

    def __init__(self, request: HttpRequest) -> None:
        self._request = request
        self._user: Any = getattr(request, "user", None)
        self._signed_in = bool(self._user is not None and self._user.is_authenticated)

    @cached_property
    def product(self) -> str:
        """The name at the top."""
        return str(getattr(settings, "PRODUCT_NAME", "ISH"))

    @cached_property
    def edition(self) -> Any:
        """The edition looked at, or None."""
        return current_edition(self._request) if self._signed_in else None

    @cached_property
    def editions(self) -> list[dict[str, Any]]:
        """All editions of this user, for the switcher; the address that takes the choice is `edition_url`."""
        if not self._signed_in:
            return []
        now = getattr(self.edition, "pk", None)
        return [{"pk": e.pk, "label": str(e), "current": e.pk == now} for e in editions_of(self._user)]

    @cached_property
    def edition_url(self) -> str:
        """Where the switcher posts to."""
        return reverse("desk:edition")

    @cached_property
    def _roles(self) -> list[roles.Role]:
        return roles.held_by(self._user) if self._signed_in else []

    @cached_property
    def roles(self) -> list[str | Promise]:
        """The roles of the user, in words."""
        return [role.label for role in self._roles]

    @cached_property
    def user_name(self) -> str:
        """What the user is called; empty for a visitor."""
        return str(self._user.get_full_name()) if self._signed_in else ""

    @cached_property
    def search_url(self) -> str:
        """Where to search; empty for those who have nothing to search."""
        return reverse("desk:search") if any(role.name in SEARCHERS for role in self._roles) else ""

    @cached_property
    def navigation(self) -> list[dict[str, Any]]:
        """The desk, then groups of entries, one a role; a single role needs no heading, one with many entries has several."""
        groups: list[dict[str, Any]] = []
        of_role = {r.name: self._entries(r.name) for r in self._roles}
        numbers = self._numbers([entry for entries in of_role.values() for entry in entries])
        for role in self._roles:
            entries = [
                (e.part, self._item(e, numbers.get(_name(e), 0))) for e in of_role[role.name] if url_of(e)
            ]
            if entries:
                groups += _parted(role.label if len(self._roles) > 1 else "", entries)
        if groups:
            self._put_desk_first(groups)
        self._mark_current(groups)
        return groups

    def _entries(self, role: str) -> list[Entry]:
        found = navigation.of(role, edition_as(self._request, role))
        return [entry for entry in found if entry.shown is None or entry.shown(self._request)]

    @staticmethod
    def _put_desk_first(groups: list[dict[str, Any]]) -> None:
        url = reverse("desk:home")
        desk = {"label": _("Your desk"), "url": url, "icon": "house-door", "count": 0, "closeness": 0}
        if groups[0]["label"]:
            groups.insert(0, {"label": "", "items": []})
        groups[0]["items"] = [desk, *(item for item in groups[0]["items"] if item["url"] != url)]

    def _numbers(self, entries: list[Entry]) -> dict[str, int]:
        """Return what stands beside the entries that count something (one query, kept for some seconds)."""
        looked_at = [getattr(edition_as(self._request, role.name), "pk", None) for role in self._roles]
        kept = cache.get(_key(self._user))
        if kept is None or kept[0] != looked_at:
            asked = {
                _name(e): rows
                for e in entries
                if e.counted and (rows := e.counted(self._request)) is not None
            }
            kept = (looked_at, dict(zip(asked, counts.together(list(asked.values())), strict=True)))
            cache.set(_key(self._user), kept, _SECONDS)
        return kept[1]

    def _item(self, entry: Entry, count: int) -> dict[str, Any]:
        return {
            "label": entry.label,
            "url": url_of(entry),
            "icon": entry.icon,
            "count": count,
            "closeness": navigation.closeness(entry, self._page),
        }

    @cached_property
    def _page(self) -> str:
        """The name of the page that is looked at, "" where nothing is."""
        found = self._request.resolver_match
        return found.view_name if found else ""

    def _mark_current(self, groups: list[dict[str, Any]]) -> None:
        """Mark the entry whose address is the longest beginning of this page's address, or else inside of which the page lies."""
        path = self._request.path
        items = [item for group in groups for item in group["items"]]
        fits = {id(i): len(i["url"]) for i in items if path == i["url"] or _under(path, i["url"])}
        fits = fits or {id(i): i["closeness"] for i in items if i["closeness"]}
        best = max(fits.values(), default=0)
        for item in items:
            item["current"] = bool(best) and fits.get(id(item)) == best

    @cached_property
    def demo(self) -> bool:
        """Whether this is a demonstration."""
        return demo.is_demo()

    @cached_property
    def cast_url(self) -> str:
        """Where a visitor of the demonstration becomes somebody else."""
        return reverse("accounts:demo_cast")

    @cached_property
    def mailbox_url(self) -> str:
        """Where the mails of the demonstration are read."""
        return reverse("desk:mailbox")

    @cached_property
    def day(self) -> date:
        """The day that rules see."""
        return clock.today()


def _name(entry: Entry) -> str:
    return f"{entry.role} {entry.url_name}"


def _under(path: str, url: str) -> bool:
    return url != "/" and url.endswith("/") and path.startswith(url)


def frame(request: HttpRequest) -> dict[str, Frame]:
    """Context processor: `frame` for the templates (see `Frame`)."""
    return {"frame": Frame(request)}


def _parted(label: str | Promise, entries: list[tuple[str, dict[str, Any]]]) -> list[dict[str, Any]]:
    """Return the entries of a role as groups: one under its label, or several under the headings of their parts."""
    if len(entries) <= FEW:
        return [{"label": label, "items": [item for _part, item in entries]}]
    headings: dict[str, str | Promise] = {"": label, **PARTS}
    parts = {part: [item for of, item in entries if of == part] for part in headings}
    return [{"label": headings[part], "items": items} for part, items in parts.items() if items]
