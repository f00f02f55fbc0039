"""A section is in the hands of one guardian at a time, and it is known which facts a guardian wrote."""

from typing import Any

from django.conf import settings
from django.db import migrations, models
from django.utils import timezone

EVERYTHING = "*"


def one_pair_of_hands(apps: Any, schema_editor: Any) -> None:
    """Leave a section with whom it was handed over to last; of what was written before nobody knows which facts: all of them."""
    Handover = apps.get_model("consents", "Handover")
    taken: set[tuple[int, str]] = set()
    for row in Handover.objects.filter(ended_at=None).order_by("-at", "-pk"):
        key = (row.participation_id, row.section)
        if key in taken:
            Handover.objects.filter(pk=row.pk).update(ended_at=timezone.now())
        taken.add(key)
    Handover.objects.filter(filled_at__isnull=False).update(wrote=[EVERYTHING])


class Migration(migrations.Migration):
    dependencies = [
        ("consents", "0002_code_of_a_signed_form"),
        ("people", "0007_use_restricted"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="handover",
            name="shown_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="handover",
            name="wrote",
            field=models.JSONField(blank=True, default=list, help_text="Names of facts, never values."),
        ),
        migrations.RunPython(one_pair_of_hands, migrations.RunPython.noop),
        migrations.RemoveConstraint(model_name="handover", name="consents_handed_over_once"),
        migrations.AddConstraint(
            model_name="handover",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at", None)),
                fields=("participation", "section"),
                name="consents_in_one_pair_of_hands",
            ),
        ),
    ]
