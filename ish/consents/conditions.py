"""Whose word is still missing, in the language of querysets over participations: the same as `counting` says of one of them."""

from datetime import date
from typing import Any

from django.db.models import DateField, Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Concat

from ish.consents import counting, law
from ish.consents.models import Answer, Lift, Purpose
from ish.consents.states import Asked
from ish.people import ages, rules
from ish.people.models import Guardian

ALONE = tuple(counting.ALONE)


def _up(name: str, steps: int) -> Any:
    """Return a reference to a column of the query so many steps further out."""
    found: Any = name
    for _step in range(steps):
        found = OuterRef(found)
    return found


def minor(at: date, way: str = "") -> Q:
    """Guardians decide on something: under 18 on the day, or of an age that nobody knows (`way` leads to the participation)."""
    born = f"{way}person__birth_date"
    return Q(**{f"{born}__gt": ages.born_by(at)}) | Q(**{born: None})


def theirs(rows: QuerySet[Purpose]) -> QuerySet[Purpose]:
    """Return, of consents inside a participation, those on which guardians of a minor decide: what has its effect at once, and of
    whom is under 18 on arrival, too (or of an age that nobody knows), everything."""
    rows = rows.alias(born=ExpressionWrapper(OuterRef("person__birth_date"), output_field=DateField()))
    there = Q(born__gt=rules.YearsBefore(F("edition__arrival_day"), ages.ADULT)) | Q(born__isnull=True)
    return rows.filter(Q(kind__in=law.AT_SIGNING) | there)


def of_age(at: date) -> Q:
    """Is 18 on the day."""
    return Q(person__birth_date__lte=ages.born_by(at))


def purposes(*asked: str, kinds: Any = None, without: Any = None, code: str = "") -> QuerySet[Purpose]:
    """Return, for a participation around it, what is needed of it (or the one with this `code`, needed or not) and was not
    waived."""
    rows = Purpose.objects.filter(
        edition=OuterRef("edition"),
        active=True,
        asked_of__in=asked,
        capacities__contains=Concat(Value(","), OuterRef("capacity"), Value(",")),
    )
    rows = rows.filter(code=code) if code else rows.filter(needed=True)
    rows = rows.filter(kind__in=kinds) if kinds else rows
    rows = rows.exclude(kind__in=without) if without else rows
    waived = Lift.objects.filter(purpose=_up("pk", 1), participation=_up("pk", 2))
    return rows.filter(~Exists(waived))


def words(**of: Any) -> QuerySet[Answer]:
    """Return, for a consent inside a participation, the words that stand and are about its present meaning."""
    standing = Answer.objects.filter(replaced_by=None, text__meaning=F("purpose__meaning"))
    return standing.filter(**of)


def asks_guardians(at: date, **kinds: Any) -> Q:
    """Something needed is asked of guardians."""
    return minor(at) & Q(Exists(theirs(purposes(Asked.GUARDIAN, Asked.BOTH, **kinds))))


def asks_student(at: date, **kinds: Any) -> Q:
    """Something needed is asked of the student."""
    return Q(Exists(purposes(Asked.PARTICIPANT, Asked.BOTH, **kinds)))


def student_answered(at: date, **kinds: Any) -> Q:
    """The student has said yes or no to all that is needed; who is 18 by now, since then."""
    needed = purposes(Asked.PARTICIPANT, Asked.BOTH, **kinds)
    own = words(purpose=_up("pk", 1), participation=_up("pk", 2), guardian=None)
    whenever = ~Exists(needed.filter(~Exists(own)))
    grown = ~Exists(needed.filter(~Exists(own.filter(of_age=True))))
    return (of_age(at) & Q(grown)) | (~of_age(at) & Q(whenever))


def guardians_answered(at: date, **kinds: Any) -> Q:
    """Each guardian who has to has said yes or no to all that is needed of them."""
    needed = theirs(purposes(Asked.GUARDIAN, Asked.BOTH, **kinds))
    joint = Exists(signing(0).filter(custody=counting.JOINT))
    alone = Exists(signing(0).filter(custody__in=ALONE))
    answered = words(guardian=_up("pk", 1), purpose=_up("pk", 2), participation=_up("pk", 3))
    each = ~Exists(needed.filter(Exists(signing(1).filter(~Exists(answered)))))
    one = ~Exists(needed.filter(~Exists(signing(1).filter(Exists(answered)))))
    one_alone = ~Exists(needed.filter(~Exists(signing(1).filter(Exists(answered), custody__in=ALONE))))
    decides_alone = ~Q(joint) & Q(alone) & Q(one_alone)
    return (Q(joint) & Q(each)) | decides_alone | (~Q(joint) & ~Q(alone) & Q(one))


