"""Addresses under `/consents/`."""

from typing import Any

app_name = "consents"

urlpatterns: list[Any] = []
