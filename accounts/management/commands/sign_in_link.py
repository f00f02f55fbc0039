"""A way in when mail is down."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.models import User
from accounts.services import sign_in_link


class Command(BaseCommand):
    help = "Print a link that signs in the user with this address: once, within an hour."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the address."""
        parser.add_argument("email", help="the e-mail address of the user")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the link."""
        email = options["email"].strip().lower()
        user = User.objects.filter(email=email, is_active=True).first()
        if user is None:
            raise CommandError(f"No active user has the address {email}.")
        self.stdout.write(sign_in_link(user))
