from typing import Any

import django.core.validators
from django.db import migrations, models


def clamp(apps: Any, schema_editor: Any) -> None:
    """Keep what the privacy notice promises: thirty days at most, a day at least."""
    rows = apps.get_model("interviews", "InterviewSettings").objects
    rows.filter(keep_notes_days__gt=30).update(keep_notes_days=30)
    rows.filter(keep_notes_days__lt=1).update(keep_notes_days=1)


class Migration(migrations.Migration):
    dependencies = [("interviews", "0001_interviews")]

    operations = [
        migrations.RunPython(clamp, migrations.RunPython.noop),
        migrations.AlterField(
            model_name="interviewsettings",
            name="keep_notes_days",
            field=models.PositiveSmallIntegerField(
                default=30,
                help_text="So many days after a student was told the decision, notes and what they wrote are erased.",
                validators=[
                    django.core.validators.MinValueValidator(1),
                    django.core.validators.MaxValueValidator(30),
                ],
                verbose_name="days to keep notes",
            ),
        ),
    ]
