"""The privacy notice: which version holds, in which languages it exists."""

from typing import Any

from django.utils.translation import get_language

NOTICE_VERSION = "2027-1"
LANGUAGES = ("en", "de")


def language() -> str:
    """Return the language in which the notice is shown to a reader of the present language: theirs, or English."""
    mine = (get_language() or "en").partition("-")[0]
    return mine if mine in LANGUAGES else "en"


def template(version: str = NOTICE_VERSION, language_code: str | None = None) -> str:
    """Return the template of the text. Texts of old versions stay: somebody has read them."""
    return f"profiles/notice/{version}.{language_code or language()}.html"


def facts(edition: Any, source: str = "") -> dict[str, Any]:
    """Return what the text needs to know: whom to write to, and (GDPR Art. 14) who gave us the first facts."""
    return {
        "template": template(),
        "version": NOTICE_VERSION,
        "text_language": language(),
        "source": source,
        "contact_email": getattr(edition, "contact_email", ""),
        "data_protection_contact": getattr(edition, "data_protection_contact", ""),
    }
