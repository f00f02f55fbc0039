"""What an edition asks: the usual consents, their words, what is added or switched off."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from ish.consents import house_rules, purpose_services, queries, standard
from ish.consents.forms import PurposeForm, TextsForm, initial_texts
from ish.consents.models import Purpose
from ish.desk.access import access
from ish.programme import queries as programme


def _crumbs(title: str) -> list[dict[str, Any]]:
    return [
        {"label": _("Consents"), "url": reverse("consents:matrix")},
        {"label": _("What is asked"), "url": reverse("consents:purposes")},
        {"label": title},
    ]


@require_safe
@access("organiser")
def purposes(request: HttpRequest) -> HttpResponse:
    """What is asked in the edition in hand."""
    edition = programme.organised_edition(request)
    rows = queries.purposes(edition, all_of_them=True)
    titles, words = queries.titles(rows), queries.texts(rows)
    known = {row.code for row in rows}
    context = {
        "edition": edition,
        "rows": [
            {"purpose": row, "title": titles[row.pk], "languages": sorted(words[row.pk])} for row in rows
        ],
        "missing": sum(one.code not in known for one in standard.ALL),
        "rules_missing": house_rules.not_written_in(edition),
        "breadcrumbs": _crumbs("")[:1] + [{"label": _("What is asked")}],
    }
    return render(request, "consents/purposes.html", context)


@access("organiser")
@require_POST
def take(request: HttpRequest) -> HttpResponse:
    """Take the usual consents into the edition in hand."""
    count = purpose_services.take_standard(edition=programme.organised_edition(request), by=request.user)
    words = ngettext(
        "%(n)s consent was added. Read it through: it is asked from now on.",
        "%(n)s consents were added. Read them through: they are asked from now on.",
        count,
    )
    messages.success(request, words % {"n": count})
    return redirect("consents:purposes")


@access("organiser")
def purpose(request: HttpRequest, code: str) -> HttpResponse:
    """One consent: of whom it is asked, and its words."""
    edition = programme.organised_edition(request)
    row = Purpose.objects.filter(edition=edition, code=code).first()
    if row is None:
        raise Http404
    known = queries.texts([row])[row.pk]
    settings_given = request.POST if request.POST.get("do") == "settings" else None
    texts_given = request.POST if request.POST.get("do") == "texts" else None
    initial = {name: getattr(row, name) for name in ("kind", "asked_of", "needed", "active", "order")}
    form = PurposeForm(settings_given, initial={**initial, "capacities": row.capacity_list})
    texts = TextsForm(texts_given, initial=initial_texts(row, known))
    if settings_given is not None and form.is_valid() and _save(request, row, form):
        return redirect("consents:purposes")
    if texts_given is not None and texts.is_valid() and _save_texts(request, row, texts):
        return redirect("consents:purpose", code)
    title = queries.titles([row])[row.pk]
    context = {
        "purpose": row,
        "title": title,
        "form": form,
        "texts": texts,
        "answers": row.answers.count(),
        "breadcrumbs": _crumbs(title),
    }
    return render(request, "consents/purpose.html", context)


def _save(request: HttpRequest, row: Purpose, form: PurposeForm) -> bool:
    try:
        purpose_services.save_purpose(purpose=row, values=form.values, by=request.user)
    except (purpose_services.KindTaken, purpose_services.Answered) as error:
        form.add_error("kind", str(error))
        return False
    messages.success(request, _("Saved."))
    return True


def _save_texts(request: HttpRequest, row: Purpose, form: TextsForm) -> bool:
    said = form.cleaned_data
    before = (row.version, row.meaning)
    try:
        saved = purpose_services.save_texts(
            purpose=row,
            words=form.words,
            binding=said["binding"],
            new_meaning=said["new_meaning"],
            by=request.user,
        )
    except ValueError as error:
        form.add_error(None, str(error))
        return False
    if saved.meaning != before[1]:
        messages.success(request, _("Saved as a new version. Everybody is asked again."))
    elif saved.version != before[0]:
        messages.success(request, _("Saved as a new version. Answers given so far stay good."))
    else:
        messages.success(request, _("Saved."))
    return True


@access("organiser")
def add(request: HttpRequest) -> HttpResponse:
    """Add a consent of one's own."""
    edition = programme.organised_edition(request)
    given = request.POST or None
    form, texts = PurposeForm(given), TextsForm(given, initial={"binding": standard.BINDING})
    texts.fields.pop("new_meaning")
    if given is not None and form.is_valid() and texts.is_valid():
        try:
            purpose_services.add_purpose(
                edition=edition,
                values=form.values,
                words=texts.words,
                binding=texts.cleaned_data["binding"],
                by=request.user,
            )
        except purpose_services.KindTaken as error:
            form.add_error("kind", str(error))
        except ValueError as error:
            texts.add_error(None, str(error))
        else:
            messages.success(request, _("Added. It is asked from now on."))
            return redirect("consents:purposes")
    title = _("Another consent")
    context = {"form": form, "texts": texts, "title": title, "breadcrumbs": _crumbs(title)}
    return render(request, "consents/purpose.html", context)
