"""Addresses under `/rights/`."""

from typing import Any

app_name = "rights"

urlpatterns: list[Any] = []
