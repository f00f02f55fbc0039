"""What the columns of an uploaded list mean: asked only when we cannot tell, and to be looked up at any time."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from ish.desk.access import access
from ish.nominations import queries, services
from ish.nominations.list_forms import ColumnsForm, SheetForm
from ish.nominations.reading import Unreadable


@access("coordinator", "organiser")
def columns(request: HttpRequest, pk: int) -> HttpResponse:
    """Each column with its heading, some of its values and what we take it for."""
    stash, _role = queries.stash_or_404(request.user, pk)
    back = reverse("nominations:preview", args=[stash.pk])
    if stash.confirmed_at or stash.result.get("job"):
        return redirect(back)
    try:
        reading = services.read_list(stash)
    except Unreadable:
        return redirect(back)
    posted = request.POST if request.method == "POST" else None
    about_sheet = posted is not None and posted.get("do") == "sheet"
    sheet_form = SheetForm(posted if about_sheet else None, reading=reading, prefix="place")
    said = services.choices_of(stash)
    form = ColumnsForm(
        posted if not about_sheet else None,
        reading=reading,
        name_order=said.name_order or said.name_habit,
    )
    if about_sheet and sheet_form.is_valid():
        place = sheet_form.cleaned_data
        services.choose_sheet(
            stash=stash, sheet=place.get("sheet", "") or reading.sheet, header=place["header"]
        )
        return redirect("nominations:columns", stash.pk)
    if not about_sheet and form.is_valid():
        services.choose_columns(
            stash=stash,
            columns=reading.columns,
            fields=form.fields_by_key,
            date_order=form.date_order,
            name_order=form.cleaned_data.get("name_order", ""),
        )
        return redirect(back)
    context = {
        "stash": stash,
        "body": stash.body,
        "form": form,
        "sheet_form": sheet_form,
        "asked": reading.questions,
        "place_open": bool(reading.questions & {"sheet", "headings"}) or sheet_form.is_bound,
        "breadcrumbs": [{"label": _("Check the list"), "url": back}, {"label": _("Columns")}],
    }
    return render(request, "nominations/columns.html", context)
