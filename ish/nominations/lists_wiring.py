"""What lists and letters of partners tell the registries at the start."""

from django.utils.translation import gettext_lazy as _

from ish.desk.registry import panels
from ish.documents import kinds
from ish.nominations.rules import ORGANISER
from ish.nominations.services.sources import KIND
from ish.nominations.views import sources


def connect() -> None:
    """Fill the registries."""
    kinds.register(
        kinds.Kind(
            code=KIND,
            label=_("Letter or list of the partner"),
            actor=ORGANISER,
            reads=frozenset({ORGANISER}),
            names_several=True,
        )
    )
    panels.add("nomination", sources.student_panel, order=60)
