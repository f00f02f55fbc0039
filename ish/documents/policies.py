"""What papers hold of a person, who reads it and until when. A look at a file is a look at its name: both are kind "document"."""

_READERS = ("participant", "organiser", "reviewer")

POLICIES = {
    "documents.StoredFile": {
        "person": "participation__person",
        "edition": "participation__edition",
        "fields": {
            "name": {
                "kind": "document",
                "fills": ("participant", "organiser"),
                "reads": _READERS,
                "phase": "nominations",
                "erase": "season",
            },
        },
        "plain": (
            "participation",
            "path",
            "content_type",
            "size",
            "sha256",
            "scan",
            "scanned_at",
            "uploaded_at",
            "uploaded_by",
            "erased_at",
        ),
    },
    "documents.Document": {
        "person": "participation__person",
        "edition": "participation__edition",
        "fields": {
            "reason": {
                "kind": "free",
                "fills": ("organiser",),
                "reads": ("participant", "organiser"),
                "erase": "season",
            },
        },
        "plain": ("participation", "kind", "state", "again_by", "moved_at", "moved_by", "erased_at"),
    },
    "documents.Version": {
        "person": "document__participation__person",
        "edition": "document__participation__edition",
        "fields": {
            "source": {
                "kind": "free",
                "fills": ("organiser",),
                "reads": ("organiser",),
                "erase": "season",
            },
        },
        "plain": ("document", "number", "file"),
    },
}
