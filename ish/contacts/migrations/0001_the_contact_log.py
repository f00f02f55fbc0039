import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import ish.privacy.fields


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("programme", "0002_the_season"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Entry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("about", models.CharField(max_length=80)),
                ("person_id", models.BigIntegerField(blank=True, db_index=True, null=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("note", "note"),
                            ("phone", "phone call"),
                            ("mail", "e-mail"),
                            ("letter", "letter"),
                            ("meeting", "meeting"),
                            ("message", "short message"),
                        ],
                        default="note",
                        max_length=8,
                        verbose_name="kind",
                    ),
                ),
                (
                    "direction",
                    models.CharField(
                        blank=True,
                        choices=[("in", "to us"), ("out", "from us")],
                        max_length=3,
                        verbose_name="direction",
                    ),
                ),
                ("at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="when")),
                (
                    "with_whom",
                    ish.privacy.fields.EncryptedTextField(
                        blank=True, max_length=300, null=True, verbose_name="with whom"
                    ),
                ),
                (
                    "subject",
                    ish.privacy.fields.EncryptedTextField(
                        blank=True, max_length=300, null=True, verbose_name="subject"
                    ),
                ),
                (
                    "text",
                    ish.privacy.fields.EncryptedTextField(
                        blank=True, max_length=20000, null=True, verbose_name="text"
                    ),
                ),
                (
                    "promised_by",
                    models.CharField(
                        blank=True,
                        choices=[("us", "we promised"), ("them", "they promised")],
                        max_length=4,
                        verbose_name="promise",
                    ),
                ),
                (
                    "next_step",
                    ish.privacy.fields.EncryptedTextField(
                        blank=True, max_length=200, null=True, verbose_name="what is to follow"
                    ),
                ),
                ("follow_up_on", models.DateField(blank=True, null=True, verbose_name="follow up on")),
                ("done_at", models.DateTimeField(blank=True, null=True)),
                ("version", models.PositiveIntegerField(default=0)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("changed_at", models.DateTimeField(blank=True, null=True)),
                ("erased_at", models.DateTimeField(blank=True, null=True)),
                (
                    "assignee",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="who follows it up",
                    ),
                ),
                (
                    "corrects",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="corrections",
                        to="contacts.entry",
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "done_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "edition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="contact_entries",
                        to="programme.edition",
                    ),
                ),
                (
                    "ours",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="who of us",
                    ),
                ),
            ],
            options={
                "verbose_name": "entry of the contact log",
                "verbose_name_plural": "entries of the contact log",
                "ordering": ["-at", "-pk"],
                "indexes": [
                    models.Index(fields=["edition", "-at"], name="contacts_en_edition_2c4a38_idx"),
                    models.Index(fields=["about"], name="contacts_en_about_d6c571_idx"),
                    models.Index(
                        condition=models.Q(("done_at", None)),
                        fields=["edition", "follow_up_on"],
                        name="contacts_to_do",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind__in", ["note", "phone", "mail", "letter", "meeting", "message"])
                        ),
                        name="contacts_known_kind",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("direction__in", ["", "in", "out"])),
                        name="contacts_known_direction",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("promised_by__in", ["", "us", "them"])),
                        name="contacts_known_promise",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="MorningLook",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("looked_at", models.DateTimeField()),
                ("since", models.DateTimeField()),
                (
                    "edition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="programme.edition"
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="morning_looks",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("user", "edition"), name="contacts_look_once")
                ],
            },
        ),
    ]
