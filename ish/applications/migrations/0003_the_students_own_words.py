"""The student's motivation gets a column of its own, sealed, apart from what the partner wrote in the nomination."""

from typing import Any

from django.db import migrations

import ish.privacy.fields

LONGEST = 5000


def to_the_application(apps: Any, schema_editor: Any) -> None:
    """Where a student has saved their part, the text in the nomination is theirs: partners read it there."""
    Application = apps.get_model("applications", "Application")
    Nomination = apps.get_model("nominations", "Nomination")
    rows = Application.objects.filter(saved_at__isnull=False).values_list("pk", "participation")
    for pk, participation in list(rows):
        nomination = Nomination.objects.filter(participation=participation).exclude(motivation="").first()
        if nomination is not None:
            Application.objects.filter(pk=pk).update(motivation=nomination.motivation)
            Nomination.objects.filter(pk=nomination.pk).update(motivation="", version=nomination.version + 1)


def to_the_nomination(apps: Any, schema_editor: Any) -> None:
    """Write both texts where there was one, the student's own words first; no longer than there is room."""
    Application = apps.get_model("applications", "Application")
    Nomination = apps.get_model("nominations", "Nomination")
    for row in Application.objects.filter(motivation__isnull=False):
        for nomination in Nomination.objects.filter(participation=row.participation_id):
            both = "\n\n".join(text for text in (row.motivation, nomination.motivation) if text)
            Nomination.objects.filter(pk=nomination.pk).update(
                motivation=both if len(both) <= LONGEST else row.motivation, version=nomination.version + 1
            )


class Migration(migrations.Migration):
    dependencies = [
        ("applications", "0002_plain_words"),
        ("nominations", "0005_plain_words"),
    ]

    operations = [
        migrations.AddField(
            model_name="application",
            name="motivation",
            field=ish.privacy.fields.EncryptedTextField(
                blank=True, max_length=5000, null=True, verbose_name="motivation"
            ),
        ),
        migrations.RunPython(to_the_application, to_the_nomination),
    ]
