"""Who is asked for what: the one table, by capacity, of sections and the facts in them. Plain literals; whatever asks reads it.

`ASKED` is what somebody in the capacity is asked for, `BY_CHOICE` what they may add and nobody waits for, `FOR_A_BED` what is
left out for those who live at home, `PROOFS` what organisers note as seen. Wishes for laboratories follow `WISHES`.
"""

from collections.abc import Iterator

Facts = tuple[str, ...]
Table = dict[str, dict[str, Facts]]

_NAMES = ("given_names", "family_name", "badge_name", "native_name", "pronunciation")
_REACHED = ("email", "phone")
_EDUCATION = (
    "kind",
    "institution",
    "grade",
    "subjects",
    "semester",
    "study_subject",
    "occupation",
    "lab_experience",
    "languages",
)
_PASSPORT = (
    "kind",
    "number",
    "issuing_country",
    "issued_at_place",
    "issued_on",
    "expires_on",
    "biometric",
    "printed_line",
    "permit",
    "permit_country",
    "permit_number",
    "permit_expires_on",
    "other_documents",
)
_HEALTH = (
    "nothing_to_declare",
    "allergies",
    "conditions",
    "medication",
    "diet",
    "access_needs",
    "doctor_name",
    "doctor_phone",
    "private_note",
)
_INTERESTS = ("hobbies", "instrument", "sport", "swimming", "shirt_size")
_CARD = tuple(name for name in _HEALTH if name not in ("nothing_to_declare", "diet"))

ASKED: Table = {
    "participant": {
        "about_me": (
            *_NAMES,
            "birth_date",
            "sex",
            "nationalities",
            *_REACHED,
            "street",
            "postal_code",
            "city",
            "residence_country",
        ),
        "emergency": ("contacts",),
        "education": _EDUCATION,
        "interests": _INTERESTS,
        "passport": _PASSPORT,
        "health": _HEALTH,
        "insurance": ("covers",),
    },
    "chaperone": {
        "about_me": (
            *_NAMES,
            "birth_date",
            "sex",
            "nationalities",
            *_REACHED,
            "street",
            "postal_code",
            "city",
            "residence_country",
        ),
        "emergency": ("contacts",),
        "passport": _PASSPORT,
        "health": ("diet",),
        "insurance": ("covers",),
    },
    "tutor": {
        "about_me": (*_NAMES, "sex", *_REACHED),
        "emergency": ("contacts",),
        "insurance": ("covers",),
    },
    "day_guest": {"emergency": ("contacts",), "health": ("diet",)},
    "invited_guest": {"about_me": (*_NAMES, *_REACHED), "health": ("diet",)},
}
BY_CHOICE: Table = {
    "chaperone": {"health": _CARD},
    "tutor": {"health": (*_CARD, "diet"), "interests": ("shirt_size",)},
    "day_guest": {"health": _CARD},
}
FOR_A_BED: Table = {
    # Hotels ask a guest for the address, and share out rooms by sex; of staff also the document (BMG s. 29, 30).
    "participant": {"about_me": ("street", "postal_code")},
    "chaperone": {
        "about_me": (
            "birth_date",
            "sex",
            "nationalities",
            "street",
            "postal_code",
            "city",
            "residence_country",
        ),
        "passport": _PASSPORT,
    },
    "tutor": {"about_me": ("sex",)},
}
NEEDED: dict[str, Facts] = {
    "about_me": ("birth_date", "nationalities", "city", "residence_country"),
    "emergency": ("contacts",),
    "education": ("kind", "institution", "languages"),
    "interests": (),
    "passport": ("kind", "number", "issuing_country", "expires_on"),
    "health": ("allergies", "conditions", "medication", "diet", "access_needs"),
    "insurance": ("covers",),
}
"""Of what is asked: the facts without which a section is not complete."""
ALSO_NEEDED: Table = {"tutor": {"about_me": ("phone",)}}
PROOFS: dict[str, Facts] = {"tutor": ("criminal_record",)}
"""Papers that organisers note as seen, with the last day on which they hold (SGB VIII s. 72a). The paper itself is not kept."""
WISHES = ("participant",)
"""Who has wishes for a laboratory."""
PARENTS = ("participant",)
"""Of whom, under 18, a parent or guardian is asked for."""


def facts(capacity: str, resident: bool, section: str) -> Facts:
    """Return the facts of a section that somebody is asked for or may add; none for a section that does not concern them."""
    both = ASKED[capacity].get(section, ()) + BY_CHOICE.get(capacity, {}).get(section, ())
    return tuple(name for name in both if name not in _left_out(capacity, resident, section))


def needed(capacity: str, resident: bool, section: str) -> Facts:
    """Return the facts without which the section is not complete for them."""
    asked = ASKED[capacity].get(section, ())
    left_out = _left_out(capacity, resident, section)
    wanted = NEEDED[section] + ALSO_NEEDED.get(capacity, {}).get(section, ())
    return tuple(name for name in wanted if name in asked and name not in left_out)


def sections(capacity: str, resident: bool) -> Facts:
    """Return the sections that concern somebody, in the order of filling in."""
    return tuple(code for code in NEEDED if facts(capacity, resident, code))


def waits_for(capacity: str, resident: bool, section: str) -> bool:
    """Say whether the section is a task, and not only offered: anything in it is needed of them."""
    return bool(needed(capacity, resident, section))


def everybody() -> Iterator[tuple[str, bool]]:
    """Return each capacity, staying with us and living at home."""
    for capacity in ASKED:
        yield from ((capacity, True), (capacity, False))


def _left_out(capacity: str, resident: bool, section: str) -> Facts:
    return () if resident else FOR_A_BED.get(capacity, {}).get(section, ())
