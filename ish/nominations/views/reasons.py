"""Why something is decided: for one student or for several at once."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ish.desk.access import access
from ish.desk.confirm import confirm, confirmed
from ish.nominations import queries, services
from ish.nominations.decision_forms import ReasonsForm
from ish.nominations.models import Nomination
from ish.nominations.rules import ORGANISER
from ish.nominations.views import deciding, showing
from ish.programme import queries as programme


@access("organiser")
def reasons(request: HttpRequest) -> HttpResponse:
    """What is meant for those chosen, and why. Foreign ones do not exist."""
    edition, keys = programme.organised_edition(request), deciding.picked(request)
    rows = list(queries.seen(request.user, ORGANISER).filter(edition=edition, pk__in=keys).order_by("pk"))
    if len(rows) != len(set(keys)):
        raise Http404
    if not rows:
        messages.info(request, _("Tick at least one student first."))
        return redirect(deciding.back_to_list(request))
    form = ReasonsForm(request.POST if confirmed(request) else None, initial=_initial(rows))
    if confirmed(request) and form.is_valid():
        done = services.set_pending(
            nominations=rows, decision=form.cleaned_data["decision"], by=request.user, why=form.why
        )
        deciding.say_noted(request, done, form.cleaned_data["decision"], left=len(rows) - done)
        return redirect(deciding.back_to_list(request))
    return _page(request, rows, form)


def _page(request: HttpRequest, rows: list[Nomination], form: ReasonsForm) -> HttpResponse:
    title = ngettext("What is planned for %(n)s student", "What is planned for %(n)s students", len(rows))
    hidden = [("keys", ",".join(str(row.pk) for row in rows)), ("next", deciding.back_to_list(request))]
    return confirm(
        request,
        title % {"n": len(rows)},
        [_("Nobody is told before you release.")],
        _("Save"),
        reverse("nominations:decisions"),
        lead=showing.names(rows),
        hidden=hidden,
        form=form,
    )


def _initial(rows: list[Nomination]) -> dict[str, Any]:
    """Return what is noted for all of them alike."""
    names = {"pending": "decision", "reason": "reason", "reason_staff": "staff", "reason_student": "student"}
    said = {name: {getattr(row, column) for row in rows} for column, name in names.items()}
    return {name: values.pop() for name, values in said.items() if len(values) == 1}
