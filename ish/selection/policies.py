"""What the board thinks of a student, who reads it and until when. Students and partners hear the decision, not the opinions."""

_OPINION = {
    "kind": "free",
    "fills": ("reviewer",),
    "reads": ("organiser", "reviewer"),
    "erase": "season",
}

POLICIES = {
    "selection.Reviewer": {
        "person": None,
        "edition": "edition",
        "fields": {
            "name": {
                "kind": "contact",
                "fills": ("organiser",),
                "reads": ("organiser", "reviewer"),
                "erase": "staff",
            },
            "email": {
                "kind": "contact",
                "fills": ("organiser",),
                "reads": ("organiser",),
                "erase": "staff",
            },
        },
        "plain": ("edition", "user", "active_from", "active_to"),
    },
    "selection.Opinion": {
        "person": "nomination__participation__person",
        "edition": "nomination__edition",
        "fields": {"vote": _OPINION, "scores": _OPINION, "comment": _OPINION},
        "plain": (
            "reviewer",
            "nomination",
            "conflict",
            "submitted_at",
            "saved_at",
            "version",
            "erased_at",
        ),
    },
    "selection.Assignment": {
        "person": "nomination__participation__person",
        "edition": "nomination__edition",
        "fields": {},
        "plain": ("reviewer", "nomination"),
    },
    "selection.Standing": {
        "person": "nomination__participation__person",
        "edition": "nomination__edition",
        "fields": {},
        "plain": (
            "result",
            "nomination",
            "place",
            "yes",
            "no",
            "unsure",
            "mean",
            "low",
            "high",
            "deviation",
            "drawn",
        ),
    },
}
