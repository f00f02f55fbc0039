"""Who may read what was written to whom."""

_WRITTEN = {
    "fills": (),
    "reads": ("participant", "organiser"),
    "parts": (),
    "phase": "",
    "frozen": "",
    "kind": "contact",
    "erase": "messages",
}

POLICIES = {
    "outbox.Message": {
        "person": "#person_id",
        "edition": None,
        "fields": {
            "to_email": _WRITTEN,
            "to_name": {**_WRITTEN, "kind": "identity"},
            "subject": {**_WRITTEN, "kind": "free"},
            "body_text": {**_WRITTEN, "kind": "free"},
            "body_html": {**_WRITTEN, "kind": "free"},
            "context": {**_WRITTEN, "kind": "free"},
            "reason": {**_WRITTEN, "kind": "free"},
            "error": {**_WRITTEN, "kind": "free", "reads": ("organiser",)},
            "secret_body": {**_WRITTEN, "kind": "free", "reads": ()},
        },
        "plain": (
            "kind",
            "key",
            "state",
            "to_user",
            "language",
            "time_zone",
            "edition_id",
            "person_id",
            "about",
            "batch",
            "edited",
            "transient",
            "not_before",
            "expires_at",
            "message_id",
            "attempts",
            "rung_at",
            "claim",
            "claimed_at",
            "created_at",
            "sent_at",
            "handled_by",
            "handled_at",
        ),
    },
}
