"""Writes what guardians and students agree to: two who disagree on swimming, one who decides alone, one who has not answered, a
photo that was taken back. The texts are the usual ones."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import F

from ish.consents import counting, purpose_services, queries, services
from ish.consents.models import Answer, Purpose, Text
from ish.consents.services import Said
from ish.people.models import Guardian, Participation
from ish.people.states import COMING, Capacity, Custody, Method, Relation, State
from logistics.demo import season
from logistics.demo.build import World

SIGNED = {
    "profiles": datetime(2027, 5, 16, 20, 5, tzinfo=season.BERLIN),
    "travel": datetime(2027, 6, 5, 20, 5, tzinfo=season.BERLIN),
}


@dataclass(frozen=True)
class Family:
    """One student: the guardians we know, and what each has said. What is not named in `said` is a yes."""

    student: str
    guardians: tuple[tuple[str, str, str], ...]
    custody: str = Custody.JOINT
    said: Mapping[str, Mapping[str, bool] | None] = field(default_factory=dict)


FAMILIES = (
    Family(
        "Clémence",
        (
            ("Isabelle Fabre", Relation.MOTHER, ""),
            ("Henri Fabre", Relation.FATHER, "henri.fabre@example.org"),
        ),
        said={"Henri Fabre": {"swimming": False, "climbing": False}},
    ),
    Family(
        "Camille",
        (
            ("Isabelle Fabre", Relation.MOTHER, ""),
            ("Henri Fabre", Relation.FATHER, "henri.fabre@example.org"),
        ),
        said={"Henri Fabre": None},
    ),
    Family("Tamsin", (("Morwenna Penhaligon", Relation.MOTHER, ""),), Custody.SOLE),
    Family(
        "Chloe", (("Nils Lindqvist", Relation.FATHER, ""), ("Erin Walsh", Relation.MOTHER, "")), Custody.SOLE
    ),
    Family("Shira", (("Avi Peretz", Relation.FATHER, ""), ("Noa Peretz", Relation.MOTHER, ""))),
    Family("Zofia", (("Paweł Wójcicki", Relation.FATHER, ""),), Custody.UNKNOWN, {"Paweł Wójcicki": None}),
    Family(
        "Mina", (("Selin Aydin", Relation.MOTHER, ""),), Custody.SOLE, {"Selin Aydin": {"photo_web": False}}
    ),
)


def consents(world: World) -> None:
    """Take the usual consents into the edition, and have families answer once the profiles are filled in."""
    purpose_services.take_standard(edition=world.edition, by=world.users.get("olga@example.org"))
    if not world.reached("profiles"):
        return
    at = SIGNED["travel" if world.reached("travel") else "profiles"]
    rows = Participation.objects.filter(edition=world.edition, capacity=Capacity.PARTICIPANT)
    coming = rows.filter(state__in=(*COMING, State.OFFERED)).select_related("person__user", "edition")
    by_name = {row.person.given_names: row for row in coming}
    for family in FAMILIES:
        if (row := by_name.pop(family.student, None)) is not None:
            _family(row, family, at)
    for row in by_name.values():
        _says(row, None, {}, at)


def _family(row: Participation, family: Family, at: datetime) -> None:
    for number, (name, relation, email) in enumerate(family.guardians):
        custody = family.custody if number == 0 or family.custody == Custody.JOINT else Custody.ENTRUSTED
        language = row.person.language
        values = {"relation": relation, "custody": custody, "email": email, "language": language}
        known = row.person.guardians.filter(name=name).first()
        if known is None:
            known = Guardian.objects.create(person=row.person, name=name, **values)
        kept = {"relation": relation, "custody": custody}
        Guardian.objects.filter(pk=known.pk).update(**kept)
        said = family.said.get(name, {})
        if row.state in COMING and custody != Custody.ENTRUSTED and said is not None:
            _says(row, known, said, at + timedelta(hours=number))
    _says(row, None, {}, at + timedelta(days=1))


def _says(row: Participation, guardian: Guardian | None, noes: Mapping[str, bool], at: datetime) -> None:
    """Have somebody answer all they are asked; a guardian without address does so on paper."""
    items = queries.items(queries.sheet(row, at.date()), guardian, row.person.language)
    choices = {item.text.pk: noes.get(item.purpose.code, True) for item in items}
    if not choices:
        return
    if guardian is None:
        said = Said(row.person.full_name, Method.PAGE, by=row.person.user, at=at)
    elif guardian.email:
        said = Said(guardian.name, Method.LINK, at=at)
    else:
        said = Said(guardian.name, Method.PAPER, f"Form of {at:%-d %B}, brought by the father.", at=at)
    services.answer(participation=row, guardian=guardian, choices=choices, said=said)
    if guardian is None and row.person.given_names == "Camille":
        _takes_back(row, "photo_web", at + timedelta(days=1))


def _takes_back(row: Participation, code: str, at: datetime) -> None:
    item = next(one for one in queries.items(queries.sheet(row, at.date()), None) if one.purpose.code == code)
    said = Said(row.person.full_name, Method.PAGE, by=row.person.user, at=at)
    services.answer(participation=row, guardian=None, choices={item.text.pk: False}, said=said)


# ---------------------------------------------------------------- A SEASON OF ANY SIZE


def many(world: World) -> None:
    """Have every other family of thousands answer everything; the others are still to come."""
    edition = world.edition
    purpose_services.take_standard(edition=edition, by=None)
    if not world.reached("profiles"):
        return
    present = Text.objects.filter(purpose__edition=edition, version=F("purpose__version"))
    texts = list(present.filter(language="en").select_related("purpose"))
    rows = Participation.objects.filter(edition=edition, state__in=COMING).select_related("person")
    parents = {one.person_id: one for one in Guardian.objects.filter(person__participations__edition=edition)}
    made = []
    for number, row in enumerate(rows.order_by("pk")):
        if number % 2:
            continue
        years = counting.age(row.person.birth_date, at=world.now.date(), arrival=edition.arrival_day)
        for signer in {None, parents.get(row.person_id)}:
            made += [
                _answer(row, text, signer, years, world.now) for text in texts if _asked(text.purpose, signer)
            ]
    Answer.objects.bulk_create(made, batch_size=1000)


def _asked(purpose: Purpose, signer: Guardian | None) -> bool:
    return purpose.asked_of in ("both", "guardian" if signer else "participant")


def _answer(
    row: Participation, text: Text, signer: Guardian | None, years: counting.Age, at: datetime
) -> Answer:
    return Answer(
        participation=row,
        purpose=text.purpose,
        text=text,
        role="guardian" if signer else "participant",
        guardian=signer,
        agrees=(row.pk + text.pk) % 11 > 0,
        name="A name",
        of_age=signer is None and years.of_age,
        method=Method.LINK if signer else Method.PAGE,
        at=at,
    )
