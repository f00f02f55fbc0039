"""What this app tells the registries at the start."""

from ish.people import consequences as people_consequences
from ish.privacy import history
from logistics import consequences, requirements
from logistics.models import Journey


def connect() -> None:
    """Fill the registries."""
    requirements.connect()
    people_consequences.register("logistics", consequences)
    history.keep(Journey)
