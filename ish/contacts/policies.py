"""What was said on the phone and written in mails: for organisers alone. Who asks what is kept about them is given a copy by
hand, because others are named in it, too."""

_SAID = {
    "kind": "free",
    "fills": ("organiser",),
    "reads": ("organiser",),
    "erase": "season",
}

POLICIES = {
    "contacts.Entry": {
        "person": "#person_id",
        "edition": "edition",
        "fields": {
            "with_whom": {**_SAID, "kind": "contact"},
            "subject": _SAID,
            "text": _SAID,
            "next_step": _SAID,
        },
        "plain": (
            "edition",
            "about",
            "person_id",
            "kind",
            "direction",
            "at",
            "ours",
            "promised_by",
            "follow_up_on",
            "assignee",
            "done_at",
            "done_by",
            "corrects",
            "version",
            "created_at",
            "created_by",
            "changed_at",
            "erased_at",
        ),
    },
}
