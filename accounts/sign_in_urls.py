"""Addresses without a namespace: allauth's, what we put in front of them, and names that the page frame uses."""

from django.urls import include, path

from accounts import views

urlpatterns = [
    path("account/profile/", views.profile, name="account_profile"),
    path("i18n/set/", views.set_language, name="set_language"),
    path("accounts/signup/", views.no_sign_up),
    path("accounts/", include("allauth.urls")),
]
