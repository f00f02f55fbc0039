"""What we know of a participation, by section: education and languages, passport, health and diet; and the privacy notice."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_countries.fields import CountryField
from phonenumber_field.modelfields import PhoneNumberField

from ish.people.models import Participation, Person
from ish.privacy.fields import EncryptedBooleanField, EncryptedDateField, EncryptedTextField
from ish.profiles.changing_models import ChangeRequest, FreezeExtension
from ish.programme.models import Edition

__all__ = ["ChangeRequest", "FreezeExtension"]


class EducationKind(models.TextChoices):
    """Where somebody learns."""

    SCHOOL = "school", _("school")
    UNIVERSITY = "university", _("university")
    GAP = "gap", _("between school and university")


class Section(models.Model):
    """Base of a section: belongs to one participation, counts its saves, may be erased."""

    participation = models.OneToOneField(Participation, models.CASCADE, related_name="%(class)s")
    version = models.PositiveIntegerField(default=0)
    saved_at = models.DateTimeField(null=True, blank=True)
    saved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    erased_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True


class AboutMe(Section):
    """What belongs to the stay beside the person's own names and contacts: where they live, whom to call in an emergency."""

    city = models.CharField(_("town"), max_length=120, blank=True)
    residence_country = CountryField(_("country of residence"), blank=True)
    emergency_name = models.CharField(_("whom we call in an emergency"), max_length=200, blank=True)
    emergency_relation = models.CharField(_("who that is to you"), max_length=100, blank=True)
    emergency_phone = PhoneNumberField(_("their phone"), blank=True)
    emergency_language = models.CharField(_("language they speak"), max_length=60, blank=True)

    class Meta:
        verbose_name = _("about you")
        verbose_name_plural = _("about you")

    def __str__(self) -> str:
        return f"about me:{self.pk}"


class Education(Section):
    """School or university, and languages with their CEFR level: [{"language": "ja", "level": "C2"}, …]."""

    kind = models.CharField(_("where you learn"), max_length=12, choices=EducationKind.choices, blank=True)
    institution = models.CharField(_("name of the school or university"), max_length=200, blank=True)
    grade = models.CharField(_("grade, year or semester"), max_length=60, blank=True)
    subjects = models.CharField(_("main subjects"), max_length=300, blank=True)
    lab_experience = models.TextField(_("experience in a laboratory"), max_length=3000, blank=True)
    languages = models.JSONField(_("languages"), default=list, blank=True)

    class Meta:
        verbose_name = _("education and languages")
        verbose_name_plural = _("education and languages")

    def __str__(self) -> str:
        return f"education:{self.pk}"


class DocumentKind(models.TextChoices):
    """Kinds of travel document."""

    PASSPORT = "passport", _("passport")
    ID_CARD = "id_card", _("identity card")


class TravelDocument(Section):
    """Passport or identity card, sealed; only the last day of validity stays clear, because SQL compares it with the stay."""

    kind = EncryptedTextField(
        _("document"), null=True, blank=True, max_length=10, choices=DocumentKind.choices
    )
    number = EncryptedTextField(_("number"), null=True, blank=True, max_length=40)
    issuing_country = EncryptedTextField(_("issued by"), null=True, blank=True, max_length=2)
    issued_at_place = EncryptedTextField(_("place of issue"), null=True, blank=True, max_length=120)
    issued_on = EncryptedDateField(_("issued on"), null=True, blank=True)
    expires_on = models.DateField(_("valid until"), null=True, blank=True)
    biometric = EncryptedBooleanField(_("biometric"), null=True, blank=True)
    has_residence_permit = EncryptedBooleanField(
        _("I have a residence permit of an EU country"), null=True, blank=True
    )

    class Meta:
        verbose_name = _("passport")
        verbose_name_plural = _("passport")

    def __str__(self) -> str:
        return f"travel document:{self.pk}"


class Health(Section):
    """Health and diet, all sealed. `nothing_to_declare` is an answer of its own."""

    allergies = EncryptedTextField(_("allergies"), null=True, blank=True, max_length=2000)
    conditions = EncryptedTextField(
        _("illnesses or conditions we should know of"), null=True, blank=True, max_length=2000
    )
    medication = EncryptedTextField(_("medication"), null=True, blank=True, max_length=2000)
    diet = EncryptedTextField(_("food you do not eat"), null=True, blank=True, max_length=1000)
    access_needs = EncryptedTextField(
        _("what you need to move around, see or hear well"), null=True, blank=True, max_length=1000
    )
    nothing_to_declare = EncryptedTextField(
        _("I have nothing to declare"), null=True, blank=True, max_length=3
    )

    class Meta:
        verbose_name = _("health and diet")
        verbose_name_plural = _("health and diet")

    def __str__(self) -> str:
        return f"health:{self.pk}"


class NoticeRead(models.Model):
    """Somebody was shown the privacy notice (GDPR Art. 13, 14): which version, in which language, when."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="notices_read")
    edition_id = models.BigIntegerField()
    version = models.CharField(max_length=20)
    language = models.CharField(max_length=12)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "edition_id", "version"], name="profiles_notice_once")
        ]

    def __str__(self) -> str:
        return f"notice read:{self.pk}"


class NoticeText(models.Model):
    """What organisers say themselves in the privacy notice of an edition, and when their data protection officer checked it."""

    edition = models.OneToOneField(Edition, models.CASCADE, related_name="notice_text")
    transfers_en = models.TextField(_("partners outside the European Union, in English"), max_length=3000)
    transfers_de = models.TextField(_("partners outside the European Union, in German"), max_length=3000)
    checked_on = models.DateField(_("checked by the data protection officer on"), null=True, blank=True)
    checked_version = models.CharField(max_length=20, blank=True)
    version = models.PositiveIntegerField(default=0)
    saved_at = models.DateTimeField(default=timezone.now)
    saved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )

    def __str__(self) -> str:
        return f"notice text:{self.pk}"

    def words(self, language: str) -> str:
        """Return what is said of partners outside the European Union in a language of the notice."""
        return str(getattr(self, f"transfers_{language}"))
