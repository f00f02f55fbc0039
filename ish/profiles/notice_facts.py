"""What the privacy notice says of each fact: who reads it, and until when. Both are read off the declarations.

Here stand only the words: one for each kind of fact, and which declared fields it means. The fields of one kind have the same
readers and the same class of keeping, so that what is said of the kind is true of each of them.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from ish.privacy import catalogue, registry
from ish.privacy.retention import CLASSES, Keeping, in_words

READERS = ("coordinator", "reviewer", "host", "companion", "guardian", "officer")
"""Who reads some facts and not others, beside the person and the organisers."""


@dataclass(frozen=True)
class Fact:
    """A kind of fact in words. `of`: "people.person.email", or "profiles.aboutme" for all fields of a model."""

    title: Any
    of: tuple[str, ...]


_OURS = _("our notes on how something came to us and why it was decided")
FACTS: tuple[Fact, ...] = (
    Fact(_("name"), ("people.person.family_name", "people.person.given_names")),
    Fact(
        _("how the name is written in one's own script, said, and shown on the badge"),
        ("people.person.badge_name", "people.person.native_name", "people.person.pronunciation"),
    ),
    Fact(_("date of birth"), ("people.person.birth_date",)),
    Fact(_("under 18 or not"), ("people.person.age_band",)),
    Fact(_("sex and nationality"), ("people.person.sex", "people.person.nationalities")),
    Fact(_("e-mail address"), ("people.person.email",)),
    Fact(_("phone number"), ("people.person.phone",)),
    Fact(_("home address"), ("profiles.aboutme",)),
    Fact(_("names and phone numbers of parents"), ("people.guardian.name", "people.guardian.phone")),
    Fact(_("e-mail addresses of parents"), ("people.guardian.email",)),
    Fact(_("who is mother, father or another guardian"), ("people.guardian.relation",)),
    Fact(
        _("who has custody, how they are reached, and who agreed to the place"),
        ("people.guardian.custody", "people.guardian.reach", "people.placeanswer.name"),
    ),
    Fact(_("emergency contacts"), ("profiles.emergency",)),
    Fact(
        _("school, English level, interests and motivation, as the partner told us"),
        tuple(
            f"nominations.nomination.{name}"
            for name in ("school", "grade", "english_level", "interests", "motivation")
        ),
    ),
    Fact(_("corrections that the partner asked for"), ("nominations.correction",)),
    Fact(_("what we asked the partner to mend"), ("nominations.nomination.sent_back_comment",)),
    Fact(
        _("motivation, interests and papers handed in before the decision, and who writes a reference"),
        (
            "applications.application.motivation",
            "applications.application.fields",
            "documents.storedfile",
            "applications.reference.name",
            "applications.reference.relation",
        ),
    ),
    Fact(
        _("the referee's e-mail address, and what we asked to be handed in again"),
        ("applications.reference.email", "applications.application.reason", "documents.document"),
    ),
    Fact(
        _("the reference, opinions of the advisory board, and how an interview went"),
        ("applications.reference.letter", "selection.opinion", "interviews.interview.outcome"),
    ),
    Fact(_("notes on an interview"), ("interviews.interview.notes",)),
    Fact(_("what was written to us about the time of an interview"), ("interviews.interview.said",)),
    Fact(_("education, languages and laboratory experience"), ("profiles.education",)),
    Fact(_("hobbies, instrument, sport, how well one swims, T-shirt size"), ("profiles.interests",)),
    Fact(_("what the picture may be used for"), ("portraits.portrait.uses",)),
    Fact(_("how we know what the picture may be used for"), ("portraits.portrait.source",)),
    Fact(_("passport and residence permit"), ("profiles.traveldocument",)),
    Fact(_("insurance"), ("profiles.insurance.covers",)),
    Fact(_("whether the insurance covers the whole stay"), ("profiles.insurance.covered",)),
    Fact(
        _("allergies, illnesses, medicines, diet, access needs and doctor"),
        tuple(
            f"profiles.health.{name}"
            for name in (
                "allergies",
                "conditions",
                "medication",
                "diet",
                "access_needs",
                "nothing_to_declare",
                "doctor_name",
                "doctor_phone",
            )
        ),
    ),
    Fact(_("what is for the school alone about health"), ("profiles.health.private_note",)),
    Fact(_("changes asked for in the passport"), ("profiles.changerequest.passport_changes",)),
    Fact(_("changes asked for in health facts"), ("profiles.changerequest.health_changes",)),
    Fact(
        _("other changes asked for, more time given, wishes for a lab, and why somebody left"),
        (
            "profiles.changerequest.changes",
            "profiles.freezeextension",
            "placements.wishlist",
            "people.participation",
        ),
    ),
    Fact(_("which papers we have seen, and until when they hold"), ("profiles.proof",)),
    Fact(_("flights and trains"), ("logistics.journey", "logistics.leg")),
    Fact(_("who opened the emergency card, and why"), ("logistics.cardopening",)),
    Fact(
        _("what was agreed to, who signed, and what was missing on a form"),
        ("consents.answer.name", "consents.paper"),
    ),
    Fact(_("what a guardian has ticked and not signed yet"), ("consents.draft",)),
    Fact(_("requests about one's data, and our answers"), ("rights.request", "rights.restriction.why")),
    Fact(_("who looked at sensitive facts, and why"), ("privacy.look",)),
    Fact(_("why something is not erased for the time being"), ("forgetting.legalhold",)),
    Fact(_("messages we wrote"), ("outbox.message",)),
    Fact(_("why a message could not be delivered"), ("outbox.message.error",)),
    Fact(_("our log of calls and mails"), ("contacts.entry",)),
    Fact(
        _OURS,
        (
            "people.step",
            "people.placeanswer.source",
            "people.waiver",
            "documents.version",
            "nominations.nomination",
            "applications.application.source",
            "applications.reference",
            "placements.placement",
        ),
    ),
    Fact(
        _("our notes on how an answer or a request came to us"),
        (
            "consents.answer.source",
            "consents.lift",
            "rights.copy",
            "rights.request.source",
            "rights.restriction.told_how",
        ),
    ),
)


@dataclass(frozen=True)
class Told:
    """What holds of a kind of fact: who reads it, and the class that says until when."""

    title: str
    reads: frozenset[str]
    erase: str


def declared() -> Iterator[tuple[str, frozenset[str], str]]:
    """Yield each personal fact about one person that somebody reads: its name, who does, its class of keeping."""
    for policy in catalogue.every().values():
        if policy.person is None:
            continue
        for field in policy.fields.values():
            if field.reads:
                yield f"{policy.label}.{field.name}", frozenset(field.reads), field.erase
        for derived in policy.derived.values():
            whole = [frozenset(policy.fields[name].reads) for name in derived.of]
            # Who reads the whole of it is not told of the part.
            less = frozenset(derived.reads) - frozenset.intersection(*whole) | {"participant"}
            yield f"{policy.label}.{derived.name}", less, policy.fields[derived.of[0]].erase


def meant(name: str) -> Fact | None:
    """Return the kind to which a declared fact belongs: one that names it, else one that names its model."""
    model = name.rpartition(".")[0]
    return _BY_NAME.get(name) or _BY_NAME.get(model)


_BY_NAME = {name: fact for fact in FACTS for name in fact.of}


def told() -> list[Told]:
    """Return what holds of each kind of fact, in the order of the table; what has no words yet by the name of its field."""
    found: dict[tuple[int, str, frozenset[str], str], None] = {}
    for name, reads, erase in declared():
        fact = meant(name)
        place = FACTS.index(fact) if fact else len(FACTS)
        found[place, str(fact.title) if fact else _of_field(name), reads, erase] = None
    return [
        Told(title, reads, erase) for _place, title, reads, erase in sorted(found, key=lambda one: one[:2])
    ]


def _of_field(name: str) -> str:
    model, _dot, field = name.rpartition(".")
    try:
        return str(getattr(apps.get_model(model)._meta.get_field(field), "verbose_name", field))
    except FieldDoesNotExist:
        return field


def _joined(rows: Iterable[Told]) -> str:
    return "; ".join(dict.fromkeys(row.title for row in rows))


def readers() -> dict[str, str]:
    """Return what each kind of reader reads, in words; under "not_you" what the person does not find on their own pages."""
    rows = told()
    found = {role: _joined(row for row in rows if role in row.reads) for role in READERS}
    found["not_you"] = _joined(row for row in rows if row.reads and "participant" not in row.reads)
    return found


def periods(edition_id: int | None) -> list[tuple[str, str]]:
    """Return until when what is kept, and what that is, in words: for each class of keeping that something about a person has."""
    rules, rows = registry.rules_of(edition_id), told()
    found = []
    for code, proposal in CLASSES.items():
        keeping: Keeping = rules.get(code, proposal)
        if titles := _joined(row for row in rows if row.erase == code and row.reads):
            found.append((str(capfirst(in_words(keeping))), titles))
    return found
