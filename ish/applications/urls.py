"""The addresses of this app."""

from django.urls import URLPattern, URLResolver, path

from ish.applications.views import correcting, links, options, part, pieces, referees

app_name = "applications"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", part.mine, name="mine"),
    path("of/<int:pk>/", part.own, name="own"),
    path("panels/<int:pk>/", pieces.panel, name="panel"),
    path("options/", options.options, name="options"),
    path("new-link/", links.new_link, name="new_link"),
    path("renew/", links.renew, name="renew"),
    path("references/<int:pk>/", referees.letter, name="letter"),
    path("references/<int:pk>/file/", referees.letter_file, name="letter_file"),
    path("reference/<str:signed>/", referees.reference, name="reference"),
    path("<str:signed>/", part.page, name="page"),
    path("<str:signed>/correct/", correcting.correct, name="correct"),
    path("<str:signed>/<str:part>/", part.paper, name="paper"),
]
