"""Who answered what: names under answers, reasons, signed forms. A guardian reads their own, never another guardian's."""

_SIGNED = {
    "kind": "contact",
    "fills": ("participant", "guardian", "organiser"),
    "reads": ("participant", "organiser", "guardian"),
    "erase": "consent",
}
_FREE = {"kind": "free", "fills": ("organiser",), "reads": ("organiser",), "erase": "consent"}
# What somebody has ticked and not signed is nobody else's: a student's page of all we hold does not show a guardian's.
_TICKED = {
    "kind": "plain",
    "fills": ("participant", "guardian"),
    "reads": ("guardian",),
    "erase": "season",
}
_OF = {"person": "participation__person", "edition": "participation__edition"}

POLICIES = {
    "consents.Answer": {
        **_OF,
        "fields": {"name": _SIGNED, "source": _FREE},
        "plain": (
            "participation",
            "purpose",
            "text",
            "role",
            "guardian",
            "agrees",
            "of_age",
            "at",
            "method",
            "paper",
            "replaces",
            "by",
        ),
    },
    "consents.Draft": {
        **_OF,
        "fields": {"choices": _TICKED},
        "plain": ("participation", "guardian", "version", "saved_at"),
    },
    "consents.Lift": {
        **_OF,
        "fields": {"reason": _FREE},
        "plain": ("participation", "purpose", "guardian", "by", "at"),
    },
    "consents.Paper": {
        **_OF,
        "fields": {"reason": {**_FREE, "reads": ("organiser", "participant", "guardian")}},
        "plain": (
            "participation",
            "role",
            "guardian",
            "file",
            "state",
            "brought_by",
            "code",
            "signed_on",
            "at",
            "read_by",
        ),
    },
    "consents.Handover": {
        **_OF,
        "fields": {},
        "plain": (
            "participation",
            "guardian",
            "section",
            "at",
            "by",
            "filled_at",
            "wrote",
            "shown_at",
            "ended_at",
        ),
    },
}
