"""Journeys: who knows when and how somebody travels. Emergency cards: who opened one, and why."""

_SELF = ("participant", "organiser")
# What happened to somebody says something of their health: those who know that may read it, and whoever it happened to.
_CARD = {
    "kind": "health",
    "fills": ("companion", "organiser"),
    "reads": ("participant", "guardian", "organiser", "companion"),
    "parts": ("lead", "health"),
    "erase": "health",
}

POLICIES = {
    "logistics.Journey": {
        "person": "participation__person",
        "edition": "participation__edition",
        "fields": {
            "note": {
                "kind": "free",
                "fills": _SELF,
                "reads": _SELF,
                "phase": "travel",
                "frozen": "stay",
                "erase": "travel",
            },
        },
        "plain": (
            "participation",
            "direction",
            "needs_pick_up",
            "differs",
            "starts_at",
            "ends_at",
            "version",
            "saved_at",
            "saved_by",
        ),
    },
    "logistics.Leg": {
        "person": "journey__participation__person",
        "edition": "journey__participation__edition",
        "fields": {
            "number": {
                "kind": "free",
                "fills": _SELF,
                "reads": _SELF,
                "phase": "travel",
                "frozen": "stay",
                "erase": "travel",
            },
        },
        "plain": (
            "journey",
            "order",
            "mode",
            "from_place",
            "to_place",
            "departs_at",
            "departs_zone",
            "arrives_at",
            "arrives_zone",
        ),
    },
    "logistics.Duty": {
        "person": "participation__person",
        "edition": "participation__edition",
        "fields": {},
        "plain": ("participation", "starts_on", "ends_on", "everybody", "created_by", "created_at"),
    },
    "logistics.CardOpening": {
        "person": "participation__person",
        "edition": "participation__edition",
        "purpose": "health",
        "fields": {"cause": _CARD, "reason": _CARD},
        "plain": ("participation", "opened_by", "role", "at"),
    },
}
