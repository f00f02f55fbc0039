"""The placement engine: an exact, explained optimum in plain Python; imports the standard library alone."""

from .certificate import Verdict, verify
from .costs import DEFAULT_PRESET, PRESETS, UnknownPreset, objective, profile
from .explain import Answer, Exchange, Explainer, NotProven, why_not
from .flow import solve
from .lists import lists_of
from .model import (
    BrokenRule,
    Conflict,
    Instance,
    Lab,
    Student,
    broken_rules,
    find_conflicts,
    ranks_of,
)
from .result import ENGINE, Result

__all__ = [
    "DEFAULT_PRESET",
    "ENGINE",
    "PRESETS",
    "Answer",
    "BrokenRule",
    "Conflict",
    "Exchange",
    "Explainer",
    "Instance",
    "Lab",
    "NotProven",
    "Result",
    "Student",
    "UnknownPreset",
    "Verdict",
    "broken_rules",
    "find_conflicts",
    "lists_of",
    "objective",
    "profile",
    "ranks_of",
    "solve",
    "verify",
    "why_not",
]
