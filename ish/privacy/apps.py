"""Need-to-know: declarations, reveal, look log, erasure."""

from django.apps import AppConfig
from django.core import checks


class PrivacyConfig(AppConfig):
    """Has every declaration checked with the system check."""

    name = "ish.privacy"
    label = "privacy"

    def ready(self) -> None:
        """Register the system checks."""
        from ish.privacy.checks import declarations  # late: needs-apps

        checks.register(declarations, "privacy")
