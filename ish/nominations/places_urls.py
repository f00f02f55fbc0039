"""The addresses of corrections and free places."""

from django.urls import URLPattern, URLResolver, path

from ish.nominations.views import correcting

urlpatterns: list[URLPattern | URLResolver] = [
    path("<int:pk>/correct/", correcting.correct, name="correct"),
    path("of/<int:pk>/correct/", correcting.correct_own, name="correct_own"),
    path("corrections/", correcting.corrections, name="corrections"),
    path("corrections/<int:pk>/", correcting.decide, name="decide"),
    path("corrections/<int:pk>/take-back/", correcting.retract, name="retract"),
]
