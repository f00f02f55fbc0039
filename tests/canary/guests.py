"""Those who come by a signed link, without an account; a second guardian; those who are there in another capacity.

A guest reads less than a role: a guardian their own answers and the sections that were handed over to them, a referee the name of
the student and what they wrote themself.
"""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from django.db.models import Model
from django.test import Client
from django.urls import reverse

from accounts.models import User
from ish import clock
from ish.applications import seat as students
from ish.applications.models import Reference
from ish.consents import handover_services as handing
from ish.consents import seat
from ish.consents.models import Answer, Draft, Handover, Paper
from ish.handbook import guest as handbook
from ish.interviews.models import Interview
from ish.nominations import asking_queries
from ish.nominations.models import Nomination, SeasonReply
from ish.nominations.states import Receiver
from ish.people import answers
from ish.people.models import Guardian, Participation, Person
from ish.people.states import Capacity, State
from ish.privacy import catalogue
from logistics import duty_services
from tests.access.world import World
from tests.canary.planting import Canary, _value
from tests.canary.walking import Walk

NUMBERS_FROM = 700  # apart from those planted in the rows of Pia and of staff
CAPACITIES = {"chaperone": Capacity.CHAPERONE, "day_guest": Capacity.DAY_GUEST}


def second_guardian(world: World) -> tuple[list[Canary], dict[str, set[str]]]:
    """Give Pia a second guardian, who has answered, ticked and signed by themself; return the canaries and who may see each."""
    row = world.participation
    father = world.father = Guardian.objects.create(person=world.person, name="x", custody="joint")
    answer = Answer.objects.filter(participation=row).order_by("pk").first()
    own = {"participation": row, "guardian": father}
    rows: list[Model] = [
        father,
        Answer.objects.create(
            **own, purpose=answer.purpose, text=answer.text, role="guardian", agrees=False, method="phone"
        ),
        Draft.objects.create(**own),
        Paper.objects.create(**own, role="guardian", file=world.version.file, brought_by="organiser"),
    ]
    canaries, allowed, number = [], {}, NUMBERS_FROM
    for one in rows:
        policy = catalogue.declared(one)
        for name, declared in policy.fields.items():
            value, texts = _value(f"{policy.label}.{name}", policy.model._meta.get_field(name), number)
            if value is None or name == "folded":
                continue
            number += 1
            setattr(one, name, value)
            full = f"second guardian: {policy.label}.{name}"
            canaries.append(Canary(full, declared, tuple(text.casefold() for text in texts)))
            allowed[full] = {"guardian:second" if role == "guardian" else role for role in declared.reads}
        one.save()
    return canaries, allowed


def narrower(actor: str, allowed: set[str]) -> set[str]:
    """Return what of a role's fields is left for a guest: nothing of another guardian, no section that was not handed over."""
    if actor != "guardian:second":
        return allowed
    theirs = ("people.guardian.", "people.placeanswer.", "consents.", "profiles.")
    return {name for name in allowed if not name.startswith(theirs)}


# ---------------------------------------------------------------- WHERE THEY GO


def _seat(walk: Walk, guardian: Guardian, papers: list[int]) -> list[str]:
    row, signed = walk.world.participation, seat.link(walk.world.participation, guardian)
    return [
        *(reverse(f"consents:seat{page}", args=[signed]) for page in ("", "_history", "_record", "_form")),
        reverse("consents:seat_withdraw", args=[signed, "alumni"]),
        *(reverse("consents:seat_section", args=[signed, code]) for code in handing.CODES),
        *(reverse("consents:seat_paper", args=[signed, paper]) for paper in papers),
        reverse("people:agree", args=[answers.link(row, guardian)]),
        *_handbook(walk),
    ]


def _handbook(walk: Walk) -> list[str]:
    signed = handbook.sign(walk.world.edition)
    whole = [reverse(f"handbook:{page}", args=[signed]) for page in ("guest", "guest_paper", "guest_copy")]
    rules = [reverse(f"handbook:{page}", args=[signed, 1]) for page in ("guest_rules", "guest_changes")]
    return [*whole, *rules, reverse("handbook:guest_chapter", args=[signed, "emergency"])]


def mother(walk: Walk) -> list[str]:
    """The first guardian, to whom every section was handed over."""
    world = walk.world
    Guardian.objects.filter(pk=world.guardian.pk).update(custody="joint")
    world.guardian.refresh_from_db()
    for code in handing.CODES:
        Handover.objects.create(
            participation=world.participation, guardian=world.guardian, section=code, at=clock.now()
        )
    return _seat(walk, world.guardian, _papers(walk))


