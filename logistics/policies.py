"""Journeys: who knows when and how somebody travels."""

_SELF = ("participant", "organiser")

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
}
