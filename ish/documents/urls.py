"""The addresses of this app."""

from django.urls import URLPattern, URLResolver, path

from ish.documents.views import papers

app_name = "documents"
urlpatterns: list[URLPattern | URLResolver] = [
    path("files/<int:pk>/", papers.file, name="file"),
    path("<int:pk>/accept/", papers.accept, name="accept"),
    path("<int:pk>/send-back/", papers.send_back, name="send_back"),
]
