"""The seat: a guardian by signed link, or the student who has signed in. Opening it changes nothing."""

from collections.abc import Sequence
from typing import Any

from allauth.core import ratelimit
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import get_language, get_language_bidi, get_language_info, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.links import BadLink
from ish import clock
from ish.consents import custody, house_rules, queries, seat, seat_looks, seat_mails, services
from ish.consents import handover_services as handing
from ish.consents import paper_services as papers
from ish.consents.models import Text
from ish.consents.seat import Seat
from ish.consents.seat_forms import ConsentsForm, UploadForm, WithdrawForm, choices_in
from ish.desk import autosave
from ish.desk.access import access
from ish.desk.guests import welcome
from ish.desk.registry import panels as page_panels
from ish.people import queries as people
from ish.people.models import Participation
from ish.privacy.services import reveal, reveal_to_guest
from ish.profiles import sections

SECTION = "consents"
METHODS = ["GET", "HEAD", "POST"]


def by_link(request: HttpRequest, signed: str) -> Seat | HttpResponse:
    """Return the seat of a signed link in the guardian's language, or the page that says why there is none."""
    try:
        found = seat.by_link(signed)
    except BadLink as error:
        return ended(request, signed=signed if error.expired else "")
    except seat.Over:
        return ended(request, over=True)
    zone = found.participation.person.time_zone
    welcome(request, language=found.language, time_zone=zone, seat=True)
    return found


def ended(request: HttpRequest, *, signed: str = "", over: bool = False) -> HttpResponse:
    """Say in a friendly way that a link opens nothing; an expired one can be renewed by a button."""
    status = 410 if signed or over else 404
    return render(request, "consents/seat_ended.html", {"signed": signed, "over": over}, status=status)


@access.public
@require_http_methods(METHODS)
def page(request: HttpRequest, signed: str) -> HttpResponse:
    """A guardian's page, by the link in our mail."""
    found = by_link(request, signed)
    return found if isinstance(found, HttpResponse) else _answer(request, found)


@access("participant")
@require_http_methods(METHODS)
def own(request: HttpRequest, pk: int) -> HttpResponse:
    """The student's own consents, in their account."""
    return _answer(request, seat.of_user(request.user, pk))


@access("participant")
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """Lead a student to their own consents."""
    row = people.own_participation(request)
    if row is None:
        raise Http404
    return redirect("consents:own", row.pk)


@access.public
@require_POST
def new_link(request: HttpRequest) -> HttpResponse:
    """Send a new link to the guardian's address, for whoever holds one that has expired."""
    if not ratelimit.consume(request, action="application_link"):
        return ratelimit.respond_429(request)
    try:
        found = seat.by_link(request.POST.get("signed", ""), expired_too=True)
    except (BadLink, seat.Over):
        return ended(request, over=True)
    zone = found.participation.person.time_zone
    welcome(request, language=found.language, time_zone=zone, seat=True)
    if found.guardian:
        seat_mails.again(participation=found.participation, guardian=found.guardian)
    return render(request, "consents/seat_ended.html", {"sent": True})


# ---------------------------------------------------------------- ANSWERING


def _answer(request: HttpRequest, found: Seat) -> HttpResponse:
    if request.method != "POST":
        return _page(request, found)
    if request.POST.get("do") == "sign" and not autosave.is_autosave(request):
        return _sign(request, found)
    return _save(request, found)


def _save(request: HttpRequest, found: Seat) -> HttpResponse:
    version = autosave.posted_version(request)
    try:
        draft = services.save_draft(seat=found, choices=choices_in(request.POST), version=version)
    except services.ChangedMeanwhile as error:
        kept = {int(key): agrees for key, agrees in error.draft.choices.items()}
        differing = _differences(choices_in(request.POST), kept)
        return autosave.conflicted(
            request,
            section=SECTION,
            version=error.version,
            conflict=differing,
            page=lambda status: _page(request, found, conflict=differing, status=status),
        )
    return autosave.saved(request, section=SECTION, version=draft.version, next_url=found.url)


def _differences(mine: dict[int, bool], theirs: dict[int, bool]) -> list[autosave.Difference]:
    titles = dict(Text.objects.filter(pk__in={*mine, *theirs}).values_list("pk", "title"))
    words = {True: _("Yes, I agree"), False: _("No, I do not agree"), None: "–"}
    return [
        autosave.Difference(title, words[mine.get(key)], words[theirs.get(key)], _("you, in another window"))
        for key, title in titles.items()
        if mine.get(key) != theirs.get(key)
    ]


