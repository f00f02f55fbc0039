"""The addresses of this app."""

from django.urls import URLPattern, URLResolver, path

from ish.profiles.views import looking, own, section

app_name = "profiles"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", own.mine, name="mine"),
    path("my-data/", own.data, name="data"),
    path("looks/", own.looks, name="looks"),
    path("<int:pk>/", own.profile, name="profile"),
    path("<int:pk>/notice/", own.notice, name="notice"),
    path("<int:pk>/facts/<slug:code>/", looking.facts, name="facts"),
    path("<int:pk>/<slug:code>/", section.section, name="section"),
]
