"""People and parents are found without regard to case, accents and umlauts: a column of what they are found by."""

from typing import Any

from django.db import migrations

from ish.desk.searching import FoldedField, refold


def fill(apps: Any, schema_editor: Any) -> None:
    """Fold the names and addresses that are known."""
    for name in ("Person", "Guardian"):
        refold(apps.get_model("people", name))


class Migration(migrations.Migration):
    dependencies = [("people", "0002_answers_to_a_place")]

    operations = [
        migrations.AddField(
            model_name="guardian",
            name="folded",
            field=FoldedField(
                blank=True, default="", editable=False, of=("name", "email"), verbose_name="as looked for"
            ),
        ),
        migrations.AddField(
            model_name="person",
            name="folded",
            field=FoldedField(
                blank=True,
                default="",
                editable=False,
                of=("given_names", "family_name", "badge_name", "native_name", "email"),
                verbose_name="as looked for",
            ),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
