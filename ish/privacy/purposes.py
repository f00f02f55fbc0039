"""What personal data are kept for: the codes that declarations name in `purpose`.

What an app keeps is for the purpose of the app, unless a declaration says otherwise.
"""

PURPOSES = (
    "selection",
    "school",
    "travel",
    "health",
    "placement",
    "consent",
    "messages",
    "partners",
    "staff",
    "accountability",
)
OF_APP = {
    "accounts": "staff",
    "jobs": "accountability",
    "privacy": "accountability",
    "outbox": "messages",
    "programme": "staff",
    "contacts": "messages",
    "handbook": "consent",
    "people": "school",
    "documents": "selection",
    "portraits": "school",
    "nominations": "selection",
    "applications": "selection",
    "selection": "selection",
    "interviews": "selection",
    "profiles": "school",
    "consents": "consent",
    "placements": "placement",
    "oversight": "accountability",
    "rights": "accountability",
    "forgetting": "accountability",
    "logistics": "travel",
}
OF_MODEL = {
    "nominations.coordinator": "partners",
    "nominations.seasonreply": "partners",
    "people.placeanswer": "consent",
    "placements.host": "partners",
    "profiles.health": "health",
    "profiles.traveldocument": "travel",
    "selection.reviewer": "staff",
}


def of(label: str, said: str = "") -> str:
    """Return the purpose of the model `label` ("people.person"): what its declaration says, or that of its app; "" for none."""
    return said or OF_MODEL.get(label) or OF_APP.get(label.partition(".")[0], "")
