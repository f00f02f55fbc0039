"""The sections of a profile: who fills them in, who reads them, from when, until when."""

_SELF = ("participant", "organiser")
_STAFF = ("participant", "organiser")
# A section may be handed over to a parent or guardian, who then fills it in.
_HANDED = ("participant", "guardian", "organiser")
_WITH_HOST = ("participant", "organiser", "host")

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
_EMERGENCY = {
    **_ABOUT,
    "fills": _HANDED,
    "reads": ("participant", "guardian", "organiser", "companion"),
}
# Given freely, on the consent "data": nobody waits for any of it. Everything else here the school cannot run without; it is a
# public task (GDPR Art. 6(1)(e)), and stays as long as the person takes part.
_INTERESTS = {
    **_ABOUT,
    "kind": "free",
    "reads": ("participant", "organiser", "companion"),
    "consent": "data",
}
_PASSPORT = {
    "kind": "passport",
    "fills": _HANDED,
    "reads": ("participant", "guardian", "organiser"),
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
    "fills": _HANDED,
    "reads": ("participant", "guardian", "organiser", "companion"),
    "parts": ("lead", "health"),
    "phase": "documents",
    "frozen": "stay",
    "erase": "health",
    # Without the explicit consent there is no ground to keep any of it (GDPR Art. 9(2)(a)), diet and access needs included:
    # they tell of religion and disability.
    "consent": "health",
}
# What somebody tells the school alone: no parent reads it, and no card shows it.
_PRIVATE = {**_HEALTH, "fills": _SELF, "reads": _STAFF}
_INSURANCE = {
    **_PASSPORT,
    "kind": "document",
    "reads": ("participant", "guardian", "organiser", "companion"),
    "parts": ("lead", "travel", "health"),
}
_SEEN = {
    "kind": "plain",
    "fills": ("organiser",),
    "reads": _STAFF,
    "parts": ("lead", "travel", "health"),
    "phase": "profile",
    "erase": "travel",
}
_ROW = ("participation", "version", "saved_at", "saved_by", "erased_at")

POLICIES = {
    "profiles.AboutMe": {
        "person": "participation__person",
        "edition": "participation__edition",
        "fields": {
            "street": _ABOUT,
            "postal_code": _ABOUT,
            "city": _ABOUT,
            "residence_country": _ABOUT,
        },
        "plain": _ROW,
    },
    "profiles.Emergency": {
        "person": "participation__person",
        "edition": "participation__edition",
        "fields": {"contacts": _EMERGENCY},
        "plain": _ROW,
    },
    "profiles.Interests": {
        "person": "participation__person",
        "edition": "participation__edition",
        "fields": {
            "hobbies": _INTERESTS,
            "instrument": _INTERESTS,
            "sport": _INTERESTS,
            "swimming": _INTERESTS,
            "shirt_size": _INTERESTS,
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
            "semester": _EDUCATION,
            "study_subject": _EDUCATION,
            "occupation": _EDUCATION,
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
            "printed_line": _PASSPORT,
            "permit": _PASSPORT,
            "permit_country": _PASSPORT,
            "permit_number": _PASSPORT,
            "permit_expires_on": _PASSPORT,
            "other_documents": _PASSPORT,
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
            "doctor_name": _HEALTH,
            "doctor_phone": _HEALTH,
            "private_note": _PRIVATE,
        },
        "plain": _ROW,
    },
    "profiles.Insurance": {
        "person": "participation__person",
        "edition": "participation__edition",
        "fields": {
            "covers": _INSURANCE,
            # Worked out whenever the covers are saved, so that lists need not open them.
            "covered": {"kind": "plain", "reads": _STAFF, "phase": "documents", "erase": "passport"},
        },
        "plain": _ROW,
    },
    "profiles.Proof": {
        "person": "participation__person",
        "edition": "participation__edition",
        "fields": {"seen_on": _SEEN, "valid_until": _SEEN},
        "plain": ("participation", "kind", "seen_by", "erased_at"),
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
                "consent": "health",
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
