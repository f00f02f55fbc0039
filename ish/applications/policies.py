"""What a student adds before the school decides, who reads it and until when. A reference is not for the student to read."""

POLICIES = {
    "applications.Application": {
        "person": "participation__person",
        "edition": "participation__edition",
        "fields": {
            "motivation": {
                "kind": "free",
                "fills": ("participant", "organiser"),
                "reads": ("participant", "organiser", "reviewer"),
                "phase": "nominations",
                "frozen": "decision",
                "erase": "stay+6m",
            },
            "reason": {
                "kind": "free",
                "fills": ("organiser",),
                "reads": ("participant", "organiser"),
                "erase": "stay+6m",
            },
            "fields": {
                "kind": "free",
                "fills": ("participant", "organiser"),
                "reads": ("participant", "organiser", "reviewer"),
                "phase": "nominations",
                "frozen": "decision",
                "erase": "stay+6m",
            },
            "source": {
                "kind": "free",
                "fills": ("organiser",),
                "reads": ("organiser",),
                "erase": "stay+6m",
            },
        },
        "plain": ("participation", "judged", "judged_at", "serial", "saved_at", "saved_by", "erased_at"),
    },
    "applications.Reference": {
        "person": "participation__person",
        "edition": "participation__edition",
        "fields": {
            "name": {
                "kind": "contact",
                "fills": ("participant", "organiser"),
                "reads": ("participant", "organiser", "reviewer"),
                "phase": "nominations",
                "erase": "stay+6m",
            },
            "email": {
                "kind": "contact",
                "fills": ("participant", "organiser"),
                "reads": ("participant", "organiser"),
                "phase": "nominations",
                "erase": "stay+6m",
            },
            "relation": {
                "kind": "free",
                "fills": ("participant", "organiser"),
                "reads": ("participant", "organiser", "reviewer"),
                "phase": "nominations",
                "erase": "stay+6m",
            },
            "reason": {
                "kind": "free",
                "fills": ("organiser",),
                "reads": ("organiser",),
                "erase": "stay+6m",
            },
            "letter": {
                "kind": "document",
                "fills": ("organiser",),
                "reads": ("organiser", "reviewer"),
                "erase": "stay+6m",
            },
            "source": {
                "kind": "free",
                "fills": ("organiser",),
                "reads": ("organiser",),
                "erase": "stay+6m",
            },
        },
        "plain": (
            "participation",
            "language",
            "state",
            "file",
            "asked_at",
            "reminded_at",
            "reminders",
            "answered_at",
            "erased_at",
        ),
    },
}
