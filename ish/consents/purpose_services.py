"""The only writers of what is asked: the usual consents, their texts and versions, what is switched off or added."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.text import slugify
from django.utils.translation import gettext as _

from ish import clock
from ish.consents import queries, standard
from ish.consents.models import Purpose, Text, pack
from ish.consents.states import Kind
from ish.privacy.catalogue import CONSENTS
from ish.programme.models import Edition

Words = Mapping[str, Mapping[str, str]]
"""By language: title, body, what follows without it."""
PARTS = ("title", "body", "if_not")
RULES = "house_rules"


class KindTaken(ValueError):
    """Facts rest on consents of this kind, so that one no erases all of them: an edition asks for one at most."""

    def __init__(self, kind: str) -> None:
        words = _(
            "This edition asks for a consent of the kind “%(kind)s” already, and one no erases all that rests on it."
        )
        super().__init__(words % {"kind": Kind(kind).label})


class Answered(ValueError):
    """Who has answered did not know that facts would rest on their word."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "This was answered while nothing rested on it. Add a consent of this kind instead, so that everybody is asked."
            )
        )


def _check_kind(edition_id: int, kind: str, *, active: bool, own: Purpose | None = None) -> None:
    """Raise `KindTaken` when another consent on which the same facts rest is asked. The caller has locked the edition."""
    if active and _is_taken(edition_id, kind, own):
        raise KindTaken(kind)


def _is_taken(edition_id: int, kind: str, own: Purpose | None = None) -> bool:
    if kind not in CONSENTS:
        return False
    rows = Purpose.objects.filter(edition=edition_id, kind=kind, active=True)
    return (rows.exclude(pk=own.pk) if own else rows).exists()


@transaction.atomic
def take_standard(*, edition: Edition, by: Any, codes: Any = None) -> int:
    """Take the usual consents (all, or those of `codes`) into an edition that does not have them; return how many were added."""
    Edition.objects.select_for_update().get(pk=edition.pk)
    known = set(Purpose.objects.filter(edition=edition).values_list("code", flat=True))
    wanted = [one for one in standard.ALL if one.code not in known and (codes is None or one.code in codes)]
    for one in wanted:
        purpose = Purpose.objects.create(
            edition=edition,
            code=one.code,
            kind=one.kind,
            asked_of=one.asked_of,
            needed=one.needed,
            active=not _is_taken(edition.pk, one.kind),
            order=10 * (standard.ALL.index(one) + 1),
        )
        words = {code: standard.words(code)[one.code] for code in standard.languages()}
        _write(purpose, words, binding=standard.BINDING, by=by)
    return len(wanted)


@transaction.atomic
def add_purpose(
    *, edition: Edition, values: Mapping[str, Any], words: Words, binding: str, by: Any, code: str = ""
) -> Purpose:
    """Add a consent of the organisers' own (`code`: under this short name, which is free).

    Raises `ValueError` without a title or a text in the binding language, `KindTaken`.
    """
    _check(words, binding)
    Edition.objects.select_for_update().get(pk=edition.pk)
    _check_kind(edition.pk, values.get("kind", Kind.OTHER), active=values.get("active", True))
    last = Purpose.objects.filter(edition=edition).aggregate(last=Max("order"))["last"] or 0
    capacities = {"capacities": pack(values["capacities"])} if "capacities" in values else {}
    plain = {"order": last + 10} | {name: value for name, value in values.items() if name != "capacities"}
    code = code or _free_code(edition, words[binding]["title"])
    row = Purpose.objects.create(edition=edition, code=code, **plain, **capacities)
    _write(row, words, binding=binding, by=by)
    return row


def _free_code(edition: Edition, title: str) -> str:
    base = (slugify(title)[:34] or "consent").replace("-", "_")
    taken = set(Purpose.objects.filter(edition=edition).values_list("code", flat=True))
    found, number = base, 1
    while found in taken:
        number += 1
        found = f"{base}_{number}"
    return found


