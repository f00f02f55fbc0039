"""What organisers do with the handbook: look it through, write, preview, publish, order, delete."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from ish.desk.access import access
from ish.desk.confirm import confirm, confirmed
from ish.handbook import markup, queries, services
from ish.handbook.comparing import compare
from ish.handbook.forms import PageForm
from ish.handbook.models import Page, Version
from ish.handbook.shelf import WRITTEN
from ish.handbook.states import ALL, Audience, Kind, Stand
from ish.programme.queries import organised_edition


@require_safe
@access("organiser")
def manage(request: HttpRequest) -> HttpResponse:
    """All pages of the edition in hand, in order: who reads them, what is published, what waits."""
    edition = organised_edition(request)
    rows = queries.overview(edition)
    language = queries.language()
    for row in rows:
        row["title"] = (row["draft"] or row["current"]).title(language)
        row["readers"] = ", ".join(str(Audience(code).label) for code in row["page"].audience)
    context = {
        "edition": edition,
        "rows": rows,
        "items": [{"pk": row["page"].pk, "label": row["title"]} for row in rows],
        "again": sum(row["page"].look_again for row in rows),
        "has_rules": any(row["page"].kind == Kind.RULES for row in rows),
        "breadcrumbs": [{"label": _("Handbook")}],
    }
    return render(request, "handbook/manage.html", context)


@require_POST
@access("organiser")
def propose(request: HttpRequest) -> HttpResponse:
    """Begin with the pages that we propose."""
    count = services.propose(edition=organised_edition(request), by=request.user)
    words = ngettext("%(n)s page is here as a draft.", "%(n)s pages are here as drafts.", count)
    messages.success(request, words % {"n": count})
    return redirect("handbook:manage")


@require_POST
@access("organiser")
def order(request: HttpRequest) -> HttpResponse:
    """Keep the order of the pages; a button of a row moves it by one."""
    keys = [int(value) for value in request.POST.getlist("order") if value.isdecimal() and len(value) < 18]
    way, _colon, moved = request.POST.get("move", "").partition(":")
    if moved.isdecimal() and len(moved) < 18 and int(moved) in keys:
        at = keys.index(int(moved))
        to = at - 1 if way == "up" else at + 1
        if 0 <= to < len(keys):
            keys[at], keys[to] = keys[to], keys[at]
    services.order(edition=organised_edition(request), keys=keys)
    messages.success(request, _("The order is kept."))
    return redirect("handbook:manage")


# ---------------------------------------------------------------- A PAGE


@access("organiser")
def new(request: HttpRequest) -> HttpResponse:
    """A new page, a chapter or (once) the house rules."""
    edition = organised_edition(request)
    kind = Kind.RULES if request.GET.get("kind") == Kind.RULES else Kind.CHAPTER
    form = PageForm(request.POST or None, initial=PageForm.initial_of(None, None), kind=kind, changes=False)
    if request.method == "POST" and request.POST.get("do") == "preview":
        return _previewed(request, form, kind=kind)
    if request.method == "POST" and form.is_valid():
        try:
            page = services.add(edition=edition, kind=kind, by=request.user, **form.words)
        except services.NotAllowed as error:
            form.add_error(None, str(error))
        else:
            return _after(request, page)
    return _form_page(request, form, kind=kind)


@access("organiser")
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Write a page: previewed, kept as a draft, or published."""
    page = queries.managed_page(request.user, pk)
    newest = queries.newest(page)
    changes = page.versions.exclude(stand=Stand.DRAFT).exists()
    initial = PageForm.initial_of(page, newest)
    form = PageForm(request.POST or None, initial=initial, kind=page.kind, changes=changes)
    if request.method == "POST" and request.POST.get("do") == "preview":
        return _previewed(request, form, page=page, newest=newest, kind=page.kind)
    theirs: list[dict[str, Any]] = []
    if request.method == "POST" and form.is_valid():
        try:
            _save(request, page, form)
        except services.ChangedMeanwhile as error:
            theirs = _meanwhile(form, error)
        except services.NotAllowed as error:
            form.add_error(None, str(error))
        else:
            return _after(request, page)
    return _form_page(request, form, page=page, newest=newest, kind=page.kind, theirs=theirs)


def _save(request: HttpRequest, page: Page, form: PageForm) -> None:
    """Keep what was written as a draft. Raises `ChangedMeanwhile`, `NotAllowed`."""
    services.save(
        page=page,
        asks_again=form.cleaned_data.get("asks_again", False),
        edits=form.cleaned_data.get("edits") or 0,
        by=request.user,
        **form.words,
    )


def _after(request: HttpRequest, page: Page) -> HttpResponse:
    """Publish what was just kept when that was asked for, and lead on."""
    if request.POST.get("do") != "publish":
        messages.success(request, _("Kept as a draft. Readers do not see it yet."))
        return redirect("handbook:edit", page.pk)
    if page.kind == Kind.RULES:
        return redirect("handbook:publish", page.pk)
    return _publish(request, page)


def _meanwhile(form: PageForm, error: services.ChangedMeanwhile) -> list[dict[str, Any]]:
    """Say on the form that somebody was faster, let the next saving win, and return how their texts differ from these."""
    text = _("Somebody else has changed this in the meantime. Saving again keeps what you see here.")
    form.add_error(None, text)
    data: Any = form.data.copy()  # type: ignore[attr-defined]
    data["edits"] = str(error.edits)
    form.data = data
    found = []
    for code, typed in form.typed.items():
        theirs = f"{error.newest.titles.get(code, '')}\n{error.newest.bodies.get(code, '')}"
        mine = f"{typed['title']}\n{typed['body']}".replace("\r\n", "\n")
        if lines := compare(theirs, mine):
            found.append({"language": code, "name": WRITTEN[code], "lines": lines})
    return found


