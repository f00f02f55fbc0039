"""The code on a form to print: it leads back to the person, the signer and the very words that were printed.

Nothing is kept when a form is printed. The code holds the keys of the person and of the signer, the newest text there was, and
the language, sealed under the key of the server: it says nothing to who reads it and cannot be made up. Words that were replaced
before anybody had answered to them are gone; a form with such words is not taken, as nobody could say what was signed.
"""

import base64
import hmac
from collections.abc import Iterator
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Max
from django.utils.crypto import salted_hmac

from ish.consents.models import Text
from ish.people.models import Guardian, Participation

SALT = "consents.form"
MARK = 6
"""So many bytes prove a code: one in 280 million million guesses is right."""
GROUP = 4
_OURS, _USUAL = "0123456789ABCDEFGHJKMNPQRSTVWXYZ", "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
_TO_OURS, _TO_USUAL = str.maketrans(_USUAL, _OURS), str.maketrans(_OURS, _USUAL)
_MISREAD = str.maketrans({"O": "0", "I": "1", "L": "1", "U": "V"})


class BadCode(Exception):
    """It is none of ours, or was mistyped, or the words on that form exist no more."""


@dataclass(frozen=True)
class Printed:
    """What a form says: whose it is, and which text each consent had on it, by consent and language."""

    participation: Participation
    guardian: Guardian | None
    language: str
    texts: dict[int, dict[str, Text]]


def code_of(participation: Participation, guardian: Guardian | None, language: str) -> str:
    """Return the code of a form printed now, in groups: "7KQ2 MX4T …"."""
    rows = Text.objects.filter(purpose__edition=participation.edition_id)
    newest = rows.aggregate(newest=Max("pk"))["newest"] or 0
    number = settings.SEAT_LANGUAGES.index(language) if language in settings.SEAT_LANGUAGES else 0
    payload = b"".join(
        map(_packed, (participation.pk, (guardian.pk if guardian else 0) * 8 + number, newest))
    )
    mark = _mark(settings.SECRET_KEY, payload, texts_at(participation.edition_id, newest))
    sealed = mark + _veiled(settings.SECRET_KEY, mark, payload)
    signs = base64.b32encode(sealed).decode().rstrip("=").translate(_TO_OURS)
    return " ".join(signs[at : at + GROUP] for at in range(0, len(signs), GROUP))


def read(code: str) -> Printed:
    """Return what a code stands for, however it was typed. Raises `BadCode`."""
    sealed = _bytes(code)
    mark, veiled = sealed[:MARK], sealed[MARK:]
    keys: list[str] = [settings.SECRET_KEY, *map(str, settings.SECRET_KEY_FALLBACKS)]
    for key in keys:
        if found := _opened(key, mark, _veiled(key, mark, veiled)):
            return found
    raise BadCode


def plain(code: str) -> str:
    """Return a code as it is kept: capital letters without spaces, misread ones put right."""
    signs = "".join(sign for sign in code.upper() if sign.isascii() and sign.isalnum())
    return signs.translate(_MISREAD)


def texts_at(edition_id: int, newest: int) -> dict[int, dict[str, Text]]:
    """Return the words of each consent when `newest` was the newest text, by consent and language (one query)."""
    found: dict[int, dict[str, Text]] = {}
    for text in Text.objects.filter(purpose__edition=edition_id, pk__lte=newest).order_by("version", "pk"):
        known = found.setdefault(text.purpose_id, {})
        if any(one.version != text.version for one in known.values()):
            known.clear()
        known[text.language] = text
    return found


def _opened(key: str, mark: bytes, payload: bytes) -> Printed | None:
    numbers = list(_unpacked(payload))
    if len(numbers) != 3 or max(numbers) >= 2**63:
        return None
    rows = Participation.objects.select_related("person", "edition__programme")
    row = rows.filter(pk=numbers[0]).first()
    if row is None:
        return None
    signer, number = divmod(numbers[1], 8)
    texts = texts_at(row.edition_id, numbers[2])
    if not hmac.compare_digest(mark, _mark(key, payload, texts)) or number >= len(settings.SEAT_LANGUAGES):
        return None
    guardian = row.person.guardians.filter(pk=signer).first() if signer else None
    if signer and guardian is None:
        return None
    return Printed(row, guardian, settings.SEAT_LANGUAGES[number], texts)


def _mark(key: str, payload: bytes, texts: dict[int, dict[str, Text]]) -> bytes:
    """Prove the numbers and the words: the keys of all texts of then are part of it."""
    words = ",".join(
        str(text.pk) for _pk, known in sorted(texts.items()) for _code, text in sorted(known.items())
    )
    return salted_hmac(SALT, payload.hex() + ":" + words, secret=key, algorithm="sha256").digest()[:MARK]


def _veiled(key: str, mark: bytes, payload: bytes) -> bytes:
    stream = salted_hmac(f"{SALT}.veil", mark.hex(), secret=key, algorithm="sha256").digest()
    return bytes(one ^ other for one, other in zip(payload, stream, strict=False))


def _bytes(code: str) -> bytes:
    signs = plain(code).translate(_TO_USUAL)
    try:
        return base64.b32decode(signs + "=" * (-len(signs) % 8))
    except ValueError as error:
        raise BadCode from error


def _packed(number: int) -> bytes:
    """Write a number in as few bytes as it takes, seven bits in each."""
    found = [number & 0x7F]
    while number := number >> 7:
        found.append(number & 0x7F | 0x80)
    return bytes(reversed(found))


def _unpacked(data: bytes) -> Iterator[int]:
    number = 0
    for byte in data:
        number = number << 7 | byte & 0x7F
        if not byte & 0x80:
            yield number
            number = 0
