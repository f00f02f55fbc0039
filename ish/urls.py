"""The table of all addresses. Each app owns its own; this file only says under which prefix."""

from django.contrib import admin
from django.contrib.auth.decorators import login_not_required
from django.urls import include, path
from django.views.i18n import JavaScriptCatalog

from ish import health

urlpatterns = [
    path("healthz", health.alive, name="healthz"),
    path("readyz", health.ready, name="readyz"),
    path("i18n/catalog.js", login_not_required(JavaScriptCatalog.as_view()), name="javascript-catalog"),
    path("account/", include("accounts.urls")),
    path("", include("accounts.sign_in_urls")),
    path("programme/", include("ish.programme.urls")),
    path("contacts/", include("ish.contacts.urls")),
    path("handbook/", include("ish.handbook.urls")),
    path("people/", include("ish.people.urls")),
    path("documents/", include("ish.documents.urls")),
    path("portraits/", include("ish.portraits.urls")),
    path("nominations/", include("ish.nominations.urls")),
    path("application/", include("ish.applications.urls")),
    path("selection/", include("ish.selection.urls")),
    path("interviews/", include("ish.interviews.urls")),
    path("profile/", include("ish.profiles.urls")),
    path("consents/", include("ish.consents.urls")),
    path("placements/", include("ish.placements.urls")),
    path("oversight/", include("ish.oversight.urls")),
    path("rights/", include("ish.rights.urls")),
    path("forgetting/", include("ish.forgetting.urls")),
    path("travel/", include("logistics.urls")),
    path("admin/", admin.site.urls),
    path("", include("ish.desk.urls")),
]
