"""The addresses of this app."""

from django.urls import URLPattern, URLResolver, path

from ish.profiles.views import looking, looks, notice_text, own, section

app_name = "profiles"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", own.mine, name="mine"),
    path("my-data/", own.data, name="data"),
    path("looks/<int:pk>/", looks.looks, name="looks"),
    path("notice-text/", notice_text.notice_text, name="notice_text"),
    path("<int:pk>/", own.profile, name="profile"),
    path("<int:pk>/notice/", own.notice, name="notice"),
    path("<int:pk>/facts/<slug:code>/", looking.facts, name="facts"),
    path("<int:pk>/<slug:code>/", section.section, name="section"),
]
