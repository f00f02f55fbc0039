"""Who looked, and what was erased: about a person by their key."""

# Why somebody looked at health facts, or opened an emergency card, says something of the health of the person: sealed, and gone
# with it. The officer, who asks whether looks were right, reads it as well.
_WHY = {
    "kind": "free",
    "fills": ("organiser", "companion"),
    "reads": ("participant", "guardian", "organiser", "officer"),
    "parts": ("lead", "health"),
    "erase": "health",
}

POLICIES = {
    "privacy.Look": {
        "person": "#person_id",
        "edition": None,
        "fields": {"reason": _WHY},
        "plain": ("id", "reader", "role", "person_id", "fields", "where", "at", "act", "people"),
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
