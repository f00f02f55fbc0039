"""Who looked, and what was erased: about a person by their key."""

POLICIES = {
    "privacy.Look": {
        "person": "#person_id",
        "edition": None,
        "fields": {},
        "plain": ("id", "reader", "role", "person_id", "fields", "reason", "where", "at", "act", "people"),
    },
    "privacy.Erasure": {
        "person": "#person_id",
        "edition": None,
        "fields": {},
        "plain": ("id", "person_id", "asked_by", "reason", "at", "report"),
    },
    "privacy.Erased": {
        "person": "#person_id",
        "edition": None,
        "fields": {},
        "plain": ("id", "person_id", "edition_id", "code", "at"),
    },
}
