"""Encrypted columns, sealed with the keys of `FIELD_KEYS`, apart from `SECRET_KEY`; SQL can only ask them "is null".

The first key seals, every key opens, so that keys are rotated by putting a new one in front.
"""

import json
from datetime import date
from functools import lru_cache
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django import forms
from django.conf import settings
from django.core.exceptions import FieldError
from django.db import models


class Unopenable(Exception):
    """A sealed value fits none of the keys in `FIELD_KEYS`."""


@lru_cache(maxsize=4)
def _box(keys: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(key.encode()) for key in keys])


def seal(text: str) -> str:
    """Return `text` encrypted with the first key (ASCII)."""
    return _box(tuple(settings.FIELD_KEYS)).encrypt(text.encode()).decode("ascii")


def unseal(token: str) -> str:
    """Return the text that was sealed. Raises `Unopenable` when no key fits."""
    try:
        return _box(tuple(settings.FIELD_KEYS)).decrypt(token.encode("ascii")).decode()
    except (InvalidToken, UnicodeError) as error:
        raise Unopenable("No key in FIELD_KEYS opens this value.") from error


def seal_bytes(data: bytes) -> bytes:
    """Return `data` encrypted with the first key: for uploaded files."""
    return _box(tuple(settings.FIELD_KEYS)).encrypt(data)


def unseal_bytes(data: bytes) -> bytes:
    """Return the bytes that were sealed. Raises `Unopenable` when no key fits."""
    try:
        return _box(tuple(settings.FIELD_KEYS)).decrypt(data)
    except InvalidToken as error:
        raise Unopenable("No key in FIELD_KEYS opens this file.") from error


class _Sealed(models.Field):
    """Base: a text column of sealed values. Empty values are kept as NULL, so that "given" is "not null"."""

    sealed = True

    def get_internal_type(self) -> str:
        return "TextField"

    def pack(self, value: Any) -> str:
        return str(value)

    def unpack(self, text: str) -> Any:
        return text

    def get_prep_value(self, value: Any) -> str | None:
        value = self.to_python(value)
        if value in (None, "", [], {}):
            return None
        return seal(self.pack(value))

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> Any:
        return None if value is None else self.unpack(unseal(value))

    def get_lookup(self, lookup_name: str) -> Any:
        if lookup_name != "isnull":
            raise FieldError(f"{self.name} is encrypted: only 'isnull' can be asked.")
        return super().get_lookup(lookup_name)


class EncryptedTextField(_Sealed):
    """Text, sealed. Declare it with `null=True`: the empty text is NULL."""

    def to_python(self, value: Any) -> Any:
        return value if value is None else str(value)

    def formfield(self, **kwargs: Any) -> Any:
        return super().formfield(**{"form_class": forms.CharField, "max_length": self.max_length, **kwargs})


class EncryptedDateField(_Sealed):
    """A day, sealed. `null=True`."""

    def to_python(self, value: Any) -> Any:
        return date.fromisoformat(value) if isinstance(value, str) and value else value or None

    def pack(self, value: Any) -> str:
        return str(value.isoformat())

    def unpack(self, text: str) -> Any:
        return date.fromisoformat(text)

    def formfield(self, **kwargs: Any) -> Any:
        return super().formfield(**{"form_class": forms.DateField, **kwargs})


class EncryptedBooleanField(_Sealed):
    """Yes, no or (NULL) not said, sealed. `null=True`."""

    def to_python(self, value: Any) -> Any:
        return {"true": True, "false": False}.get(value.lower()) if isinstance(value, str) else value

    def pack(self, value: Any) -> str:
        return "true" if value else "false"

    def unpack(self, text: str) -> Any:
        return text == "true"


class EncryptedJSONField(_Sealed):
    """A list or mapping, sealed. `null=True`; empty is NULL."""

    def to_python(self, value: Any) -> Any:
        return value

    def pack(self, value: Any) -> str:
        return json.dumps(value, ensure_ascii=False)

    def unpack(self, text: str) -> Any:
        return json.loads(text)
