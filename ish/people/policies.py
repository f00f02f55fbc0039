"""A person and their participation: names, birth date, contacts, and who reads them."""

_ALL = ("participant", "coordinator", "organiser")
_HOST = ("participant", "coordinator", "organiser", "host")
# Who is on duty calls people by their names, rings them, and in an emergency tells a doctor how old somebody is.
_DUTY = (*_HOST, "companion")
# A parent who is written to reads whose parent they are; the board reads whom it is about, and no way to reach them.
_FAMILY = (*_DUTY, "guardian", "reviewer")
_NAME = {
    "kind": "identity",
    "fills": _ALL,
    "reads": _DUTY,
    "phase": "nominations",
    "frozen": "documents",
    "erase": "certificate",
}
_IDENTITY = {
    "kind": "identity",
    "fills": _ALL,
    "reads": _ALL,
    "phase": "nominations",
    "frozen": "documents",
    "erase": "season",
}
_CONTACT = {"kind": "contact", "fills": _ALL, "reads": _ALL, "phase": "nominations", "erase": "season"}
_PARENT = {**_CONTACT, "reads": (*_ALL, "guardian")}
# Custody is nobody's business but the family's and the school's.
_FAMILYS = {
    **_CONTACT,
    "fills": ("participant", "organiser"),
    "reads": ("participant", "organiser", "guardian"),
}
# What somebody is found by: put together from names and address, gone with them, and shown to nobody.
_FOLDED = {"kind": "contact", "erase": "certificate"}
_FREE = {"kind": "free", "fills": ("organiser",), "reads": ("organiser",), "erase": "season"}

POLICIES = {
    "people.Person": {
        "person": "",
        "edition": None,
        "fields": {
            "family_name": {**_NAME, "reads": _FAMILY},
            "given_names": {**_NAME, "reads": _FAMILY},
            "badge_name": {**_NAME, "fills": ("participant", "organiser")},
            "native_name": _NAME,
            # Given freely. The other names stay: a badge name keeps somebody from being called by a name they do not use, and the
            # own script is what a person at the station looks for.
            "pronunciation": {**_NAME, "fills": ("participant", "organiser"), "consent": "data"},
            "birth_date": {**_IDENTITY, "reads": (*_ALL, "companion")},
            "sex": _IDENTITY,
            "nationalities": _IDENTITY,
            "email": {**_CONTACT, "reads": _HOST},
            "phone": {**_CONTACT, "reads": (*_ALL, "companion")},
            "folded": _FOLDED,
        },
        "derived": {
            # Under 18 or not, on the first day: a minor needs other care in a lab. The day of birth stays behind.
            "age_band": {"of": ("birth_date",), "reads": (*_HOST, "reviewer")},
        },
        "plain": ("user", "language", "time_zone", "version", "restricted_at", "erased_at", "created_at"),
    },
    "people.Guardian": {
        "person": "person",
        "edition": None,
        "fields": {
            "name": {**_PARENT, "reads": (*_ALL, "guardian", "companion")},
            "email": _PARENT,
            "phone": {**_PARENT, "reads": (*_ALL, "guardian", "companion")},
            "relation": {**_FAMILYS, "reads": (*_FAMILYS["reads"], "companion")},
            "custody": _FAMILYS,
            "reach": _FAMILYS,
            "folded": {**_FOLDED, "erase": "season"},
        },
        "plain": ("person", "language"),
    },
    "people.Participation": {
        "person": "person",
        "edition": "edition",
        "fields": {"left_reason": {**_FREE, "reads": ("participant", "organiser")}},
        "plain": (
            "person",
            "edition",
            "capacity",
            "resident",
            "from_day",
            "to_day",
            "brought_by",
            "state",
            "offered_at",
            "accept_by",
            "confirmed_at",
            "created_at",
        ),
    },
    "people.Step": {
        "person": "participation__person",
        "edition": "participation__edition",
        "fields": {"reason": _FREE, "on_behalf": _FREE},
        "plain": ("participation", "old", "new", "at", "by"),
    },
    "people.PlaceAnswer": {
        "person": "participation__person",
        "edition": "participation__edition",
        "fields": {
            "name": {**_CONTACT, "fills": ("organiser",), "reads": ("participant", "organiser", "guardian")},
            "source": _FREE,
        },
        "plain": ("participation", "role", "agrees", "at", "method", "guardian", "by"),
    },
    "people.Waiver": {
        "person": "participation__person",
        "edition": "participation__edition",
        "fields": {"reason": _FREE},
        "plain": ("participation", "requirement", "by", "at"),
    },
}
