"""The addresses of this app."""

from django.urls import URLPattern, URLResolver, path

from ish.people import views
from ish.people.views import agreeing, guests

app_name = "people"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.people_list, name="list"),
    path("readiness/", views.readiness, name="readiness"),
    path("readiness/totals/", views.readiness_totals, name="readiness_totals"),
    path("readiness/remind/", views.remind, name="remind"),
    path("readiness/waive/", views.waive_many, name="waive_many"),
    path("readiness/ask-again/", views.unwaive_many, name="unwaive_many"),
    path("readiness/record/", views.record_many, name="record_many"),
    path("guests/", guests.guests, name="guests"),
    path("guests/add/", guests.add_guest, name="add_guest"),
    path("guests/names/", guests.paste_guests, name="paste_guests"),
    path("participations/<int:pk>/stay/", guests.stay, name="stay"),
    path("to-do/", views.mine, name="mine"),
    path("<int:pk>/", views.person, name="person"),
    path("<int:pk>/erase/", views.erase, name="erase"),
    path("participations/<int:pk>/more/", views.more, name="more"),
    path("participations/<int:pk>/to-do/", views.tasks, name="tasks"),
    path("participations/<int:pk>/place/", views.place, name="place"),
    path("participations/<int:pk>/place/accept/", views.accept, name="accept"),
    path("participations/<int:pk>/place/give-back/", views.give_back, name="give_back"),
    path("participations/<int:pk>/agreement/", agreeing.agreement, name="agreement"),
    path("participations/<int:pk>/more-time/", agreeing.extend, name="extend"),
    path("agree/new-link/", agreeing.new_link, name="new_link"),
    path("agree/<str:signed>/", agreeing.agree, name="agree"),
    path("participations/<int:pk>/contact/", views.contact, name="contact"),
    path("participations/<int:pk>/move/<slug:to>/", views.move, name="move"),
    path("participations/<int:pk>/invite/", views.invite, name="invite"),
    path("participations/<int:pk>/waive/<slug:code>/", views.waive, name="waive"),
    path("participations/<int:pk>/unwaive/<slug:code>/", views.unwaive, name="unwaive"),
]
