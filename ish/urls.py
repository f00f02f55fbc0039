"""The table of all addresses. Each app owns its own; this file only says under which prefix."""

from django.conf.urls.i18n import set_language
from django.contrib import admin
from django.contrib.auth.decorators import login_not_required
from django.urls import include, path
from django.views.i18n import JavaScriptCatalog

from ish import health

urlpatterns = [
    path("healthz", health.alive, name="healthz"),
    path("readyz", health.ready, name="readyz"),
    path("i18n/set/", login_not_required(set_language), name="set_language"),
    path("i18n/catalog.js", login_not_required(JavaScriptCatalog.as_view()), name="javascript-catalog"),
    path("account/", include("accounts.urls")),
    path("accounts/", include("allauth.urls")),
    path("programme/", include("ish.programme.urls")),
    path("people/", include("ish.people.urls")),
    path("nominations/", include("ish.nominations.urls")),
    path("profile/", include("ish.profiles.urls")),
    path("placements/", include("ish.placements.urls")),
    path("travel/", include("logistics.urls")),
    path("admin/", admin.site.urls),
    path("", include("ish.desk.urls")),
]