def _sign(request: HttpRequest, found: Seat) -> HttpResponse:
    form = ConsentsForm(request.POST, items=_to_answer(request, found))
    if form.check_signed():
        try:
            made = services.sign(seat=found, choices=form.choices, name=form.cleaned_data["name"])
        except (services.NotAsked, services.TextChanged) as error:
            messages.warning(request, str(error))
            return redirect(found.url)
        words = ngettext(
            "Signed: %(n)s answer is kept. Thank you.",
            "Signed: %(n)s answers are kept. Thank you.",
            len(made),
        )
        messages.success(request, words % {"n": len(made)})
        return redirect(found.url)
    return _page(request, found, form=form)


def _to_answer(request: HttpRequest, found: Seat) -> list[queries.Item]:
    """Return what is open, and what was answered and is to be answered anew."""
    again = request.GET.get("change", "")
    items = queries.items(found.sheet(), found.guardian)
    return [item for item in items if item.open or item.purpose.code == again]


def _page(
    request: HttpRequest,
    found: Seat,
    *,
    form: ConsentsForm | None = None,
    conflict: Any = (),
    status: int = 200,
) -> HttpResponse:
    sheet, draft = found.sheet(), services.draft_of(found)
    items = queries.items(sheet, found.guardian)
    again = request.GET.get("change", "")
    asked = [item for item in items if item.open or item.purpose.code == again]
    context = {
        **about(request, found),
        "form": form or ConsentsForm(items=asked, draft=draft.choices),
        "asked": asked,
        "signed_items": [
            {"item": item, "url": found.address("withdraw", item.purpose.code)}
            for item in items
            if not item.open
        ],
        **_sections(found),
        "print": _print(found),
        "rules": _rules(found, items),
        "looks": seat_looks.of(found, sheet),
        "panels": page_panels.render("seat", request, found),
        "history_url": found.address("history"),
        "open_count": sum(item.open for item in items),
        "total": len(items),
        "heard": found.guardian is None or found.key in sheet.signers.voices,
        "minor": sheet.age.minor,
        "section": SECTION,
        "version": draft.version,
        "saved_at": draft.saved_at if draft.pk else None,
        "conflict": conflict,
        "binding": binding_of([item.text for item in items]),
    }
    return render(request, "consents/seat.html", context, status=status)


def _rules(found: Seat, items: Sequence[queries.Item]) -> house_rules.Reading | None:
    """Return where, and in which languages, this signer reads the house rules; None when they are not asked for."""
    asked = any(item.purpose.code == house_rules.CODE for item in items)
    return house_rules.reading(found.participation.edition, get_language() or "") if asked else None


def _print(found: Seat) -> dict[str, Any]:
    """Return the way over paper: the form, what was handed in, and for a student the forms of guardians without a link."""
    row = found.participation
    others = [] if found.guardian else [p for p in row.person.guardians.all() if not seat.may_sit(p, row)]
    own = (
        {"form_url": found.address("form"), "upload_url": found.address("upload")}
        if found.guardian
        else _doors(row, 0)
    )
    return {
        **own,
        "form": UploadForm(),
        "papers": [
            {"paper": one, "url": found.address("paper", one.pk) if one.file.path else ""}
            for one in papers.of_signer(row, found.guardian)
        ],
        "others": [
            {
                "name": one.name,
                "form": UploadForm(auto_id=f"id_{one.pk}_%s"),
                "refused": papers.refused(row, one),
                **_doors(row, one.pk),
            }
            for one in others
        ],
    }


def _doors(row: Participation, signer: int) -> dict[str, str]:
    return {
        "form_url": reverse("consents:blank", args=[row.pk, signer]),
        "upload_url": reverse("consents:bring", args=[row.pk, signer]),
    }


def _sections(found: Seat) -> dict[str, Any]:
    """Return what this guardian fills in; or, to the student, what can be handed over and what is."""
    if found.guardian is None:
        return {
            "handing": handing_of(
                found.participation, reverse("consents:hand_over", args=[found.participation.pk])
            )
        }
    rows = [
        {
            "title": sections.get(row.section).title,
            "url": found.address("section", row.section),
            "filled_at": row.filled_at,
        }
        for row in handing.of_seat(found)
    ]
    return {"handed": rows}


