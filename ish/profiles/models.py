"""What we know of a participation, by section: education and languages, passport, health and diet; and the privacy notice."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_countries.fields import CountryField

from ish.people.models import Participation, Person
from ish.privacy.fields import (
    EncryptedBooleanField,
    EncryptedDateField,
    EncryptedJSONField,
    EncryptedTextField,
)
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
    """What belongs to the stay beside the person's own names and contacts: where they live."""

    street = models.CharField(_("street and number"), max_length=200, blank=True)
    postal_code = models.CharField(_("postal code"), max_length=20, blank=True)
    city = models.CharField(_("town"), max_length=120, blank=True)
    residence_country = CountryField(_("country of residence"), blank=True)

    class Meta:
        verbose_name = _("about you")
        verbose_name_plural = _("about you")

    def __str__(self) -> str:
        return f"about me:{self.pk}"


class Emergency(Section):
    """Whom we call, in the order in which we call: [{"name", "relation", "phone", "language", "hours", "time_zone"}, …]."""

    contacts = models.JSONField(_("whom we call"), default=list, blank=True)

    class Meta:
        verbose_name = _("emergency contacts")
        verbose_name_plural = _("emergency contacts")

    def __str__(self) -> str:
        return f"emergency:{self.pk}"


class Education(Section):
    """School, university, or what one does between them; languages: [{"language": "ja", "level": "first"}, …]."""

    kind = models.CharField(_("where you learn"), max_length=12, choices=EducationKind.choices, blank=True)
    institution = models.CharField(_("name of the school or university"), max_length=200, blank=True)
    grade = models.CharField(_("grade or year"), max_length=60, blank=True)
    subjects = models.CharField(_("main subjects"), max_length=300, blank=True)
    semester = models.CharField(_("semester or year of study"), max_length=60, blank=True)
    study_subject = models.CharField(_("what you study"), max_length=300, blank=True)
    occupation = models.CharField(_("what you do at the moment"), max_length=300, blank=True)
    lab_experience = models.TextField(_("experience in a laboratory"), max_length=3000, blank=True)
    languages = models.JSONField(_("languages"), default=list, blank=True)

    class Meta:
        verbose_name = _("education and languages")
        verbose_name_plural = _("education and languages")

    def __str__(self) -> str:
        return f"education:{self.pk}"


class Swimming(models.TextChoices):
    """How well somebody swims: it decides who may go into the water."""

    NOT = "not", _("I cannot swim")
    LITTLE = "little", _("a little")
    SWIMMER = "swimmer", _("I swim safely, also in deep water")


class ShirtSize(models.TextChoices):
    """Sizes of T-shirts."""

    XS = "XS", "XS"
    S = "S", "S"
    M = "M", "M"
    L = "L", "L"
    XL = "XL", "XL"
    XXL = "XXL", "XXL"
    XXXL = "3XL", "3XL"


class Interests(Section):
    """What somebody likes beside science, and the size of a T-shirt. All of it is up to them."""

    hobbies = models.CharField(_("what you like to do"), max_length=500, blank=True)
    instrument = models.CharField(_("instrument or voice"), max_length=200, blank=True)
    sport = models.CharField(_("sport"), max_length=200, blank=True)
    swimming = models.CharField(_("swimming"), max_length=8, choices=Swimming.choices, blank=True)
    shirt_size = models.CharField(_("T-shirt size"), max_length=3, choices=ShirtSize.choices, blank=True)

    class Meta:
        verbose_name = _("interests and sizes")
        verbose_name_plural = _("interests and sizes")

    def __str__(self) -> str:
        return f"interests:{self.pk}"


class DocumentKind(models.TextChoices):
    """Kinds of travel document."""

    PASSPORT = "passport", _("passport")
    ID_CARD = "id_card", _("identity card")


class Permit(models.TextChoices):
    """What somebody may hold of a state of the EU or of Schengen: some of it stands in for a visa."""

    NONE = "none", _("none")
    RESIDENCE = "residence", _("residence permit")
    PERMANENT = "permanent", _("permanent residence, settlement permit")
    LONG_VISA = "long_visa", _("national visa for a long stay (type D)")
    FAMILY = "family", _("residence card of a family member of an EU citizen")
    OTHER = "other", _("something else")


