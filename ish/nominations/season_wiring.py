"""What the season's question, the forecast and the funnel tell the registries at the start."""

from auditlog.registry import auditlog
from django.utils.translation import gettext_lazy as _

from accounts import roles
from ish.desk.registry import Entry, navigation
from ish.nominations import asking_mails, nudging_mails
from ish.nominations.models import SeasonReply
from ish.nominations.rules import COORDINATOR, ORGANISER
from ish.privacy import history
from ish.programme.rules import organises
from ish.programme.states import Stage


def connect() -> None:
    """Fill the registries."""
    asking_mails.register()
    nudging_mails.register()
    roles.add_sees(ORGANISER, "nominations.seasonreply", lambda user: organises(user, "edition"))
    if not auditlog.contains(SeasonReply):
        history.keep(SeasonReply)
    _hang_into_the_frame()


def _hang_into_the_frame() -> None:
    navigation.add(
        Entry(
            ORGANISER,
            38,
            _("Ask the partners"),
            "nominations:asking",
            "question-circle",
            stage=Stage.NOMINATIONS,
        )
    )
    navigation.add(
        Entry(
            COORDINATOR,
            20,
            _("Who acts for you"),
            "nominations:deputies",
            "person-badge",
            stage=Stage.NOMINATIONS,
        )
    )
