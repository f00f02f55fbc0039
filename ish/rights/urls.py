"""Addresses under `/rights/`."""

from django.urls import URLPattern, URLResolver, path

from ish.rights.views import organising, own, seat

app_name = "rights"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", own.mine, name="mine"),
    path("copy/", own.copy, name="copy"),
    path("copies/<int:pk>/", own.file, name="file"),
    path("seat/<str:signed>/copy/", seat.copy, name="seat_copy"),
    path("seat/<str:signed>/copies/<int:pk>/", seat.file, name="seat_file"),
    path("ask/", own.ask, name="ask"),
    path("requests/", organising.requests, name="requests"),
    path("requests/<int:pk>/", organising.request_page, name="request"),
    path("requests/<int:pk>/more-time/", organising.longer, name="longer"),
    path("people/<int:pk>/", organising.person_page, name="person"),
    path("people/<int:pk>/copy/", organising.copy, name="person_copy"),
    path("people/<int:pk>/record/", organising.record, name="record"),
    path("people/<int:pk>/restrict/", organising.restrict, name="restrict"),
    path("restrictions/<int:pk>/tell/", organising.tell, name="tell"),
    path("restrictions/<int:pk>/end/", organising.lift, name="lift"),
]
