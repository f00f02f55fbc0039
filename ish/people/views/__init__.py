"""The pages about people: the participant's own, the organisers' lists, one person."""

from ish.people.views.bulk import record_many, remind, unwaive_many, waive_many
from ish.people.views.lists import people_list, readiness, readiness_totals
from ish.people.views.own import accept, contact, give_back, mine, place, tasks
from ish.people.views.person import more, person
from ish.people.views.recording import erase, invite, move, unwaive, waive

__all__ = [
    "accept",
    "contact",
    "erase",
    "give_back",
    "invite",
    "mine",
    "more",
    "move",
    "people_list",
    "person",
    "place",
    "readiness",
    "readiness_totals",
    "record_many",
    "remind",
    "tasks",
    "unwaive",
    "unwaive_many",
    "waive",
    "waive_many",
]
