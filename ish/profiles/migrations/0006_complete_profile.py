"""The complete profile: several people to call, education by kind, permits, rows of allergies and medicines; nothing that was
said is lost, and the way back keeps what the old columns can hold."""

import json
from collections.abc import Callable, Iterable
from typing import Any

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import ish.privacy.fields

NONE = "-"
PARTS = ("name", "relation", "phone", "language")


def contacts_forth(apps: Any, schema_editor: Any) -> None:
    """Make the one person to call the first of several."""
    emergency = apps.get_model("profiles", "Emergency")
    batch = []
    for row in apps.get_model("profiles", "AboutMe").objects.iterator(chunk_size=500):
        first = {part: _text(getattr(row, f"emergency_{part}")) for part in PARTS}
        if any(first.values()):
            kept = {name: getattr(row, name) for name in ("version", "saved_at", "saved_by_id")}
            first |= {"hours": "", "time_zone": ""}
            batch.append(emergency(participation_id=row.participation_id, contacts=[first], **kept))
    emergency.objects.bulk_create(batch, batch_size=100)


def _text(value: Any) -> str:
    return str(getattr(value, "as_e164", None) or value or "")


def contacts_back(apps: Any, schema_editor: Any) -> None:
    """Put the first of those to call where there was room for one."""
    about_me = apps.get_model("profiles", "AboutMe")
    for row in apps.get_model("profiles", "Emergency").objects.iterator(chunk_size=500):
        first = (row.contacts or [{}])[0]
        values = {f"emergency_{part}": str(first.get(part) or "") for part in PARTS}
        about_me.objects.update_or_create(participation_id=row.participation_id, defaults=values)


def studies_forth(apps: Any, schema_editor: Any) -> None:
    """Students of a university have a semester and a subject."""
    rows = apps.get_model("profiles", "Education").objects.filter(kind="university")
    rows.update(semester=models.F("grade"), study_subject=models.F("subjects"), grade="", subjects="")


def studies_back(apps: Any, schema_editor: Any) -> None:
    """Put semester and subject back where grade and subjects are."""
    rows = apps.get_model("profiles", "Education").objects.filter(kind="university")
    rows.update(grade=models.F("semester"), subjects=models.F("study_subject"))


def permits_forth(apps: Any, schema_editor: Any) -> None:
    """Yes becomes a residence permit of a state still to be said, no becomes none."""
    for row in _filled(apps, "TravelDocument", "has_residence_permit"):
        row.permit = "residence" if row.has_residence_permit else "none"
        row.save(update_fields=["permit"])


def permits_back(apps: Any, schema_editor: Any) -> None:
    """Any permit is a yes."""
    for row in _filled(apps, "TravelDocument", "permit"):
        row.has_residence_permit = row.permit != "none"
        row.save(update_fields=["has_residence_permit"])


def rows_forth(apps: Any, schema_editor: Any) -> None:
    """What was written of allergies and medicines becomes the first row of each; the columns still take text here."""
    _rewrite(apps, lambda said: json.dumps(said if said == NONE else [{"what": said}], ensure_ascii=False))


def rows_back(apps: Any, schema_editor: Any) -> None:
    """Rows become lines of text again."""

    def lines(kept: str) -> str:
        said = json.loads(kept)
        return said if isinstance(said, str) else "\n".join(map(_line, said))

    _rewrite(apps, lines)


def _rewrite(apps: Any, change: Callable[[str], str]) -> None:
    """Each row once: PostgreSQL alters no table of which a row was written twice in the same transaction."""
    names = ("allergies", "medication")
    for row in apps.get_model("profiles", "Health").objects.iterator(chunk_size=500):
        for name in names:
            if (kept := getattr(row, name)) is not None:
                setattr(row, name, change(kept))
        row.save(update_fields=names)


def _line(row: dict[str, str]) -> str:
    return "; ".join(value for value in row.values() if value)


