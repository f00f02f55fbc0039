"""What upper floors tell forgetting: names that are known anyway (of places, for example), which are no sign of a person."""

from collections.abc import Callable, Iterable

Words = Callable[[], Iterable[str]]
_sources: list[Words] = []


def add_vocabulary(fn: Words) -> None:
    """Have `fn()` give names that stand everywhere."""
    _sources.append(fn)


def vocabulary() -> list[str]:
    """Return all of them."""
    return [text for fn in _sources for text in fn() if text]
