"""Addresses under `/forgetting/`."""

from django.urls import URLPattern, URLResolver, path

from ish.forgetting.views import overview, reports

app_name = "forgetting"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", overview.overview, name="overview"),
    path("rules/", overview.rule_list, name="rules"),
    path("rules/<slug:code>/", overview.rule, name="rule"),
    path("archive/", overview.archive, name="archive"),
    path("archive/decide/", overview.decide, name="decide"),
    path("hold/<int:pk>/", overview.hold, name="hold"),
    path("hold/<int:pk>/end/", overview.end_hold, name="end_hold"),
    path("run/", reports.run, name="run"),
    path("reports/<int:pk>/", reports.report, name="report"),
    path("reports/<int:pk>/paper.pdf", reports.report_paper, name="report_paper"),
    path("reports/<int:pk>/scan/", reports.scan, name="scan"),
    path("reports/<int:pk>/close/", reports.close, name="close"),
    path("mine/", overview.mine, name="mine"),
]
