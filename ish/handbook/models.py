"""The pages of an edition's handbook, its house rules among them, and every version of each. Nothing of persons is in them."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ish.handbook.states import ALL, EVERYBODY, LANGUAGES, Kind, Stand
from ish.programme.models import Edition


def everybody() -> list[str]:
    """Return all who may read a page."""
    return list(EVERYBODY)


class Page(models.Model):
    """A chapter, or the house rules: where it stands and who reads it. `look_again`: taken over, and not checked since."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="handbook_pages")
    slug = models.SlugField(_("address"), max_length=40)
    kind = models.CharField(_("kind"), max_length=8, choices=Kind.choices, default=Kind.CHAPTER)
    position = models.PositiveSmallIntegerField(default=0)
    audience = models.JSONField(_("who reads it"), default=everybody)
    look_again = models.BooleanField(default=False)
    edits = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("page of the handbook")
        verbose_name_plural = _("pages of the handbook")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "slug"], name="handbook_slug_once"),
            models.UniqueConstraint(
                fields=["edition"], condition=Q(kind=Kind.RULES), name="handbook_rules_once"
            ),
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="handbook_known_kind"),
        ]

    def __str__(self) -> str:
        return f"handbook page:{self.pk}"


class Version(models.Model):
    """What a page says, or said: `titles` and `bodies` by language. What was published is never changed any more.

    `asks_again`: who had agreed to an earlier version is asked again (house rules).
    """

    page = models.ForeignKey(Page, models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    stand = models.CharField(max_length=8, choices=Stand.choices, default=Stand.DRAFT)
    titles = models.JSONField(default=dict)
    bodies = models.JSONField(default=dict)
    note = models.CharField(_("what has changed"), max_length=300, blank=True)
    asks_again = models.BooleanField(default=False)
    saved_at = models.DateTimeField(default=timezone.now)
    saved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    published_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("version of a page")
        verbose_name_plural = _("versions of pages")
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["page", "number"], name="handbook_version_once"),
            models.UniqueConstraint(
                fields=["page"], condition=Q(stand=Stand.DRAFT), name="handbook_one_draft"
            ),
            models.UniqueConstraint(
                fields=["page"], condition=Q(stand=Stand.CURRENT), name="handbook_one_current"
            ),
            models.CheckConstraint(condition=Q(stand__in=Stand.values), name="handbook_known_stand"),
        ]

    def __str__(self) -> str:
        return f"handbook version:{self.pk}"

    def said_in(self, language: str) -> str:
        """Return the language in which a reader of `language` gets this page: theirs, else the first that there is."""
        known = [code for code in ALL if self.bodies.get(code) or self.titles.get(code)]
        return language if language in known else next(iter(known), LANGUAGES[0])

    def title(self, language: str) -> str:
        """Return the title in a language, or in one that there is."""
        return _word(self.titles, self.said_in(language))

    def body(self, language: str) -> str:
        """Return the text in a language, or in one that there is."""
        return _word(self.bodies, self.said_in(language))


def _word(words: Any, language: str) -> str:
    return str(words.get(language) or "")
