"""The addresses of this app."""

from django.urls import URLPattern, URLResolver, path

from ish.programme import views

app_name = "programme"
urlpatterns: list[URLPattern | URLResolver] = [
    path("begin/", views.begin, name="begin"),
    path("", views.edition, name="edition"),
    path("edition/edit/", views.edit_edition, name="edit_edition"),
    path("edition/new/", views.new_edition, name="new_edition"),
    path("edition/list/", views.the_list, name="checklist"),
    path("edition/list/<slug:code>/", views.tick, name="tick"),
    path("edition/looking-back/", views.looking_back, name="looking_back"),
    path("edition/phases/", views.phases, name="phases"),
    path("new/", views.new_programme, name="new_programme"),
    path("<int:pk>/edit/", views.edit_programme, name="edit_programme"),
    path("partners/", views.places, name="places"),
    path("partners/list/", views.bodies, name="bodies"),
    path("partners/new/", views.new_body, name="new_body"),
    path("partners/<int:pk>/", views.body, name="body"),
    path("partners/<int:pk>/edit/", views.edit_body, name="edit_body"),
    path("organisers/", views.organisers, name="organisers"),
    path("organisers/invite/", views.invite_organiser, name="invite_organiser"),
    path("organisers/<int:pk>/end/", views.end_organiser, name="end_organiser"),
]