def signing(depth: int) -> QuerySet[Guardian]:
    """Return, `depth` queries inside a participation, the guardians who may have custody and whose signature was not waived."""
    excused = Lift.objects.filter(guardian=_up("pk", 1), participation=_up("pk", depth + 2))
    rows = Guardian.objects.filter(person=_up("person", depth + 1)).exclude(custody=counting.ENTRUSTED)
    return rows.filter(~Exists(excused))


# ---------------------------------------------------------------- A NO


def against(at: date, way: str = "pk", *, waived_too: bool = False, **of: Any) -> Q:
    """Somebody whose word counts says no to a consent that is asked, and it was not waived (`of`: which, from the answer;
    `waived_too`: a no counts whether or not it was)."""
    standing = Answer.objects.filter(
        participation=OuterRef(way),
        agrees=False,
        replaced_by=None,
        purpose__active=True,
        text__meaning=F("purpose__meaning"),
        **of,
    )
    waived = Lift.objects.filter(purpose=OuterRef("purpose"), participation=OuterRef("participation"))
    standing = standing if waived_too else standing.filter(~Exists(waived))
    own = standing.filter(guardian=None, purpose__asked_of__in=(Asked.PARTICIPANT, Asked.BOTH))
    there = rules.may_be_minor("participation__")
    parents = standing.filter(
        Q(purpose__kind__in=law.AT_SIGNING) | there,
        heard(),
        guardian__isnull=False,
        purpose__asked_of__in=(Asked.GUARDIAN, Asked.BOTH),
    )
    grown = of_age(at)
    student = (Q(Exists(own)) & ~grown) | (Q(Exists(own.filter(of_age=True))) & grown)
    return student | (minor(at) & Q(Exists(parents)))


def heard() -> Q:
    """Say, of an answer, that its guardian has a say: custody, and nobody else decides alone."""
    able = ~Q(guardian__custody=counting.ENTRUSTED)
    excused = Lift.objects.filter(participation=OuterRef(OuterRef("participation")), guardian=OuterRef("pk"))
    others = Guardian.objects.filter(person=OuterRef("guardian__person")).filter(~Exists(excused))
    joint = Exists(others.filter(custody=counting.JOINT))
    alone = Exists(others.filter(custody__in=ALONE))
    decides = Q(guardian__custody__in=(*ALONE, counting.JOINT))
    return able & (Q(joint) | ~Q(alone) | decides)


def refused(consent: str, at: date) -> Q:
    """Facts that rest on this kind of consent are neither asked for nor kept: somebody says no to it. That organisers once noted
    it as not needed (they no longer can) is nobody's no, and takes back none."""
    return against(at, waived_too=True, purpose__kind=consent)


def may(code: str, at: date) -> Q:
    """Something may be done: agreed in full; or asked of guardians alone, of somebody of age. As `queries.may` says of one."""
    guardians = minor(at) & Q(Exists(theirs(purposes(Asked.GUARDIAN, Asked.BOTH, code=code))))
    student = Q(Exists(purposes(Asked.PARTICIPANT, Asked.BOTH, code=code)))
    said = (~guardians | guardians_answered(at, code=code)) & student_answered(at, code=code)
    agreed = (guardians | student) & said & ~against(at, purpose__code=code)
    return agreed | (Q(Exists(purposes(Asked.GUARDIAN, code=code))) & ~guardians)


def waits(code: str, at: date) -> Q:
    """Somebody's word on a consent is still to come: of whom it is asked, and who has not said yes or no."""
    guardians = minor(at) & Q(Exists(theirs(purposes(Asked.GUARDIAN, Asked.BOTH, code=code))))
    return (guardians & ~guardians_answered(at, code=code)) | ~student_answered(at, code=code)
