from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("nominations", "0008_told_by_partner"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="nomination",
            index=models.Index(
                condition=models.Q(("place_of__isnull", False)),
                fields=["place_of"],
                name="nominations_place_taken",
            ),
        ),
    ]
