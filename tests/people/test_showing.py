"""A task as a page shows it: who is spoken to, and which day comes first."""

from datetime import date
from types import SimpleNamespace
from zoneinfo import ZoneInfo

from django.template.loader import render_to_string
from django.utils import timezone

from ish.people import showing
from ish.people.requirements import Task
from ish.people.states import Actor

DUE = date(2027, 5, 21)


def shown(reader: str) -> str:
    asked = SimpleNamespace(code="passport", label="Passport", help="As it stands in your passport.")
    task = Task(asked, False, False, DUE, False, "/p/", Actor.PARTICIPANT, True, DUE)
    with timezone.override("Asia/Tokyo"):
        card = showing.card(task, reader=reader, zone=ZoneInfo("Europe/Berlin"))
        return render_to_string("components/task_list.html", {"tasks": [card]})


def test_help_speaks_to_whoever_has_to_do_it_alone():
    assert "your passport" in shown(Actor.PARTICIPANT)
    assert "your passport" not in shown(Actor.COORDINATOR)


def test_the_day_of_the_school_stands_before_the_readers_own():
    html = shown(Actor.COORDINATOR)
    assert html.index("by 21 May 2027") < html.index("In your time zone that is until 22 May 2027, 06:59.")
