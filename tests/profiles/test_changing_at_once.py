"""Two organisers decide, the asker takes back and goes on typing, all in the same moment: one of them is first."""

import threading
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import connection

from ish.outbox.models import Message
from ish.people.models import Participation
from ish.profiles import changing_services, sections
from ish.profiles import deciding_services as deciding
from ish.profiles.models import ChangeRequest, Education
from ish.profiles.services import ChangedMeanwhile, save_section, version_of


def _together(*calls: Callable[[], Any]) -> list[str]:
    found: dict[int, str] = {}
    gate = threading.Barrier(len(calls))

    def run(number: int, call: Callable[[], Any]) -> None:
        try:
            gate.wait()
            call()
            found[number] = "done"
        except (changing_services.Settled, deciding.Moved, ChangedMeanwhile) as error:
            found[number] = type(error).__name__
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return [found.get(number, "nothing") for number in range(len(calls))]


@pytest.mark.django_db(transaction=True)
def test_everybody_at_once(pia, organiser, today):
    today(date(2027, 8, 15))
    olga, otto, user = organiser(), organiser("travel"), pia.person.user

    def type_on(words: str, version: int) -> Any:
        row = Participation.objects.select_related("person__user", "edition").get(pk=pia.pk)
        values = {"institution": words}
        return save_section(participation=row, section="education", values=values, version=version, by=user)

    type_on("Gymnasium", 0)
    row = ChangeRequest.objects.get()
    what: dict[str, Any] = {"request": row, "fields": ["institution"]}
    seen, version = deciding.mark_of(row), version_of(pia, sections.EDUCATION)
    outcome = _together(
        lambda: deciding.accept(by=olga, seen=seen, **what),
        lambda: deciding.decline(by=otto, answer="No.", **what),
        lambda: changing_services.withdraw(request=row, by=user),
        lambda: type_on("Gymnasium 2", version),
    )
    assert "nothing" not in outcome
    assert outcome[:3].count("done") == 1, outcome
    row.refresh_from_db()
    told = Message.objects.filter(kind="change_outcome").count()
    assert told == (0 if row.state == "withdrawn" else 1)
    words = {"accepted": {"Gymnasium", "Gymnasium 2"}}.get(row.state, {""})
    assert Education.objects.get().institution in words
    assert ChangeRequest.objects.filter(state="waiting").count() <= 1
