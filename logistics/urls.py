"""Addresses of travel."""

from django.urls import path

from logistics import duty_views, views

app_name = "logistics"

urlpatterns = [
    path("", views.mine, name="mine"),
    path("<int:pk>/fits/", views.ticket_fits, name="ticket_fits"),
    path("<int:pk>/<str:direction>/", views.journey, name="journey"),
    path("arrivals/", views.travelling, {"direction": "arrival"}, name="arrivals"),
    path("departures/", views.travelling, {"direction": "departure"}, name="departures"),
    path("duties/", duty_views.duties, name="duties"),
    path("duties/<int:pk>/", duty_views.duty, name="duty"),
    path("duties/<int:pk>/people/", duty_views.change_duty, name="change_duty"),
    path("duties/<int:pk>/end/", duty_views.end_duty, name="end_duty"),
    path("care/", duty_views.in_care, name="in_care"),
    path("care/card/<int:pk>/", duty_views.emergency_card, name="card"),
    path("care/card/<int:pk>/<str:language>.pdf", duty_views.card_as_paper, name="card_paper"),
    path("roster/", views.roster, name="roster"),
]
