"""The pages behind one-time links. Opening a link spends nothing: the token moves from the address into the session, a page says
what will happen, and only its button does it."""

from typing import Any

from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import demo, roles, services
from accounts import first_visit as visits
from accounts.forms import FirstVisitForm, OtherAddressForm
from accounts.models import Invitation, User
from accounts.services import Refused


@login_not_required
@never_cache
@require_safe
def take_token(request: HttpRequest, kind: str, token: str) -> HttpResponse:
    """Move the token out of the address, so that it stands in no history, referrer or log of the pages that follow."""
    request.session[_key(kind)] = token
    response = redirect(f"accounts:{kind}_page")
    response["Referrer-Policy"] = "no-referrer"
    return response


def _key(kind: str) -> str:
    return f"accounts_{kind}"


def _token(request: HttpRequest, kind: str) -> str:
    return str(request.session.get(_key(kind), ""))


def _refusal(request: HttpRequest, kind: str, refused: Refused, **context: Any) -> HttpResponse:
    """Return the page that says why a link does not work and what to do."""
    status = {"unknown": 404, "other_address": 403, "inactive": 403, "shared_address": 409}.get(
        refused.code, 410
    )
    context |= {"code": refused.code, "kind": kind}
    if refused.code == "other_address":
        context["link"] = reverse(f"accounts:{kind}", args=[_token(request, kind)])
    elif refused.code == "shared_address":
        context.setdefault("form", OtherAddressForm())
    return render(request, "accounts/link_refused.html", context, status=status)


def _let_in(request: HttpRequest, user: User, url: str) -> HttpResponse:
    """Sign the user in through allauth's stages, so that a second factor is asked for here too."""
    if request.user.is_authenticated and request.user.pk != user.pk:
        logout(request)
    if request.user.is_authenticated:
        return redirect(url)
    record_authentication(request, user, method="link")
    return perform_login(request, Login(user=user, redirect_url=url, email=user.email))


# ---------------------------------------------------------------- invitations


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest) -> HttpResponse:
    """Say who is invited to what; on the button, accept and sign in."""
    token = _token(request, "invitation")
    try:
        found = services.find_invitation(token=token, user=request.user)
        if request.method == "POST":
            user = services.accept(token=token, user=request.user)
            del request.session[_key("invitation")]
            messages.success(request, _("Welcome! You have accepted the invitation."))
            return _let_in(request, user, str(settings.LOGIN_REDIRECT_URL))
    except Refused as refused:
        return _refusal(request, "invitation", refused)
    _speak(request, found.language)
    return render(request, "accounts/invitation.html", _invitation_in_words(found))


@login_not_required
@never_cache
@require_POST
def invitation_address(request: HttpRequest) -> HttpResponse:
    """Send an invitation to another address of its holder: this one opens the pages of a brother or sister already."""
    form = OtherAddressForm(request.POST)
    try:
        token = _token(request, "invitation")
        services.find_invitation(token=token, user=request.user)
        if not form.is_valid():
            raise Refused("shared_address")
        email = form.cleaned_data["email"]
        services.send_elsewhere(token=token, email=email, user=request.user)
    except Refused as refused:
        return _refusal(request, "invitation", refused, form=form)
    del request.session[_key("invitation")]
    messages.success(request, _("The invitation goes to %(email)s. Please open it there.") % {"email": email})
    return redirect("/" if request.user.is_authenticated else "account_login")


def _invitation_in_words(found: Invitation) -> dict[str, Any]:
    role = roles.get(found.role)
    what = role.describe(found.target_id) if role.describe else ""
    until = demo.shown(found.expires_at)
    return {"invitation": found, "role": role.label, "what": what, "by": found.created_by, "until": until}


def _speak(request: HttpRequest, language: str) -> None:
    """Show the page in the language of the mail, unless the reader has chosen one here."""
    chosen = settings.LANGUAGE_COOKIE_NAME in request.COOKIES or request.user.is_authenticated
    if not chosen and language in dict(settings.LANGUAGES):
        translation.activate(language)
        request.LANGUAGE_CODE = language


# ---------------------------------------------------------------- one-time sign-in


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in_link(request: HttpRequest) -> HttpResponse:
    """Say whom the link signs in; on the button, do it."""
    token = _token(request, "sign_in_link")
    try:
        link = services.find_sign_in_link(token=token)
        if request.method == "POST":
            user = services.use_sign_in_link(token=token)
            del request.session[_key("sign_in_link")]
            return _let_in(request, user, str(settings.LOGIN_REDIRECT_URL))
    except Refused as refused:
        return _refusal(request, "sign_in_link", refused)
    return render(request, "accounts/sign_in_link.html", {"person": link.user})


# ---------------------------------------------------------------- the first visit


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def first_visit(request: HttpRequest) -> HttpResponse:
    """Ask the first organiser for name and address; make them, and lead on to what follows."""
    token = _token(request, "first_visit")
    form = FirstVisitForm(request.POST or None)
    try:
        visits.find(token=token)
        if request.method == "POST" and form.is_valid():
            language = translation.get_language() or settings.LANGUAGE_CODE
            user, url = visits.complete(token=token, language=language, request=request, **form.cleaned_data)
            del request.session[_key("first_visit")]
            return _let_in(request, user, url)
    except Refused as refused:
        return _refusal(request, "first_visit", refused)
    return render(request, "accounts/first_visit.html", {"form": form})
