"""Seals what was still clear of a travel document; the way back opens it again."""

from typing import Any

from django.db import migrations

from ish.privacy.fields import EncryptedBooleanField, EncryptedDateField, EncryptedTextField

KINDS = [("passport", "passport"), ("id_card", "identity card")]
PERMIT = "I have a residence permit of an EU country"
SEALED = {
    "kind": EncryptedTextField("document", null=True, blank=True, max_length=10, choices=KINDS),
    "issuing_country": EncryptedTextField("issued by", null=True, blank=True, max_length=2),
    "issued_on": EncryptedDateField("issued on", null=True, blank=True),
    "biometric": EncryptedBooleanField("biometric", null=True, blank=True),
    "has_residence_permit": EncryptedBooleanField(PERMIT, null=True, blank=True),
}


def seal(apps: Any, schema_editor: Any) -> None:
    """Copy the clear columns into the sealed ones."""
    _copy(apps, "{}_clear", "{}")


def unseal(apps: Any, schema_editor: Any) -> None:
    """Copy the sealed columns into the clear ones, where an empty text is "" and not NULL."""
    _copy(apps, "{}", "{}_clear")


def _copy(apps: Any, source: str, target: str) -> None:
    rows = apps.get_model("profiles", "TravelDocument").objects.all()
    names = [target.format(name) for name in SEALED]
    batch = []
    for row in rows.iterator(chunk_size=500):
        for name in SEALED:
            value = getattr(row, source.format(name))
            if name in ("kind", "issuing_country"):
                value = str(value) if value else ""
            setattr(row, target.format(name), value)
        batch.append(row)
    rows.model.objects.bulk_update(batch, names, batch_size=100)


class Migration(migrations.Migration):
    dependencies = [("profiles", "0002_section_names")]
    operations = [
        *(migrations.RenameField("traveldocument", name, f"{name}_clear") for name in SEALED),
        *(migrations.AddField("traveldocument", name, field) for name, field in SEALED.items()),
        migrations.RunPython(seal, unseal),
        *(migrations.RemoveField("traveldocument", f"{name}_clear") for name in SEALED),
    ]
