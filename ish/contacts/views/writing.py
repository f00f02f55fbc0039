"""Writing an entry: in a line on the page of what it is about, or in full; changing one's own, correcting, taking away."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts import roles
from ish import clock
from ish.contacts import panels, queries, rules, services, subjects
from ish.contacts.forms import EntryForm, FollowForm, QuickForm
from ish.contacts.models import Entry
from ish.contacts.states import Kind
from ish.contacts.subjects import Named
from ish.contacts.views.log import crumbs, entry_page, subject_or_404
from ish.desk.access import access
from ish.desk.confirm import confirm, confirmed
from ish.programme import queries as programme
from ish.programme.models import Edition


@require_safe
@access("organiser")
def find(request: HttpRequest) -> HttpResponse:
    """Whom the new entry is about: found by name."""
    edition = programme.organised_edition(request)
    text = request.GET.get("q", "").strip()[:100]
    context = {
        "text": text,
        "groups": [
            (
                subject.label,
                [
                    {"key": subject.key, "pk": key.partition(":")[2], "named": named}
                    for key, named in found.items()
                ],
            )
            for subject, found in subjects.search(request.user, edition, text)
        ],
        "breadcrumbs": [
            {"label": _("Contact log"), "url": reverse("contacts:log")},
            {"label": _("Write an entry")},
        ],
    }
    return render(request, "contacts/find.html", context)


def _edition(request: HttpRequest) -> Edition:
    """Return the edition that form or address name, if the user organises it, else the one in hand. Raises `Http404`."""
    given = request.POST if request.method == "POST" else request.GET
    wanted = given.get("edition", "")
    if not wanted:
        return programme.organised_edition(request)
    if not wanted.isdecimal() or len(wanted) > 17:
        raise Http404
    rows = Edition.objects.select_related("programme")
    return roles.visible_or_404(rows, request.user, role=rules.ORGANISER, pk=int(wanted))


@require_POST
@access("organiser")
def add(request: HttpRequest) -> HttpResponse:
    """Keep an entry written in a line; a page fragment gets its piece of the page back."""
    edition = _edition(request)
    about, named = subject_or_404(request, request.POST.get("about", ""), edition)
    form = QuickForm(request.POST, ours=rules.ours(edition))
    written = False
    if form.is_valid():
        services.add(edition=edition, about=about, values=form.values, by=request.user)
        written = True
    if request.headers.get("HX-Request") == "true":
        form = QuickForm() if written else form
        return HttpResponse(panels.render_log(request, about, edition, form=form, written=written))
    if written:
        messages.success(request, _("Written down."))
        return redirect(named.url or reverse("contacts:log"))
    full = EntryForm(_as_full(request), edition=edition)
    return _form_page(request, full, named, about=about, edition=edition)


def _as_full(request: HttpRequest) -> Any:
    """Return what was typed in a line as the form in full takes it."""
    data = request.POST.copy()
    data["day"] = clock.today().isoformat()
    data.setdefault("kind", Kind.NOTE)
    return data


@access("organiser")
def new(request: HttpRequest, key: str, pk: int) -> HttpResponse:
    """An entry in full."""
    edition = _edition(request)
    about, named = subject_or_404(request, f"{key}:{pk}", edition)
    return _write(request, named, about=about, edition=edition)


@access("organiser")
def correct(request: HttpRequest, pk: int) -> HttpResponse:
    """A correction of an older entry, as an entry of its own."""
    row = queries.entry_or_404(request.user, pk)
    about, named = subject_or_404(request, row.about, row.edition)
    return _write(request, named, about=about, edition=row.edition, corrects=row)


def _write(
    request: HttpRequest, named: Named, *, about: str, edition: Edition, corrects: Entry | None = None
) -> HttpResponse:
    ours = rules.ours(edition)
    form = EntryForm(request.POST or None, initial=_begins(corrects), edition=edition, ours=ours)
    if request.POST.get("do") == "read":
        form = _read(request, form)
    elif form.is_valid():
        row = services.add(
            edition=edition, about=about, values=form.values, by=request.user, corrects=corrects
        )
        messages.success(request, _("Written down."))
        return redirect("contacts:entry", row.pk)
    return _form_page(request, form, named, about=about, edition=edition, corrects=corrects)


def _begins(corrects: Entry | None) -> dict[str, Any]:
    if corrects is not None:
        begins = EntryForm.initial_of(corrects)
        return {name: begins[name] for name in ("kind", "direction", "day", "time", "with_whom", "subject")}
    return {"kind": Kind.PHONE, "day": clock.today()}


def _read(request: HttpRequest, form: EntryForm) -> EntryForm:
    """Return the form with the head of the pasted mail in its fields."""
    filled = form.filled_in()
    if filled is None:
        messages.info(
            request, _("There is no head of a mail at the beginning of the text. Fill in the rest yourself.")
        )
        filled = {name: form.data.get(name, "") for name in form.fields}
    else:
        messages.success(request, _("Filled in from the mail. Look it over, then keep it."))
    return EntryForm(initial=filled, edition=form.edition, ours=form.ours)


def _form_page(
    request: HttpRequest,
    form: EntryForm,
    named: Named | None,
    *,
    about: str,
    edition: Edition,
    corrects: Entry | None = None,
    entry: Entry | None = None,
) -> HttpResponse:
    key, _colon, pk = about.partition(":")
    heading = _("Change an entry") if entry else _("Correct an entry") if corrects else _("Write an entry")
    context = {
        "form": form,
        "named": named,
        "action": reverse("contacts:new", args=[key, pk]),
        "edition": edition,
        "corrects": corrects,
        "entry": entry,
        "heading": heading,
        "back": reverse("contacts:entry", args=[entry.pk]) if entry else named.url if named else "",
        "breadcrumbs": [*crumbs(named), {"label": heading}],
    }
    return render(request, "contacts/write.html", context)


@access("organiser")
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change one's own entry within a day."""
    row = queries.entry_or_404(request.user, pk)
    if not rules.may_change(row, request.user, clock.now()):
        messages.info(
            request, _("An entry is changed by whoever wrote it, within a day. Write a correction instead.")
        )
        return redirect("contacts:entry", row.pk)
    ours = rules.ours(row.edition)
    form = EntryForm(request.POST or None, initial=EntryForm.initial_of(row), edition=row.edition, ours=ours)
    named = subjects.names(request.user, [row.about]).get(row.about)
    if request.method == "POST" and request.POST.get("do") == "read":
        form = _read(request, form)
    elif request.method == "POST" and form.is_valid():
        version = form.cleaned_data.get("version") or 0
        try:
            return _kept(
                request,
                row,
                lambda: services.change(entry=row, values=form.values, version=version, by=request.user),
            )
        except services.ChangedMeanwhile:
            row = queries.entry_or_404(request.user, pk)
            form = EntryForm(_with_theirs(request, row), edition=row.edition, ours=ours)
    return _form_page(request, form, named, about=row.about, edition=row.edition, entry=row)


