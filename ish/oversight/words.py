"""Words for what declarations say in codes: roles, kinds, phases, classes of keeping, purposes, and what has no name."""

from typing import Any

from django.utils.translation import gettext_lazy as _

ROLES: dict[str, Any] = {
    "participant": _("participant"),
    "guardian": _("guardian"),
    "coordinator": _("coordinator"),
    "organiser": _("organiser"),
    "host": _("lab supervisor"),
    "reviewer": _("reviewer"),
    "companion": _("tutor on duty"),
    "officer": _("data protection officer"),
    "user": _("everybody, about themselves"),
}
PARTS: dict[str, Any] = {
    "lead": _("lead"),
    "selection": _("selection"),
    "travel": _("travel"),
    "money": _("money"),
    "health": _("health"),
}
KINDS: dict[str, Any] = {
    "plain": _("everyday fact"),
    "contact": _("name or address"),
    "identity": _("identity"),
    "free": _("free text"),
    "passport": _("travel document"),
    "health": _("health"),
    "document": _("paper"),
}
PURPOSES: dict[str, Any] = {
    "selection": _("Choosing the students"),
    "school": _("Preparing and running the school"),
    "travel": _("Travel, entry and stay"),
    "health": _("Safety and care: allergies, illness, diet, access"),
    "placement": _("Places in laboratories"),
    "consent": _("Proof of what was agreed"),
    "messages": _("Writing to people and keeping promises"),
    "partners": _("Working with partners and institutes"),
    "staff": _("Those who run and help the school"),
    "accountability": _("Proof of how data are handled"),
}
# The proposal: a city as the controller in Baden-Wuerttemberg. The record has room for the programme's own words.
GROUNDS: dict[str, Any] = {
    "selection": _("public task: GDPR Art. 6(1)(e) with section 4 of the state data protection act"),
    "school": _("public task: GDPR Art. 6(1)(e) with section 4 of the state data protection act"),
    "travel": _("public task: GDPR Art. 6(1)(e) with section 4 of the state data protection act"),
    "health": _("explicit consent: GDPR Art. 9(2)(a); in an emergency vital interests, Art. 9(2)(c)"),
    "placement": _("public task: GDPR Art. 6(1)(e) with section 4 of the state data protection act"),
    "consent": _("accountability: GDPR Art. 6(1)(c) with Art. 7(1)"),
    "messages": _("public task: GDPR Art. 6(1)(e) with section 4 of the state data protection act"),
    "partners": _("public task: GDPR Art. 6(1)(e) with section 4 of the state data protection act"),
    "staff": _("public task: GDPR Art. 6(1)(e) with section 4 of the state data protection act"),
    "accountability": _("accountability: GDPR Art. 6(1)(c) with Art. 5(2)"),
}
SUBJECTS: dict[str, Any] = {
    "selection": _("students who were named, their guardians and referees"),
    "school": _("participants, guardians, tutors and guests"),
    "travel": _("participants, tutors and guests who travel"),
    "health": _("participants, tutors and guests"),
    "placement": _("participants, lab supervisors"),
    "consent": _("participants and guardians"),
    "messages": _("everybody who is written to or talked with"),
    "partners": _("coordinators, lab supervisors, those responsible at partners"),
    "staff": _("organisers, reviewers, everybody who signs in"),
    "accountability": _("everybody who signs in, by key"),
}
MODELS: dict[str, Any] = {
    "accounts.user": _("account"),
    "accounts.invitation": _("invitation"),
    "outbox.message": _("message"),
    "programme.organiser": _("organiser"),
    "people.step": _("step of a participation"),
    "privacy.look": _("look"),
    "people.waiver": _("to do that was waived"),
    "documents.version": _("version of a paper"),
    "nominations.coordinator": _("coordinator"),
    "nominations.seasonreply": _("answer to the season's question"),
    "nominations.correction": _("correction"),
    "selection.reviewer": _("reviewer"),
    "placements.host": _("lab supervisor"),
    "placements.wishlist": _("lab wishes"),
    "placements.placement": _("lab place"),
    "logistics.journey": _("journey"),
    "logistics.leg": _("leg of a journey"),
}
FIELDS: dict[str, Any] = {
    "accounts.invitation.email": _("e-mail address"),
    "outbox.message.to_email": _("e-mail address"),
    "outbox.message.to_name": _("name"),
    "outbox.message.subject": _("subject"),
    "outbox.message.body_text": _("text"),
    "outbox.message.body_html": _("text with layout"),
    "outbox.message.context": _("facts that the text is made of"),
    "outbox.message.reason": _("why it was written"),
    "outbox.message.error": _("what the mail server said"),
    "outbox.message.secret_body": _("text with a sign-in link, until it is sent"),
    "people.step.reason": _("reason"),
    "privacy.look.reason": _("reason"),
    "people.step.on_behalf": _("source"),
    "nominations.seasonreply.source": _("source"),
    "nominations.correction.changes": _("what is proposed"),
    "nominations.nomination.on_behalf": _("source"),
}
DERIVED: dict[str, Any] = {"people.person.age_band": _("under 18 or not, on the first day")}
