"""The addresses of this app."""

from django.urls import URLPattern, URLResolver, path

from ish.nominations import places_urls, season_urls
from ish.nominations.views import (
    again,
    columns,
    coordinators,
    deciding,
    handing_in,
    lists,
    naming,
    reasons,
    receipt,
    releases,
    sources,
    telling,
    uploading,
)

app_name = "nominations"
urlpatterns: list[URLPattern | URLResolver] = [
    *season_urls.urlpatterns,
    *places_urls.urlpatterns,
    path("", lists.mine, name="mine"),
    path("all/", lists.everybody, name="list"),
    path("all/pending/", deciding.pending, name="pending"),
    path("decisions/", deciding.decisions, name="decisions"),
    path("decisions/release/", deciding.release, name="release"),
    path("decisions/compared/", deciding.compared, name="compared"),
    path("decisions/releases/", releases.releases, name="releases"),
    path("decisions/releases/<int:pk>/undo/", releases.undo, name="undo"),
    path("decisions/reasons/", reasons.reasons, name="reasons"),
    path("telling/", telling.telling, name="telling"),
    path("<int:pk>/", naming.student, name="student"),
    path("<int:pk>/edit/", naming.edit, name="edit"),
    path("<int:pk>/hand-in/", handing_in.hand_in, name="hand_in"),
    path("<int:pk>/withdraw/", handing_in.withdraw, name="withdraw"),
    path("<int:pk>/send-back/", handing_in.send_back, name="send_back"),
    path("of/<int:pk>/", naming.of_participation, name="of"),
    path("of/<int:pk>/offer-again/", again.offer_again, name="offer_again"),
    path("partners/<int:pk>/", lists.body, name="body"),
    path("partners/<int:pk>/add/", naming.add, name="add"),
    path("partners/<int:pk>/hand-in/", handing_in.hand_in_all, name="hand_in_all"),
    path("partners/<int:pk>/handed-in.pdf", receipt.receipt, name="receipt"),
    path("partners/<int:pk>/upload/", uploading.upload, name="upload"),
    path("partners/<int:pk>/template/", uploading.template, name="template"),
    path("partners/<int:pk>/students.xlsx", uploading.students_list, name="students_list"),
    path("partners/<int:pk>/source/", sources.source, name="source"),
    path("uploads/<int:pk>/", uploading.preview, name="preview"),
    path("uploads/<int:pk>/columns/", columns.columns, name="columns"),
    path("uploads/<int:pk>/rows/<int:number>/", uploading.mend, name="mend"),
    path("coordinators/", coordinators.coordinators, name="coordinators"),
    path("partners/<int:pk>/invite/", coordinators.invite, name="invite"),
    path("coordinators/<int:pk>/end/", coordinators.end, name="end"),
    path("coordinators/<int:pk>/invite-again/", coordinators.invite_again, name="invite_again"),
]
