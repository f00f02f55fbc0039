"""The addresses of this app."""

from django.urls import URLPattern, URLResolver, path

from ish.profiles.views import changing, extending, looking, looks, notice_text, own, proofs, section, wrong

app_name = "profiles"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", own.mine, name="mine"),
    path("my-data/", own.data, name="data"),
    path("looks/<int:pk>/", looks.looks, name="looks"),
    path("notice-text/", notice_text.notice_text, name="notice_text"),
    path("my-data/wrong/<str:label>/<int:pk>/", wrong.wrong, name="wrong"),
    path("changes/", changing.changes, name="changes"),
    path("changes/<int:pk>/", changing.change, name="change"),
    path("changes/<int:pk>/withdraw/", changing.withdraw, name="withdraw_change"),
    path("more-time/<int:pk>/end/", extending.end, name="end_extension"),
    path("<int:pk>/changes/", changing.changes_of, name="changes_of"),
    path("<int:pk>/more-time/", extending.extend, name="extend"),
    path("<int:pk>/", own.profile, name="profile"),
    path("<int:pk>/notice/", own.notice, name="notice"),
    path("<int:pk>/facts/<slug:code>/", looking.facts, name="facts"),
    path("<int:pk>/papers-seen/", proofs.proof, name="proof"),
    path("<int:pk>/<slug:code>/", section.section, name="section"),
]
