"""The addresses of this app."""

from django.urls import URLPattern, URLResolver, path

from ish.interviews.views import choosing, mine, students, times

app_name = "interviews"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", students.listing, name="list"),
    path("invite/", students.invite, name="invite"),
    path("options/", students.options, name="options"),
    path("times/", times.all_times, name="times"),
    path("times/make/", times.make, name="make"),
    path("times/<int:pk>/", times.slot, name="slot"),
    path("times/<int:pk>/drop/", times.drop, name="drop"),
    path("mine/", mine.mine, name="mine"),
    path("mine/calendar.ics", mine.my_calendar, name="my_calendar"),
    path("of/<int:pk>/", students.of, name="of"),
    path("own/<int:pk>/", choosing.own, name="own"),
    path("own/<int:pk>/calendar.ics", choosing.own_calendar, name="own_calendar"),
    path("<int:pk>/", students.interview, name="interview"),
    path("<int:pk>/assign/", students.assign, name="assign"),
    path("<int:pk>/call-off/", students.call_off, name="call_off"),
    path("choose/<str:signed>/", choosing.page, name="page"),
    path("choose/<str:signed>/calendar.ics", choosing.page_calendar, name="page_calendar"),
]
