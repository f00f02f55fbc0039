"""The data protection officer, and the few facts of the record of processing that nobody can compute."""

_READ = ("organiser", "officer")
_SAID = {"kind": "contact", "fills": _READ, "reads": _READ, "erase": "staff"}

POLICIES = {
    "oversight.Officer": {
        "person": None,
        "edition": None,
        "purpose": "staff",
        "fields": {
            "name": {**_SAID, "fills": ("organiser",)},
            "email": {**_SAID, "fills": ("organiser",)},
        },
        "plain": ("user", "active_from", "active_to"),
    },
    "oversight.Record": {
        "person": None,
        "edition": None,
        "fields": {
            "controller": {**_SAID, "erase": "keep"},
            "representative": {**_SAID, "erase": "keep"},
            "officer_contact": {**_SAID, "erase": "keep"},
        },
        "plain": (
            "programme",
            "purposes",
            "recipients",
            "transfers",
            "security",
            "version",
            "saved_at",
            "saved_by",
            "checked_on",
            "checked_version",
            "checked_by",
        ),
    },
}
