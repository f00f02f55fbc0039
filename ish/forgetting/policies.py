"""A legal hold says why nothing about somebody is erased; of whom something was erased is known by key alone."""

_WHY = {
    "kind": "free",
    "fills": ("organiser",),
    "reads": ("organiser",),
    "erase": "consent",
}

POLICIES = {
    "forgetting.LegalHold": {
        "person": "person",
        "edition": None,
        "fields": {"reason": _WHY, "ended_reason": _WHY},
        "plain": ("person", "until", "made_by", "made_at", "ended_at", "ended_by"),
    },
    "forgetting.Trace": {
        "person": "#person_id",
        "edition": None,
        "fields": {},
        "plain": ("report", "person_id", "label", "row_id", "field", "start", "size", "digest"),
    },
}
