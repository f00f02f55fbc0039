"""Participations have a name that people read, where it is counted what an erasure reaches."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0003_found_by_folded_names"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="participation",
            options={"verbose_name": "participation", "verbose_name_plural": "participations"},
        ),
    ]
