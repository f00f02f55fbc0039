"""The conditions in SQL say the same as the core, for many people of all sorts at once."""

import random
from datetime import date, timedelta
from typing import Any

import pytest

from ish.consents import conditions, counting, law, queries, requirements
from ish.consents.models import Answer, Lift, Purpose, Text
from ish.people.models import Guardian, Participation, Person
from ish.people.states import Custody, State
from ish.programme.models import Edition
from tests.people import makers

PEOPLE = 90
AT = date(2027, 7, 26)
WHEN = {"p0": law.THERE, "p1": law.SIGNING, "p3": law.THERE}


@pytest.fixture
def crowd(db: None) -> Edition:
    """An edition in which everything that can be was said, by chance but always the same."""
    dice = random.Random(4)
    edition = makers.edition()
    for number, (asked, kind) in enumerate(
        (
            ("guardian", "medical"),
            ("both", "data"),
            ("participant", "photo"),
            ("guardian", "activity"),
            ("both", "health"),
        )
    ):
        row = Purpose.objects.create(
            edition=edition, code=f"p{number}", asked_of=asked, kind=kind, needed=number != 3, meaning=2
        )
        for meaning in (1, 2):
            Text.objects.create(purpose=row, version=meaning, meaning=meaning, language="en", title="T")
    for number in range(PEOPLE):
        _somebody(dice, edition, number)
    return edition


def _somebody(dice: random.Random, edition: Edition, number: int) -> None:
    born = dice.choice(
        (None, date(2009, 6, 20), date(2009, 7, 20), date(2009, 8, 2), date(2010, 3, 1), date(2005, 3, 1))
    )
    person = Person.objects.create(given_names=f"P{number}", birth_date=born)
    row = Participation.objects.create(person=person, edition=edition, state=State.CONFIRMED)
    parents = [
        Guardian.objects.create(person=person, name=f"G{n}", custody=dice.choice(Custody.values))
        for n in range(dice.randint(0, 3))
    ]
    for parent in parents:
        if dice.random() < 0.1:
            Lift.objects.create(participation=row, guardian=parent, reason="r")
    for purpose in Purpose.objects.all():
        if dice.random() < 0.1:
            Lift.objects.create(participation=row, purpose=purpose, reason="r")
        for signer in (None, *parents):
            last = None
            for _turn in range(dice.choice((0, 1, 1, 1, 2))):
                last = Answer.objects.create(
                    participation=row,
                    purpose=purpose,
                    text=purpose.texts.get(meaning=dice.choice((1, 2, 2, 2))),
                    role="guardian" if signer else "participant",
                    guardian=signer,
                    agrees=dice.random() < 0.8,
                    of_age=dice.random() < 0.5,
                    method="link",
                    replaces=last,
                )


def test_sql_says_what_the_core_says(crowd: Edition, django_assert_num_queries: Any) -> None:
    rows = Participation.objects.filter(edition=crowd).select_related("person")
    for at in (AT - timedelta(days=60), AT, AT + timedelta(days=10)):
        _compare(crowd, rows, at)
    everybody = list(rows)
    for few in (everybody[:2], everybody):  # and asking about many costs what asking about few does
        with django_assert_num_queries(4):
            queries.sheets(few, crowd, AT)


def _compare(crowd: Edition, rows: Any, at: date) -> None:
    sheets = queries.sheets(list(rows), crowd, at)
    for kinds, wanted in (
        (requirements.MEDICAL, {"medical", "health"}),
        (requirements.OTHERS, {"data", "photo"}),
    ):
        asks = set(rows.filter(conditions.asks_guardians(at, **kinds)).values_list("pk", flat=True))
        done = set(rows.filter(conditions.guardians_answered(at, **kinds)).values_list("pk", flat=True))
        own = set(rows.filter(conditions.student_answered(at, **kinds)).values_list("pk", flat=True))
        for pk, sheet in sheets.items():
            lines = [one for one in sheet.lines if one.purpose.needed and one.purpose.kind in wanted]
            asked = [
                o
                for o in lines
                if o.state != counting.WAIVED
                and o.purpose.asked_of != "participant"
                and sheet.age.asks_guardians(queries.when(o.purpose))
            ]
            assert (pk in asks) == bool(asked), (pk, kinds)
            waits = [o for o in asked if o.outcome.waits - {0} or sheet.signers.nobody]
            assert not asked or (pk in done) == (not waits), (pk, sheet)
            student = [o for o in lines if o.state != counting.WAIVED and o.purpose.asked_of != "guardian"]
            assert (pk in own) == (not any(0 in o.outcome.waits for o in student)), (pk, sheet)
    against = set(rows.filter(requirements.refused(at)).values_list("pk", flat=True))
    assert against == {pk for pk, sheet in sheets.items() if sheet.against}
    assert 5 < len(against) < PEOPLE - 5
    for code in ("p0", "p1", "p3"):
        lines = {pk: sheet.of(code) for pk, sheet in sheets.items()}
        allowed = set(rows.filter(conditions.may(code, at)).values_list("pk", flat=True))
        free = {counting.AGREED} if code == "p1" else {counting.AGREED, counting.NOT_ASKED}
        still = set(rows.filter(conditions.waits(code, at)).values_list("pk", flat=True))
        nobody = {
            pk for pk, one in sheets.items() if one.age.asks_guardians(WHEN[code]) and one.signers.nobody
        }
        assert still == {
            pk
            for pk, line in lines.items()
            if line and line.state != counting.WAIVED and (line.outcome.waits or pk in nobody)
        }, code
        assert allowed == {pk for pk, line in lines.items() if line and line.state in free}, code
    for kind in ("data", "health"):
        lifts = Lift.objects.filter(purpose__kind=kind)
        lifted = set(rows.filter(conditions.refused(kind, at)).values_list("pk", flat=True))
        kept = list(lifts)
        lifts.delete()
        sheets = queries.sheets(list(rows), crowd, at)
        refused = set(rows.filter(conditions.refused(kind, at)).values_list("pk", flat=True))
        said = {
            pk
            for pk, sheet in sheets.items()
            for o in sheet.lines
            if o.purpose.kind == kind and o.state in counting.AGAINST
        }
        assert refused == lifted == said and kept, kind
        Lift.objects.bulk_create(kept)
