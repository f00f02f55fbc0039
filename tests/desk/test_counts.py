"""Several counts in one query."""

from typing import Any

from accounts.models import User
from ish.desk.counts import together
from ish.jobs.models import Job
from tests.counting import counting


def test_counts_of_different_rows_in_one_query(db: None) -> None:
    ada, bo = (User.objects.create(email=f"{name}@example.org") for name in ("ada", "bo"))
    Job.objects.create(kind="x", owner=ada, args={})
    asked: list[Any] = [
        Job.objects.filter(owner=bo),
        User.objects.filter(pk__in=[ada.pk, bo.pk]).order_by("email"),
        User.objects.none(),
        Job.objects.select_related("owner"),
    ]
    with counting() as count:
        assert together(asked) == [0, 2, 0, 1]
    assert count.queries == 1
    assert together([]) == []
    assert together([User.objects.none()]) == [0]