@transaction.atomic
def save_purpose(*, purpose: Purpose, values: Mapping[str, Any], by: Any) -> Purpose:
    """Save of whom a consent is asked, whether an answer is needed, whether it is asked at all, its place.

    Raises `KindTaken`, and `Answered` when facts would rest on words that were said of something else."""
    Edition.objects.select_for_update().get(pk=purpose.edition_id)
    row = Purpose.objects.select_for_update().get(pk=purpose.pk)
    before = row.kind
    for name, value in values.items():
        setattr(row, name, pack(value) if name == "capacities" else value)
    _check_kind(row.edition_id, row.kind, active=row.active, own=row)
    if row.kind != before and row.kind in CONSENTS and row.answers.exists():
        raise Answered
    row.clean_fields()
    row.save(update_fields=list(values))
    return row


@transaction.atomic
def save_texts(*, purpose: Purpose, words: Words, binding: str, new_meaning: bool, by: Any) -> Purpose:
    """Save the words of a consent. Words that somebody has answered to stay as they are: the new ones are a version of their own.

    With `new_meaning` everybody is asked again. The same words again change nothing. Raises `ValueError` without a title or
    text in the binding language.
    """
    _check(words, binding)
    row = Purpose.objects.select_for_update().get(pk=purpose.pk)
    present = queries.texts([row])[row.pk]
    if _same(present, words, binding):
        return row
    if new_meaning or row.answers.filter(text__version=row.version).exists():
        row.version += 1
        row.meaning += int(new_meaning)
        row.save(update_fields=["version", "meaning"])
    else:
        Text.objects.filter(purpose=row, version=row.version).delete()
    _write(row, words, binding=binding, by=by)
    return row


def _same(present: Mapping[str, Text], words: Words, binding: str) -> bool:
    kept = {code: {part: getattr(text, part) for part in PARTS} for code, text in present.items()}
    now = {code: _clean(one) for code, one in words.items() if one.get("title", "").strip()}
    bound = next((code for code, text in present.items() if text.binding), "")
    return kept == now and bound == binding


def _clean(one: Mapping[str, str]) -> dict[str, str]:
    """Browsers send lines that end otherwise than those we keep."""
    return {part: one.get(part, "").replace("\r\n", "\n").strip() for part in PARTS}


def _check(words: Words, binding: str) -> None:
    for code, one in words.items():
        said = _clean(one)
        if (code == binding or said["title"] or said["body"]) and not (said["title"] and said["body"]):
            raise ValueError(_("Write a title and a text, at least in the language that binds."))
    if binding not in words:
        raise ValueError(_("Write a title and a text, at least in the language that binds."))


def _write(purpose: Purpose, words: Words, *, binding: str, by: Any) -> None:
    for code, one in words.items():
        said = _clean(one)
        if not said["title"]:
            continue
        text = Text(
            purpose=purpose,
            version=purpose.version,
            meaning=purpose.meaning,
            language=code,
            binding=code == binding,
            saved_at=clock.now(),
            saved_by=by,
            **said,
        )
        text.clean_fields(exclude=["saved_by"])
        text.save()


@transaction.atomic
def carry(old: Edition, new: Edition, by: Any) -> int:
    """Take what is asked, with its present words, into the next edition; nobody's answer comes along. Return how many."""
    rows = queries.purposes(old, all_of_them=True)
    texts = queries.texts(rows)
    Edition.objects.select_for_update().get(pk=new.pk)
    known = set(Purpose.objects.filter(edition=new).values_list("code", flat=True))
    count = 0
    for row in rows:
        if row.code in known or row.code == RULES:
            continue  # those of the new edition are agreed to once they are published
        names = ("code", "kind", "asked_of", "capacities", "needed", "order")
        active = row.active and not _is_taken(new.pk, row.kind)
        copy = Purpose.objects.create(
            edition=new, active=active, **{name: getattr(row, name) for name in names}
        )
        words = {code: {part: getattr(text, part) for part in PARTS} for code, text in texts[row.pk].items()}
        bound = next((code for code, text in texts[row.pk].items() if text.binding), standard.BINDING)
        _write(copy, words, binding=bound, by=by)
        count += 1
    return count
