"""What was, is and will be written to people: the organisers' list, one message, and what can be done with many at once."""

from dataclasses import dataclass
from typing import Any

from django import forms as fields
from django.contrib import messages as notes
from django.db.models import Count, Max, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import roles
from ish import clock
from ish.desk import forms, frame
from ish.desk.access import access
from ish.desk.confirm import confirm, confirmed, number
from ish.desk.lists import list_page
from ish.desk.messages_list import TONES, MessageFilter, MessageTable, kind_label
from ish.desk.registry import Entry, navigation, panels
from ish.outbox import rendering, services
from ish.outbox.models import Message
from ish.outbox.states import State
from ish.privacy.services import reveal

# Bodies of mails carry their look in attributes; nothing else may be loaded or run, whatever a mail contains.
PREVIEW_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'self'; sandbox"
)
SHOWN_IN_PANEL = 5
TIMES = ("created_at", "not_before", "sent_at", "handled_at")


def readable(request: HttpRequest) -> QuerySet[Message]:
    """Return the messages this organiser sees, of the edition they organise; sign-in mails are nobody's business."""
    rows = roles.visible_to(Message.objects.filter(transient=False), request.user, role="organiser")
    edition = frame.edition_as(request, "organiser")
    return rows.filter(edition_id=edition.pk) if edition else rows.none()


def _one(request: HttpRequest, pk: int) -> Message:
    rows = Message.objects.filter(transient=False).select_related("handled_by")
    return roles.visible_or_404(rows, request.user, role="organiser", pk=pk)


@require_safe
@access("organiser")
def listing(request: HttpRequest) -> HttpResponseBase:
    """All messages, newest first."""
    rows = readable(request).defer("body_text", "body_html", "secret_body", "context")
    extra = {
        "query": request.GET.urlencode(),
        "held": held(request).count(),
        "breadcrumbs": [{"label": _("Messages")}],
    }
    return list_page(
        request,
        MessageTable,
        rows,
        MessageFilter,
        template="desk/messages/list.html",
        export_name="messages",
        role="organiser",
        context=extra,
    )


def held(request: HttpRequest) -> QuerySet[Message]:
    """Return what waits for a review; page and navigation both count it."""
    return readable(request).filter(state=State.HELD)


# ---------------------------------------------------------------- one message


@require_safe
@access("organiser")
def message(request: HttpRequest, pk: int) -> HttpResponse:
    """One message: to whom, why, how it went, what it says."""
    row = _one(request, pk)
    values = reveal(row, reader=request.user, role="organiser")
    context = {
        "message": row,
        "times": {name: clock.seen(at) for name in TIMES if (at := getattr(row, name))},
        "values": values,
        "title": values["subject"] or kind_label(row.kind),
        "kind": kind_label(row.kind),
        "why": rendering.why(row),
        "text": values["body_text"] or _draft(row).text,
        "tone": TONES[State(row.state)],
        "can": [action for action in ACTIONS.values() if row.state in action.states],
        "breadcrumbs": [
            {"label": _("Messages"), "url": reverse("desk:messages")},
            {"label": kind_label(row.kind)},
        ],
    }
    return render(request, "desk/messages/message.html", context)


def _draft(row: Message) -> rendering.Rendered:
    """Return what would be sent, for a message that is not written yet; nothing when it cannot be written now."""
    if row.state not in (State.HELD, State.QUEUED, State.FAILED):
        return rendering.Rendered("", "", "")
    return rendering.preview(row)


@require_safe
@xframe_options_sameorigin
@access("organiser")
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """The HTML part alone, for the sandboxed frame on the message's page."""
    row = _one(request, pk)
    return preview_response(row.body_html or _draft(row).html)


def preview_response(html: str) -> HttpResponse:
    """Return a mail's HTML as a page that can neither run, load nor send anything."""
    response = HttpResponse(html or "<!doctype html><title></title>")
    response["Content-Security-Policy"] = PREVIEW_POLICY
    return response


class EditForm(forms.Form):
    """Subject and text of a held message."""

    subject = fields.CharField(label=gettext_lazy("Subject"), max_length=300)
    text = fields.CharField(
        label=gettext_lazy("Text"),
        widget=fields.Textarea(attrs={"rows": 16}),
        help_text=gettext_lazy(
            'Leave "[personal link]" where it stands: the link is put in when the message is sent.'
        ),
    )
    seen = fields.CharField(widget=fields.HiddenInput, required=False)


