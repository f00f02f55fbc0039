"""What a role may read though the walk shows it nowhere, with the reason. Whatever else nobody shows is a permission too many.

Compared with what one actor of the role saw: a fact that is shown in a state other than that of the planted world belongs here.
"""

# The name of a file is told by the file that is fetched, and by nothing else.
NAMES_OF_FILES = {"documents.storedfile.name"}

_OTHER_STATE = "Shown in another state than Pia's: "
_NO_PAGE = "How something reached us: kept as evidence, and read by nobody on a page so far."
_THEIRS = "Each reads what they signed themself; the planted row is somebody else's."
_OWN_OPENING = "Read by whoever opened the card, and by everybody as the reason of the look; the planted opening is nobody's."
_UNIVERSITY = _OTHER_STATE + "asked of those who study, and Pia goes to school."

SHOWN_ELSEWHERE: dict[str, dict[str, str]] = {
    "participant": {},
    "coordinator": {"nominations.nomination.sent_back_comment": _OTHER_STATE + "sent back."},
    "host": {"profiles.education.semester": _UNIVERSITY, "profiles.education.study_subject": _UNIVERSITY},
    "reviewer": {},
    "officer": {},
    "companion:card": {"logistics.cardopening.reason": _OWN_OPENING},
    "guardian": {
        "consents.answer.name": _THEIRS,
        "consents.paper.reason": _THEIRS,
        "logistics.cardopening.reason": _OWN_OPENING,
        "people.guardian.email": "Their own, to which we write.",
        "people.guardian.phone": "Their own.",
        "people.placeanswer.name": _THEIRS,
    },
    "organiser": {
        "applications.application.reason": _OTHER_STATE + "sent back.",
        "applications.application.source": _NO_PAGE,
        "applications.reference.email": _OTHER_STATE + "asked, and not answered.",
        "applications.reference.reason": _OTHER_STATE + "asked once more.",
        "documents.version.source": _NO_PAGE,
        "forgetting.legalhold.ended_reason": _OTHER_STATE + "the hold has ended.",
        "logistics.cardopening.reason": _OWN_OPENING,
        "outbox.message.context": "What a mail is filled with: read in the mail itself.",
        "people.participation.left_reason": _OTHER_STATE + "left early.",
        "people.placeanswer.name": _OTHER_STATE + "an offer that is open.",
        "people.placeanswer.source": _NO_PAGE,
        "people.waiver.reason": _OTHER_STATE + "beside a task that is asked of her.",
        "placements.placement.reason": _OTHER_STATE + "on the card of a draft.",
        "profiles.changerequest.health_changes": _OTHER_STATE + "a change to health facts.",
        "profiles.changerequest.passport_changes": _OTHER_STATE + "a change to the passport.",
        "profiles.proof.seen_on": _OTHER_STATE + "a proof that is asked of her.",
        "profiles.proof.valid_until": _OTHER_STATE + "a proof that is asked of her.",
        "rights.request.answer": _OTHER_STATE + "answered.",
        "rights.request.stays": _OTHER_STATE + "answered.",
        "rights.restriction.told_how": _OTHER_STATE + "told before it ends.",
    },
}