def _kept(request: HttpRequest, row: Entry, save: Any) -> HttpResponse:
    """Run a service and lead back to the entry. Raises `ChangedMeanwhile`."""
    try:
        save()
    except services.NotAllowed as error:
        messages.warning(request, str(error))
    else:
        messages.success(request, _("Saved."))
    return redirect("contacts:entry", row.pk)


def _with_theirs(request: HttpRequest, row: Entry) -> Any:
    """Return what was typed, and of what is to follow theirs where nothing was: somebody else has saved since."""
    messages.warning(
        request,
        _(
            "Someone else changed this in the meantime. Your text is still in the form; save again to keep yours."
        ),
    )
    field: Any = FollowForm(edition=row.edition).fields["assignee"]
    data = request.POST.copy()
    for name, value in FollowForm.initial_of(row).items():
        if name == "assignee" and not field.queryset.filter(pk=value).exists():
            continue  # has stopped organising since
        if name == "version" or not data.get(name):
            data[name] = "" if value is None else str(value)
    return data


@access("organiser")
def follow(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what is to follow from an entry."""
    row = queries.entry_or_404(request.user, pk)
    if request.method != "POST":
        return redirect("contacts:entry", row.pk)
    form = FollowForm(request.POST, edition=row.edition)
    if not form.is_valid():
        return entry_page(request, row, form=form)
    version = form.cleaned_data["version"]
    try:
        return _kept(
            request,
            row,
            lambda: services.follow(entry=row, values=form.follows, version=version, by=request.user),
        )
    except services.ChangedMeanwhile:
        row = queries.entry_or_404(request.user, pk)
        return entry_page(request, row, form=FollowForm(_with_theirs(request, row), edition=row.edition))


@access("organiser")
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take one's own entry away within a day, after a question."""
    row = queries.entry_or_404(request.user, pk)
    back = reverse("contacts:entry", args=[row.pk])
    if not rules.may_change(row, request.user, clock.now()):
        messages.info(
            request, _("An entry is changed by whoever wrote it, within a day. Write a correction instead.")
        )
        return redirect(back)
    if confirmed(request):
        named = subjects.names(request.user, [row.about]).get(row.about)
        try:
            services.remove(entry=row, by=request.user)
        except services.NotAllowed as error:
            messages.warning(request, str(error))
            return redirect(back)
        messages.success(request, _("The entry is gone."))
        return redirect(named.url if named and named.url else reverse("contacts:log"))
    lines = [_("The text goes for good. That there was an entry stays in the history.")]
    return confirm(request, _("Delete this entry?"), lines, _("Delete it"), back, danger=True)
