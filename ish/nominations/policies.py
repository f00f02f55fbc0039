"""What a nomination says of a person, who reads it and until when."""

_BOTH = ("coordinator", "organiser")
_ALL = ("participant", "coordinator", "organiser")

POLICIES = {
    "nominations.Coordinator": {
        "person": None,
        "edition": None,
        "fields": {
            "name": {"kind": "contact", "fills": ("organiser",), "reads": _BOTH, "erase": "active_to+2y"},
            "email": {"kind": "contact", "fills": ("organiser",), "reads": _BOTH, "erase": "active_to+2y"},
        },
        "plain": ("body", "user", "kind", "active_from", "active_to"),
    },
    "nominations.Nomination": {
        "person": "participation__person",
        "edition": "edition",
        "fields": {
            "school": {
                "kind": "free",
                "fills": _BOTH,
                "reads": _ALL,
                "phase": "nominations",
                "erase": "stay+6m",
            },
            "grade": {
                "kind": "free",
                "fills": _BOTH,
                "reads": _ALL,
                "phase": "nominations",
                "erase": "stay+6m",
            },
            "english_level": {
                "kind": "free",
                "fills": _BOTH,
                "reads": _ALL,
                "phase": "nominations",
                "erase": "stay+6m",
            },
            "interests": {
                "kind": "free",
                "fills": _BOTH,
                "reads": _ALL,
                "phase": "nominations",
                "erase": "stay+6m",
            },
            "motivation": {
                "kind": "free",
                "fills": _BOTH,
                "reads": _ALL,
                "phase": "nominations",
                "erase": "stay+6m",
            },
            "sent_back_comment": {
                "kind": "free",
                "fills": ("organiser",),
                "reads": _BOTH,
                "erase": "stay+6m",
            },
            "on_behalf": {
                "kind": "free",
                "fills": ("organiser",),
                "reads": ("organiser",),
                "erase": "stay+6m",
            },
            "decision_note": {
                "kind": "free",
                "fills": ("organiser",),
                "reads": ("organiser",),
                "erase": "stay+6m",
            },
        },
        "plain": (
            "edition",
            "body",
            "participation",
            "sender_state",
            "receiver_state",
            "rank",
            "reserve",
            "late",
            "replaces",
            "pending",
            "pending_by",
            "decided_at",
            "decided_by",
            "submitted_at",
            "created_by",
            "version",
            "created_at",
        ),
    },
}
