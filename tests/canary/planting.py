"""A distinctive value in every declared personal field of one person, and the forms in which it may turn up on a page."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import models
from phonenumber_field.modelfields import PhoneNumberField

from ish.consents import models as consents
from ish.nominations.models import Correction
from ish.people.models import PlaceAnswer, Step, Waiver
from ish.people.states import State
from ish.privacy import catalogue
from ish.privacy.catalogue import FieldPolicy, ModelPolicy
from ish.privacy.fields import EncryptedTextField
from ish.privacy.models import Look
from ish.profiles import holdings
from ish.profiles.models import NoticeRead, Proof
from ish.profiles.notice import NOTICE_VERSION
from ish.rights import models as rights
from logistics.models import CardOpening
from tests.access.world import World

COUNTRIES = {
    "people.person.nationalities": ("ZM", "Zambia"),
    "profiles.aboutme.residence_country": ("TV", "Tuvalu"),
    "profiles.traveldocument.issuing_country": ("VU", "Vanuatu"),
    "profiles.traveldocument.permit_country": ("LI", "Liechtenstein"),
}
DATES = {
    "people.person.birth_date": date(2009, 9, 13),
    "profiles.traveldocument.issued_on": date(2019, 2, 23),
    "profiles.traveldocument.expires_on": date(2033, 10, 27),
    "profiles.traveldocument.permit_expires_on": date(2031, 1, 29),
    "profiles.proof.seen_on": date(2017, 2, 27),
    "profiles.proof.valid_until": date(2034, 6, 5),
}
# One of a few words, yes or no, or too short to be told from the rest of a page; or written by delivery alone, sealed; or put
# together from other fields whenever these are written.
NOT_PLANTED = {
    "logistics.cardopening.cause",
    "people.person.folded",
    "people.guardian.folded",
    "people.guardian.relation",
    "people.guardian.custody",
    "people.guardian.reach",
    "people.person.sex",
    "nominations.nomination.english_level",
    "profiles.education.kind",
    "profiles.traveldocument.kind",
    "profiles.traveldocument.biometric",
    "profiles.traveldocument.permit",
    "profiles.interests.swimming",
    "profiles.interests.shirt_size",
    "profiles.insurance.covered",
    "profiles.health.nothing_to_declare",
    "outbox.message.secret_body",
    "selection.opinion.vote",
    "interviews.interview.outcome",
}


# Codes out of a list, ticks, numbers: pages make words of them, and know no others.
CODES = {
    "applications.application.fields",
    "consents.draft.choices",
    "portraits.portrait.uses",
    "selection.opinion.scores",
}

# Rows of facts: every text of a row is planted.
ROWS = {
    "profiles.emergency.contacts": ("name", "relation", "hours"),
    "profiles.health.allergies": ("what", "help"),
    "profiles.health.medication": ("what", "dose", "when"),
    "profiles.insurance.covers": ("insurer", "number"),
    "profiles.traveldocument.other_documents": ("number",),
}


@dataclass(frozen=True)
class Canary:
    """A planted value: where, by which declaration, and the texts that give it away."""

    name: str
    policy: FieldPolicy
    texts: tuple[str, ...]

    def seen_in(self, text: str) -> bool:
        """Whether one of its texts occurs (`text` in lower case)."""
        return any(one in text for one in self.texts)


def plant(world: World) -> tuple[list[Canary], set[str]]:
    """Fill every declared field of Pia's rows; return the canaries and the names of fields that hold none."""
    _missing_rows(world)
    canaries: list[Canary] = []
    left_out: set[str] = set()
    for policy in catalogue.every().values():
        lookup = policy.lookup()
        if lookup is None or not policy.fields:
            continue
        rows = policy.model._default_manager.filter(**{lookup: world.person.pk})
        assert rows.exists(), f"The world has no row of {policy.label}."
        values = {}
        for name, value, canary in _values(policy, len(canaries)):
            if canary is None:
                left_out.add(f"{policy.label}.{name}")
                continue
            values[name] = value
            canaries.append(canary)
        found = list(rows.order_by("pk"))  # what a guardian said, the student does not read
        row = next((one for one in found if not holdings.is_guardians(one)), found[0])
        for name, value in values.items():
            setattr(row, name, value)
        row.save(update_fields=list(values))
    return canaries, left_out


