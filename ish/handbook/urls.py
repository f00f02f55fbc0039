"""Addresses under `/handbook/`. The script that keeps the handbook answers for all of them, and for nothing else."""

from django.urls import URLPattern, URLResolver, path

from ish.handbook.views import guests, offline, paper, reading, writing

app_name = "handbook"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", reading.contents, name="contents"),
    path("read/<slug:slug>/", reading.chapter, name="chapter"),
    path("rules/<int:version>/", reading.rules, name="rules"),
    path("rules/<int:version>/changes/", reading.changes, name="changes"),
    path("paper/", paper.printed, name="paper"),
    path("copy.json", offline.copy, name="copy"),
    path("worker.js", offline.worker, name="worker"),
    path("offline/", offline.offline, name="offline"),
    path("app.webmanifest", offline.manifest, name="manifest"),
    path("link/<str:signed>/", guests.contents, name="guest"),
    path("link/<str:signed>/read/<slug:slug>/", guests.chapter, name="guest_chapter"),
    path("link/<str:signed>/rules/<int:version>/", guests.rules, name="guest_rules"),
    path("link/<str:signed>/rules/<int:version>/changes/", guests.changes, name="guest_changes"),
    path("link/<str:signed>/paper/", guests.printed, name="guest_paper"),
    path("link/<str:signed>/copy.json", guests.copy, name="guest_copy"),
    path("manage/", writing.manage, name="manage"),
    path("manage/propose/", writing.propose, name="propose"),
    path("manage/order/", writing.order, name="order"),
    path("manage/new/", writing.new, name="new"),
    path("manage/<int:pk>/", writing.edit, name="edit"),
    path("manage/<int:pk>/publish/", writing.publish, name="publish"),
    path("manage/<int:pk>/versions/", writing.versions, name="versions"),
    path("manage/<int:pk>/discard/", writing.discard, name="discard"),
    path("manage/<int:pk>/remove/", writing.remove, name="remove"),
]
