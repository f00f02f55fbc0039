"""`manage.py demo`: load the demonstration into an empty database, as of a stage, or a season of any size."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import DemoCast
from logistics.demo import (
    asking,
    board,
    build,
    changes,
    consents,
    contacts,
    corrections,
    crowd,
    decisions,
    duties,
    forgetting,
    guests,
    handbook,
    interviews,
    mailbox,
    nominees,
    oversight,
    papers,
    past,
    plan,
    rights,
    season,
)


class Command(BaseCommand):
    """Loads the demonstration; refuses a database in which somebody works."""

    help = "Load the demonstration (ISH 2027, invented people) into an empty database."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Stage, size, seed, and what `make run` needs."""
        parser.add_argument("--stage", choices=list(season.STAGES), default="profiles")
        parser.add_argument(
            "--people",
            type=int,
            default=0,
            metavar="N",
            help="a season of N invented people instead of the cast",
        )
        parser.add_argument("--seed", type=int, default=1)
        parser.add_argument(
            "--if-empty", action="store_true", help="do nothing when the database is not empty"
        )
        parser.add_argument(
            "--replace", action="store_true", help="throw away a demonstration that is loaded, then load"
        )
        parser.add_argument("--sign-ins", action="store_true", help="print whom one can sign in as")

    def handle(self, *args: Any, **options: Any) -> None:
        """Load, or print the sign-ins. Raises `CommandError` for a database that is not empty."""
        if options["sign_ins"]:
            self._sign_ins()
            return
        if options["people"] < 0:
            raise CommandError("--people must be a positive number.")
        if not build.is_empty():
            if options["if_empty"]:
                return
            if not options["replace"]:
                raise CommandError(
                    "The database is not empty. Use --replace to throw a loaded demonstration away."
                )
            build.throw_away()
        with transaction.atomic():
            world = build.frame(options["stage"])
            handbook.pages(world)
            if options["people"]:
                crowd.people(world, options["people"], options["seed"])
                consents.many(world)
            else:
                asking.answers(world)
                nominees.people(world)
                corrections.people(world)
                papers.papers(world)
                board.board(world)
                interviews.interviews(world)
                decisions.decisions(world)
                plan.plan(world)
                changes.changes(world)
                contacts.log(world)
                mailbox.messages(world)
                past.past(world)
                forgetting.forgotten(world)
                guests.guests(world)
                duties.duties(world)
                consents.consents(world)
                oversight.looks(world)
                rights.asked(world)
            oversight.officer(world)
        self.stdout.write(f"Demonstration loaded: stage {options['stage']}, the day is {world.now:%d %B %Y}.")

    def _sign_ins(self) -> None:
        for member in DemoCast.objects.select_related("user"):
            self.stdout.write(f"  {_(member.label):<24} {member.user.email}")
        if DemoCast.objects.exists():
            self.stdout.write(f"  One click each on the sign-in page: {settings.BASE_URL}")
