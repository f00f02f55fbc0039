"""What a reviewer may say of a student, and what reviewers see of each other."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Vote(models.TextChoices):
    """An opinion in one word."""

    YES = "yes", _("yes")
    NO = "no", _("no")
    UNSURE = "unsure", _("unsure")


class Others(models.TextChoices):
    """When a reviewer sees what the others think."""

    NEVER = "never", _("never")
    AFTER_OWN = "after_own", _("after handing in their own opinion")
