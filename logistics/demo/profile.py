"""Writes the profiles of the demonstration: what the nominees have said about themselves, section by section."""

from datetime import date, datetime
from typing import Any

from ish.people.models import Participation
from ish.placements.models import HostRequirement, Placement
from ish.profiles import services
from ish.profiles.models import (
    AboutMe,
    Education,
    Emergency,
    Health,
    Insurance,
    Interests,
    TravelDocument,
)
from ish.profiles.sections import NONE, QUESTIONS
from logistics.demo.build import World
from logistics.demo.cast import Nominee

NATIVE = {
    "JP": "ja",
    "FR": "fr",
    "IL": "he",
    "CN": "zh",
    "DE": "de",
    "PL": "pl",
    "UA": "uk",
    "KR": "ko",
    "ID": "id",
}
ZONES = {"JP": "Asia/Tokyo", "IL": "Asia/Jerusalem", "US": "America/Los_Angeles", "AU": "Australia/Sydney"}
# Rows as the sections keep them: a severe nut allergy, an insulin pump.
ALLERGIES = {
    "camille.fabre": [
        {"what": "Nuts and peanuts, also traces", "severity": "danger", "help": "Throat swells. Adrenaline pen in my bag, then 112."}
    ],
    "hanka.jurk": [{"what": "Birch pollen", "severity": "mild", "help": "Runny nose in spring only."}],
}  # fmt: skip
MEDICATION = {
    "camille.fabre": [
        {"what": "Adrenaline pen", "dose": "0.3 mg, one dose", "when": "at the first sign", "keeper": "self"},
        {"what": "Second adrenaline pen", "dose": "0.3 mg", "when": "after five minutes", "keeper": "team"},
    ],
    "haruto.ueda": [
        {"what": "Insulin pump", "dose": "as set in the pump", "when": "all day", "keeper": "self"},
        {"what": "Spare insulin pens", "dose": "by blood sugar", "when": "if the pump fails", "keeper": "fridge"},
    ],
}  # fmt: skip
INTERESTS = {
    "pia": {"hobbies": "Baking bread, model rockets", "instrument": "Viola", "sport": "Climbing", "swimming": "swimmer", "shirt_size": "M"},
    "aoi.sakamoto": {"hobbies": "Calligraphy", "instrument": "Koto", "sport": "", "swimming": "little", "shirt_size": "S"},
    "beno.nawka": {"hobbies": "Board games", "instrument": "Drums", "sport": "Wheelchair basketball", "swimming": "swimmer", "shirt_size": "L"},
    "danylo.kovalenko": {"hobbies": "Old radios", "instrument": "", "sport": "Running", "swimming": "not", "shirt_size": "L"},
}  # fmt: skip
PRIVATE = {
    "shira.peretz": "I sometimes have panic attacks in lifts. Stairs are fine. My parents do not know how often."
}
GAP = {"matilda.greenwood": "A year of work at the observatory's visitor centre"}


def write(
    world: World, nominee: Nominee, participation: Participation, *, filled: int, saved: datetime
) -> None:
    """Write the sections somebody has filled in: as many of them, in the order in which they are asked."""
    row: dict[str, Any] = {"participation": participation, "version": 1, "saved_at": saved}
    if filled >= 1:
        AboutMe.objects.create(**row, city=nominee.town, residence_country=_home(nominee))
        Emergency.objects.create(**row, contacts=_contacts(nominee))
    if filled >= 2:
        Education.objects.create(**row, **_education(nominee))
        if nominee.key in INTERESTS:
            Interests.objects.create(**row, **INTERESTS[nominee.key])
    if filled >= 3:
        TravelDocument.objects.create(**row, **_document(nominee))
    if filled >= 4:
        Health.objects.create(**row, **_health(nominee))
        Insurance.objects.create(**row, covers=_covers(nominee), covered=True)


def _home(nominee: Nominee) -> str:
    return nominee.residence or nominee.nations[0]