def _filled(apps: Any, model: str, column: str) -> Iterable[Any]:
    rows = apps.get_model("profiles", model).objects.filter(**{f"{column}__isnull": False})
    return rows.iterator(chunk_size=500)  # type: ignore[no-any-return]


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0004_participations_have_a_name"),
        ("profiles", "0005_change_requests"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Emergency",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.PositiveIntegerField(default=0)),
                ("saved_at", models.DateTimeField(blank=True, null=True)),
                ("erased_at", models.DateTimeField(blank=True, null=True)),
                ("contacts", models.JSONField(blank=True, default=list, verbose_name="whom we call")),
                (
                    "participation",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="%(class)s",
                        to="people.participation",
                    ),
                ),
                (
                    "saved_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "emergency contacts",
                "verbose_name_plural": "emergency contacts",
            },
        ),
        migrations.CreateModel(
            name="Insurance",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.PositiveIntegerField(default=0)),
                ("saved_at", models.DateTimeField(blank=True, null=True)),
                ("erased_at", models.DateTimeField(blank=True, null=True)),
                (
                    "covers",
                    ish.privacy.fields.EncryptedJSONField(blank=True, null=True, verbose_name="insurance"),
                ),
                ("covered", models.BooleanField(default=False, verbose_name="insured for illness")),
                (
                    "participation",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="%(class)s",
                        to="people.participation",
                    ),
                ),
                (
                    "saved_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "insurance",
                "verbose_name_plural": "insurance",
            },
        ),
        migrations.CreateModel(
            name="Interests",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.PositiveIntegerField(default=0)),
                ("saved_at", models.DateTimeField(blank=True, null=True)),
                ("erased_at", models.DateTimeField(blank=True, null=True)),
                ("hobbies", models.CharField(blank=True, max_length=500, verbose_name="what you like to do")),
                (
                    "instrument",
                    models.CharField(blank=True, max_length=200, verbose_name="instrument or voice"),
                ),
                ("sport", models.CharField(blank=True, max_length=200, verbose_name="sport")),
                (
                    "swimming",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("not", "I cannot swim"),
                            ("little", "a little"),
                            ("swimmer", "I swim safely, also in deep water"),
                        ],
                        max_length=8,
                        verbose_name="swimming",
                    ),
                ),
                (
                    "shirt_size",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("XS", "XS"),
                            ("S", "S"),
                            ("M", "M"),
                            ("L", "L"),
                            ("XL", "XL"),
                            ("XXL", "XXL"),
                            ("3XL", "3XL"),
                        ],
                        max_length=3,
                        verbose_name="T-shirt size",
                    ),
                ),
                (
                    "participation",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="%(class)s",
                        to="people.participation",
                    ),
                ),
                (
                    "saved_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "interests and sizes",
                "verbose_name_plural": "interests and sizes",
            },
        ),
        migrations.CreateModel(
            name="Proof",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("criminal_record", "extended criminal-record certificate"),
                            ("measles", "protection against measles"),
                            ("confidentiality", "declaration of confidentiality"),
                        ],
                        max_length=20,
                        verbose_name="paper",
                    ),
                ),
                ("seen_on", models.DateField(blank=True, null=True, verbose_name="seen on")),
                ("valid_until", models.DateField(blank=True, null=True, verbose_name="valid until")),
                ("erased_at", models.DateTimeField(blank=True, null=True)),
                (
                    "participation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="proofs",
                        to="people.participation",
                    ),
                ),
                (
                    "seen_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "paper seen",
                "verbose_name_plural": "papers seen",
                "constraints": [
                    models.UniqueConstraint(fields=("participation", "kind"), name="profiles_proof_once"),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["criminal_record", "measles", "confidentiality"])),
                        name="profiles_proof_known_kind",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="education",
            name="occupation",
            field=models.CharField(blank=True, max_length=300, verbose_name="what you do at the moment"),
        ),
        migrations.AddField(
            model_name="education",
            name="semester",
            field=models.CharField(blank=True, max_length=60, verbose_name="semester or year of study"),
        ),
        migrations.AddField(
            model_name="education",
            name="study_subject",
            field=models.CharField(blank=True, max_length=300, verbose_name="what you study"),
        ),
        migrations.AddField(
            model_name="traveldocument",
            name="other_documents",
            field=ish.privacy.fields.EncryptedJSONField(
                blank=True, null=True, verbose_name="further documents"
            ),
        ),
        migrations.AddField(
            model_name="traveldocument",
            name="permit",
            field=ish.privacy.fields.EncryptedTextField(
                blank=True,
                choices=[
                    ("none", "none"),
                    ("residence", "residence permit"),
                    ("permanent", "permanent residence, settlement permit"),
                    ("long_visa", "national visa for a long stay (type D)"),
                    ("family", "residence card of a family member of an EU citizen"),
                    ("other", "something else"),
                ],
                max_length=10,
                null=True,
                verbose_name="residence permit of a state of the EU or Schengen",
            ),
        ),
        migrations.AddField(
            model_name="traveldocument",
            name="permit_country",
            field=ish.privacy.fields.EncryptedTextField(
                blank=True, max_length=2, null=True, verbose_name="permit of"
            ),
        ),
        migrations.AddField(
            model_name="traveldocument",
            name="permit_expires_on",
            field=ish.privacy.fields.EncryptedDateField(
                blank=True, null=True, verbose_name="permit valid until"
            ),
        ),
        migrations.AddField(
            model_name="traveldocument",
            name="permit_number",
            field=ish.privacy.fields.EncryptedTextField(
                blank=True, max_length=40, null=True, verbose_name="number of the permit"
            ),
        ),
        migrations.AddField(
            model_name="traveldocument",
            name="printed_line",
            field=ish.privacy.fields.EncryptedTextField(
                blank=True, max_length=60, null=True, verbose_name="name line as printed in the document"
            ),
        ),
        migrations.AddField(
            model_name="health",
            name="doctor_name",
            field=ish.privacy.fields.EncryptedTextField(
                blank=True, max_length=200, null=True, verbose_name="your doctor"
            ),
        ),
        migrations.AddField(
            model_name="health",
            name="doctor_phone",
            field=ish.privacy.fields.EncryptedTextField(
                blank=True, max_length=40, null=True, verbose_name="your doctor's phone"
            ),
        ),
        migrations.AddField(
            model_name="health",
            name="private_note",
            field=ish.privacy.fields.EncryptedTextField(
                blank=True, max_length=2000, null=True, verbose_name="something for the school alone"
            ),
        ),
        migrations.AlterField(
            model_name="education",
            name="grade",
            field=models.CharField(blank=True, max_length=60, verbose_name="grade or year"),
        ),
        migrations.RunPython(contacts_forth, contacts_back),
        migrations.RunPython(studies_forth, studies_back),
        migrations.RunPython(permits_forth, permits_back),
        migrations.RunPython(rows_forth, rows_back),
        migrations.AlterField(
            model_name="health",
            name="allergies",
            field=ish.privacy.fields.EncryptedJSONField(blank=True, null=True, verbose_name="allergies"),
        ),
        migrations.AlterField(
            model_name="health",
            name="medication",
            field=ish.privacy.fields.EncryptedJSONField(blank=True, null=True, verbose_name="medication"),
        ),
        migrations.RemoveField(
            model_name="aboutme",
            name="emergency_language",
        ),
        migrations.RemoveField(
            model_name="aboutme",
            name="emergency_name",
        ),
        migrations.RemoveField(
            model_name="aboutme",
            name="emergency_phone",
        ),
        migrations.RemoveField(
            model_name="aboutme",
            name="emergency_relation",
        ),
        migrations.RemoveField(
            model_name="traveldocument",
            name="has_residence_permit",
        ),
        migrations.AddField(
            model_name="aboutme",
            name="postal_code",
            field=models.CharField(blank=True, max_length=20, verbose_name="postal code"),
        ),
        migrations.AddField(
            model_name="aboutme",
            name="street",
            field=models.CharField(blank=True, max_length=200, verbose_name="street and number"),
        ),
    ]
