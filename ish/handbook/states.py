"""Kinds of pages, how a version stands, who reads a page, and in which languages pages are written."""

from django.db import models
from django.utils.translation import gettext_lazy as _

LANGUAGES = ("en", "de")
"""The first one is shown to whoever reads none of them."""
FURTHER = ("fr", "pl", "he", "ja")
"""House rules, which guardians agree to, may be written in these, too."""
ALL = (*LANGUAGES, *FURTHER)


class Kind(models.TextChoices):
    """What sort of page."""

    CHAPTER = "chapter", _("chapter")
    RULES = "rules", _("house rules")


class Stand(models.TextChoices):
    """How a version of a page stands: at most one of a page is being written, at most one holds."""

    DRAFT = "draft", _("draft")
    CURRENT = "current", _("published")
    PAST = "past", _("earlier version")


class Audience(models.TextChoices):
    """Who reads a page. Which of these a person is, upper apps say (see `registry`)."""

    PARTICIPANTS = "participants", _("students")
    GUARDIANS = "guardians", _("parents and guardians")
    TUTORS = "tutors", _("tutors and chaperones")
    HOSTS = "hosts", _("lab supervisors")


EVERYBODY = tuple(Audience.values)
