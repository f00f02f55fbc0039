"""The proof: a season of 300 people, erased long after it, and nothing found; something left behind is found."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db.models import Q

from ish.forgetting import evidence, scanning, services
from ish.forgetting.models import Figure, Run, Trace
from ish.forgetting.states import Finding, Trigger
from ish.outbox.models import Message
from ish.people.models import Person
from ish.privacy import catalogue, emptying
from ish.profiles.models import Health
from tests.forgetting import season

LATER = date.fromisoformat(season.LATER)
PEOPLE = 300


def left() -> list[str]:
    """Return what declared fields still hold of anybody."""
    found = []
    for policy in catalogue.every().values():
        names = [name for name, one in policy.fields.items() if one.erase != "keep"]
        if policy.lookup() is None or not names:
            continue
        rows = policy.model._base_manager.filter(emptying.is_filled(policy.model, names) & ~Q(pk=None))
        found += [policy.label] if rows.exists() else []
    return found


@pytest.mark.django_db
def test_a_season_of_300_is_forgotten(data: Path, django_capture_on_commit_callbacks: Any) -> None:
    edition = season.seeded(PEOPLE)
    season.released(edition)
    filled = left()
    assert len(filled) > 15, filled
    with django_capture_on_commit_callbacks(execute=True):
        call_command("erase", "--at", season.LATER)
    assert left() == []
    run = Run.objects.get()
    assert run.people == PEOPLE and run.state == "done"
    assert Trace.objects.count() > 20 * PEOPLE
    scan = scanning.scan(report=evidence.current())
    assert scan.faults == 0 and scan.looked_at["files"] >= 1 and scan.looked_at["tables"] > 50
    known = {field for one in scan.found for field in one["of"]}
    assert known <= {"placements.host.name", "placements.host.email"}, scan.found  # who has an account, too
    again = services.run(day=LATER, trigger=Trigger.NIGHT)
    assert again.emptied == {} and again.people == 0
    assert Figure.objects.exclude(number=0).filter(number__lt=3).count() == 0 < Figure.objects.count()
    _break_it(data)
    scan = scanning.scan(report=evidence.current())
    faults = {(one["place"], one["part"]) for one in scan.found if one["kind"] == Finding.FAULT}
    assert faults == {
        ("outbox_message", "body_text"),
        ("profiles_health", "conditions"),
        ("mail/left.eml", "body"),
        ("ish.log", "text"),
    }
    assert "zq0" not in str(scan.found).lower()


def _break_it(data: Path) -> None:
    """Leave values behind: in a message, sealed in a column, in a mail, in a log."""
    person = Person.objects.order_by("pk")[7]
    word = season.token(0, person.pk)
    row = Message.objects.filter(person_id=person.pk)[0]
    Message.objects.filter(pk=row.pk).update(body_text=f"Dear {word.upper()}, welcome")
    health = Health.objects.order_by("pk")[0]
    health.conditions = f"asked {word}"
    health.save(update_fields=["conditions"])
    (data / "mail").mkdir(exist_ok=True)
    coded = f"={word[0].encode().hex()}{word[1:]}"
    (data / "mail" / "left.eml").write_text(f"Content-Transfer-Encoding: quoted-printable\n\n{coded}\n")
    (data / "ish.log").write_text(f'{{"event": "saved", "who": "{word}"}}\n')
