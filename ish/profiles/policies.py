"""The sections of a profile: who fills them in, who reads them, from when, until when."""

_SELF = ("participant", "organiser")
_STAFF = ("participant", "organiser")
_WITH_HOST = ("participant", "coordinator", "organiser", "host")

_ABOUT = {
    "kind": "contact",
    "fills": _SELF,
    "reads": _STAFF,
    "phase": "profile",
    "frozen": "stay",
    "erase": "travel",
}
_EDUCATION = {
    "kind": "free",
    "fills": _SELF,
    "reads": _WITH_HOST,
    "phase": "profile",
    "frozen": "stay",
    "erase": "season",
}
_PASSPORT = {
    "kind": "passport",
    "fills": _SELF,
    "reads": _STAFF,
    "parts": ("lead", "travel"),
    "phase": "documents",
    "frozen": "stay",
    "erase": "passport",
}
_VALIDITY = {
    **_PASSPORT,
    "clear_because": "Lists find papers that end too early in SQL, by comparing the day; alone it opens nothing.",
}
_HEALTH = {
    "kind": "health",
    "fills": _SELF,
    "reads": _STAFF,
    "parts": ("lead", "health"),
    "phase": "documents",
    "frozen": "stay",
    "erase": "health",
}
_ROW = ("participation", "version", "saved_at", "saved_by", "erased_at")

POLICIES = {
    "profiles.AboutMe": {
        "person": "participation__person",
        "edition": "participation__edition",
        "fields": {
            "city": _ABOUT,
            "residence_country": _ABOUT,
            "emergency_name": _ABOUT,
            "emergency_relation": _ABOUT,
            "emergency_phone": _ABOUT,
            "emergency_language": _ABOUT,
        },
        "plain": _ROW,
    },
    "profiles.Education": {
        "person": "participation__person",
        "edition": "participation__edition",
        "fields": {
            "kind": _EDUCATION,
            "institution": _EDUCATION,
            "grade": _EDUCATION,
            "subjects": _EDUCATION,
            "lab_experience": _EDUCATION,
            "languages": _EDUCATION,
        },
        "plain": _ROW,
    },
    "profiles.TravelDocument": {
        "person": "participation__person",
        "edition": "participation__edition",
        "fields": {
            "kind": _PASSPORT,
            "number": _PASSPORT,
            "issuing_country": _PASSPORT,
            "issued_at_place": _PASSPORT,
            "issued_on": _PASSPORT,
            "expires_on": _VALIDITY,
            "biometric": _PASSPORT,
            "has_residence_permit": _PASSPORT,
        },
        "plain": _ROW,
    },
    "profiles.Health": {
        "person": "participation__person",
        "edition": "participation__edition",
        "fields": {
            "allergies": _HEALTH,
            "conditions": _HEALTH,
            "medication": _HEALTH,
            "diet": _HEALTH,
            "access_needs": _HEALTH,
            "nothing_to_declare": _HEALTH,
        },
        "plain": _ROW,
    },
    "profiles.NoticeRead": {
        "person": "person",
        "edition": None,
        "fields": {},
        "plain": ("person", "edition_id", "version", "language", "at"),
    },
    "profiles.ChangeRequest": {
        "person": "participation__person",
        "edition": "participation__edition",
        "fields": {
            "changes": {"kind": "identity", "fills": _SELF, "reads": _STAFF, "erase": "season"},
            "passport_changes": {
                "kind": "passport",
                "fills": _SELF,
                "reads": _STAFF,
                "parts": ("lead", "travel"),
                "erase": "passport",
            },
            "health_changes": {
                "kind": "health",
                "fills": _SELF,
                "reads": _STAFF,
                "parts": ("lead", "health"),
                "erase": "health",
            },
        },
        "plain": (
            "participation",
            "section",
            "about",
            "care",
            "state",
            "role",
            "asked_by",
            "guardian",
            "asked_at",
            "decided_at",
            "decided_by",
            "version",
        ),
    },
    "profiles.FreezeExtension": {
        "person": "participation__person",
        "edition": "participation__edition",
        "fields": {"reason": {"kind": "free", "fills": ("organiser",), "reads": _STAFF, "erase": "season"}},
        "plain": ("participation", "section", "until", "made_by", "made_at", "ended_at"),
    },
}
