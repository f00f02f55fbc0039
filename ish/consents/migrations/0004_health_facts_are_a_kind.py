"""Health facts are a kind of consent of their own: with them goes what rests on it."""

from typing import Any

from django.db import migrations, models


def _name(apps: Any, schema_editor: Any) -> None:
    rows = apps.get_model("consents", "Purpose").objects
    rows.filter(code="health_data", kind="medical").update(kind="health")


def _back(apps: Any, schema_editor: Any) -> None:
    apps.get_model("consents", "Purpose").objects.filter(kind="health").update(kind="medical")


KINDS = [
    ("data", "data"),
    ("medical", "medical care"),
    ("photo", "photos"),
    ("activity", "activities"),
    ("travel", "ways and evenings"),
    ("supervision", "supervision"),
    ("contact", "afterwards"),
    ("other", "other"),
]
WITH_HEALTH = [*KINDS[:2], ("health", "health facts"), *KINDS[2:]]


def _known(kinds: list[tuple[str, str]]) -> models.CheckConstraint:
    return models.CheckConstraint(
        condition=models.Q(kind__in=[code for code, _label in kinds]), name="consents_purpose_known_kind"
    )


class Migration(migrations.Migration):
    dependencies = [("consents", "0003_one_guardian_at_a_time")]

    operations = [
        migrations.RemoveConstraint(model_name="purpose", name="consents_purpose_known_kind"),
        migrations.AlterField(
            model_name="purpose",
            name="kind",
            field=models.CharField(choices=WITH_HEALTH, default="other", max_length=12, verbose_name="kind"),
        ),
        migrations.AddConstraint(model_name="purpose", constraint=_known(WITH_HEALTH)),
        migrations.RunPython(_name, _back),
    ]
