"""What is kept of somebody's asking about their own data: the proof that we answered, for as long as consents are kept."""

_PROOF = {
    "kind": "free",
    "fills": ("participant", "organiser"),
    "reads": ("participant", "organiser"),
    "erase": "consent",
}
_OURS = {**_PROOF, "fills": ("organiser",)}
# How we know who somebody is, and how something reached us: for those who answer for it.
_CHECKED = {**_OURS, "reads": ("organiser",)}

POLICIES = {
    "rights.Copy": {
        "person": "person",
        "edition": None,
        "fields": {"identity": _CHECKED},
        "plain": (
            "person",
            "role",
            "guardian",
            "language",
            "state",
            "asked_by",
            "asked_at",
            "handed",
            "job_id",
            "path",
            "size",
            "contains",
            "ready_at",
            "until",
            "fetched_at",
            "fetched",
        ),
    },
    "rights.Request": {
        "person": "person",
        "edition": None,
        "fields": {
            "text": _PROOF,
            "source": _CHECKED,
            "extension_reason": _OURS,
            "answer": _OURS,
            "stays": _OURS,
        },
        "plain": (
            "person",
            "kind",
            "state",
            "received_on",
            "due",
            "recorded_by",
            "extended_at",
            "outcome",
            "answered_at",
            "answered_by",
            "erased_at",
        ),
    },
    "rights.Restriction": {
        "person": "person",
        "edition": None,
        "fields": {"why": _PROOF, "told_how": _CHECKED},
        "plain": (
            "person",
            "asked_by",
            "since",
            "set_by",
            "review_on",
            "told_at",
            "lifted_at",
            "lifted_by",
            "erased_at",
        ),
    },
}