@require_http_methods(["GET", "HEAD", "POST"])
@access("organiser")
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change the words of a message that is held for review."""
    row = _one(request, pk)
    if row.state != State.HELD and request.method != "POST":
        raise Http404
    initial = {
        "subject": row.subject,
        "text": row.body_text or _draft(row).text,
        "seen": services.mark_of(row),
    }
    form = EditForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid() and _edited(request, form, row):
        return redirect("desk:message", pk=row.pk)
    crumbs = [{"label": _("Messages"), "url": reverse("desk:messages")}, {"label": _("Edit")}]
    return render(request, "desk/messages/edit.html", {"form": form, "message": row, "breadcrumbs": crumbs})


def _edited(request: HttpRequest, form: EditForm, row: Message) -> bool:
    """Save a valid form; what was typed stays when somebody else was faster."""
    try:
        services.edit(message=row, by=request.user, **form.cleaned_data)
    except services.NotHeld:
        form.add_error(None, _("This message was released meanwhile; your changes were not saved."))
        return False
    except services.ChangedMeanwhile as error:
        theirs = error.current
        told = _("Somebody else has changed this in the meantime. Saving again keeps what you see here.")
        form.add_error(None, told)
        form.add_error("subject", f"{_('Theirs')}: {theirs.subject}")
        form.add_error("text", f"{_('Theirs')}: {theirs.body_text}")
        form.data = {**form.data.dict(), "seen": services.mark_of(theirs)}  # type: ignore[attr-defined]
        return False
    notes.success(request, _("Saved. The message is still held."))
    return True


# ---------------------------------------------------------------- many messages


@dataclass(frozen=True)
class Action:
    """Something that can be done with messages: in which states, by which service, in which words."""

    name: str
    states: tuple[str, ...]
    label: Any
    title: Any
    undo: Any
    danger: bool = False

    def run(self, rows: list[Message], by: Any) -> int:
        """Do it; returns with how many it was done."""
        doing = {"release": services.release, "discard": services.discard, "retry": services.retry}[self.name]
        return doing(messages=rows, by=by)


ACTIONS = {
    "release": Action(
        "release",
        (State.HELD,),
        gettext_lazy("Release"),
        gettext_lazy("Release messages"),
        gettext_lazy("What has been sent cannot be called back."),
    ),
    "retry": Action(
        "retry",
        (State.FAILED,),
        gettext_lazy("Try again"),
        gettext_lazy("Try again"),
        gettext_lazy("What has been sent cannot be called back."),
    ),
    "discard": Action(
        "discard",
        (State.HELD, State.QUEUED, State.FAILED),
        gettext_lazy("Discard"),
        gettext_lazy("Discard messages"),
        gettext_lazy("Discarded messages stay in the list but are never sent."),
        danger=True,
    ),
}


@require_POST
@access("organiser")
def act(request: HttpRequest) -> HttpResponse:
    """Release, discard or retry what was picked, or all that fit the filter; a page says first, in numbers, what will happen."""
    action = ACTIONS.get(request.POST.get("action", ""))
    if action is None:
        raise Http404
    rows, hidden = _picked(request)
    rows = rows.filter(state__in=action.states)
    counts = rows.aggregate(messages=Count("pk"), people=Count("to_email", distinct=True))
    if not counts["messages"]:
        notes.warning(request, _("None of the messages chosen can be handled that way now."))
        return redirect("desk:messages")
    if not confirmed(request):
        return _ask(request, action, counts, [*hidden, ("action", action.name)])
    chosen = list(rows.only("pk", "time_zone", "not_before", "transient"))
    done = action.run(chosen, request.user)
    notes.success(request, _done(action, done))
    return redirect("desk:messages")


def _picked(request: HttpRequest) -> tuple[QuerySet[Message], list[tuple[str, Any]]]:
    """Return the messages chosen and the hidden values by which the answer to the confirmation means the same ones."""
    seen = readable(request)
    if request.POST.get("all") == "1":
        limit = _key(request.POST.get("newest", "")) or seen.aggregate(newest=Max("pk"))["newest"] or 0
        query = request.POST.get("query", "")
        data = request.GET.__class__(query)
        rows = MessageFilter(data, queryset=seen, request=request).qs.filter(pk__lte=limit)
        return rows.order_by("pk"), [("all", "1"), ("query", query), ("newest", limit)]
    picks = [key for pick in request.POST.getlist("pick") if (key := _key(pick))]
    return seen.filter(pk__in=picks).order_by("pk"), [("pick", pk) for pk in picks]


def _key(text: str) -> int:
    """Return the number written in `text`, or 0 for anything that is no key."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0


def _ask(
    request: HttpRequest, action: Action, counts: dict[str, int], hidden: list[tuple[str, Any]]
) -> HttpResponse:
    messages, people = counts["messages"], counts["people"]
    if action.name == "discard":
        line = ngettext("%(n)s message will not be sent.", "%(n)s messages will not be sent.", messages) % {
            "n": messages
        }
        numbers = [number(messages, ngettext("message", "messages", messages), "problem")]
    else:
        line = ngettext("%(n)s person will be written to.", "%(n)s people will be written to.", people) % {
            "n": people
        }
        numbers = [
            number(people, ngettext("person", "people", people), "waiting"),
            number(messages, ngettext("message", "messages", messages)),
        ]
    return confirm(
        request,
        action.title,
        [line],
        action.label,
        reverse("desk:messages"),
        danger=action.danger,
        numbers=numbers,
        undo=action.undo,
        hidden=hidden,
    )


def _done(action: Action, count: int) -> str:
    if action.name == "discard":
        return ngettext("%(n)s message discarded.", "%(n)s messages discarded.", count) % {"n": count}
    return ngettext("%(n)s message is on its way.", "%(n)s messages are on their way.", count) % {"n": count}


# ---------------------------------------------------------------- what other pages show


def person_panel(request: HttpRequest, obj: Any) -> str | None:
    """The last messages about a person, on their page; nothing for readers who do not see them."""
    if not roles.holds(request.user, "organiser"):
        return None
    person_id = getattr(obj, "person_id", None) or obj.pk
    rows = list(
        readable(request).filter(person_id=person_id).defer("body_text", "body_html")[:SHOWN_IN_PANEL]
    )
    if not rows:
        return None
    listed = [
        {
            "url": reverse("desk:message", args=[row.pk]),
            "title": kind_label(row.kind),
            "row": row,
            "at": clock.seen(row.created_at),
            "tone": TONES[State(row.state)],
        }
        for row in rows
    ]
    url = f"{reverse('desk:messages')}?person={person_id}"
    return render_to_string("desk/messages/panel.html", {"rows": listed, "url": url}, request=request)


def register() -> None:
    """Hang the messages into navigation and the person's page."""
    navigation.add(
        Entry("organiser", 80, gettext_lazy("Messages"), "desk:messages", icon="envelope", counted=held)
    )
    panels.add("person.more", person_panel, order=90)
