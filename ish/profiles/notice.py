"""The privacy notice: which version holds, in which languages it exists, what it says of partners abroad, who checked it."""

from typing import Any

from django.template.loader import render_to_string
from django.utils.translation import get_language, override

from ish.portraits.states import Use
from ish.privacy.services import kept_until
from ish.profiles import notice_facts
from ish.profiles.models import NoticeText

NOTICE_VERSION = "2027-4"
LANGUAGES = ("en", "de")


def language() -> str:
    """Return the language in which the notice is shown to a reader of the present language: theirs, or English."""
    mine = (get_language() or "en").partition("-")[0]
    return mine if mine in LANGUAGES else "en"


def template(version: str = NOTICE_VERSION, language_code: str | None = None) -> str:
    """Return the template of the text. Texts of old versions stay: somebody has read them."""
    return f"profiles/notice/{version}.{language_code or language()}.html"


def text_of(edition: Any) -> NoticeText | None:
    """Return the edition's own words in the notice; before it has any (or without an edition) the newest there are."""
    rows = NoticeText.objects.order_by("-edition__arrival_day", "-pk")
    own = rows.filter(edition=edition.pk).first() if edition is not None else None
    return own or rows.first()


def proposal(language_code: str) -> str:
    """Return what we propose to say of partners outside the European Union."""
    return render_to_string(f"profiles/notice/transfers.{language_code}.txt")


def transfers(edition: Any, language_code: str) -> str:
    """Return what is passed to partners outside the European Union and on which legal ground, as the organisers say it."""
    row = text_of(edition)
    return (row.words(language_code) if row else "") or proposal(language_code)


def is_checked(edition: Any) -> bool:
    """Say whether the data protection officer has checked the present version for this edition."""
    rows = NoticeText.objects.filter(edition=edition.pk, checked_version=NOTICE_VERSION)
    return rows.filter(checked_on__isnull=False).exists()


def facts(edition: Any, source: str = "") -> dict[str, Any]:
    """Return what the text needs to know: whom to write to, who gave us the first facts (GDPR Art. 14), and, read off the
    declarations in the language of the text, who reads what until when."""
    edition_id = edition.pk if edition is not None else None
    with override(language()):
        computed = {
            "reads": notice_facts.readers(),
            "periods": notice_facts.periods(edition_id),
            "kept": kept_until(edition_id),
            "picture_uses": ", ".join(str(label) for label in Use.labels),
        }
    return {
        **computed,
        "template": template(),
        "version": NOTICE_VERSION,
        "text_language": language(),
        "source": source,
        "transfers": transfers(edition, language()),
        "contact_email": getattr(edition, "contact_email", ""),
        "data_protection_contact": getattr(edition, "data_protection_contact", ""),
    }
