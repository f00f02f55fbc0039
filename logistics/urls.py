"""Addresses of travel."""

from django.urls import path

from logistics import views

app_name = "logistics"

urlpatterns = [
    path("", views.mine, name="mine"),
    path("<int:pk>/<str:direction>/", views.journey, name="journey"),
    path("arrivals/", views.travelling, {"direction": "arrival"}, name="arrivals"),
    path("departures/", views.travelling, {"direction": "departure"}, name="departures"),
    path("roster/", views.roster, name="roster"),
]
