"""Wishes and placements; the names and addresses of lab supervisors."""

POLICIES = {
    "placements.Host": {
        "person": None,
        "edition": "project__edition",
        "fields": {
            "name": {
                "kind": "contact",
                "fills": ("organiser",),
                "reads": ("organiser", "host", "participant"),
                "erase": "partners",
            },
            "email": {
                "kind": "contact",
                "fills": ("organiser",),
                "reads": ("organiser", "host", "participant"),
                "erase": "partners",
            },
            "phone": {
                "kind": "contact",
                "fills": ("organiser",),
                "reads": ("organiser", "host"),
                "erase": "partners",
            },
        },
        "plain": ("project", "user", "language"),
    },
    "placements.WishList": {
        "person": "participation__person",
        "edition": "participation__edition",
        "fields": {
            "note": {
                "kind": "free",
                "fills": ("participant", "organiser"),
                "reads": ("participant", "organiser"),
                "phase": "wishes",
                "frozen": "wishes",
                "erase": "season",
            },
        },
        "plain": ("participation", "any_suitable", "version", "submitted_at"),
    },
    "placements.Placement": {
        "person": "participation__person",
        "edition": "participation__edition",
        "fields": {
            "reason": {
                "kind": "free",
                "fills": ("organiser",),
                "reads": ("organiser",),
                "erase": "season",
            },
        },
        "plain": (
            "plan",
            "participation",
            "project",
            "starts_on",
            "ends_on",
            "pinned",
            "source",
            "decided_by",
        ),
    },
    "placements.PlanStep": {
        "person": "participation__person",
        "edition": "plan__edition",
        "fields": {},
        "plain": ("plan", "kind", "at", "by", "participation", "old", "new", "people"),
    },
}
