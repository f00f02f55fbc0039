from django.db import migrations

import ish.privacy.fields

BATCH = 1000


def seal(apps, schema_editor):
    """Take over the reasons that stand in clear; the new column seals them."""
    look = apps.get_model("privacy", "Look")
    _copy(look.objects.exclude(reason=""), "reason", "sealed")


def unseal(apps, schema_editor):
    look = apps.get_model("privacy", "Look")
    _copy(look.objects.filter(sealed__isnull=False), "sealed", "reason")


def _copy(rows, old, new):
    batch = []
    for row in rows.order_by("pk").iterator(chunk_size=BATCH):
        setattr(row, new, getattr(row, old))
        batch.append(row)
        if len(batch) == BATCH:
            rows.model.objects.bulk_update(batch, [new])
            batch = []
    rows.model.objects.bulk_update(batch, [new])


class Migration(migrations.Migration):
    """Why somebody looked says something of the person: sealed as what was looked at."""

    dependencies = [("privacy", "0004_people_of_an_act")]

    operations = [
        migrations.AddField(
            "look",
            "sealed",
            ish.privacy.fields.EncryptedTextField(blank=True, max_length=300, null=True),
        ),
        migrations.RunPython(seal, unseal),
        migrations.RemoveField("look", "reason"),
        migrations.RenameField("look", "sealed", "reason"),
    ]
