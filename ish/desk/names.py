"""Names of countries, languages and time zones: by code, in the language of the page, and back from what people type."""

from functools import lru_cache
from zoneinfo import available_timezones

from django.conf.locale import LANG_INFO
from django.db.models import Choices
from django.utils.translation import get_language, gettext, override
from django_countries import countries as all_countries

from ish.desk.folding import fold

_SKIPPED = ("Etc/", "US/", "SystemV/", "posix/", "right/", "Brazil/", "Canada/", "Chile/", "Mexico/")
# Not among the languages that Django itself speaks.
_MORE = {"zh": "Chinese", "tl": "Tagalog", "yo": "Yoruba", "am": "Amharic", "si": "Sinhala"}
_WITHOUT = frozenset(
    {"en-au", "en-gb", "es-ar", "es-co", "es-mx", "es-ni", "es-ve", "pt-br", "nb", "nn", "sr-latn"}
)


def countries() -> dict[str, str]:
    """Return {ISO 3166 alpha-2: name}, sorted by name."""
    return _countries(get_language() or "en")


@lru_cache(maxsize=16)
def _countries(language: str) -> dict[str, str]:
    with override(language):
        return _sorted({code: str(name) for code, name in all_countries})


STATELESS = "XXA"
"""Who has no nationality, as passports say it."""


def nationalities() -> dict[str, str]:
    """Return {code: name} of what can be somebody's nationality: of the countries, and of having none."""
    return _nationalities(get_language() or "en")


@lru_cache(maxsize=16)
def _nationalities(language: str) -> dict[str, str]:
    with override(language):
        return {**_countries(language), STATELESS: gettext("Stateless")}


def languages() -> dict[str, str]:
    """Return {BCP 47 code: name} of languages people speak, sorted by name."""
    return _languages(get_language() or "en")


@lru_cache(maxsize=16)
def _languages(language: str) -> dict[str, str]:
    with override(language):
        found = {
            _bcp47(code): gettext(info["name"])
            for code, info in LANG_INFO.items()
            if "name" in info and code not in _WITHOUT
        }
        found.update({code: gettext(name) for code, name in _MORE.items() if code not in found})
        return _sorted({code: name[:1].upper() + name[1:] for code, name in found.items()})


def _bcp47(code: str) -> str:
    head, _, tail = code.partition("-")
    return f"{head}-{tail.title()}" if len(tail) == 4 else code


def time_zones() -> dict[str, str]:
    """Return {IANA name: name with its place in front}, sorted by place."""
    return _zones()


@lru_cache(maxsize=1)
def _zones() -> dict[str, str]:
    names = [n for n in available_timezones() if "/" in n and not n.startswith(_SKIPPED)]
    return _sorted({name: f"{name.rsplit('/', 1)[1].replace('_', ' ')} ({name})" for name in names})


_KINDS = {"country": countries, "nationality": nationalities, "language": languages, "time_zone": time_zones}


def find(kind: str, text: str) -> str | None:
    """Return the code that `text` means (a code, a name in the language of the page or in English), or None."""
    wanted = fold(text)
    known = _KINDS[kind]()
    for code in known:
        if fold(code) == wanted:
            return code
    for code, name in known.items():
        if fold(name) == wanted:
            return code
    with override("en"):
        for code, name in _KINDS[kind]().items():
            if fold(name) == wanted:
                return code
    near = [code for code, name in known.items() if fold(name).startswith(wanted)] if len(wanted) > 3 else []
    return near[0] if len(near) == 1 else None


def _sorted(named: dict[str, str]) -> dict[str, str]:
    return dict(sorted(named.items(), key=lambda pair: fold(pair[1])))


def name_of(kind: str, code: str) -> str:
    """Return the name of a code in the language of the page, or the code itself."""
    return _KINDS[kind]().get(str(code), str(code))


def word_of(choices: type[Choices], value: str) -> str:
    """Return one of a set of choices in words, in the language of the page; quick enough for a file of thousands.

    Raises `KeyError` for what is none of them.
    """
    return _words(choices, get_language() or "en")[value]


@lru_cache(maxsize=256)
def _words(choices: type[Choices], language: str) -> dict[str, str]:
    with override(language):
        return {choice.value: str(choice.label) for choice in choices}
