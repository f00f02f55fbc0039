"""The addresses of this app."""

from django.urls import URLPattern, URLResolver, path

from ish.contacts.views import following, log, writing

app_name = "contacts"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", log.log, name="log"),
    path("about/<str:key>/<int:pk>/", log.about, name="about"),
    path("find/", writing.find, name="find"),
    path("about/<str:key>/<int:pk>/new/", writing.new, name="new"),
    path("add/", writing.add, name="add"),
    path("morning/", following.morning, name="morning"),
    path("morning/<slug:key>/", following.told, name="told"),
    path("today/", following.today, name="today"),
    path("promises/", following.promises, name="promises"),
    path("<int:pk>/", log.entry, name="entry"),
    path("<int:pk>/edit/", writing.edit, name="edit"),
    path("<int:pk>/correct/", writing.correct, name="correct"),
    path("<int:pk>/remove/", writing.remove, name="remove"),
    path("<int:pk>/follow/", writing.follow, name="follow"),
    path("<int:pk>/done/", following.done, name="done"),
    path("<int:pk>/reopen/", following.reopen, name="reopen"),
]
