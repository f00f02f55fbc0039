"""The Celery application. Nobody imports it: tasks are `shared_task`s and are rung by name."""

import os
from typing import Any

from celery import Celery, signals

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ish.settings")

app = Celery("ish")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@signals.setup_logging.connect
def keep_our_logging(**kwargs: Any) -> None:
    """Celery configures logging of its own unless somebody listens here; Django's stays in force."""