class TravelDocument(Section):
    """Passport or identity card, residence permit, further documents ([{"kind", "country", "number", "expires_on"}, …]), sealed;
    only the last day of validity stays clear, because SQL compares it with the stay."""

    kind = EncryptedTextField(
        _("document"), null=True, blank=True, max_length=10, choices=DocumentKind.choices
    )
    number = EncryptedTextField(_("number"), null=True, blank=True, max_length=40)
    issuing_country = EncryptedTextField(_("issued by"), null=True, blank=True, max_length=2)
    issued_at_place = EncryptedTextField(_("place of issue"), null=True, blank=True, max_length=120)
    issued_on = EncryptedDateField(_("issued on"), null=True, blank=True)
    expires_on = models.DateField(_("valid until"), null=True, blank=True)
    biometric = EncryptedBooleanField(_("biometric"), null=True, blank=True)
    printed_line = EncryptedTextField(
        _("name line as printed in the document"), null=True, blank=True, max_length=60
    )
    permit = EncryptedTextField(
        _("residence permit of a state of the EU or Schengen"),
        null=True,
        blank=True,
        max_length=10,
        choices=Permit.choices,
    )
    permit_country = EncryptedTextField(_("permit of"), null=True, blank=True, max_length=2)
    permit_number = EncryptedTextField(_("number of the permit"), null=True, blank=True, max_length=40)
    permit_expires_on = EncryptedDateField(_("permit valid until"), null=True, blank=True)
    other_documents = EncryptedJSONField(_("further documents"), null=True, blank=True)

    class Meta:
        verbose_name = _("passport")
        verbose_name_plural = _("passport")

    def __str__(self) -> str:
        return f"travel document:{self.pk}"


class Health(Section):
    """Health and diet, all sealed; "none" is an answer to each question, `nothing_to_declare` to all. Rows:
    [{"what", "severity", "help"}, …] and [{"what", "dose", "when", "keeper"}, …]."""

    allergies = EncryptedJSONField(_("allergies"), null=True, blank=True)
    conditions = EncryptedTextField(
        _("illnesses or conditions we should know of"), null=True, blank=True, max_length=2000
    )
    medication = EncryptedJSONField(_("medication"), null=True, blank=True)
    diet = EncryptedTextField(_("food you do not eat"), null=True, blank=True, max_length=1000)
    access_needs = EncryptedTextField(
        _("what you need to move around, see or hear well"), null=True, blank=True, max_length=1000
    )
    nothing_to_declare = EncryptedTextField(
        _("I have nothing to declare"), null=True, blank=True, max_length=3
    )
    doctor_name = EncryptedTextField(_("your doctor"), null=True, blank=True, max_length=200)
    doctor_phone = EncryptedTextField(_("your doctor's phone"), null=True, blank=True, max_length=40)
    private_note = EncryptedTextField(
        _("something for the school alone"), null=True, blank=True, max_length=2000
    )

    class Meta:
        verbose_name = _("health and diet")
        verbose_name_plural = _("health and diet")

    def __str__(self) -> str:
        return f"health:{self.pk}"


class Insurance(Section):
    """Covers of health, accident and liability, sealed; `covered` says for lists that there is one for illness."""

    covers = EncryptedJSONField(_("insurance"), null=True, blank=True)
    covered = models.BooleanField(_("insured for illness"), default=False)

    class Meta:
        verbose_name = _("insurance")
        verbose_name_plural = _("insurance")

    def __str__(self) -> str:
        return f"insurance:{self.pk}"


class ProofKind(models.TextChoices):
    """Papers that are shown, not kept."""

    CRIMINAL_RECORD = "criminal_record", _("extended criminal-record certificate")
    MEASLES = "measles", _("protection against measles")
    CONFIDENTIALITY = "confidentiality", _("declaration of confidentiality")
    BADGE_PHOTO = "badge_photo", _("photo for the institute's badge")


class Proof(models.Model):
    """A paper that an organiser has seen: which, when, by whom, until when it holds. The paper itself is not kept
    (SGB VIII s. 72a; IfSG s. 20, 23)."""

    participation = models.ForeignKey(Participation, models.CASCADE, related_name="proofs")
    kind = models.CharField(_("paper"), max_length=20, choices=ProofKind.choices)
    seen_on = models.DateField(_("seen on"), null=True, blank=True)
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    seen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    erased_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("paper seen")
        verbose_name_plural = _("papers seen")
        constraints = [
            models.UniqueConstraint(fields=["participation", "kind"], name="profiles_proof_once"),
            models.CheckConstraint(
                condition=models.Q(kind__in=ProofKind.values), name="profiles_proof_known_kind"
            ),
        ]

    def __str__(self) -> str:
        return f"proof:{self.pk}"


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
