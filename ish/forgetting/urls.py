"""Addresses under `/forgetting/`."""

from typing import Any

app_name = "forgetting"

urlpatterns: list[Any] = []
