"""Addresses under `/oversight/`."""

from django.urls import URLPattern, URLResolver, path

from ish.oversight.views import logs, officers, record, table

app_name = "oversight"

urlpatterns: list[URLPattern | URLResolver] = [
    path("need-to-know/", table.need_to_know, name="need_to_know"),
    path("looks/", logs.looks, name="looks"),
    path("changes/", logs.changes, name="changes"),
    path("kept/", logs.kept, name="kept"),
    path("record/", record.record, name="record"),
    path("record/edit/", record.edit, name="edit_record"),
    path("record/checked/", record.checked, name="check_record"),
    path("record/<slug:language>.pdf", record.paper, name="record_paper"),
    path("officers/", officers.officers, name="officers"),
    path("officers/invite/", officers.invite, name="invite_officer"),
    path("officers/<int:pk>/end/", officers.end, name="end_officer"),
]
