import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("outbox", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="message",
            name="claim",
            field=models.CharField(
                blank=True,
                default="",
                help_text="Which deliverer has it; a lost claim marks nothing.",
                max_length=32,
            ),
        ),
        migrations.AddField(
            model_name="message",
            name="handled_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="message",
            name="handled_by",
            field=models.ForeignKey(
                blank=True,
                help_text="Who last edited, released, discarded or retried it.",
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="message",
            name="rung_at",
            field=models.DateTimeField(
                blank=True, help_text="Last doorbell; the sweep rings again later.", null=True
            ),
        ),
        migrations.AddIndex(
            model_name="message",
            index=models.Index(fields=["claim"], name="outbox_message_claim"),
        ),
        migrations.AddIndex(
            model_name="message",
            index=models.Index(fields=["to_email"], name="outbox_message_to_email"),
        ),
    ]