def _form_page(
    request: HttpRequest,
    form: PageForm,
    *,
    kind: str,
    page: Page | None = None,
    newest: Version | None = None,
    theirs: Any = (),
    preview: Any = None,
) -> HttpResponse:
    rules, language = kind == Kind.RULES, queries.language()
    heading = newest.title(language) if newest else _("House rules") if rules else _("New chapter")
    context = {
        "form": form,
        "page": page,
        "newest": newest,
        "is_rules": rules,
        "heading": heading,
        "theirs": theirs,
        "preview": preview,
        "languages": [
            {"name": WRITTEN[code], "fields": form.section(f"title_{code}", f"body_{code}")}
            for code in form.codes
        ],
        "breadcrumbs": [{"label": _("Handbook"), "url": reverse("handbook:manage")}, {"label": heading}],
    }
    return render(request, "handbook/edit.html", context)


def _previewed(request: HttpRequest, form: PageForm, **page: Any) -> HttpResponse:
    """Return the page as it would be read, and the links in it that lead nowhere; a part of the page to whoever asks for one."""
    edition = page["page"].edition if page.get("page") else organised_edition(request)
    slugs = set(Page.objects.filter(edition=edition).values_list("slug", flat=True))
    shown = [
        {
            "language": code,
            "name": WRITTEN[code],
            "title": typed["title"],
            "text": _as_html(typed["body"]),
            "nowhere": sorted(markup.chapters_in(markup.read(typed["body"])) - slugs),
        }
        for code, typed in form.typed.items()
        if typed["title"] or typed["body"]
    ]
    if request.headers.get("HX-Request") == "true":
        return render(request, "handbook/_preview.html", {"preview": shown})
    return _form_page(request, form, preview=shown, **page)


def _as_html(text: str) -> SafeString:
    """Return a text as it is shown, at the length that is allowed."""
    return mark_safe(
        markup.html(text[: markup.LONGEST], lambda slug: "#preview")
    )  # escaped there, sign by sign


# ---------------------------------------------------------------- PUBLISHING, VERSIONS, DELETING


@access("organiser")
def publish(request: HttpRequest, pk: int) -> HttpResponse:
    """Let readers see the draft; for house rules after saying what that means for those who agreed."""
    page = queries.managed_page(request.user, pk)
    if confirmed(request) or (request.method == "POST" and page.kind != Kind.RULES):
        return _publish(request, page)
    newest = queries.newest(page)
    if newest.stand != Stand.DRAFT:
        return redirect("handbook:edit", page.pk)
    lines = [
        _(
            "Everybody it is meant for reads it from now on; the version before stays for those who agreed to it."
        )
    ]
    if newest.number > 1:
        lines.append(
            _("Those who have agreed to an earlier version are asked again.")
            if newest.asks_again
            else _("Those who have agreed to an earlier version are not asked again.")
        )
    back = reverse("handbook:edit", args=[page.pk])
    title = _("Publish version %(number)s of the house rules?") % {"number": newest.number}
    return confirm(request, title, lines, _("Publish"), back)


def _publish(request: HttpRequest, page: Page) -> HttpResponse:
    try:
        row = services.publish(page=page, by=request.user)
    except services.NotAllowed as error:
        messages.error(request, str(error))
        return redirect("handbook:edit", page.pk)
    words = {"title": row.title(queries.language()), "number": row.number}
    messages.success(request, _("Published: %(title)s, version %(number)s.") % words)
    return redirect("handbook:manage")


@require_safe
@access("organiser")
def versions(request: HttpRequest, pk: int) -> HttpResponse:
    """Every version of a page, and what each changed."""
    page = queries.managed_page(request.user, pk)
    rows = queries.versions_of(page)
    shown = []
    for row, before in zip(rows, [*rows[1:], None], strict=True):
        groups = [
            {"language": code, "name": WRITTEN[code], "lines": lines}
            for code in ALL
            if before is not None and (lines := compare(_whole(before, code), _whole(row, code)))
        ]
        shown.append({"version": row, "first": before is None, "groups": groups})
    title = rows[0].title(queries.language()) if rows else ""
    crumbs = [
        {"label": _("Handbook"), "url": reverse("handbook:manage")},
        {"label": title, "url": reverse("handbook:edit", args=[page.pk])},
        {"label": _("Versions")},
    ]
    return render(
        request,
        "handbook/versions.html",
        {"page": page, "title": title, "rows": shown, "breadcrumbs": crumbs},
    )


def _whole(row: Version, code: str) -> str:
    return f"{row.titles.get(code, '')}\n{row.bodies.get(code, '')}"


@require_POST
@access("organiser")
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    """Throw a draft away and go on with what is published."""
    page = queries.managed_page(request.user, pk)
    try:
        services.discard(page=page, by=request.user)
    except services.NotAllowed as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The draft is gone."))
    return redirect("handbook:edit", page.pk)


@access("organiser")
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Delete a page, after a question."""
    page = queries.managed_page(request.user, pk)
    title = queries.newest(page).title(queries.language())
    if confirmed(request):
        try:
            services.remove(page=page, by=request.user)
        except services.NotAllowed as error:
            messages.error(request, str(error))
            return redirect("handbook:edit", page.pk)
        messages.success(request, _("The page is gone."))
        return redirect("handbook:manage")
    lines = [_("The page goes with all its versions, for all who read it, and for good.")]
    back = reverse("handbook:edit", args=[page.pk])
    return confirm(
        request, _("Delete “%(title)s”?") % {"title": title}, lines, _("Delete it"), back, danger=True
    )
