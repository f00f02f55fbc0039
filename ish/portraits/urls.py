"""Addresses under `/portraits/`."""

from django.urls import path

from ish.portraits import views

app_name = "portraits"

urlpatterns = [
    path("<int:pk>/", views.portrait, name="portrait"),
    path("<int:pk>/framed.jpg", views.image, {"part": "framed"}, name="framed"),
    path("<int:pk>/whole.jpg", views.image, {"part": "whole"}, name="whole"),
]