def _contacts(nominee: Nominee) -> list[dict[str, str]]:
    name, _email = nominee.guardian
    spoken = NATIVE.get(nominee.nations[0], "en")
    first = {
        "name": name or f"Family {nominee.family.title() or nominee.given.title()}",
        "relation": "parent",
        "phone": "+49622155501" + str(10 + len(nominee.key)),
        "language": spoken,
        "hours": "always",
        "time_zone": ZONES.get(_home(nominee), "Europe/Berlin"),
    }
    second, _none = nominee.second_guardian
    if not second and spoken in ("en", "de"):
        return [first]
    other = {
        "name": second or "A neighbour who speaks English",
        "relation": "parent" if second else "neighbour",
    }
    rest = {"phone": "+49622155502" + str(10 + len(nominee.key)), "language": "en", "hours": "in the evening"}
    return [first, {**first, **other, **rest}]


def _education(nominee: Nominee) -> dict[str, Any]:
    languages = [{"language": "en", "level": nominee.english}]
    if code := NATIVE.get(nominee.nations[0]):
        languages.insert(0, {"language": code, "level": "first"})
    known = {"institution": nominee.school, "languages": languages}
    subjects = nominee.interests.replace(";", ",")
    if nominee.key in GAP:
        return {"kind": "gap", "languages": languages, "occupation": GAP[nominee.key]}
    if nominee.university:
        return {**known, "kind": "university", "semester": nominee.grade, "study_subject": subjects}
    return {**known, "kind": "school", "grade": nominee.grade, "subjects": subjects}


def _document(nominee: Nominee) -> dict[str, Any]:
    number = "".join(str((ord(letter) * 7) % 10) for letter in f"{nominee.key}ish"[:8])
    issuer = nominee.issuer or nominee.nations[0]
    more = [
        {"kind": "passport", "country": nation, "number": f"Z{number}", "expires_on": "2030-05-01"}
        for nation in nominee.nations
        if nation != issuer
    ]
    permit = {"permit": "residence", "permit_country": _home(nominee), "permit_number": f"R{number}",
              "permit_expires_on": date(2028, 3, 31)}  # fmt: skip
    return {
        "kind": nominee.document,
        "number": f"X{number}",
        "issuing_country": issuer,
        "issued_on": date(2023, 4, 11),
        "expires_on": date(2027, 9, 30) if nominee.key == "zofia.wojcicka" else date(2032, 4, 10),
        "biometric": nominee.biometric,
        "other_documents": more,
        **(permit if nominee.permit else {"permit": "none"}),
    }


def _health(nominee: Nominee) -> dict[str, Any]:
    rows = {"allergies": ALLERGIES.get(nominee.key), "medication": MEDICATION.get(nominee.key)}
    said = {name: value for name, value in {**nominee.health, **rows}.items() if value}
    private = {"private_note": PRIVATE[nominee.key]} if nominee.key in PRIVATE else {}
    if not said:
        return {"nothing_to_declare": "yes", **private}
    doctor = {"doctor_name": "Dr. Fontaine", "doctor_phone": "+4962215550377"}
    return {**dict.fromkeys(QUESTIONS, NONE), **doctor, **said, **private}


def _covers(nominee: Nominee) -> list[dict[str, str]]:
    blank = dict.fromkeys(("insurer", "number", "phone", "starts", "ends", "territory", "repatriation"), "")
    if _home(nominee) in ("FR", "PL"):  # a card alone: somebody should look at it
        return [{**blank, "kind": "card", "territory": "eu", "ends": "2029-12-31"}]
    travel = {**blank, "kind": "health", "insurer": "Reisewohl", "number": f"RW-{1000 + len(nominee.key)}",
              "phone": "+4962215550300", "starts": "2027-07-16", "ends": "2027-08-16", "territory": "world",
              "repatriation": "yes"}  # fmt: skip
    return [
        travel,
        {**travel, "kind": "liability", "repatriation": ""},
        {**travel, "kind": "accident", "repatriation": ""},
    ]


def papers(world: World) -> None:
    """What two labs want to see, and what was seen of it: one paper of the hospital's two, one declaration of two."""
    for beginning, kind in (("Neuromorphic", "confidentiality"), ("Reading tumour", "badge_photo")):
        HostRequirement.objects.create(project=world.project(beginning), document=kind, lead_days=14)
    for asked, kind in (
        ({"project__institute__hospital": True}, "measles"),
        ({"project": world.project("Neuromorphic")}, "confidentiality"),
    ):
        placed = Placement.objects.filter(plan__state="published", **asked).order_by("pk").first()
        if placed is not None:
            services.note_proof(
                participation=placed.participation,
                kind=kind,
                seen_on=date(2027, 6, 21),
                valid_until=None,
                by=world.users["olga@example.org"],
            )
