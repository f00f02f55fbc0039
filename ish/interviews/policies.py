"""What is said around an interview, who reads it and until when. Students and partners hear the decision, not the outcome.

"decision" is the day on which the student was told, or has left; for those nobody ever decided on it is the edition's last day.
"""

_ADVICE = {
    "kind": "free",
    "fills": ("organiser", "reviewer"),
    "reads": ("organiser", "reviewer"),
    "erase": "interview",
}

POLICIES = {
    "interviews.Interview": {
        "person": "nomination__participation__person",
        "edition": "nomination__edition",
        "fields": {
            "said": {
                "kind": "free",
                "fills": ("participant",),
                "reads": ("organiser",),
                "erase": "interview",
            },
            "outcome": {**_ADVICE, "erase": "season"},
            "notes": _ADVICE,
        },
        "plain": (
            "nomination",
            "state",
            "slot",
            "uid",
            "sequence",
            "invited_at",
            "invited_by",
            "asked_other_at",
            "outcome_by",
            "outcome_at",
            "over_at",
            "notes_erased_at",
            "version",
            "erased_at",
        ),
    },
}
