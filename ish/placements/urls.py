"""The addresses of this app."""

from django.urls import path

from ish.placements.views import board, hosts, labs, own, plans, traces

app_name = "placements"
urlpatterns = [
    path("", own.mine, name="mine"),
    path("<int:pk>/wishes/", own.wishes, name="wishes"),
    path("projects/", labs.projects, name="projects"),
    path("projects/new/", labs.project_new, name="project_new"),
    path("projects/<int:pk>/", labs.project, name="project"),
    path("projects/<int:pk>/supervisors/new/", labs.host_new, name="host_new"),
    path("supervisors/<int:pk>/remove/", labs.host_remove, name="host_remove"),
    path("supervisors/<int:pk>/invite/", labs.host_invite, name="host_invite"),
    path("institutes/", labs.institutes, name="institutes"),
    path("institutes/new/", labs.institute_new, name="institute_new"),
    path("institutes/<int:pk>/", labs.institute, name="institute"),
    path("plans/", plans.plans, name="plans"),
    path("plans/<int:pk>/", board.plan, name="plan"),
    path("plans/<int:pk>/move/", board.move, name="move"),
    path("plans/<int:pk>/labs/", board.labs, name="labs"),
    path("plans/<int:pk>/history/", traces.plan_history, name="plan_history"),
    path("plans/<int:pk>/changes/", traces.changes, name="changes"),
    path("<int:pk>/history/", traces.person_history, name="person_history"),
    path("plans/<int:pk>/pin/", board.pin, name="pin"),
    path("plans/<int:pk>/propose/", plans.propose, name="propose"),
    path("plans/<int:pk>/proof/", plans.proof, name="proof"),
    path("plans/<int:pk>/problem.json", plans.instance, name="instance"),
    path("plans/<int:pk>/why/", plans.why, name="why"),
    path("plans/<int:pk>/publish/", plans.publish, name="publish"),
    path("plans/<int:pk>/discard/", plans.discard, name="discard"),
    path("your-labs/", hosts.my_projects, name="my_projects"),
]
