"""The page before anything that cannot be undone or that writes to people: what will happen, in numbers."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise

Words = str | Promise


def number(value: int, label: Words, tone: str = "") -> dict[str, Any]:
    """Return one number for the head of the page: 12, "people will be written to"."""
    return {"value": value, "label": label, "tone": tone}


def confirm(
    request: HttpRequest,
    title: Words,
    sentences: Iterable[Words],
    action_label: Words,
    back_url: str,
    danger: bool = False,
    *,
    lead: Words = "",
    warnings: Iterable[Words] = (),
    numbers: Sequence[dict[str, Any]] = (),
    undo: Words = "",
    hidden: Sequence[tuple[str, Any]] = (),
    form: Any = None,
    about: Any = None,
    status: int = 200,
) -> HttpResponse:
    """Return the page. It posts to its own address with `confirmed=1` and the `hidden` values; ask `confirmed(request)` there.

    `warnings` say what speaks for waiting, `numbers` come from `number()`, `undo` says how it can be taken back, `form` asks for
    more (a reason), `about` is the row of the person whom it is about.
    """
    fields = [{"name": "confirmed", "value": "1"}, *({"name": n, "value": v} for n, v in hidden)]
    page = {
        "heading": title,
        "lead": lead,
        "warnings": list(warnings),
        "numbers": list(numbers),
        "consequences": list(sentences),
        "submit": action_label,
        "cancel_url": back_url,
        "danger": danger,
        "undo": undo,
        "hidden": fields,
        "form": form,
    }
    crumbs = [{"label": title}]
    context = {"confirm": page, "breadcrumbs": crumbs, "about": about}
    return render(request, "components/confirm_page.html", context, status=status)


def confirmed(request: HttpRequest) -> bool:
    """Say whether this is the answer to such a page."""
    return request.method == "POST" and request.POST.get("confirmed") == "1"
