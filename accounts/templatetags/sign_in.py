"""What the pages of sign-in need beyond what allauth gives them."""

from typing import Any

from django import template

from accounts import demo
from accounts.middleware import AFTER_SECOND_FACTOR, lacks_second_factor
from accounts.models import DemoCast
from accounts.sign_in_forms import RequestCode

register = template.Library()


_BROWSERS = (
    ("Edg", "Edge"),
    ("OPR", "Opera"),
    ("Firefox", "Firefox"),
    ("Chrom", "Chrome"),
    ("Safari", "Safari"),
)
_DEVICES = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS", "macOS"),
    ("Linux", "Linux"),
)


@register.filter
def browser(user_agent: str) -> str:
    """Return what a browser calls itself in words people know ("Firefox, Windows"), or all of it when it is none of those."""
    found = [
        next((word for part, word in known if part in user_agent), "") for known in (_BROWSERS, _DEVICES)
    ]
    return ", ".join(word for word in found if word) or user_agent


@register.simple_tag
def code_form() -> RequestCode:
    """Return the form that asks for a sign-in code: it stands on the same page as the one for the password."""
    return RequestCode()


@register.simple_tag
def demo_cast() -> list[DemoCast]:
    """Return the persons of the demonstration; nobody elsewhere."""
    return demo.cast()


@register.simple_tag(takes_context=True)
def second_factor_state(context: Any) -> dict[str, Any]:
    """Say whether the user must set up a second factor, and where they wanted to go before."""
    request = context["request"]
    missing = lacks_second_factor(request.user)
    wanted = request.session.get(AFTER_SECOND_FACTOR, "")
    return {"missing": missing, "next": "" if missing else wanted}
