"""Sign-in in a real browser: a passkey from beginning to end, and every page free of barriers."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP

from accounts import services
from accounts.models import DemoCast, DemoMark, User
from tests import axe_rules

pytestmark = pytest.mark.django_db(transaction=True)
SignedIn = Callable[[Any, Any], Any]


@pytest.fixture
def authenticator(page: Any) -> Any:
    """A device of its own with a finger that is always there."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return session


def test_a_passkey_is_added_and_signs_in(
    page: Any, site: str, pia: User, signed_in: SignedIn, authenticator: Any
) -> None:
    signed_in(page, pia)
    page.goto(f"{site}/accounts/2fa/webauthn/add/")
    page.get_by_label("Name of this passkey").fill("Blue phone")
    page.get_by_role("button", name="Add a passkey").click()
    page.get_by_role("heading", name="Recovery codes").wait_for()
    kept = Authenticator.objects.get(user=pia, type=Authenticator.Type.WEBAUTHN)
    assert kept.wrap().is_passwordless and kept.wrap().name == "Blue phone"

    page.context.clear_cookies()
    page.goto(f"{site}/accounts/login/?next=/account/profile/")
    page.get_by_role("button", name="Use a passkey").click()
    page.get_by_role("heading", name="Your account").wait_for()
    assert "pia@example.org" in page.content()


def test_a_passkey_as_the_second_step(
    page: Any, site: str, pia: User, signed_in: SignedIn, authenticator: Any
) -> None:
    signed_in(page, pia)
    page.goto(f"{site}/accounts/2fa/webauthn/add/")
    page.get_by_label("Use it to sign in without").uncheck()
    page.get_by_role("button", name="Add a passkey").click()
    page.get_by_role("heading", name="Recovery codes").wait_for()

    page.context.clear_cookies()
    page.goto(services.sign_in_link(pia))
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("heading", name="Second step").wait_for()
    page.get_by_role("button", name="Use a passkey").click()
    page.wait_for_url(lambda url: "2fa" not in url)
    page.goto(f"{site}/account/profile/")
    page.get_by_role("heading", name="Your account").wait_for()


def test_a_passkey_that_is_not_there_is_explained(page: Any, site: str, authenticator: Any) -> None:
    authenticator.send("WebAuthn.disable")
    page.goto(f"{site}/accounts/login/")
    refuse = "() => { navigator.credentials.get = () => Promise.reject(new DOMException('no', 'NotAllowedError')) }"
    page.evaluate(refuse)
    page.get_by_role("button", name="Use a passkey").click()
    page.get_by_text("The passkey was not used").wait_for()


@pytest.fixture
def full_house(pia: User, olga: User) -> User:
    """Everything that a page could show: a cast, an app, a passkey, recovery codes, several sessions."""
    DemoMark.objects.create(stage="profiles", now=datetime(2027, 4, 20, tzinfo=UTC))
    DemoCast.objects.create(user=pia, label="Student", order=1)
    DemoCast.objects.create(user=olga, label="Organiser", order=0)
    return pia


VISITOR = ["/accounts/login/", "/accounts/login/code/", "/accounts/password/reset/", "/account/demo/"]
VISITOR += [
    "/accounts/inactive/",
    "/account/invitation/",
    "/account/first-visit/",
    "/accounts/password/reset/done/",
]
USER = [
    "/account/profile/",
    "/accounts/email/",
    "/accounts/password/set/",
    "/accounts/sessions/",
    "/accounts/logout/",
]
USER += [
    "/accounts/2fa/",
    "/accounts/2fa/totp/activate/",
    "/accounts/2fa/webauthn/add/",
    "/accounts/2fa/webauthn/",
]


@pytest.mark.once
@pytest.mark.parametrize(("width", "scheme"), [(320, "dark"), (1280, "light")])
def test_pages_without_barriers(
    page: Any, site: str, full_house: User, signed_in: SignedIn, bound: Any, scheme: str, width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.emulate_media(color_scheme=scheme)
    # Every rule twice, on a desk in light and on a phone in dark colours; of the other two the colours alone can differ.
    judged: set[str] = set()

    def axe(page: Any) -> None:
        axe_rules.bring(page)
        wrong = axe_rules.broken(page, judged=judged)
        assert not wrong, f"{page.url}\n" + "\n".join(wrong)

    invitation, _token = services.invite(role="guest", target_id=3, email="mina@example.org")
    link = services.invitation_link(invitation.pk)
    for path in [*VISITOR, link.removeprefix(site), services.sign_in_link(full_house).removeprefix(site)]:
        page.goto(site + path)
        axe(page)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
    page.goto(f"{site}/accounts/login/code/")
    page.get_by_label("E-mail address").fill("nobody@example.org")
    page.get_by_role("button", name="Send me a code").click()
    page.get_by_role("heading", name=re.compile("Enter the code")).wait_for()
    axe(page)
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("alert").wait_for()
    axe(page)
    signed_in(page, full_house)
    for path in USER:
        page.goto(site + path)
        axe(page)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
    TOTP.activate(full_house, "JBSWY3DPEHPK3PXP")
    RecoveryCodes.activate(full_house)
    for path in ("/accounts/2fa/", "/accounts/2fa/reauthenticate/", "/accounts/2fa/recovery-codes/"):
        page.goto(site + path)
        axe(page)
