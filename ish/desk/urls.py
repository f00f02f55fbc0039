"""The addresses of this app."""

from django.urls import URLPattern, URLResolver, path

from ish.desk import messages_urls, views

app_name = "desk"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.home, name="home"),
    path("signed-in/", views.signed_in, name="signed_in"),
    path("search/", views.find, name="search"),
    path("edition/", views.edition, name="edition"),
    path("jobs/<int:pk>/", views.job, name="job"),
    path("privacy/", views.privacy, name="privacy"),
    path("accessibility/", views.accessibility, name="accessibility"),
    path("style-guide/", views.guide, name="style_guide"),
    *messages_urls.urlpatterns,
]
