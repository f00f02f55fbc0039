"""The addresses of corrections and free places."""

from django.urls import URLPattern, URLResolver, path

from ish.nominations.views import correcting, places

urlpatterns: list[URLPattern | URLResolver] = [
    path("<int:pk>/correct/", correcting.correct, name="correct"),
    path("of/<int:pk>/correct/", correcting.correct_own, name="correct_own"),
    path("corrections/", correcting.corrections, name="corrections"),
    path("corrections/<int:pk>/", correcting.decide, name="decide"),
    path("corrections/<int:pk>/take-back/", correcting.retract, name="retract"),
    path("places/", places.free, name="free"),
    path("places/choose/", places.choose, name="choose"),
    path("<int:pk>/offer/", places.offer, name="offer"),
    path("<int:pk>/end-offer/", places.end_offer, name="end_offer"),
    path("<int:pk>/replace/", places.replace, name="replace"),
]
