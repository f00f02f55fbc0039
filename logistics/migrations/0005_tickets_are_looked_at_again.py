from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("logistics", "0004_everybody_is_said")]

    operations = [
        migrations.AddField(
            model_name="journey",
            name="differs",
            field=models.CharField(
                blank=True,
                default="",
                help_text="What has changed since the ticket was given.",
                max_length=40,
            ),
        ),
    ]
