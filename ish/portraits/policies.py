"""A picture of a person and what they allow it to be used for."""

_OWN = ("participant", "organiser")

POLICIES = {
    "portraits.Portrait": {
        "person": "participation__person",
        "edition": "participation__edition",
        "fields": {
            # The uses say themselves whether hosts and companions look at the picture; organisers see it in any case.
            "uses": {
                "kind": "plain",
                "fills": _OWN,
                "reads": (*_OWN, "guardian", "officer"),
                "phase": "profile",
                "erase": "travel",
                "consent": "data",
            },
            "source": {
                "kind": "free",
                "fills": ("organiser",),
                "reads": ("organiser", "participant"),
                "erase": "travel",
                "consent": "data",
            },
        },
        "plain": (
            "participation",
            "original",
            "framed",
            "x",
            "y",
            "zoom",
            "allowed_at",
            "allowed_by",
            "version",
            "erased_at",
        ),
    },
}
