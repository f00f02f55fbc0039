"""The addresses of the season's question."""

from django.urls import URLPattern, URLResolver, path

from ish.nominations.views import answered, answering, asking, deputies, funnel, nudging

urlpatterns: list[URLPattern | URLResolver] = [
    path("asking/", asking.partners, name="asking"),
    path("asking/send/", asking.ask, name="ask"),
    path("asking/<int:pk>/remind/", asking.remind, name="remind"),
    path("asking/<int:pk>/record/", asking.record, name="record"),
    path("asking/<int:pk>/agree/", asking.agree, name="agree"),
    path("funnel/", funnel.funnel, name="funnel"),
    path("forecast/", funnel.forecast, name="forecast"),
    path("season/new-link/", answering.new_link, name="answer_link"),
    path("season/renew/", answering.renew, name="answer_renew"),
    path("season/of/<int:pk>/", answering.own, name="answer_own"),
    path("season/<str:signed>/", answering.answer, name="answer"),
    path("season/<str:signed>/paper/", answered.paper, name="answer_paper"),
    path("<int:pk>/remind/", nudging.nudge, name="nudge"),
    path("deputies/", deputies.deputies, name="deputies"),
    path("deputies/<int:pk>/invite-again/", deputies.invite_own_again, name="invite_own_again"),
    path("deputies/<int:pk>/end/", deputies.end_deputy, name="end_deputy"),
    path("partners/<int:pk>/deputy/", deputies.invite_deputy, name="invite_deputy"),
    path("partners/<int:pk>/hand-over/", deputies.hand_over, name="hand_over"),
]