def _values(policy: ModelPolicy, start: int) -> Iterator[tuple[str, Any, Canary | None]]:
    number = start
    for name, declared in policy.fields.items():
        full = f"{policy.label}.{name}"
        value, texts = _value(full, policy.model._meta.get_field(name), number)
        if full in NOT_PLANTED | CODES or value is None:
            yield name, None, None
            continue
        number += 1
        yield name, value, Canary(full, declared, tuple(text.casefold() for text in texts))


def _value(full: str, field: Any, number: int) -> tuple[Any, tuple[str, ...]]:
    """Return a value that fits the field, and its texts. None: nothing distinctive fits."""
    token = f"Zq{number:03d}x"
    if full in COUNTRIES:
        code, name = COUNTRIES[full]
        return ([code] if isinstance(field, models.JSONField) else code), (name,)
    if full in DATES:
        day = DATES[full]
        return day, (
            day.isoformat(),
            f"{day:%d.%m.%Y}",
            f"{day.day} {day:%B %Y}",
            f"{day:%B} {day.day}, {day.year}",
        )
    if full == "profiles.education.languages":
        return [{"language": token, "level": "B2"}], (token,)
    if full in ROWS:
        return [dict.fromkeys(ROWS[full], token)], (token,)
    if full == "nominations.correction.changes":
        return {"given_names": ["", token]}, (token,)
    if full.startswith("profiles.changerequest."):
        name = {"passport": "number", "health": "diet"}.get(full.rpartition(".")[2].partition("_")[0], "city")
        return {"fields": {name: ["", token]}, "reason": "", "answer": token}, (token,)
    if isinstance(field, models.JSONField):
        return {"canary": token}, (token,)
    if isinstance(field, models.EmailField):
        return f"{token}@example.org".lower(), (token,)
    if isinstance(field, PhoneNumberField):
        return f"+496221777{number:03d}", (f"777{number:03d}",)
    texty = isinstance(field, (models.CharField, models.TextField, EncryptedTextField))
    fits = field.max_length is None or field.max_length >= len(token)
    return (token, (token,)) if texty and fits and not field.choices else (None, ())


def _missing_rows(world: World) -> None:
    """Write what the world of the access matrix has no need of."""
    row = world.participation
    Step.objects.create(participation=row, old=State.OFFERED, new=State.CONFIRMED, at=row.created_at)
    Waiver.objects.create(participation=row, requirement="arrival")
    PlaceAnswer.objects.create(
        participation=row, role="student", agrees=True, at=row.created_at, method="phone"
    )
    Proof.objects.create(participation=row, kind="measles")
    NoticeRead.objects.create(
        person=world.person, edition_id=world.edition.pk, version=NOTICE_VERSION, language="en"
    )
    Correction.objects.create(nomination=world.nomination, role="coordinator", changes={"school": ["", "x"]})
    _consents(world)
    CardOpening.objects.create(
        participation=row, role="organiser", cause="ill", reason="x", at=row.created_at
    )
    Look.objects.create(
        role="organiser", person_id=world.person.pk, where="page", fields=["profiles.health.allergies"]
    )
    _rights(world)
    message = world.message
    message.state, message.sent_at = "sent", row.created_at
    message.save()


def _rights(world: World) -> None:
    """Write a copy that is gone, a request that waits, a restriction that has ended, and an emergency card that was opened."""
    CardOpening.objects.get_or_create(participation=world.participation, role="organiser")
    today = world.edition.arrival_day
    rights.Copy.objects.create(person=world.person, state="gone")
    rights.Request.objects.create(person=world.person, kind="objection", received_on=today, due=today)
    rights.Restriction.objects.create(
        person=world.person, asked_by="person", lifted_at=world.participation.created_at
    )


def _consents(world: World) -> None:
    """Write an answer of the parent, a tick, something not needed, and a signed form."""
    row, parent = world.participation, world.guardian
    purpose, text = world.purpose, world.text
    consents.Answer.objects.create(
        participation=row,
        purpose=purpose,
        text=text,
        role="guardian",
        guardian=parent,
        agrees=True,
        method="phone",
    )
    consents.Draft.objects.create(participation=row, guardian=parent)
    consents.Lift.objects.create(participation=row, purpose=purpose, reason="x")
