"""Lists for partners: the template in their language, and their own students to correct and send back."""

from functools import lru_cache
from hmac import compare_digest
from typing import Any

from django.utils import translation
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext
from django_countries import countries as all_countries

from ish.nominations import queries
from ish.nominations.models import Nomination
from ish.nominations.reading import write_template
from ish.nominations.reading.countries import country
from ish.nominations.reading.template import LANGUAGES
from ish.people.models import Guardian
from ish.programme.models import Edition, NominatingBody

_SALT = "nominations.sheets"
_MARK = 12


def key_of(pk: int, *, edition: Edition, body: NominatingBody) -> str:
    """Return the key by which a row of a list is known again; it holds in this edition and for this partner alone."""
    mark = salted_hmac(_SALT, f"{edition.pk}:{body.pk}:{pk}").hexdigest()[:_MARK]
    return f"ISH-{pk}-{mark}"


def nomination_of(key: str, *, edition: Edition, body: NominatingBody) -> int | None:
    """Return the key of the nomination that a row is about; None if the key is not one of ours for this partner."""
    _ish, _, rest = key.strip().partition("-")
    pk = rest.partition("-")[0]
    if not pk.isascii() or not pk.isdecimal() or len(pk) > 18:
        return None
    ours = key_of(int(pk), edition=edition, body=body)
    return int(pk) if compare_digest(ours.encode(), key.strip().encode()) else None


@lru_cache(maxsize=20)
def country_names(language: str) -> tuple[str, ...]:
    """Return the names of all countries in a language, as far as we read them again; else as we do."""
    with translation.override(language):
        names = {code: str(name) for code, name in all_countries}
    return tuple(sorted((name if country(name) == code else code for code, name in names.items())))


def template(*, body: NominatingBody) -> bytes:
    """Return the list to fill in, in the partner's language."""
    language = _language(body)
    with translation.override(language):
        return write_template(language=language, translate=gettext, countries=country_names(language))


def students(*, edition: Edition, body: NominatingBody) -> bytes:
    """Return the partner's students as the same list, to correct and to send back (two queries)."""
    language = _language(body)
    rows = Nomination.objects.filter(queries.COUNTED, edition=edition, body=body)
    found = list(rows.select_related("participation__person").order_by(*queries.BY_RANK))
    people = [row.participation.person_id for row in found]
    guardians: dict[int, Any] = {}
    for guardian in Guardian.objects.filter(person__in=people).order_by("-pk"):
        guardians[guardian.person_id] = guardian
    lines = []
    with translation.override(language):
        for row in found:
            line = _line(row, guardians.get(row.participation.person_id))
            lines.append({**line, "key": key_of(row.pk, edition=edition, body=body)})
        return write_template(
            language=language, translate=gettext, countries=country_names(language), students=lines
        )


def _language(body: NominatingBody) -> str:
    return body.language if body.language in LANGUAGES else "en"


def _line(row: Nomination, guardian: Any) -> dict[str, Any]:
    """Return a student as a list says it. The language is the partner's."""
    person = row.participation.person
    said = {
        "rank": f"{'R' if row.reserve else ''}{row.rank or ''}",
        "birth_date": person.birth_date or "",
        "nationalities": "; ".join(_country(code) for code in person.nationalities or ()),
    }
    for name in ("family_name", "given_names", "native_name", "sex", "email", "phone"):
        said[name] = str(getattr(person, name) or "")
    for name in ("school", "grade", "english_level", "interests", "motivation"):
        said[name] = str(getattr(row, name) or "")
    if guardian is not None:
        said |= {
            f"guardian_{name}": str(getattr(guardian, name) or "") for name in ("name", "email", "phone")
        }
    return said


def _country(code: str) -> str:
    name = str(all_countries.name(code))
    return name if country(name) == code else code
