"""That a duty is for everybody is said, and no longer follows from nobody being named: who is taken out last opens no other card."""

from typing import Any

from django.db import migrations, models


def say_it(apps: Any, schema_editor: Any) -> None:
    """A duty that names nobody was for everybody."""
    apps.get_model("logistics", "Duty").objects.filter(people__isnull=True).update(everybody=True)


def unsay_it(apps: Any, schema_editor: Any) -> None:
    """Going back, who is for everybody names nobody; a duty that names nobody and is for nobody would be for everybody: it goes."""
    duties = apps.get_model("logistics", "Duty").objects
    for duty in duties.filter(everybody=True):
        duty.people.clear()
    duties.filter(everybody=False, people__isnull=True).delete()
    # PostgreSQL drops no column while checks of keys wait for the end of the transaction.
    schema_editor.connection.check_constraints()


class Migration(migrations.Migration):
    dependencies = [("logistics", "0003_duties_and_cards")]

    operations = [
        migrations.AddField(
            model_name="duty",
            name="everybody",
            field=models.BooleanField(default=False, verbose_name="everybody of the edition"),
        ),
        migrations.RunPython(say_it, unsay_it),
    ]