def father(walk: Walk) -> list[str]:
    """The second one, to whom nothing was handed over; they try what is the first one's, too."""
    return _seat(walk, walk.world.father, _papers(walk))


def _papers(walk: Walk) -> list[int]:
    rows = Paper.objects.filter(participation=walk.world.participation)
    return list(rows.order_by("pk").values_list("pk", flat=True))


def student(walk: Walk) -> list[str]:
    """Pia before the decision, without an account: everything behind her link."""
    _undecided(walk)
    signed = students.sign(walk.world.participation)
    return [
        *(reverse(f"applications:{page}", args=[signed]) for page in ("page", "correct")),
        reverse("applications:paper", args=[signed, "cv"]),
        *(reverse(f"interviews:page{page}", args=[signed]) for page in ("", "_calendar")),
    ]


def referee(walk: Walk) -> list[str]:
    """Who is asked for a letter about Pia."""
    _undecided(walk)
    Reference.objects.filter(pk=walk.world.reference.pk).update(state="asked")
    walk.world.reference.refresh_from_db()
    return [urlsplit(students.referee_link(walk.world.reference)).path]


def partner(walk: Walk) -> list[str]:
    """Who answers for a partner by link whether they take part."""
    reply = SeasonReply.objects.get(edition=walk.world.edition, body=walk.world.body)
    asked = asking_queries.addresses(reply.edition, [reply.body])[reply.body_id][0]
    signed = asking_queries.sign(reply, asked)
    return [reverse(f"nominations:{page}", args=[signed]) for page in ("answer", "answer_paper")]


def _undecided(walk: Walk) -> None:
    world = walk.world
    Person.objects.filter(pk=world.person.pk).update(user=None)
    Participation.objects.filter(pk=world.participation.pk).update(state=State.PROSPECTIVE, offered_at=None)
    waiting = {"receiver_state": Receiver.WAITING, "pending": "", "release": None, "decided_at": None}
    Nomination.objects.filter(pk=world.nomination.pk).update(**waiting)
    Interview.objects.filter(nomination=world.nomination).update(state="invited", slot=None)
    world.participation.refresh_from_db()


def other_capacity(name: str) -> Callable[[Walk], list[str]]:
    """Somebody who is there as well, with an account of their own: what they open of Pia is nothing."""

    def come(walk: Walk) -> list[str]:
        user = User.objects.create(email=f"{name}@example.org", name=name)
        person = Person.objects.create(user=user, given_names="Ines", family_name="Adler", email=user.email)
        Participation.objects.create(
            person=person, edition=walk.world.edition, capacity=CAPACITIES[name], state=State.CONFIRMED
        )
        walk.clients[name].force_login(user)
        return walk.urls("participant")

    return come


def with_card(walk: Walk) -> list[str]:
    """Toni again, who has opened Pia's emergency card."""
    toni = walk.world.users["companion"]
    duty_services.open_card(
        participation=walk.world.participation, cause="illness", by=toni, role="companion"
    )
    walk.clients["companion:card"].force_login(toni)
    return walk.urls("companion")


GUESTS: dict[str, Callable[[Walk], list[str]]] = {
    "guardian": mother,
    "guardian:second": father,
    "student:link": student,
    "referee": referee,
    "partner:link": partner,
    "companion:card": with_card,
    **{name: other_capacity(name) for name in CAPACITIES},
}
# What no role reads, because no role is theirs: the name of the student, and what they are asked about themselves.
_LETTER = ("name", "email", "relation", "letter", "reason")
OWN: dict[str, set[str]] = {
    "referee": {
        "people.person.family_name",
        "people.person.given_names",
        *(f"applications.reference.{name}" for name in _LETTER),
    },
    # How the form is called that they brought themselves.
    "guardian": {"documents.storedfile.name"},
    "guardian:second": {"documents.storedfile.name"},
}
# Addresses behind a link that are sent to, or hand out a file of which `tests/rights` knows every word.
NO_PAGE = {"consents:seat_upload", "rights:seat_copy", "rights:seat_file"}
# Whose partner they answer for: they are told who is known there.
STAND_FOR = {"partner:link": "coordinator"}


def clients() -> dict[str, Any]:
    """Return a browser for each guest."""
    return {name: Client(raise_request_exception=False) for name in GUESTS}
