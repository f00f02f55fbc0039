"""The addresses of this app that are ours alone; those shared with allauth are in `sign_in_urls`."""

from django.urls import path

from accounts import link_views, views

app_name = "accounts"
urlpatterns = [
    path("profile/", views.profile, name="profile"),
    path("demo/", views.demo_cast, name="demo_cast"),
    path("demo/sign-in/", views.demo_sign_in, name="demo_sign_in"),
    path("invitation/", link_views.invitation, name="invitation_page"),
    path("invitation/another-address/", link_views.invitation_address, name="invitation_address"),
    path("invitation/<str:token>/", link_views.take_token, {"kind": "invitation"}, name="invitation"),
    path("sign-in-link/", link_views.sign_in_link, name="sign_in_link_page"),
    path("sign-in-link/<str:token>/", link_views.take_token, {"kind": "sign_in_link"}, name="sign_in_link"),
    path("first-visit/", link_views.first_visit, name="first_visit_page"),
    path("first-visit/<str:token>/", link_views.take_token, {"kind": "first_visit"}, name="first_visit"),
]