def handing_of(row: Participation, url: str) -> dict[str, Any]:
    """Return what can be handed over to whom, and what is, for a form that posts to `url`."""
    parents = [one for one in row.person.guardians.all() if seat.may_sit(one, row)]
    able = handing.may_be_handed(row)
    closed = {words for one in parents if (words := custody.why_not(one, row, sections.HEALTH.code))}
    return {
        "rows": [
            {
                "pk": one.pk,
                "title": sections.get(one.section).title,
                "name": one.guardian.name,
                "filled_at": one.filled_at,
                "closed": custody.why_not(one.guardian, row, one.section),
                "hides": handing.hides(one),
            }
            for one in handing.standing(row)
        ],
        "sections": able,
        "guardians": parents,
        "closed": sorted(closed),
        "url": url,
    }


def about(request: HttpRequest, found: Seat) -> dict[str, Any]:
    """Return what every page of the seat says: whose it is, of which edition, when the link ends."""
    row, name = found.participation, student_of(request, found)
    return {
        "seat": found,
        "record_url": found.address("record"),
        "student": apart(name),
        "guardian_name": apart(found.guardian.name) if found.guardian else "",
        "edition": row.edition,
        "guardian": found.guardian,
        "ends": clock.seen(until) if (until := seat.ends(found.signed)) else None,
        "breadcrumbs": [{"label": _("Consents")}],
    }


def student_of(request: HttpRequest, found: Seat) -> str:
    """Return the student's name, read as declared for a guardian, or for the student themself."""
    row = found.participation
    if found.guardian is not None:
        known = reveal_to_guest(row.person, role="guardian", person_id=row.person_id, where="seat")
    else:
        known = reveal(row.person, reader=request.user, role="participant", where="seat")
    return " ".join(part for part in (known.get("given_names"), known.get("family_name")) if part)


def apart(name: str) -> str:
    """Return a name as it stands in a sentence: on a page from right to left it keeps its own direction and order."""
    return format_html("<bdi>{}</bdi>", name) if get_language_bidi() else name


def binding_of(texts: list[Text]) -> str:
    """Return the language that binds, as it calls itself, of texts in another one; "" when they bind themselves."""
    shown = [text for text in texts if not text.binding]
    if not shown:
        return ""
    rows = Text.objects.filter(purpose=shown[0].purpose_id, version=shown[0].version, binding=True)
    code = rows.values_list("language", flat=True).first()
    return str(get_language_info(code)["name_local"]) if code else ""


# ---------------------------------------------------------------- TAKING BACK, READING AGAIN


@access.public
@require_http_methods(METHODS)
def withdraw(request: HttpRequest, signed: str, code: str) -> HttpResponse:
    """Take one consent back, by link: first what follows is shown."""
    found = by_link(request, signed)
    return found if isinstance(found, HttpResponse) else _withdraw(request, found, code)


@access("participant")
@require_http_methods(METHODS)
def own_withdraw(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """The same for a student who has signed in."""
    return _withdraw(request, seat.of_user(request.user, pk), code)


def _withdraw(request: HttpRequest, found: Seat, code: str) -> HttpResponse:
    try:
        item = services.given(found, code)
    except services.NotAsked as error:
        messages.info(request, str(error))
        return redirect(found.url)
    form = WithdrawForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            services.withdraw(seat=found, code=code, name=form.cleaned_data["name"])
        except (
            services.NotAsked,
            services.TextChanged,
        ) as error:  # pressed twice, or custody changed meanwhile
            messages.warning(request, str(error))
        else:
            messages.success(request, _("Taken back. The organisers have been told."))
        return redirect(found.url)
    context = {
        **about(request, found),
        "item": item,
        "follows": services.follows(found, item),
        "form": form,
    }
    return render(request, "consents/seat_withdraw.html", context)


@access.public
@require_safe
def history(request: HttpRequest, signed: str) -> HttpResponse:
    """All that this guardian has signed, with the words they signed."""
    found = by_link(request, signed)
    return found if isinstance(found, HttpResponse) else _history(request, found)


@access("participant")
@require_safe
def own_history(request: HttpRequest, pk: int) -> HttpResponse:
    """The same for a student who has signed in."""
    return _history(request, seat.of_user(request.user, pk))


def _history(request: HttpRequest, found: Seat) -> HttpResponse:
    rows = queries.history(found.participation, found.guardian)
    return render(request, "consents/seat_history.html", {**about(request, found), "rows": rows})
