"""What this app tells the registries at the start."""

from auditlog.registry import auditlog

from ish.desk.registry import panels
from ish.documents import keeping
from ish.portraits import panels as own_panels
from ish.portraits import queries, services
from ish.portraits.models import Portrait
from ish.privacy import history


def connect() -> None:
    """Fill the registries."""
    keeping.keep("portraits", queries.files, erase="travel", door=services.forget_many, consent="data")
    panels.add("person", own_panels.person_panel, order=31)
    panels.add("profile", own_panels.own_panel, order=10)
    if not auditlog.contains(Portrait):
        history.keep(Portrait)
