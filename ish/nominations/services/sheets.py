"""Lists for partners: the template in their language, and their own students to correct and send back."""

from functools import lru_cache
from typing import Any

from django.utils import translation
from django.utils.translation import gettext

from ish.desk import names
from ish.nominations import keys, queries, rules
from ish.nominations.models import Nomination
from ish.nominations.reading import write_template
from ish.nominations.reading.countries import country
from ish.nominations.reading.template import LANGUAGES
from ish.people.models import Guardian
from ish.privacy import services as privacy
from ish.programme.models import Edition, NominatingBody

_PERSON = (
    "family_name", "given_names", "native_name", "birth_date", "sex", "nationalities", "email", "phone",
)  # fmt: skip
_OWN = ("school", "grade", "english_level", "interests", "motivation")
_GUARDIAN = ("name", "email", "phone")


@lru_cache(maxsize=20)
def country_names(language: str) -> tuple[str, ...]:
    """Return the names of all countries in a language, as far as we read them again; else as we do."""
    with translation.override(language):
        found = names.nationalities()
    return tuple(sorted((name if country(name) == code else code for code, name in found.items())))


def template(*, body: NominatingBody, language: str = "") -> bytes:
    """Return the list to fill in, in a language that has one; else in the partner's."""
    language = language if language in LANGUAGES else _language(body)
    with translation.override(language):
        return write_template(language=language, translate=gettext, countries=country_names(language))


def students_list(*, edition: Edition, body: NominatingBody, reader: Any, role: str) -> bytes:
    """Return the partner's students as the same list, to correct and to send back: what the reader may see of them (a few
    queries)."""
    language = _language(body)
    rows = Nomination.objects.filter(rules.COUNTED, edition=edition, body=body)
    found = list(rows.select_related("participation__person", "edition").order_by(*queries.BY_RANK))
    with translation.override(language):
        lines = [
            {**line, "key": keys.key_of(row.pk, edition=edition, body=body)}
            for row, line in zip(found, _lines(found, reader, role), strict=True)
        ]
        return write_template(
            language=language, translate=gettext, countries=country_names(language), students=lines
        )


def _language(body: NominatingBody) -> str:
    return body.language if body.language in LANGUAGES else "en"


def _lines(rows: list[Nomination], reader: Any, role: str) -> list[dict[str, Any]]:
    """Return the students as a list says them. The language is the partner's."""
    people = [row.participation.person for row in rows]
    guardians: dict[int, Guardian] = {}
    for guardian in Guardian.objects.filter(person__in=people).select_related("person").order_by("-pk"):
        guardians[guardian.person_id] = guardian
    how: dict[str, Any] = {"reader": reader, "role": role, "where": "export"}
    own = privacy.reveal_many(rows, fields=_OWN, **how) if rows else []
    said = privacy.reveal_many(people, fields=_PERSON, **how) if rows else []
    parents = privacy.reveal_many(guardians.values(), fields=_GUARDIAN, **how) if guardians else []
    of_person = dict(zip(guardians, parents, strict=True))
    return [
        _line(row, one, mine, of_person.get(row.participation.person_id, {}))
        for row, one, mine in zip(rows, said, own, strict=True)
    ]


def _line(
    row: Nomination, person: dict[str, Any], own: dict[str, Any], guardian: dict[str, Any]
) -> dict[str, Any]:
    texts = {name: str(value) if value else "" for name, value in {**person, **own}.items()}
    return {
        **texts,
        **{f"guardian_{name}": str(value or "") for name, value in guardian.items()},
        "rank": f"{'R' if row.reserve else ''}{row.rank or ''}",
        "birth_date": person.get("birth_date") or "",
        "nationalities": "; ".join(_country(code) for code in person.get("nationalities") or ()),
    }


def _country(code: str) -> str:
    name = names.name_of("nationality", code)
    return name if country(name) == code else code
