"""Links that have ended, and the way to a new one. Nothing here tells whether anybody is known."""

from allauth.core import ratelimit
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from ish.applications import forms, referee_services, seat, services
from ish.desk.access import access


def ended(
    request: HttpRequest, *, signed: str = "", expired: bool = False, over: bool = False
) -> HttpResponse:
    """Say in a friendly way that a link no longer opens anything; an expired one can be renewed by a button."""
    context = {"signed": signed if expired else "", "expired": expired, "over": over}
    return render(request, "applications/ended.html", context, status=410 if over or expired else 404)


@access.public
def new_link(request: HttpRequest) -> HttpResponse:
    """Ask for the address and send links to whoever is known there."""
    form = forms.LinkForm(request.POST or None)
    if request.method == "POST":
        if not ratelimit.consume(request, action="application_link"):
            return ratelimit.respond_429(request)
        if form.is_valid():
            services.send_new_link(email=form.cleaned_data["email"])
            return _sent(request)
    return render(request, "applications/new_link.html", {"form": form})


@access.public
@require_POST
def renew(request: HttpRequest) -> HttpResponse:
    """Send a new link to the address we know, for whoever holds an expired one."""
    if not ratelimit.consume(request, action="application_link"):
        return ratelimit.respond_429(request)
    signed = request.POST.get("signed", "")
    if participation := seat.of_expired(signed):
        services.renew(participation=participation)
    elif reference := seat.reference_of_expired(signed):
        referee_services.renew_reference(reference=reference)
    return _sent(request)


def _sent(request: HttpRequest) -> HttpResponse:
    messages.success(
        request,
        _("If we know the address, a message with a new link is on its way. It may take a few minutes."),
    )
    return redirect("applications:new_link")
