"""Facts rest on one consent of an edition at most: of further ones asked under the same kind, all but the first become others."""

from typing import Any

from django.db import migrations, models

CONSENTS = {"data": "data", "health": "health_data"}
"""The kind, and the short name of the consent that schools usually ask for under it."""


def _single(apps: Any, schema_editor: Any) -> None:
    rows = apps.get_model("consents", "Purpose").objects
    for kind, usual in CONSENTS.items():
        asked = (
            rows.filter(kind=kind, active=True).order_by("order", "pk").values_list("pk", "edition", "code")
        )
        first: dict[int, int] = {}
        for pk, edition, _code in sorted(asked, key=lambda row: row[2] != usual):
            if first.setdefault(edition, pk) != pk:
                rows.filter(pk=pk).update(kind="other")


class Migration(migrations.Migration):
    dependencies = [("consents", "0004_health_facts_are_a_kind")]

    operations = [
        migrations.RunPython(_single, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="purpose",
            constraint=models.UniqueConstraint(
                condition=models.Q(("active", True), ("kind__in", ("data", "health"))),
                fields=("edition", "kind"),
                name="consents_one_that_facts_rest_on",
            ),
        ),
    ]
