"""Who may read what we know of somebody who signs in."""

_EVERYBODY = ("participant", "coordinator", "host", "organiser")
_SELF = {"fills": _EVERYBODY, "reads": _EVERYBODY, "parts": (), "phase": "", "frozen": "", "erase": "keep"}
_FOR_ORGANISERS = {"fills": ("organiser",), "reads": ("organiser",), "parts": (), "phase": "", "frozen": ""}

POLICIES = {
    "accounts.User": {
        "person": None,
        "edition": None,
        "fields": {
            "email": {**_SELF, "kind": "contact"},
            "name": {**_SELF, "reads": (*_EVERYBODY, "officer"), "kind": "identity"},
        },
        "plain": (
            "password",
            "last_login",
            "is_superuser",
            "language",
            "time_zone",
            "is_staff",
            "is_active",
            "date_joined",
        ),
    },
    "accounts.Invitation": {
        "person": None,
        "edition": None,
        "fields": {"email": {**_FOR_ORGANISERS, "kind": "contact", "erase": "messages"}},
        "plain": (
            "role",
            "target_id",
            "language",
            "token_hash",
            "created_by",
            "created_at",
            "expires_at",
            "accepted_at",
            "accepted_by",
            "revoked_at",
        ),
    },
}
