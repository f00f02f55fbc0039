"""Until when what is kept: the classes that declarations name in `erase`, each with the proposal that organisers may change.

Counted from an anchor: `departure` is the last day of the stay of this person (or the day they left the season), `stay` the last
day of the edition, `decision` the day the student was told, `active_to` the last day of somebody's role.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Keeping:
    """A class of facts: from which day on so many days or months count. Neither: kept as long as the row itself is needed."""

    code: str
    anchor: str
    days: int = 0
    months: int = 0


_ALL = (
    Keeping("health", "departure", days=14),
    Keeping("passport", "departure", days=30),
    Keeping("travel", "departure", days=90),
    Keeping("season", "stay", months=6),
    Keeping("messages", "departure", months=12),
    Keeping("interview", "decision", days=30),
    Keeping("consent", "departure", months=36),
    Keeping("partners", "stay", months=24),
    Keeping("staff", "active_to", months=24),
    Keeping("certificate", "stay", months=120),
    Keeping("keep", ""),
)
CLASSES = {keeping.code: keeping for keeping in _ALL}
