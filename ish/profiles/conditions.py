"""When a section is complete, in the language of querysets over participations. Sealed columns are only asked if they are filled.

`gt=""` rather than "not empty": a row that does not exist yet is not complete either.
"""

from datetime import date

from django.db.models import Exists, OuterRef, Q

from ish.people.models import Guardian
from ish.profiles.models import EducationKind, NoticeRead
from ish.profiles.notice import NOTICE_VERSION
from ish.profiles.sections import QUESTIONS


def eighteen_before(day: date) -> date:
    """Return the latest birth date of somebody who is 18 on `day`; born on 29 February, one is 18 on 1 March."""
    year = day.year - 18
    try:
        return day.replace(year=year)
    except ValueError:
        return date(year, 2, 28)


def minor(at: date) -> Q:
    """Somebody under 18 on the day. An unknown birth date is asked for by itself."""
    return Q(person__birth_date__gt=eighteen_before(at))


def about_me(at: date) -> Q:
    """Birth date, nationality, home, a person to call; under 18 also a parent who can be reached."""
    reachable = Guardian.objects.filter(
        Q(email__gt="") | Q(phone__gt=""), person=OuterRef("person"), name__gt=""
    )
    return (
        Q(person__birth_date__isnull=False)
        & ~Q(person__nationalities=[])
        & Q(aboutme__city__gt="", aboutme__residence_country__gt="")
        & Q(aboutme__emergency_name__gt="", aboutme__emergency_phone__gt="")
        & (~minor(at) | Q(Exists(reachable)))
    )


def education(at: date) -> Q:
    """Where somebody learns, and at least one language."""
    learns = Q(education__institution__gt="") | Q(education__kind=EducationKind.GAP)
    return Q(education__kind__gt="") & learns & Q(education__isnull=False) & ~Q(education__languages=[])


def passport(at: date) -> Q:
    """Kind, number, issuing country and last day of validity."""
    return Q(
        traveldocument__kind__isnull=False,
        traveldocument__number__isnull=False,
        traveldocument__issuing_country__isnull=False,
        traveldocument__expires_on__isnull=False,
    )


def health(at: date) -> Q:
    """Nothing to declare, or an answer ("none" is one) to each question."""
    answered = Q(**{f"health__{name}__isnull": False for name in QUESTIONS})
    return Q(health__nothing_to_declare__isnull=False) | answered


def notice(at: date) -> Q:
    """The present version of the privacy notice was read."""
    rows = NoticeRead.objects.filter(
        person=OuterRef("person"), edition_id=OuterRef("edition"), version=NOTICE_VERSION
    )
    return Q(Exists(rows))
