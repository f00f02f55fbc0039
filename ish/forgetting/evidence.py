"""What is kept of erased values while a report is open: keyed hashes. Who is told what is about to be emptied stands here."""

import base64
import secrets
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date
from functools import lru_cache
from typing import Any

from django.utils.translation import trans_real
from phonenumber_field.phonenumber import PhoneNumber

from ish import clock
from ish.forgetting.models import Report, Trace
from ish.forgetting.registry import vocabulary
from ish.forgetting.traces import CHOICE, Hasher, why_not, words
from ish.privacy.catalogue import ModelPolicy

OURS = "ours"
WRITTEN_BY_US = {
    "outbox.message": {"subject", "body_text", "body_html", "context", "reason", "error", "secret_body"}
}
"""Texts that the product writes: what is personal in them are names and addresses, which are looked for by themselves."""
NAMES = ("given_names", "family_name")


def current() -> Report:
    """Return the open report; one begins when there is none."""
    found = Report.objects.filter(is_open=True).first()
    if found is None:
        found, _made = Report.objects.get_or_create(
            is_open=True,
            defaults={"opened_at": clock.now(), "key": base64.b64encode(secrets.token_bytes(32)).decode()},
        )
    return found


def hasher_of(report: Report) -> Hasher:
    """Return what hashes with the key of an open report. Raises `ValueError` when it is closed."""
    if not report.key:
        raise ValueError("The report is closed: its key is gone.")
    return Hasher(base64.b64decode(report.key))


class Collector:
    """Hashes what is about to be emptied, and counts what cannot be looked for, by field and reason."""

    def __init__(self, report: Report) -> None:
        self.report = report
        self.hasher = hasher_of(report)
        self.common = common_words()
        self.unsearchable: Counter[tuple[str, str]] = Counter()

    def see(self, policy: ModelPolicy, names: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
        """Note rows of (key, person, values of the fields): one statement, however many."""
        traces = [
            Trace(
                report_id=self.report.pk,
                person_id=person_id,
                label=policy.label,
                row_id=pk,
                field=name,
                start=piece.start,
                size=piece.size,
                digest=piece.digest,
            )
            for pk, person_id, *values in rows
            for name, text in self._texts(policy, names, values)
            for piece in self._pieces(f"{policy.label}.{name}", text)
        ]
        Trace.objects.bulk_create(traces, batch_size=1000)

    def _texts(
        self, policy: ModelPolicy, names: Sequence[str], values: Sequence[Any]
    ) -> Iterator[tuple[str, str]]:
        by_name = dict(zip(names, values, strict=True))
        for name, value in by_name.items():
            column = policy.model._meta.get_field(name)
            if value in (None, "", [], {}) or hasattr(column, "of"):
                continue  # nothing there; or it follows from other fields, which are looked for by themselves
            why = OURS if name in WRITTEN_BY_US.get(policy.label, ()) else is_choice(column, value)
            if why:
                self.unsearchable[f"{policy.label}.{name}", why] += 1
            else:
                yield from ((name, text) for text in texts_of(value))
        if all(by_name.get(name) for name in NAMES):
            given, family = (by_name[name] for name in NAMES)
            yield "full_name", f"{given} {family}"
            yield "full_name", f"{family} {given}"

    def _pieces(self, full: str, text: str) -> list[Any]:
        found = words(text)
        if why := why_not(found, self.common):
            self.unsearchable[full, why] += 1
            return []
        return self.hasher.pieces(found)

    def flush(self) -> None:
        """Write what cannot be looked for into the report."""
        if not self.unsearchable:
            return
        report = Report.objects.select_for_update().get(pk=self.report.pk)
        told = report.unsearchable
        for (name, why), count in self.unsearchable.items():
            of = told.setdefault(name, {})
            of[why] = of.get(why, 0) + count
        report.save(update_fields=["unsearchable"])
        self.unsearchable.clear()


def is_choice(column: Any, value: Any) -> str:
    """Return why a value says nothing by itself: one of a few words, a day, yes or no, a number; "" for texts."""
    if getattr(column, "choices", None) or isinstance(value, (bool, int, float, date)):
        return CHOICE
    return ""


def texts_of(value: Any) -> Iterable[str]:
    """Return the texts in a value: of a phone number its digits, of lists and mappings each text."""
    if isinstance(value, PhoneNumber):
        return [str(value.as_e164 if value.is_valid() else value.raw_input or value).lstrip("+")]
    if isinstance(value, dict):
        return [text for inner in value.values() for text in texts_of(inner)]
    if isinstance(value, (list, tuple, set)):
        return [text for inner in value for text in texts_of(inner)]
    return [str(value)] if value not in (None, "") and not isinstance(value, (bool, int, float)) else []


def common_words() -> frozenset[str]:
    """Return the words that stand everywhere: of the product itself, and of partners, institutes and places."""
    return _words_of_the_product() | frozenset(word for text in vocabulary() for word in words(text))


@lru_cache(maxsize=1)
def _words_of_the_product() -> frozenset[str]:
    """Return the words of all our texts, in English and German."""
    found: set[str] = set()
    catalog: Any = trans_real.translation("de")
    for key, text in catalog._catalog.items():
        found.update(words(str(key[0] if isinstance(key, tuple) else key)))
        found.update(words(str(text)))
    return frozenset(found)


_collector: ContextVar[Collector | None] = ContextVar("collector", default=None)


@contextmanager
def collecting(report: Report) -> Iterator[Collector]:
    """Have one collector see everything that is emptied inside."""
    collector = Collector(report)
    token = _collector.set(collector)
    try:
        yield collector
    finally:
        _collector.reset(token)


def watch(*, policy: ModelPolicy, names: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """Have what is about to be emptied noted in the open report."""
    running = _collector.get()
    collector = running or Collector(current())
    collector.see(policy, names, rows)
    if running is None:
        collector.flush()
