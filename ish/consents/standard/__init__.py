"""The consents that schools usually ask for. Each is taken into an edition as its own rows, and is changed there."""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from ish.consents.states import Asked, Kind

HERE = Path(__file__).parent
LANGUAGES = ("en", "de")
BINDING = "de"


@dataclass(frozen=True)
class Standard:
    """One consent as we propose it."""

    code: str
    kind: Kind
    asked_of: Asked
    needed: bool = False


ALL = (
    Standard("data", Kind.DATA, Asked.BOTH, needed=True),
    Standard("medical", Kind.MEDICAL, Asked.BOTH, needed=True),
    Standard("health_data", Kind.HEALTH, Asked.BOTH, needed=True),
    Standard("supervision", Kind.SUPERVISION, Asked.GUARDIAN, needed=True),
    Standard("free_time", Kind.TRAVEL, Asked.GUARDIAN, needed=True),
    Standard("evening", Kind.TRAVEL, Asked.GUARDIAN),
    Standard("way_home", Kind.TRAVEL, Asked.GUARDIAN),
    Standard("swimming", Kind.ACTIVITY, Asked.GUARDIAN),
    Standard("cycling", Kind.ACTIVITY, Asked.GUARDIAN),
    Standard("climbing", Kind.ACTIVITY, Asked.GUARDIAN),
    Standard("boat", Kind.ACTIVITY, Asked.GUARDIAN),
    Standard("portrait", Kind.PHOTO, Asked.GUARDIAN),
    Standard("photo_group", Kind.PHOTO, Asked.BOTH),
    Standard("photo_web", Kind.PHOTO, Asked.BOTH),
    Standard("photo_press", Kind.PHOTO, Asked.BOTH),
    Standard("alumni", Kind.CONTACT, Asked.BOTH),
)


@cache
def words(language: str) -> dict[str, dict[str, str]]:
    """Return {code: {"title", "body", "if_not"}} in a language; empty when we have none in it."""
    file = HERE / f"{language}.json"
    found: dict[str, dict[str, str]] = json.loads(file.read_text("utf-8")) if file.exists() else {}
    return found


def languages() -> list[str]:
    """Return the languages in which there are texts, the binding one first."""
    found = sorted(file.stem for file in HERE.glob("*.json"))
    return [BINDING, *(one for one in found if one != BINDING)]
