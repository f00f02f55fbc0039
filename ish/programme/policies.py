"""Need to know: organisers are staff, so their names and addresses belong to no student."""

POLICIES = {
    "programme.Organiser": {
        "person": None,
        "edition": "edition",
        "fields": {
            "name": {
                "fills": ("organiser",),
                "reads": ("organiser",),
                "parts": (),
                "phase": "",
                "frozen": "",
                "kind": "contact",
                "erase": "keep",
            },
            "email": {
                "fills": ("organiser",),
                "reads": ("organiser",),
                "parts": (),
                "phase": "",
                "frozen": "",
                "kind": "contact",
                "erase": "keep",
            },
        },
        "plain": ("id", "edition", "user", "part", "active_from", "active_to"),
    },
}
