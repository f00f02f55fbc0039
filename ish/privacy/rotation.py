"""Changing keys: everything that is sealed with an older key of `FIELD_KEYS` is sealed anew with the first one.

Which key sealed a value shows in the value itself, so nothing is written down on the way: a rotation that was killed is simply
begun again and passes over what is done. A value is only exchanged for itself (compare and swap), so whoever writes
meanwhile loses nothing.
"""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, Protocol

from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.apps import apps
from django.conf import settings
from django.db import connection, models, transaction
from django.db.models.functions import Cast

from ish.privacy import registry

BATCH = 200
PASSES = 5
TOKEN = "gAAAA"  # noqa: S105 - how every sealed value begins
LOST = "none"


class Store(Protocol):
    """A place where sealed values lie."""

    def tokens(self) -> Iterator[tuple[Any, bytes]]:
        """Yield each sealed value with the mark by which it is found again."""

    def swap(self, mark: Any, old: bytes, new: bytes) -> bool:
        """Put `new` in the place of `old`; False when something else stands there by now."""


@dataclass
class Tally:
    """What is sealed with which key (by its fingerprint; `LOST`: with none of ours), and how much was sealed anew."""

    by_key: Counter[str] = field(default_factory=Counter)
    anew: int = 0

    @property
    def old(self) -> int:
        """How many values the first key does not open."""
        return sum(self.by_key.values()) - self.by_key[fingerprints()[0]]

    def needed(self) -> list[str]:
        """Return the keys that something is still sealed with, in the order of `FIELD_KEYS`."""
        return [mark for mark in fingerprints() if self.by_key[mark]]


def fingerprints() -> list[str]:
    """Return a short mark of each key, from which the key cannot be found."""
    return [hashlib.sha256(key.encode()).hexdigest()[:16] for key in settings.FIELD_KEYS]


def stores() -> dict[str, Store]:
    """Return every place with sealed values: the columns of all models, second factors, and what other apps have registered."""
    found: dict[str, Store] = {
        f"{model._meta.label_lower}.{column.name}": Column(model, column)
        for model in apps.get_models(include_auto_created=True)
        for column in model._meta.concrete_fields
        if getattr(column, "sealed", False) and column.model is model
    }
    return found | {"second factors": SecondFactors()} | registry.sealed_stores()


def check(tell: Callable[[str, Tally], None] | None = None) -> Tally:
    """Return what is sealed with which key, and change nothing."""
    return _every(False, tell)


def rotate(tell: Callable[[str, Tally], None] | None = None) -> Tally:
    """Seal everything anew that is not sealed with the first key; return how things stand after it.

    While others write with an older key, some values come back: what a last look finds is in the tally. `tell` hears of
    each place when it is done.
    """
    total = Tally()
    for _time in range(PASSES):
        done = _every(True, tell)
        total.anew += done.anew
        total.by_key = done.by_key
        if not done.anew:
            break
    return total


def _every(write: bool, tell: Callable[[str, Tally], None] | None) -> Tally:
    total = Tally()
    for name, store in stores().items():
        tally = _one(store, write)
        total.by_key += tally.by_key
        total.anew += tally.anew
        if tell and tally.by_key:
            tell(name, tally)
    return total


def _one(store: Store, write: bool) -> Tally:
    keys = [(mark, Fernet(key)) for mark, key in zip(fingerprints(), settings.FIELD_KEYS, strict=True)]
    box, tally = MultiFernet([key for _mark, key in keys]), Tally()
    waiting: list[tuple[Any, bytes]] = []
    for mark, token in store.tokens():
        sealed_by = next((name for name, key in keys if _opens(key, token)), LOST)
        tally.by_key[sealed_by] += 1
        if write and sealed_by not in (keys[0][0], LOST):
            waiting.append((mark, token))
        if len(waiting) == BATCH:
            _seal_anew(store, box, waiting, tally)
    _seal_anew(store, box, waiting, tally)
    return tally


def _opens(key: Fernet, token: bytes) -> bool:
    try:
        key.extract_timestamp(token)  # asks for the signature alone
    except InvalidToken:
        return False
    return True


def _seal_anew(store: Store, box: MultiFernet, waiting: list[tuple[Any, bytes]], tally: Tally) -> None:
    with transaction.atomic():
        tally.anew += sum(store.swap(mark, token, box.rotate(token)) for mark, token in waiting)
    waiting.clear()


# ---------------------------------------------------------------- PLACES IN THE DATABASE


class Column:
    """A sealed column, read and written as the text it is for the database."""

    def __init__(self, model: type[models.Model], column: Any) -> None:
        self.model, self.column = model, column

    def tokens(self) -> Iterator[tuple[Any, bytes]]:
        """Yield key and sealed text of each row that has one, by the hundred: rows may come and go meanwhile."""
        text = Cast(self.column.attname, models.TextField())
        rows = self.model._base_manager.filter(**{f"{self.column.attname}__isnull": False}).order_by("pk")
        rows = rows.annotate(sealed_text=text)
        last: Any = None
        while True:
            after = rows if last is None else rows.filter(pk__gt=last)
            found = list(after.values_list("pk", "sealed_text")[:BATCH])
            for pk, value in found:
                yield pk, value.encode()
            if len(found) < BATCH:
                return
            last = found[-1][0]

    def swap(self, mark: Any, old: bytes, new: bytes) -> bool:
        """Exchange the text of one row, if it is still the old one."""
        quote, meta = connection.ops.quote_name, self.model._meta
        table, column, pk = (quote(str(name)) for name in (meta.db_table, self.column.column, meta.pk.column))
        sql = f"UPDATE {table} SET {column} = %s WHERE {pk} = %s AND {column} = %s"  # noqa: S608 - our own names
        with connection.cursor() as cursor:
            cursor.execute(sql, [new.decode(), mark, old.decode()])
            return bool(cursor.rowcount)


class SecondFactors:
    """Secrets of second factors: texts inside a JSON column of another's, sealed by `accounts.mfa_adapter`."""

    def tokens(self) -> Iterator[tuple[Any, bytes]]:
        """Yield the sealed texts of every authenticator."""
        for pk, data in Authenticator.objects.order_by("pk").values_list("pk", "data"):
            for token in _sealed_in(data):
                yield pk, token.encode()

    def swap(self, mark: Any, old: bytes, new: bytes) -> bool:
        """Exchange one text, if it still stands there."""
        row = Authenticator.objects.select_for_update().filter(pk=mark).first()
        if row is None or old.decode() not in _sealed_in(row.data):
            return False
        Authenticator.objects.filter(pk=mark).update(data=_exchanged(row.data, old.decode(), new.decode()))
        return True


def _sealed_in(data: Any) -> list[str]:
    if isinstance(data, str):
        return [data] if data.startswith(TOKEN) else []
    inner = data.values() if isinstance(data, dict) else data if isinstance(data, list) else ()
    return [token for value in inner for token in _sealed_in(value)]


def _exchanged(data: Any, old: str, new: str) -> Any:
    if isinstance(data, dict):
        return {key: _exchanged(value, old, new) for key, value in data.items()}
    if isinstance(data, list):
        return [_exchanged(value, old, new) for value in data]
    return new if data == old else data
