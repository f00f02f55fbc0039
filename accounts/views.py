"""The pages of an account: profile, language, and the persons of the demonstration."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST
from django.views.i18n import set_language as set_language_cookie

from accounts import demo, services
from accounts.forms import ProfileForm


def profile(request: HttpRequest) -> HttpResponse:
    """Show and keep name, language and time zone of the user."""
    form = ProfileForm(request.POST or None, instance=request.user)
    if request.method == "POST" and form.is_valid():
        services.save_profile(user=request.user, **form.cleaned_data)  # type: ignore[arg-type]
        with translation.override(form.cleaned_data["language"]):
            messages.success(request, _("Saved."))
        return redirect("account_profile")
    return render(request, "accounts/profile.html", {"form": form})


@login_not_required
def set_language(request: HttpRequest) -> HttpResponseBase:
    """Change the language: in the browser, and for a signed-in user in their account, which counts for messages too."""
    language = request.POST.get("language", "")
    if request.method == "POST" and request.user.is_authenticated and language in dict(settings.LANGUAGES):
        services.set_language(user=request.user, language=language)
    return set_language_cookie(request)


@login_not_required
def no_sign_up(request: HttpRequest) -> HttpResponse:
    """Nobody signs up unasked: there is no such page."""
    raise Http404


@login_not_required
@require_GET
def demo_cast(request: HttpRequest) -> HttpResponse:
    """Offer the persons of the demonstration; elsewhere there is no such page."""
    if not demo.is_demo():
        raise Http404
    return render(request, "accounts/demo_cast.html", {"cast": demo.cast()})


@login_not_required
@require_POST
def demo_sign_in(request: HttpRequest) -> HttpResponse:
    """Be a person of the demonstration; elsewhere there is no such page."""
    chosen = request.POST.get("user", "")
    user = demo.member(int(chosen)) if chosen.isdecimal() and len(chosen) < 18 else None
    if user is None:
        raise Http404
    demo.enter(request, user)
    target = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(
        target, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return redirect(target if safe else settings.LOGIN_REDIRECT_URL)
